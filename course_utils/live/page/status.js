// O que o painel diz em palavras: os avisos, a contagem e a equação 1 com os números da última medida.

import { grouped, number } from "./numbers.js";

const TROUBLE = {
  busy:
    "Núcleo ocupado: ele ainda não respondeu. Se outra célula está rodando, espere; se o núcleo reiniciou, rode de " +
    "novo as células, da primeira até a deste painel.",
  offline: "A página perdeu a conexão com o Jupyter e tenta de novo. Se ela não voltar, veja se ele ainda está aberto.",
  gone:
    "O núcleo reiniciou ou parou, e este treino se foi com ele. Para treinar outra vez, rode as células, da primeira " +
    "até a deste painel.",
};

/** O que só se faz com o núcleo; o pêndulo da tela e os mapas continuam. */
const NEEDS_KERNEL = ".barra, .ajustes, .experimento, details > .linha";

export class Status {
  #told = "";
  #noted = ""; // o último aviso do núcleo, que não se repete
  #gone = false; // se o núcleo se foi
  #rates = []; // [segundo, passo] dos dois últimos segundos

  constructor(root, e) {
    this.root = root;
    this.e = e;
  }

  begin() {
    this.#rates = [];
  }

  say(text) {
    if (this.#told !== text) this.e.status.textContent = this.#told = text;
  }

  /** Como está o núcleo (ver `Wire.health`): sem ele, os controles não prometem o que não podem. */
  kernel(health) {
    const trouble = TROUBLE[health];
    this.root.classList.toggle("ocupado", Boolean(trouble));
    if (trouble) this.say(trouble);
    else if (Object.values(TROUBLE).includes(this.#told)) this.say("");
    const gone = health === "gone";
    if (this.#gone === gone) return;
    this.#gone = gone;
    for (const box of this.root.querySelectorAll(NEEDS_KERNEL)) box.inert = gone;
    if (gone) this.playing(false);
  }

  playing(on) {
    this.e.play.textContent = on ? "❚❚ Pausar" : "▶ Treinar";
    this.e.play.setAttribute("aria-pressed", on);
    if (!on) this.e.rate.textContent = "0";
  }

  tell({ state, setup, had }) {
    const { e } = this;
    this.playing(state.running && !this.#gone);
    e.pace.value = state.pace;
    e.steps.textContent = grouped(state.step);
    e.episodes.textContent = grouped(Math.min(...had));
    if (state.running) e.rate.textContent = grouped(Math.round(this.rate(state)));
    if (state.error) this.say(state.error);
    else if (state.note && state.note !== this.#noted) this.say(state.note);
    this.#noted = state.note;
    if (setup.thermostat) e.equation.innerHTML = equation(state, setup);
  }

  /** Os passos por segundo, nos dois últimos. */
  rate({ time, step }) {
    this.#rates = [...this.#rates, [time, step]].filter(([then]) => then >= time - 2);
    const [then, before] = this.#rates[0];
    return time > then ? (step - before) / (time - then) : 0;
  }
}

function equation({ pulse, step }, { first, every }) {
  if (!pulse) {
    const when = `vem depois do aquecimento, no passo ${grouped(first)}`;
    return `<span><b>Equação 1</b> a primeira medida de d ${when}</span>`;
  }
  const { d, delta, alpha, before, after } = pulse;
  const cold = d <= delta;
  const n = (x) => number(x, x < 0.01 ? 5 : x < 0.1 ? 4 : 3);
  const [sign, effect, rule] = cold ? ["≤", "pouco efeito", "α σ"] : ["&gt;", "efeito demais", "σ / α"];
  const counted = cold ? `${number(alpha, 2)} × ${n(before)}` : `${n(before)} / ${number(alpha, 2)}`;
  return `<span><b>Equação 1</b> d = ${n(d)} <b>${sign}</b> δ = ${n(delta)}: ${effect}</span>
    <span>σ ← ${rule} = ${counted} = <b>${n(after)}</b></span>
    <span>a próxima medida vem em ${every - (step % every)} passos</span>`;
}
