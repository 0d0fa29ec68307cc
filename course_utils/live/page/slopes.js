// A encosta do crítico: toca-se um estado, arrasta-se a ação, e sobe-se pela inclinação; dez sementes, uma em cor.

import { describe, fillSelect } from "./dom.js";
import { drawGuides, drawRod, drawTorque, fit } from "./drawing.js";
import { Field, SIDE } from "./field.js";
import { Hill } from "./hill.js";
import { StateMap, TORQUE } from "./maps.js";
import { number } from "./numbers.js";
import { clip, MAX_SPEED, MAX_TORQUE, observe, wrap } from "./physics.js";
import { Seeds } from "./seeds.js";
import { SLOPES } from "./slopes_markup.js";
import { View } from "./view.js";

/** Monta a vista em `host`: `actors` e `critics` são os pesos das sementes, em base64; `chosen`, a que vai em cor. */
export const mount = (host, options) => new Slopes(host, options);

const STEP = 0.03; // quanto a ação anda por unidade de inclinação
const CLIMB = 120; // passos de uma subida
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

class Slopes extends View {
  state = { angle: 0.4, speed: 0 };
  left = 0; // os passos que faltam da subida
  frame = 0;

  constructor(host, { chosen, ...networks }) {
    super(host, "pendulo encosta", SLOPES);
    const { e } = this;
    this.seeds = new Seeds(networks);
    this.seeds.look(this.state);
    this.actions = this.seeds.critics.map(() => 0.5); // a de cada semente: só se separam quando sobem
    this.hill = new Hill(e.hill, (action) => this.drag(action));
    this.map = new StateMap(e.map, TORQUE);
    fillSelect(
      e.seed,
      this.actions.map((_, k) => [k, k]),
      chosen,
    );
    this.listen();
    this.choose(chosen);
    this.showClimbing(false);
    this.theme();
  }

  listen() {
    const { e, root } = this;
    e.range.oninput = () => this.drag(Number(e.range.value));
    e.climb.onclick = () => (this.left ? this.stop() : this.climb());
    e.seed.onchange = () => this.choose(Number(e.seed.value));
    for (const button of root.querySelectorAll("[data-place]")) {
      const [angle, speed] = button.dataset.place.split(" ").map(Number);
      button.onclick = () => this.go({ angle, speed });
    }
    const touch = ({ clientX, clientY, buttons }) => {
      const box = e.map.getBoundingClientRect();
      if (buttons) this.go(this.map.stateAt(clientX - box.left, clientY - box.top));
    };
    e.map.addEventListener("pointerdown", touch);
    e.map.addEventListener("pointermove", touch);
    e.map.addEventListener("keydown", (event) => {
      const [across, up] = MOVES[event.key] ?? [0, 0];
      if (!across && !up) return;
      const { angle, speed } = this.state;
      this.go({ angle: wrap(angle + across / 10), speed: clip(speed + up / 2, MAX_SPEED) });
      event.preventDefault();
    });
  }

  // --- o que se escolhe ------------------------------------------------------------------------------------

  /** Outro estado: as dez curvas mudam, e a subida que havia acaba. */
  go(state) {
    this.state = state;
    this.seeds.look(state);
    this.drag(this.actions[this.chosen]);
  }

  /** Outra ação, a mesma para todas as sementes. */
  drag(action) {
    this.stop();
    this.actions = this.actions.map(() => action);
    this.say("");
    this.paint();
  }

  /** Outra semente em cor, com o mapa do ator dela. */
  choose(k) {
    this.chosen = k;
    const { actors, critics, scale } = this.seeds;
    const field = new Field();
    field.begin(actors[k], critics[k], observe, scale);
    field.advance(SIDE);
    this.map.fill(field.torque, -1, 1);
    this.paint();
  }

  // --- a subida --------------------------------------------------------------------------------------------

  climb() {
    this.say("Cada semente sobe pela sua curva: a ← a + 0,03 ∂Q/∂a.");
    this.left = CLIMB;
    this.showClimbing(true);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) while (this.left) this.step();
    else this.frame = requestAnimationFrame(() => this.animate());
    this.paint();
  }

  animate() {
    this.step();
    this.paint();
    if (this.left) this.frame = requestAnimationFrame(() => this.animate());
  }

  step() {
    this.actions = this.actions.map((action, k) => clip(action + STEP * this.seeds.slope(k, action), 1));
    this.left -= 1;
    if (this.left) return;
    this.showClimbing(false);
    const others = this.actions.filter((_, k) => k !== this.chosen).sort((a, b) => a - b);
    const [own, low, high] = [this.actions[this.chosen], others[0], others.at(-1)].map((x) => number(x, 2));
    const spread = low === high ? `em ${low}` : `entre ${low} e ${high}`;
    this.say(`A semente ${this.chosen} parou em a = ${own}; as outras nove, ${spread}.`);
  }

  stop() {
    cancelAnimationFrame(this.frame);
    this.left = 0;
    this.showClimbing(false);
  }

  showClimbing(on) {
    this.e.climb.textContent = on ? "❚❚ Parar" : "▲ Subir";
  }

  // --- o desenho -------------------------------------------------------------------------------------------

  paint() {
    if (!this.colors) return;
    const { e, state, colors, chosen, actions, seeds } = this;
    const action = actions[chosen];
    this.paintRod(MAX_TORQUE * action);
    this.map.draw("Política do ator: laranja, torque ↺; azul, ↻", [state], colors);
    const place = `ângulo φ = ${number(state.angle, 1)} rad, velocidade ${number(state.speed, 1)} rad/s`;
    describe(e.map, `Mapa dos estados. Estado escolhido: ${place}. Setas o movem.`);
    const slope = seeds.slope(chosen, action);
    this.hill.draw({ curves: seeds.curves, choices: seeds.choices, actions, chosen, slope }, colors);
    const text = `Q = ${number(seeds.q(chosen, action), 1)}, e a inclinação, ${number(slope, 1)}`;
    e.place.textContent = `${place[0].toUpperCase()}${place.slice(1)}.`;
    e.told.textContent = `${text}: ${wayOf(slope, action)}.`;
    describe(e.hill, `Q(s, a) contra a ação. Em a = ${number(action, 2)}: ${text}.`);
    this.write(action);
  }

  write(action) {
    const { e } = this;
    const torque = MAX_TORQUE * action;
    const way = Math.abs(torque) < 0.05 ? "" : torque > 0 ? " ↺" : " ↻";
    e.action.textContent = number(action, 2);
    e.torque.textContent = `torque ${number(torque, 1)} N·m${way}`;
    e.range.value = action;
    e.range.setAttribute("aria-valuetext", number(action, 2));
  }

  paintRod(torque) {
    const { e, state, colors } = this;
    const pen = e.rod.getContext("2d");
    const { width, height } = fit(e.rod, pen);
    const length = 0.36 * height;
    pen.translate(width / 2, height / 2);
    drawGuides(pen, colors, length);
    drawRod(pen, colors, state.angle, length);
    drawTorque(pen, colors, torque, length * 0.5);
    describe(e.rod, `O pêndulo nesse estado, com a haste a ${number(state.angle, 1)} rad do topo.`);
  }

  destroy() {
    this.stop();
    super.destroy();
  }
}

/** O que a inclinação pede; numa ponta, a ação não passa dela. */
function wayOf(slope, action) {
  if (Math.abs(slope) < 0.05) return "ali a curva é quase plana";
  if (Math.abs(action) === 1 && action * slope > 0) return "a ação já está na ponta";
  return slope > 0 ? "aumente a" : "diminua a";
}
