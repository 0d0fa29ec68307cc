// A iteração de valor que se aperta: o mapa do valor, varredura a varredura, e um pêndulo que o segue.

import { describe, fillSelect } from "./dom.js";
import { stroke } from "./drawing.js";
import { colorAt, VIRIDIS } from "./maps.js";
import { number } from "./numbers.js";
import { MAX_TORQUE, STEPS, step } from "./physics.js";
import { Plane } from "./plane.js";
import { GRID_SIDE, Planner } from "./planner.js";
import { StageView } from "./stage_view.js";
import { SWEEPS } from "./sweeps_markup.js";

const PATH = [{ color: "#111111", dash: [] }]; // com o contorno branco, se lê em qualquer cor do mapa

/** Monta a vista em `host`, com três níveis de torque e γ = 0,99. */
export const mount = (host) => new Sweeps(host);

/** O mapa com o valor de cada estado por baixo do caminho. */
class ValuePlane extends Plane {
  image = document.createElement("canvas"); // um ponto por ponto da grade

  /** O valor vira imagem; devolve as pontas da escala. */
  fill(value) {
    const [low, high] = [Math.min(...value), Math.max(...value)];
    const pen = this.image.getContext("2d");
    this.image.width = this.image.height = GRID_SIDE;
    const pixels = pen.createImageData(GRID_SIDE, GRID_SIDE);
    value.forEach((own, k) => {
      const place = (GRID_SIDE - 1 - (k % GRID_SIDE)) * GRID_SIDE + Math.floor(k / GRID_SIDE);
      pixels.data.set([...colorAt(VIRIDIS, (own - low) / (high - low || 1)), 255], 4 * place);
    });
    pen.putImageData(pixels, 0, 0);
    return [low, high];
  }

  show(bodies, colors) {
    this.bodies = bodies;
    this.paint(bodies, PATH, { ...colors, line: "rgba(255, 255, 255, 0.35)" });
  }

  drawAxes(colors) {
    const { pen, size } = this;
    pen.drawImage(this.image, this.px(0), this.py(8), size.w, size.h);
    super.drawAxes(colors);
    for (const { path } of this.bodies) stroke(pen, "#ffffff", 4.5, [], () => this.trace(path));
  }
}

class Sweeps extends StageView {
  constructor(host) {
    super(host, "pendulo varreduras", SWEEPS);
    const { e } = this;
    this.planner = new Planner(3, 0.99);
    this.stage.build("pendulum", [0]);
    this.body.policy = (state) => this.planner.torque(state) / MAX_TORQUE;
    this.plane = new ValuePlane(e.plane, (state) => this.start(state));
    this.plane.repaint = () => this.painted();
    fillSelect(
      e.levels,
      [2, 3, 9, 33].map((count) => [count, count]),
      3,
    );
    e.gamma.value = this.planner.gamma;
    describe(e.stage, "Pêndulo. Setas esquerda e direita empurram; espaço pausa.");
    this.listen();
    this.show();
    this.open();
  }

  get body() {
    return this.stage.bodies[0];
  }

  listen() {
    const { e } = this;
    e.one.onclick = () => this.sweep(1);
    e.ten.onclick = () => this.sweep(10);
    e.zero.onclick = () => this.redo(0);
    e.gamma.oninput = () => this.redo(this.planner.sweeps);
    e.levels.onchange = () => {
      const { sweeps, gamma } = this.planner;
      this.planner = new Planner(Number(e.levels.value), gamma);
      this.redo(sweeps);
    };
    e.restart.onclick = () => this.plane.move({ angle: Math.PI, speed: 0 }, true);
  }

  sweep(count) {
    for (let k = 0; k < count; k++) this.planner.sweep();
    this.show();
  }

  redo(sweeps) {
    this.planner.redo(sweeps, Number(this.e.gamma.value));
    this.show();
  }

  /** O retorno de um episódio inteiro, de pendurado e parado, com a política de agora. */
  get total() {
    let [state, total] = [{ angle: Math.PI, speed: 0 }, 0];
    for (let k = 0; k < STEPS; k++) {
      const { reward, ...next } = step(state, this.planner.torque(state));
      [state, total] = [next, total + reward];
    }
    return total;
  }

  /** O que as varreduras mudam: o mapa, os números. */
  show() {
    const { e, planner } = this;
    const [low, high] = this.plane.fill(planner.value);
    e.count.textContent = number(planner.sweeps);
    e.total.textContent = number(this.total);
    e.low.textContent = `valor: ${number(low)}`;
    e.high.textContent = number(high);
    e.shown.textContent = number(planner.gamma, 2);
    e.gamma.setAttribute("aria-valuetext", number(planner.gamma, 2));
    this.painted();
  }

  painted() {
    const { colors, bodies } = this.stage;
    if (colors) this.plane.show(bodies, colors);
  }
}
