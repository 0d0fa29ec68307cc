// A máquina de um botão só: quem lê é o ator e puxa a alavanca onde quer; um crítico de três números aprende ao lado.

import { describe } from "./dom.js";
import { fillDisc, fit, strokeLine } from "./drawing.js";
import { normal } from "./networks.js";
import { number } from "./numbers.js";
import { View } from "./view.js";

/** Monta a máquina em `host`; `random` dá uniformes em [0, 1). */
export const mount = (host, { random = Math.random } = {}) => new Machine(host, random);

const RATE = 0.2; // a taxa do crítico, a mesma da aula
const PASSES = 10; // quantas vezes ele relê os prêmios a cada puxada: quem lê não vai puxar trezentas vezes
const EDGE = { left: 34, right: 10, top: 12, bottom: 34 };
const [LOWEST, HIGHEST] = [-2.2, 1.8]; // os prêmios que se mostram

const MACHINE = `
  <div class="maquina-tela"><canvas data-e="curve" tabindex="0" role="application"></canvas></div>
  <div class="painel">
    <label><span>Posição a = <b data-e="place"></b></span>
      <input data-e="range" type="range" min="-1" max="1" step="0.05" value="-0.8"></label>
    <div class="botoes">
      <button data-e="pull">Puxar a alavanca</button><button data-e="reveal">Mostrar o melhor ponto</button>
      <button data-e="restart">⟲ Outra máquina</button>
    </div>
    <p data-e="count"></p><p role="status" data-e="status"></p>
  </div>`;

class Machine extends View {
  action = -0.8;

  constructor(host, random) {
    super(host, "pendulo maquina", MACHINE);
    const { e } = this;
    this.random = random;
    this.pen = e.curve.getContext("2d");
    e.range.oninput = () => this.move(Number(e.range.value));
    e.pull.onclick = () => this.pull();
    e.restart.onclick = () => this.restart();
    e.reveal.onclick = () => this.reveal();
    e.curve.onclick = ({ clientX, detail }) => {
      if (!detail) return;
      const { width, left } = e.curve.getBoundingClientRect();
      const x = (clientX - left - EDGE.left) / (width - EDGE.left - EDGE.right);
      this.move(Math.min(Math.max(2 * x - 1, -1), 1));
      this.pull();
    };
    e.curve.onkeydown = (event) => {
      const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (way) this.move(Math.min(Math.max(this.action + way / 20, -1), 1));
      else if (event.key === "Enter" || event.key === " ") this.pull();
      else return;
      event.preventDefault();
    };
    this.restart();
    this.theme();
  }

  /** Outra máquina, com outro melhor ponto, longe de onde se começa. */
  restart() {
    this.best = 1.1 * this.random() - 0.3;
    this.w = [0, 0, 0];
    this.pulls = [];
    this.shown = false;
    this.say("Toque a tela na posição em que quer puxar.");
    this.move(-0.8);
  }

  move(action) {
    this.action = action;
    this.paint();
  }

  /** A máquina paga, e o crítico desce o gradiente de ½ (Q − r)² em cada prêmio que já viu. */
  pull() {
    const a = this.action;
    const r = 1 - (a - this.best) ** 2 + 0.2 * normal(this.random);
    this.pulls.push([a, r]);
    for (let pass = 0; pass < PASSES; pass++) for (const [place, prize] of this.pulls) this.correct(place, prize);
    const way = this.slope(a) > 0 ? "maior →" : "← menor";
    this.say(`Prêmio ${number(r, 2)}. O crítico acha que, dali, uma posição ${way} paga mais.`);
    this.paint();
  }

  correct(a, r) {
    const error = this.q(a) - r;
    this.w = this.w.map((w, k) => w - RATE * error * a ** k);
  }

  reveal() {
    this.shown = true;
    const gap = Math.abs(this.action - this.best);
    this.say(`O melhor ponto é ${number(this.best, 2)}. Você está a ${number(gap, 2)} dele.`);
    this.paint();
  }

  q = (a) => this.w[0] + this.w[1] * a + this.w[2] * a * a;

  slope = (a) => this.w[1] + 2 * this.w[2] * a;

  paint() {
    if (!this.colors) return;
    const { e, pen, colors, action, pulls } = this;
    const { width, height } = fit(e.curve, pen);
    const px = (a) => EDGE.left + ((a + 1) / 2) * (width - EDGE.left - EDGE.right);
    const py = (r) => EDGE.top + ((HIGHEST - r) / (HIGHEST - LOWEST)) * (height - EDGE.top - EDGE.bottom);
    Object.assign(pen, { font: "13px system-ui, sans-serif", fillStyle: colors.soft, textAlign: "right" });
    for (const r of [-2, -1, 0, 1]) {
      strokeLine(pen, colors.line, 1, [], [px(-1), py(r)], [px(1), py(r)]);
      pen.fillText(number(r), EDGE.left - 6, py(r) + 4);
    }
    pen.textAlign = "center";
    for (const a of [-1, -0.5, 0, 0.5, 1]) pen.fillText(number(a, a % 1 ? 1 : 0), px(a), height - 18);
    pen.fillText("posição do botão", px(0), height - 3);
    if (this.shown) strokeLine(pen, colors.text, 2, [2, 5], [px(this.best), EDGE.top], [px(this.best), py(LOWEST)]);
    for (const [a, r] of pulls) fillDisc(pen, colors.edge, [px(a), py(Math.max(r, LOWEST))], 4);
    const points = Array.from({ length: 41 }, (_, i) => i / 20 - 1).map((a) => [px(a), py(this.q(a))]);
    strokeLine(pen, colors.right, 3, [], ...points);
    this.paintActor(px, py);
    e.place.textContent = number(action, 2);
    e.range.value = action;
    e.range.setAttribute("aria-valuetext", number(action, 2));
    e.count.textContent = `${pulls.length} ${pulls.length === 1 ? "puxada" : "puxadas"}. Azul: o que o crítico espera.`;
    describe(e.curve, `Prêmio contra a posição do botão, em ${number(action, 2)}. Setas movem o botão; Enter puxa.`);
  }

  /** Onde se está, na curva do crítico, e a seta para o lado em que ela sobe. */
  paintActor(px, py) {
    const { pen, colors, action } = this;
    const here = [px(action), py(this.q(action))];
    const way = Math.sign(this.slope(action));
    if (way) {
      const end = here[0] + 42 * way;
      strokeLine(pen, colors.left, 3, [], here, [end, here[1]]);
      strokeLine(pen, colors.left, 3, [], [end - 9 * way, here[1] - 7], [end, here[1]], [end - 9 * way, here[1] + 7]);
    }
    fillDisc(pen, colors.paper, here, 8.5);
    fillDisc(pen, colors.left, here, 7);
  }
}
