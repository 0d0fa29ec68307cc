// A cópia lenta da aula 03, em duas contas: um parâmetro que treme e a sua cópia, e o valor aprendido através de uma.

import { Chart } from "./curves.js";
import { describe } from "./dom.js";
import { exact, number } from "./numbers.js";
import { View } from "./view.js";

const COPY = `
  <label>τ, de 0,001 a 1: <output data-e="said"></output>
    <input data-e="tau" type="range" min="-3" max="0" step="0.1"></label>
  <canvas data-e="top" role="img"></canvas>
  <canvas data-e="bottom" role="img"></canvas>`;
const EVERY = 20; // de quantas em quantas atualizações se desenha o valor

class SlowCopy extends View {
  /** `options`: `online`, o parâmetro; `cost`, o de um passo; `gamma`; `updates`; e `tau`, onde o controle começa. */
  constructor(host, options) {
    super(host, "painel-vivo copia-lenta", COPY);
    const { e } = this;
    this.options = options;
    this.charts = [new Chart(e.top), new Chart(e.bottom)];
    e.tau.value = Math.log10(options.tau);
    e.tau.oninput = () => this.paint();
    this.theme();
  }

  /** A cópia do parâmetro, uma por atualização. */
  copies(tau) {
    let slow = 0;
    return this.options.online.map((fast) => {
      slow = tau * fast + (1 - tau) * slow;
      return slow;
    });
  }

  /** O valor que a cópia diz: o crítico passa a valer o alvo, e a cópia anda τ até ele. */
  learned(tau) {
    const { cost, gamma, updates } = this.options;
    const points = [[0, 0]];
    let target = 0;
    for (let n = 1; n <= updates; n++) {
      target = tau * (-cost + gamma * target) + (1 - tau) * target;
      if (n % EVERY === 0) points.push([n, target]);
    }
    return points;
  }

  paint() {
    const { e, options, charts, colors } = this;
    if (!colors) return;
    const [ink] = this.inks;
    const tau = 10 ** Number(e.tau.value);
    const text = exact(tau, 1 + (tau > 0.1));
    e.said.textContent = text;
    e.tau.setAttribute("aria-valuetext", text);
    const online = { points: options.online.map((y, n) => [n, y]), ink: { color: colors.guide, dash: [] }, line: 1 };
    const copy = { points: this.copies(tau).map((y, n) => [n, y]), ink };
    const x = [0, options.online.length];
    charts[0].draw({ title: "θ (cinza) e a cópia θ′ (azul)", x, y: [-0.8, 1.9], colors, series: [online, copy] });
    const learned = { points: this.learned(tau), ink };
    const truth = -options.cost / (1 - options.gamma);
    const level = [0, options.updates].map((n) => [n, truth]);
    const title = "o que a cópia diz (azul) e o valor certo (tracejado)";
    const axes = { title, xLabel: "atualizações", x: [0, options.updates], y: [1.1 * truth, 0] };
    charts[1].draw({ ...axes, colors, series: [learned], level });
    describe(e.top, `Um parâmetro que treme e salta de 0 para 1, e a sua cópia, com τ = ${text}.`);
    const [, last] = learned.points.at(-1);
    const said = `depois de ${options.updates} atualizações a cópia diz ${number(last)}`;
    describe(e.bottom, `Com τ = ${text}, ${said}; o valor certo é ${number(truth)}.`);
  }
}

/** Monta as duas contas em `host`; `options` são as de `SlowCopy`. */
export const mount = (host, options) => new SlowCopy(host, options);
