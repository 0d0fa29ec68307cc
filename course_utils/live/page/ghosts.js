// Vinte fantasmas por ruído, do mesmo começo, e o mapa dos lugares por onde passam, que se enche com o tempo.

import { build, describe, fillSelect } from "./dom.js";
import { fillDisc, fit, stroke, strokeLine, tipOf } from "./drawing.js";
import { View } from "./view.js";

const HEAD = `
  <div class="linha">
    <button data-e="play" class="forte"></button>
    <label>Ator <select data-e="actor"></select></label>
    <label class="tempo">Passo <output data-e="told"></output>
      <input data-e="step" type="range" min="1" step="1"></label>
  </div>
  <div class="ruidos" data-e="noises"></div>`;
const VIEW = `
  <h4></h4><canvas data-e="rods" role="img"></canvas><canvas data-e="map" role="img"></canvas>
  <p><b data-e="count"></b></p>`;
const RATE = 20; // passos por segundo, a velocidade do pêndulo
const PER_RADIAN = 10000; // as unidades em que os números vêm
const PER_SPEED = 4000;

class Ghosts extends View {
  playing = false;
  #owed = 0;

  constructor(host, { actors, noises, ghosts, steps, grid, speed, data }) {
    super(host, "painel-vivo fantasmas", HEAD);
    const { e } = this;
    Object.assign(this, { noises, ghosts, steps, grid, speed });
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt());
    this.numbers = new Int16Array(bytes.buffer);
    const kinds = actors.map((name, i) => [String(i), name]);
    fillSelect(e.actor, kinds, "0");
    e.step.max = steps;
    e.step.value = steps;
    this.views = noises.map((name) => this.#view(name));
    e.actor.onchange = e.step.oninput = () => this.paint();
    e.play.onclick = () => this.toggle(!this.playing);
    this.toggle(false);
    this.theme();
  }

  #view(name) {
    const { root: box, e } = build(this.e.noises, "ruido", VIEW);
    box.querySelector("h4").textContent = name;
    return e;
  }

  /** O ângulo e a velocidade de um fantasma num passo. */
  at(noise, ghost, step) {
    const actor = Number(this.e.actor.value);
    const i = 2 * (((actor * this.noises.length + noise) * this.ghosts + ghost) * this.steps + step);
    return [this.numbers[i] / PER_RADIAN, this.numbers[i + 1] / PER_SPEED];
  }

  toggle(on) {
    this.playing = on;
    this.e.play.textContent = on ? "❚❚ Parar" : "▶ Soltar os fantasmas";
    if (!on) return this.paint();
    if (Number(this.e.step.value) >= this.steps) this.e.step.value = 1;
    this.last = performance.now();
    this.#owed = 0;
    requestAnimationFrame((now) => this.turn(now));
  }

  turn(now) {
    if (!this.playing) return;
    this.#owed += Math.min(0.2, (now - this.last) / 1000) * RATE;
    this.last = now;
    const whole = Math.floor(this.#owed);
    if (whole) {
      this.#owed -= whole;
      this.e.step.value = Number(this.e.step.value) + whole;
      this.paint();
    }
    if (Number(this.e.step.value) >= this.steps) this.toggle(false);
    else requestAnimationFrame((next) => this.turn(next));
  }

  paint() {
    const { colors } = this;
    if (!colors) return;
    const step = Number(this.e.step.value);
    this.e.told.textContent = `${step} de ${this.steps}`;
    this.views.forEach((view, noise) => {
      const { color } = this.inks[noise];
      this.rods(view.rods, noise, step, color, colors);
      const seen = this.map(view.map, noise, step, color, colors);
      view.count.textContent = `${seen} lugares`;
      describe(view.rods, `Vinte pêndulos com ruído ${this.noises[noise]}, no passo ${step}.`);
      describe(view.map, `Mapa de ângulo e velocidade: ${seen} lugares até o passo ${step}.`);
    });
  }

  rods(canvas, noise, step, color, colors) {
    const pen = canvas.getContext("2d");
    const { width, height } = fit(canvas, pen);
    const length = 0.44 * Math.min(width, height);
    pen.translate(width / 2, height / 2);
    stroke(pen, colors.guide, 1, [2, 7], () => pen.arc(0, 0, length, 0, 7));
    pen.globalAlpha = 0.45;
    for (let ghost = 0; ghost < this.ghosts; ghost++) {
      const tip = tipOf(this.at(noise, ghost, step - 1)[0] + Math.PI, length); // os ângulos vêm a partir de pendurado
      strokeLine(pen, color, 3, [], [0, 0], tip);
      fillDisc(pen, color, tip, 5);
    }
    pen.globalAlpha = 1;
    fillDisc(pen, colors.text, [0, 0], 3);
  }

  /** Pinta os lugares visitados e devolve quantos são; pendurado e parado fica no meio. */
  map(canvas, noise, step, color, colors) {
    const pen = canvas.getContext("2d");
    const { width, height } = fit(canvas, pen);
    const { grid, speed } = this;
    const seen = new Set();
    for (let ghost = 0; ghost < this.ghosts; ghost++) {
      for (let k = 0; k < step; k++) {
        const [angle, own] = this.at(noise, ghost, k);
        const column = Math.min(grid - 1, Math.floor((grid * (angle + Math.PI)) / (2 * Math.PI)));
        seen.add(column * grid + Math.min(grid - 1, Math.floor((grid * (own + speed)) / (2 * speed))));
      }
    }
    pen.fillStyle = color;
    for (const place of seen) {
      const [column, row] = [Math.floor(place / grid), place % grid];
      pen.fillRect((column * width) / grid, height - ((row + 1) * height) / grid, width / grid, height / grid);
    }
    stroke(pen, colors.line, 1, [], () => pen.rect(0.5, 0.5, width - 1, height - 1));
    return seen.size;
  }
}

/** Monta em `host` o que `options` traz: os nomes, os tamanhos e, em `data`, os estados, em base64. */
export const mount = (host, options) => new Ghosts(host, options);
