// O carro que quem lê dirige: um motor fraco, duas setas e uma bandeira.

import { drawCar, stepCar } from "./car.js";
import { describe } from "./dom.js";
import { fit } from "./drawing.js";
import { number } from "./numbers.js";
import { View } from "./view.js";

/** Monta o carro em `host`. */
export const mount = (host) => new Drive(host);

const PACE = 1000 / 30; // ms por passo: a taxa em que o Gymnasium mostra o carro
const LIMIT = 999;
const WAYS = { ArrowLeft: -1, ArrowRight: 1 };

const VIEW = `
  <div class="vale-tela"><canvas data-e="scene" tabindex="0" role="application"></canvas></div>
  <div class="painel">
    <div class="botoes dirigir">
      <button data-e="left">← Empurrar</button><button data-e="right">Empurrar →</button>
    </div>
    <dl><dt>Passo</dt><dt>Gasto do motor</dt><dd data-e="steps"></dd><dd data-e="cost"></dd></dl>
    <p role="status" data-e="status"></p>
    <div class="botoes"><button data-e="restart">⟲ Recomeçar</button></div>
  </div>`;

class Drive extends View {
  constructor(host) {
    super(host, "pendulo vale", VIEW);
    const { e } = this;
    this.pen = e.scene.getContext("2d");
    this.hold(e.left, () => -1);
    this.hold(e.right, () => 1);
    this.hold(e.scene, ({ offsetX }) => (offsetX < e.scene.clientWidth / 2 ? -1 : 1));
    e.restart.onclick = () => this.restart();
    this.restart();
    this.theme();
  }

  /** Quem segura `part`, com o dedo ou com uma tecla, empurra para o lado que `way` diz. */
  hold(part, way) {
    const letGo = () => this.push(0);
    part.onpointerdown = (event) => {
      part.setPointerCapture(event.pointerId);
      this.push(way(event));
    };
    Object.assign(part, { onpointerup: letGo, onpointercancel: letGo, onblur: letGo });
    part.onkeydown = (event) => {
      const pressed = event.key === " " || event.key === "Enter";
      const side = WAYS[event.key] ?? (pressed && part !== this.e.scene ? way(event) : 0);
      if (!side) return;
      event.preventDefault();
      this.push(side);
    };
    part.onkeyup = letGo;
    part.oncontextmenu = (event) => event.preventDefault(); // num celular, segurar é um toque longo
  }

  restart() {
    clearInterval(this.running);
    this.running = 0;
    this.state = this.from = { position: -0.5, velocity: 0 };
    this.steps = this.cost = this.action = 0;
    this.say("Segure um lado. O tempo só anda depois do primeiro empurrão.");
    this.paint();
  }

  push(action) {
    this.action = action;
    if (!action || this.running || this.over) return;
    this.say("");
    this.running = setInterval(() => this.tick(), PACE);
  }

  get over() {
    return this.state.done || this.steps >= LIMIT;
  }

  tick() {
    this.from = this.state;
    this.state = stepCar(this.state, this.action);
    this.steps += 1;
    this.cost += 0.1 * this.action ** 2;
    if (this.over) this.end();
    this.paint();
  }

  end() {
    clearInterval(this.running);
    const worth = number((this.state.done ? 100 : 0) - this.cost, 1);
    const how = this.state.done ? `Chegou em ${this.steps} passos` : "Acabou o tempo, e o carro não chegou";
    this.say(`${how}: retorno ${worth}.`);
  }

  paint() {
    const { e, pen, colors, state, from, action } = this;
    e.steps.textContent = this.steps;
    e.cost.textContent = number(this.cost, 1);
    if (!colors) return;
    const { width, height } = fit(e.scene, pen);
    pen.translate(width / 2, height / 2);
    drawCar(pen, colors, { from, state, action }, 1, { w: width, h: height });
    describe(
      e.scene,
      `Um carro num vale, na posição ${number(state.position, 1)}; a bandeira está em 0,45. Setas empurram.`,
    );
  }

  destroy() {
    clearInterval(this.running);
    super.destroy();
  }
}
