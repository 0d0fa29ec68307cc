// γ e a equação de Bellman na mão: as recompensas de um episódio, quanto cada uma pesa, e o valor que a soma delas dá.

import { describe } from "./dom.js";
import { drawGuides, drawRod, drawTorque, fill, fillDisc, fit, stroke, strokeLine } from "./drawing.js";
import { number } from "./numbers.js";
import { DT } from "./physics.js";
import { View } from "./view.js";

const VALUE = `
  <p class="conta" data-e="sum"></p>
  <canvas data-e="plot" tabindex="0" role="application"></canvas>
  <label><span>O passo em que se está: <b data-e="when"></b></span>
    <input data-e="step" type="range" min="0" max="198" step="1"></label>
  <label><span>Desconto: γ = <b data-e="level"></b> <small data-e="sight"></small></span>
    <input data-e="gamma" type="range" min="0" max="0.99" step="0.01"></label>`;
const LEFT = 44;
const RIGHT = 10;
const GAP = 44; // entre os dois quadros, onde fica o título do segundo

/** Q de cada passo: de trás para a frente, uma conta por passo; depois do último não se conta mais nada. */
export function valuesOf(rewards, gamma) {
  const values = new Float64Array(rewards.length + 1);
  for (let k = rewards.length - 1; k >= 0; k--) values[k] = rewards[k] + gamma * values[k + 1];
  return values;
}

/** Monta a figura em `host`. `angles`, `torques`, `rewards`: de cada passo de um episódio. */
export const mount = (host, options) => new Bellman(host, options);

class Bellman extends View {
  constructor(host, { angles, torques, rewards }) {
    super(host, "pendulo valor", VALUE);
    const { e } = this;
    Object.assign(this, { angles, torques, rewards });
    this.pen = e.plot.getContext("2d");
    e.step.value = 20;
    e.gamma.value = 0.95;
    e.step.oninput = e.gamma.oninput = () => this.paint();
    const drag = ({ clientX, buttons, type }) => (buttons || type === "click") && this.reach(clientX);
    for (const name of ["pointermove", "click"]) e.plot.addEventListener(name, drag);
    e.plot.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      e.step.value = Number(e.step.value) + by;
      this.paint();
    });
    this.theme();
  }

  /** O passo que está debaixo do dedo. */
  reach(clientX) {
    const { plot, step } = this.e;
    const box = plot.getBoundingClientRect();
    step.value = Math.round(((clientX - box.left - LEFT) / (box.width - LEFT - RIGHT)) * this.rewards.length);
    this.paint();
  }

  paint() {
    const { e, rewards, colors } = this;
    if (!colors) return;
    const [k, gamma] = [Number(e.step.value), Number(e.gamma.value)];
    const values = valuesOf(rewards, gamma);
    this.write(k, gamma, values);
    const { width, height } = fit(e.plot, this.pen);
    const px = (step) => LEFT + (step / rewards.length) * (width - LEFT - RIGHT);
    const half = (height - GAP - 44) / 2;
    this.drawRewards(k, gamma, px, 24, half);
    this.drawValues(k, values, px, 24 + half + GAP, half);
    this.drawPendulum(k, width, 24 + half);
  }

  write(k, gamma, values) {
    const { e, rewards } = this;
    const parts = [rewards[k], gamma, values[k + 1], values[k]];
    const [r, g, next, own] = parts.map((x, i) => number(x, i === 1 ? 2 : 1));
    e.sum.replaceChildren("Valor deste passo = ");
    const add = (name, text) => {
      const part = document.createElement("b");
      part.className = name;
      part.textContent = text;
      e.sum.append(part);
    };
    add("agora", r);
    e.sum.append(" de agora + ");
    add("depois", `${g} × (${next})`);
    e.sum.append(` do passo seguinte = `);
    add("soma", own);
    const time = `${k}, aos ${number(k * DT, 1)} s`;
    const steps = 1 / (1 - gamma);
    e.when.textContent = time;
    e.level.textContent = g;
    const sight = `enxerga uns ${number(steps)} passos, ${number(steps * DT, 1)} s`;
    e.sight.textContent = steps < 1.5 ? "só vê este passo" : sight;
    e.step.setAttribute("aria-valuetext", `passo ${time}: ${e.sum.textContent}`);
    e.gamma.setAttribute("aria-valuetext", `${g}, ${e.sight.textContent}`);
    describe(
      e.plot,
      "Dois quadros de um episódio de 10 segundos: em cima, a recompensa de cada passo e quanto dela entra na conta; " +
        `embaixo, o valor. ${e.sum.textContent}. Setas mudam o passo.`,
    );
  }

  /** Um quadro: o título, a linha do zero, o fundo da escala, `low`, e o passo `k`; devolve a altura de um número. */
  frame(title, low, k, px, top, height) {
    const { pen, colors } = this;
    const py = (x) => top + (x / low) * height;
    for (const y of [0, low]) strokeLine(pen, colors.line, 1, [], [px(0), py(y)], [px(this.rewards.length), py(y)]);
    strokeLine(pen, colors.soft, 1, [3, 4], [px(k), top - 4], [px(k), top + height]);
    Object.assign(pen, { font: "13px system-ui, sans-serif", fillStyle: colors.text, textAlign: "left" });
    pen.fillText(title, 2, top - 9);
    Object.assign(pen, { fillStyle: colors.soft, textAlign: "right" });
    for (const y of [0, low]) pen.fillText(number(y), LEFT - 5, py(y) + 4);
    return py;
  }

  drawRewards(k, gamma, px, top, height) {
    const { pen, colors, rewards } = this;
    const py = this.frame("A recompensa, e a parte que conta", -16, k, px, top, height);
    const wide = Math.max(1, px(1) - px(0) - 0.6);
    const bar = (color, j, size) => fill(pen, color, () => pen.rect(px(j), top, wide, py(size) - top));
    rewards.forEach((reward, j) => {
      bar(colors.line, j, reward);
      if (j >= k) bar(j === k ? colors.left : colors.right, j, reward * gamma ** (j - k));
    });
  }

  drawValues(k, values, px, top, height) {
    const { pen, colors } = this;
    const low = Math.min(-20, Math.floor(Math.min(...values) / 20) * 20);
    const py = this.frame("O valor de cada passo", low, k, px, top, height);
    stroke(pen, colors.text, 2, [], () => values.forEach((value, j) => void pen.lineTo(px(j), py(value))));
    fillDisc(pen, colors.right, [px(k + 1), py(values[k + 1])], 5);
    fillDisc(pen, colors.left, [px(k), py(values[k])], 5.5);
    Object.assign(pen, { fillStyle: colors.soft, textAlign: "left" });
    for (const seconds of [0, 5, 10]) {
      pen.textAlign = ["left", "center", "right"][seconds / 5];
      pen.fillText(`${seconds} s`, px(seconds / DT), top + height + 16);
    }
  }

  /** A haste naquele passo, no canto em que as recompensas já são quase zero. */
  drawPendulum(k, width, bottom) {
    const { pen, colors } = this;
    const length = Math.min(46, width / 9);
    pen.save();
    pen.translate(width - RIGHT - length * 1.4, bottom - length * 1.3);
    drawGuides(pen, colors, length);
    drawRod(pen, colors, this.angles[k], length);
    drawTorque(pen, colors, this.torques[k], length * 0.5);
    pen.restore();
  }
}
