// O que o painel diz em palavras: os avisos, a contagem e a equação 1 com os números da última medida.

import { grouped, number } from "./numbers.js";

const WAITING = "Núcleo ocupado: ele ainda não respondeu.";
const ADVICE = "Se outra célula está rodando, espere; se o núcleo reiniciou, rode de novo a célula deste painel.";

export class Status {
  #told = "";
  #noted = ""; // o último aviso do núcleo, que não se repete
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

  busy(on) {
    this.root.classList.toggle("ocupado", on);
    if (on) this.say(`${WAITING} ${ADVICE}`);
    else if (this.#told.startsWith(WAITING)) this.say("");
  }

  tell({ state, setup, had }) {
    const { e } = this;
    e.play.textContent = state.running ? "❚❚ Pausar" : "▶ Treinar";
    e.play.setAttribute("aria-pressed", state.running);
    e.pace.value = state.pace;
    e.steps.textContent = grouped(state.step);
    e.episodes.textContent = grouped(Math.min(...had));
    e.rate.textContent = grouped(Math.round(state.running ? this.rate(state) : 0));
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
