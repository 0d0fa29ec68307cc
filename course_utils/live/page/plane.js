// O mapa (φ, φ̇) de onde cada pêndulo está e por onde passou, com o estado pendurado no centro; tocado, larga dali.

import { describe } from "./dom.js";
import { fillDisc, fit, stroke, strokeLine } from "./drawing.js";
import { number } from "./numbers.js";
import { clip, MAX_SPEED } from "./physics.js";

const TURN = 2 * Math.PI;
const EDGE = { left: 30, right: 12, top: 10, bottom: 36 };
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Desenha o mapa em `canvas`; `choose(estado)` é chamado com o lugar que se tocou ou se escolheu com as setas. */
export class Plane {
  mark = { angle: Math.PI, speed: 0 }; // de onde se larga

  constructor(canvas, choose) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.choose = choose;
    canvas.addEventListener("click", ({ clientX, clientY, detail }) => {
      const box = canvas.getBoundingClientRect();
      if (detail) this.move(this.placeOf(clientX - box.left, clientY - box.top), true);
    });
    canvas.addEventListener("keydown", (event) => {
      const [across, up] = MOVES[event.key] ?? [0, 0];
      const { angle, speed } = this.mark;
      if (across || up) this.move({ angle: angle + (across * Math.PI) / 18, speed: speed + up / 2 });
      else if (event.key === "Enter" || event.key === " ") this.choose(this.mark);
      else return;
      event.preventDefault();
    });
    this.tell();
  }

  /** Leva a marca; com `go`, larga-se dali. */
  move({ angle, speed }, go = false) {
    this.mark = { angle: Math.min(Math.max(angle, 0), TURN), speed: clip(speed, MAX_SPEED) };
    this.tell();
    if (go) this.choose(this.mark);
    else this.repaint?.();
  }

  tell() {
    const { angle, speed } = this.mark;
    describe(
      this.canvas,
      `Mapa do ângulo e da velocidade. Marca: φ = ${number(angle, 1)} rad, velocidade ${number(speed, 1)} rad/s. ` +
        "Setas movem a marca; Enter larga dali.",
    );
  }

  get size() {
    const { clientWidth, clientHeight } = this.canvas;
    return { w: clientWidth - EDGE.left - EDGE.right, h: clientHeight - EDGE.top - EDGE.bottom };
  }

  px = (angle) => EDGE.left + ((((angle % TURN) + TURN) % TURN) / TURN) * this.size.w;
  py = (speed) => EDGE.top + (0.5 - speed / (2 * MAX_SPEED)) * this.size.h;

  placeOf(x, y) {
    const { w, h } = this.size;
    return { angle: ((x - EDGE.left) / w) * TURN, speed: (0.5 - (y - EDGE.top) / h) * 2 * MAX_SPEED };
  }

  /** Os caminhos de `bodies`, cada um com a sua cor e o seu traço. */
  paint(bodies, inks, colors) {
    const { pen, px, py } = this;
    fit(this.canvas, pen);
    this.drawAxes(colors);
    bodies.forEach((body, k) => {
      stroke(pen, inks[k].color, 2, inks[k].dash, () => this.trace(body.path));
    });
    const [x, y] = [EDGE.left + (this.mark.angle / TURN) * this.size.w, py(this.mark.speed)];
    strokeLine(pen, colors.text, 1.5, [], [x - 6, y], [x + 6, y]);
    strokeLine(pen, colors.text, 1.5, [], [x, y - 6], [x, y + 6]);
    bodies.forEach(({ state }, k) => {
      const now = [px(state.angle), py(state.speed)];
      fillDisc(pen, colors.paper, now, 6.5);
      fillDisc(pen, inks[k].color, now, 5);
    });
  }

  drawAxes(colors) {
    const { pen, px, py } = this;
    const { w, h } = this.size;
    for (const speed of [-8, 0, 8])
      strokeLine(pen, colors.line, 1, [], [EDGE.left, py(speed)], [EDGE.left + w, py(speed)]);
    const columns = [EDGE.left, px(Math.PI), EDGE.left + w];
    for (const x of columns) strokeLine(pen, colors.line, 1, [], [x, EDGE.top], [x, EDGE.top + h]);
    Object.assign(pen, { font: "13px system-ui, sans-serif", fillStyle: colors.soft, textAlign: "center" });
    pen.fillText("π, pendurado", columns[1], EDGE.top + h + 16);
    pen.fillText("ângulo φ (rad)", columns[1], EDGE.top + h + 32);
    pen.textAlign = "left";
    pen.fillText("0, em pé", columns[0], EDGE.top + h + 16);
    pen.textAlign = "right";
    pen.fillText("2π, em pé", columns[2] + EDGE.right, EDGE.top + h + 16);
    for (const speed of [-8, 0, 8]) pen.fillText(number(speed), EDGE.left - 5, py(speed) + 4);
    pen.save();
    pen.translate(11, EDGE.top + h / 4);
    pen.rotate(-Math.PI / 2);
    pen.textAlign = "center";
    pen.fillText("φ̇ (rad/s)", 0, 0);
    pen.restore();
  }

  /** O caminho, interrompido onde passa pelo topo: ali o mapa dá a volta. */
  trace(path) {
    const { pen, px, py } = this;
    let before = null;
    for (const { angle, speed } of path) {
      const x = px(angle);
      if (before === null || Math.abs(x - before) > this.size.w / 2) pen.moveTo(x, py(speed));
      else pen.lineTo(x, py(speed));
      before = x;
    }
  }
}
