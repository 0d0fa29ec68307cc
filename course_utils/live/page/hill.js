// A curva de Q contra a ação: a da semente em cor, com a sua inclinação, e as outras como fantasmas.

import { fillDisc, fit, stroke, strokeLine } from "./drawing.js";
import { number } from "./numbers.js";
import { ticksOf } from "./scales.js";

const EDGE = { left: 52, right: 12, top: 26, bottom: 36 };
const REACH = 0.3; // de cada lado, a reta da inclinação
const LEAST = 0.5; // o menor intervalo de Q que se mostra

/** Desenha em `canvas`; `choose(ação)` é chamado enquanto se arrasta. */
export class Hill {
  constructor(canvas, choose) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    const touch = ({ clientX, buttons, pointerId, type }) => {
      if (!buttons) return;
      if (type === "pointerdown") canvas.setPointerCapture(pointerId);
      const x = clientX - canvas.getBoundingClientRect().left;
      const action = (2 * (x - EDGE.left)) / (canvas.clientWidth - EDGE.left - EDGE.right) - 1;
      choose(Math.min(Math.max(action, -1), 1));
    };
    canvas.addEventListener("pointerdown", touch);
    canvas.addEventListener("pointermove", touch);
  }

  /**
   * - `curves`: por semente, `[[ação, Q], …]`; `choices` e `actions`: a escolha do ator dela e a ação em que se está.
   * - `chosen`: a semente em cor; `slope`: a inclinação dela ali.
   */
  draw({ curves, choices, actions, chosen, slope }, colors) {
    const { pen } = this;
    const { width, height } = fit(this.canvas, pen);
    const all = curves.flat().map(([, q]) => q);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    const margin = 0.08 * Math.max(high - low, LEAST);
    const [bottom, top] = [low - margin, high + margin];
    const px = (action) => EDGE.left + ((action + 1) / 2) * (width - EDGE.left - EDGE.right);
    const py = (q) => EDGE.top + ((top - q) / (top - bottom)) * (height - EDGE.top - EDGE.bottom);
    this.axes({ px, py, bottom, top, width, height }, colors);
    const at = (k) => [px(actions[k]), py(heightOf(curves[k], actions[k]))];
    const line = (k, color, thick) => strokeLine(pen, color, thick, [], ...curves[k].map(([a, q]) => [px(a), py(q)]));
    curves.forEach((_, k) => {
      if (k === chosen) return;
      line(k, colors.edge, 1);
      fillDisc(pen, colors.edge, at(k), 3.5);
      strokeLine(pen, colors.edge, 2, [], [px(choices[k]), py(bottom)], [px(choices[k]), py(bottom) - 9]);
    });
    const [x, y] = [px(choices[chosen]), py(bottom)];
    strokeLine(pen, colors.text, 2.5, [2, 5], [x, EDGE.top], [x, y]);
    line(chosen, colors.right, 3);
    const [a, q] = [actions[chosen], heightOf(curves[chosen], actions[chosen])];
    pen.save();
    pen.beginPath();
    pen.rect(EDGE.left, EDGE.top, width - EDGE.left - EDGE.right, height - EDGE.top - EDGE.bottom);
    pen.clip();
    const ends = [-REACH, REACH].map((reach) => [px(a + reach), py(q + slope * reach)]);
    strokeLine(pen, colors.left, 2.5, [8, 6], ...ends);
    pen.restore();
    fillDisc(pen, colors.paper, at(chosen), 8.5);
    fillDisc(pen, colors.left, at(chosen), 7);
  }

  axes({ px, py, bottom, top, width, height }, colors) {
    const { pen } = this;
    Object.assign(pen, { font: "13px system-ui, sans-serif", fillStyle: colors.soft, textAlign: "right" });
    const ticks = ticksOf(bottom, top, 4);
    const digits = Math.max(0, -Math.floor(Math.log10(ticks[1] - ticks[0])));
    for (const q of ticks) {
      stroke(pen, colors.line, 1, [], () => {
        pen.moveTo(EDGE.left, py(q));
        pen.lineTo(width - EDGE.right, py(q));
      });
      pen.fillText(number(q, digits), EDGE.left - 6, py(q) + 4);
    }
    pen.textAlign = "center";
    for (const action of [-1, -0.5, 0, 0.5, 1]) {
      pen.fillText(number(action, action % 1 ? 1 : 0), px(action), height - EDGE.bottom + 16);
    }
    pen.fillText("ação a (torque 2a)", (EDGE.left + width - EDGE.right) / 2, height - 4);
    pen.textAlign = "left";
    pen.fillStyle = colors.text;
    pen.fillText("Q(s, a)", 4, 15);
  }
}

/** A altura da curva em `action`, entre dois pontos dela. */
function heightOf(curve, action) {
  const place = ((action + 1) / 2) * (curve.length - 1);
  const i = Math.min(Math.floor(place), curve.length - 2);
  return curve[i][1] + (curve[i + 1][1] - curve[i][1]) * (place - i);
}
