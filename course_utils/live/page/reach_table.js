// A mesa em que a ponta do braço anda, vista de cima, e a fita das recompensas: uma casa por passo.

import { build, describe } from "./dom.js";
import { fillDisc, fit, stroke, strokeLine } from "./drawing.js";
import { clip } from "./physics.js";
import { colorsOf, isDark } from "./theme.js";

export const LENGTH = 50; // passos de um episódio
export const NEAR = 5; // cm
export const REACH = 15; // até onde, em cm, um objetivo pode estar em cada direção
export const STEP = 2; // cm que a ponta anda num passo
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

const VIEW = `
  <div class="vale-tela"><canvas data-e="scene" tabindex="0" role="application"></canvas></div>
  <div class="painel">
    <canvas data-e="tape" class="fita" role="img"></canvas>
    <dl><dt>Passo</dt><dt>Retorno</dt><dd data-e="steps"></dd><dd data-e="worth"></dd></dl>
    <p role="status" data-e="status"></p>
    <div class="botoes" data-e="buttons"></div>
  </div>`;

export const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** Um passo da ponta em direção a `to`, dentro da mesa. */
export const stepTo = (from, to) => {
  const part = Math.min(1, STEP / (distance(from, to) || 1));
  return from.map((x, i) => clip(x + part * (to[i] - x), REACH + NEAR));
};

/** As recompensas de um caminho, com o objetivo em `goal`: uma por passo, do primeiro ponto alcançado ao último. */
export const rewardsOf = (path, goal) => path.slice(1).map((point) => (NEAR > distance(point, goal) ? 0 : -1));

/** Uma mesa vista de cima, de 40 cm de lado, com a ponta no meio. */
export class Table {
  colors = null; // as do tema; antes de se saberem, nada se pinta
  path = [[0, 0]];
  goal = [0, 0];
  shown = false; // se o objetivo aparece

  constructor(host, buttons) {
    const { root, e } = build(host, "pendulo vale alcance", VIEW);
    root.view = this;
    Object.assign(this, { host, root, e });
    this.pens = { scene: e.scene.getContext("2d"), tape: e.tape.getContext("2d") };
    for (const [text, act] of buttons) {
      const button = document.createElement("button");
      button.textContent = text;
      button.onclick = () => act();
      e.buttons.append(button);
    }
    e.scene.onpointerdown = (event) => {
      e.scene.setPointerCapture(event.pointerId);
      this.point(this.place(event));
    };
    e.scene.onpointermove = (event) => event.buttons && this.point(this.place(event));
    e.scene.onpointerup = e.scene.onpointercancel = () => this.letGo();
    e.scene.onkeydown = (event) => {
      if (!WAYS[event.key]) return;
      event.preventDefault();
      this.key(WAYS[event.key]);
    };
    this.resized = new ResizeObserver(() => this.theme());
    this.resized.observe(root);
    this.clock = setInterval(() => this.theme(), 1000); // o tema pode mudar com a página aberta
  }

  letGo() {}

  /** Onde na mesa, em cm, está o dedo. */
  place({ offsetX, offsetY }) {
    const { clientWidth, clientHeight } = this.e.scene;
    return [(offsetX - clientWidth / 2) / this.scale, (clientHeight / 2 - offsetY) / this.scale];
  }

  get scale() {
    return Math.min(this.e.scene.clientWidth, this.e.scene.clientHeight) / (2 * (REACH + NEAR));
  }

  get rewards() {
    return rewardsOf(this.path, this.goal);
  }

  /** Em quantos passos a ponta está no objetivo. */
  get there() {
    return this.rewards.filter((reward) => reward === 0).length;
  }

  say(text) {
    this.e.status.textContent = text;
  }

  paint() {
    const { colors, e, path, goal, rewards, there } = this;
    e.steps.textContent = `${rewards.length} de ${LENGTH}`;
    e.worth.textContent = there === rewards.length ? "0" : `−${rewards.length - there}`;
    if (!colors) return;
    const pen = this.pens.scene;
    const { width, height } = fit(e.scene, pen);
    const px = ([x, y]) => [width / 2 + x * this.scale, height / 2 - y * this.scale];
    const side = 2 * REACH * this.scale;
    pen.strokeStyle = colors.line;
    pen.strokeRect(width / 2 - side / 2, height / 2 - side / 2, side, side);
    if (this.shown) {
      stroke(pen, colors.left, 3, [7, 5], () => pen.arc(...px(goal), NEAR * this.scale, 0, 7));
      fillDisc(pen, colors.left, px(goal), 4);
    }
    strokeLine(pen, colors.right, 2, [], ...path.map(px));
    for (const [i, reward] of rewards.entries()) fillDisc(pen, colors[reward ? "right" : "left"], px(path[i + 1]), 3);
    fillDisc(pen, colors.bob, px(path.at(-1)), 8);
    const where = this.shown ? ` O objetivo está em ${goal.map(Math.round)} cm.` : " O objetivo não aparece.";
    describe(e.scene, `Uma mesa vista de cima. A ponta está em ${path.at(-1).map(Math.round)} cm.${where}`);
    this.paintTape(rewards);
    describe(e.tape, `As recompensas: ${there} vezes 0 e ${rewards.length - there} vezes −1.`);
  }

  /** Uma casa por passo: cheia onde a recompensa é 0, um risco onde é −1. */
  paintTape(rewards) {
    const { colors, e } = this;
    const pen = this.pens.tape;
    const { width, height } = fit(e.tape, pen);
    const cell = width / 25;
    for (let i = 0; i < LENGTH; i += 1) {
      const [x, y] = [(i % 25) * cell, i < 25 ? 2 : height / 2 + 2];
      const middle = y + height / 4 - 2;
      const color = i < rewards.length ? colors.text : colors.line;
      if (rewards[i] === 0) fillDisc(pen, colors.left, [x + cell / 2, middle], cell * 0.4);
      else strokeLine(pen, color, 2, [], [x + 3, middle], [x + cell - 3, middle]);
    }
  }

  theme() {
    this.root.classList.toggle("escuro", isDark(this.host));
    this.colors = colorsOf(this.root);
    this.paint();
  }

  destroy() {
    for (const clock of [this.clock, this.running]) clearInterval(clock);
    this.resized.disconnect();
    this.root.remove();
  }
}
