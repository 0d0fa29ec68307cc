// A aposta: pergunta, espera a escolha e só então mostra o que aconteceu. A resposta vem do núcleo, que só a manda
// depois da escolha; sem núcleo, vem da própria página, de onde sai assim que este módulo chega.

import { drawing, drawnOver, isNear, listen } from "./bets_curve.js";

const SURE = ["é um chute", "acho que sim", "tenho certeza"];
const STORE = "curso-ddpg.apostas";

/**
 * Põe em `section` um formulário. `choose({ chosen, sure })` recebe a aposta, ou `chosen` vazio de quem só quer ver.
 * Devolve `show(result, note)`, que mostra o que aconteceu e, embaixo, a frase `note`.
 */
function mount(section, choose) {
  const rows = [...section.querySelector(".opcoes").children];
  const texts = rows.map((row) => (row.querySelector("summary") ?? row).innerHTML);
  const { kind } = section.dataset;
  const ordered = kind === "order";
  const form = document.createElement("form");
  form.innerHTML = `${kind === "curve" ? drawing(section) : ordered ? list(texts) : radios(texts)}
    <p class="botoes"><span>Aposto, e</span>
    ${SURE.map((name, sure) => `<button value="${sure}">${name}</button>`).join(" ")}
    <button type="button" class="ver">ver sem apostar</button></p>`;
  if (ordered) form.addEventListener("click", (event) => move(event.target.closest("[data-by]")));
  const picked = () =>
    [...form.querySelectorAll(ordered ? "li" : "input:checked")].map((one) => Number(one.dataset.row));
  const read = kind === "curve" ? listen(form, section) : picked;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    choose({ chosen: read(), sure: Number(event.submitter?.value ?? 1) });
  });
  form.querySelector(".ver").addEventListener("click", () => choose({ chosen: [], sure: 0 }));
  section.replaceChildren(section.querySelector(".pergunta"), form);

  return (result, note = "") => {
    const shown = document.createElement("div");
    shown.className = "resultado";
    shown.tabIndex = -1;
    shown.innerHTML = `${told(section, texts, result)}<div class="aconteceu">${result.answer}</div>
      ${note && `<p class="nota">${note}</p>`}`;
    const here = section.contains(document.activeElement);
    section.replaceChildren(section.querySelector(".pergunta"), shown);
    if (here) shown.focus({ preventScroll: true });
  };
}

const radios = (texts) => texts.map(radio).join("");

const radio = (text, row) => `<label>
  <input type="radio" name="opcao" data-row="${row}" required> <span>${text}</span></label>`;

const list = (texts) => `<ol>${texts.map(item).join("")}</ol>`;

const item = (text, row) => `<li data-row="${row}"><span>${text}</span>
  <button type="button" data-by="-1" aria-label="Subir: ${plain(text)}">↑</button>
  <button type="button" data-by="1" aria-label="Descer: ${plain(text)}">↓</button></li>`;

/** O texto de um HTML, para um atributo. */
function plain(html) {
  const node = document.createElement("span");
  node.innerHTML = html;
  return node.textContent.replaceAll('"', "&quot;");
}

/** Sobe ou desce um item da ordem; o foco vai junto. */
function move(button) {
  const item = button?.closest("li");
  if (!item) return;
  if (button.dataset.by === "1") item.nextElementSibling?.after(item);
  else item.previousElementSibling?.before(item);
  button.focus();
}

/** O que se apostou, junto do que aconteceu. */
function told(section, texts, result) {
  if (section.dataset.kind === "curve") return toldCurve(section, texts, result);
  return section.dataset.kind === "order" ? toldOrder(texts, result) : toldChoice(texts, result);
}

function toldCurve(section, texts, { chosen, sure, places, says, real }) {
  const row = places.indexOf(isNear(chosen, real) ? 0 : 1);
  const words = `<p>A sua curva (${SURE[sure]}): ${texts[row]}</p><p>${says[row]}</p>`;
  return `${chosen.length ? words : ""}${drawnOver(section, chosen, real)}`;
}

function toldChoice(texts, { chosen, sure, places, says }) {
  const [row] = chosen.length ? chosen : [places.indexOf(0)];
  const opening = chosen.length ? `A sua aposta (${SURE[sure]})` : "O que aconteceu";
  return `<p>${opening}: ${texts[row]}</p><p>${says[row]}</p>`;
}

function toldOrder(texts, { chosen, sure, places, says }) {
  const real = places.map((_, place) => places.indexOf(place));
  const hits = chosen.filter((row, place) => places[row] === place).length;
  const opening = chosen.length
    ? `A sua ordem (${SURE[sure]}), sobre a que aconteceu: ${hits} de ${texts.length} no lugar.`
    : "A ordem que aconteceu:";
  const yours = (row, place) => {
    const own = chosen.indexOf(row);
    return own < 0 ? "" : `<em class="${own === place ? "certa" : "errada"}">a sua: ${own + 1}.º lugar</em>`;
  };
  const lines = real.map((row, place) => `<li>${texts[row]} ${yours(row, place)}<p>${says[row]}</p></li>`);
  return `<p>${opening}</p><ol>${lines.join("")}</ol>`;
}

// --- sem núcleo -----------------------------------------------------------------------------------------------------

/** As apostas guardadas neste navegador; `null`, se ele não deixa guardar. */
function stored() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}") ?? {};
  } catch (error) {
    return error instanceof SyntaxError ? {} : null;
  }
}

/** Guarda a primeira aposta de cada pergunta, e diz o que aconteceu com ela. */
function keep(id, made) {
  try {
    localStorage.setItem(STORE, JSON.stringify({ [id]: made, ...stored() }));
  } catch {
    return "Este navegador não deixa guardar nada: a sua aposta vale só nesta visita.";
  }
  const all = Object.values(stored());
  return `Neste navegador, você acertou ${all.filter((one) => one.right).length} de ${all.length}.`;
}

/** Dá vida às apostas de uma página que se basta: o que escondem sai da página e fica à espera da escolha. */
export function enhance(root) {
  for (const section of root.querySelectorAll(".aposta:not(.viva)")) {
    const rows = [...section.querySelectorAll(".opcoes > details")];
    const key = {
      places: rows.map((row) => Number(row.dataset.place)),
      says: rows.map((row) => row.querySelector("p").innerHTML),
      answer: section.querySelector(".resposta > div").innerHTML,
      real: JSON.parse(section.querySelector(".resposta").dataset.real ?? "null"),
    };
    const { id } = section.dataset;
    const before = stored()?.[id];
    const reveal = ({ chosen, sure }) => {
      const right = key.real ? isNear(chosen, key.real) : chosen.every((row, place) => key.places[row] === place);
      show({ ...key, chosen, sure }, chosen.length ? keep(id, { chosen, sure, right }) : "");
    };
    const show = mount(section, reveal);
    section.classList.add("viva");
    if (before) reveal(before);
  }
}

// --- com núcleo -----------------------------------------------------------------------------------------------------

function render({ model, el }) {
  el.innerHTML = model.get("page");
  const section = el.querySelector(".aposta");
  const show = mount(section, (made) => {
    try {
      model.send(made);
    } catch {
      section.append("O núcleo parou, e a resposta viria dele: rode de novo as células, da primeira até esta.");
    }
  });
  const tell = () => "answer" in model.get("result") && show(model.get("result"));
  model.on("change:result", tell);
  tell();
  return () => model.off("change:result", tell);
}

export default { render };
