// A bancada do hospital: o nome sorteia o paciente, cada instrumento tem um preço, e o código só se lê depois do
// diagnóstico. Os dados de todos os pacientes estão na página; não há pergunta a fazer a ninguém.

/** O número, de 0 a `many − 1`, que um nome sorteia: o mesmo que `drawn`, de `bugs/hospital.py` (FNV-1a, 32 bits). */
export function drawn(name, many) {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name.trim().toLowerCase().normalize("NFC"))) {
    value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  }
  return value % many;
}

/** Um elemento, com o seu texto e os seus atributos. */
function made(tag, text = "", attributes = {}) {
  const node = document.createElement(tag);
  node.textContent = text;
  return Object.assign(node, attributes);
}

/** Monta a bancada no lugar do caso contado. */
function open(section) {
  const { tools, wards } = JSON.parse(section.querySelector(".pacientes").textContent);
  const form = made("form", "", { className: "ficha" });
  const label = made("label", "Seu nome: ");
  const input = made("input", "", { type: "text", required: true, maxLength: 60, autocomplete: "off" });
  const place = made("div", "", { className: "paciente" });
  label.append(input);
  form.append(label, " ", made("button", "Receber o paciente"));
  section.replaceChildren(form, place);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // o JupyterLab quer esta tecla para si: quem envia o nome é a própria bancada
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim()) receive(0);
  });

  /** O paciente do nome ou, nas visitas seguintes, os outros: todos aparecem antes de um se repetir. */
  function receive(visit) {
    const number = (drawn(input.value, wards.length) + visit) % wards.length;
    place.replaceChildren(...consult(tools, wards[number], number + 1, () => receive(visit + 1)));
    place.querySelector("h4").focus();
  }
}

/** A consulta: a conta, os instrumentos, os suspeitos e, depois de fechada, o que o paciente tem. */
function consult(tools, ward, number, next) {
  let spent = 0;
  const title = made("h4", `Paciente ${number}`, { tabIndex: -1 });
  const bill = made("p", "", { className: "conta" });
  bill.setAttribute("role", "status");
  const count = () => (bill.textContent = `Você já gastou ${spent} min.`);
  count();
  const rows = tools.map(([key, name, minutes]) => {
    const row = made("li");
    const button = made("button", `${name} `, { type: "button" });
    button.append(made("span", `${minutes} min`));
    button.addEventListener(
      "click",
      () => {
        spent += minutes;
        button.setAttribute("aria-disabled", "true");
        for (const says of ward.says[key]) row.append(made("p", `${says}.`));
        count();
      },
      { once: true },
    );
    row.append(button);
    return row;
  });
  const list = made("ul", "", { className: "instrumentos" });
  list.append(...rows);
  return [title, bill, list, diagnosis(ward, () => spent, next)];
}

function diagnosis(ward, spent, next) {
  const form = made("form", "", { className: "diagnostico" });
  const group = made("fieldset");
  group.append(made("legend", "O que ele tem?"));
  ward.suspects.forEach(({ title }, row) => {
    const label = made("label");
    label.append(made("input", "", { type: "radio", name: "suspeito", value: row, required: true }), ` ${title}`);
    group.append(label);
  });
  form.append(group, made("button", "Fechar o diagnóstico"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    form.replaceWith(verdict(ward, Number(new FormData(form).get("suspeito")), spent(), next));
  });
  return form;
}

/** O que o paciente tem, com a linha errada, a certa e onde ela foi lida. */
function verdict(ward, chosen, spent, next) {
  const box = made("div", "", { className: "laudo", tabIndex: -1 });
  const right = chosen === ward.right;
  box.append(made("p", `${right ? "Acertou" : "Não era esse"}, com ${spent} min de exames.`));
  if (!right) box.append(made("p", `Se fosse “${ward.suspects[chosen].title}”: ${ward.suspects[chosen].symptom}.`));
  box.append(made("p", `O paciente tem: ${ward.suspects[ward.right].title}.`));
  box.append(made("pre", `errado: ${ward.wrong}\ncerto:  ${ward.fixed}`));
  const origin = made("p", "De onde veio: ");
  origin.append(ward.url ? made("a", ward.where, { href: ward.url }) : ward.where);
  const another = made("button", "Outro paciente", { type: "button" });
  another.addEventListener("click", next);
  box.append(origin, another);
  requestAnimationFrame(() => box.focus({ preventScroll: true }));
  return box;
}

/** Dá vida às bancadas de uma página. */
export function enhance(root) {
  for (const section of root.querySelectorAll(".hospital:not(.viva)")) {
    section.classList.add("viva");
    open(section);
  }
}

function render({ model, el }) {
  el.innerHTML = model.get("page");
  enhance(el);
}

export default { render };
