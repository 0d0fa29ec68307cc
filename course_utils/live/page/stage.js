// O palco: até oito corpos, um por réplica, cada um sob os pesos mais novos dela, em tempo real, na taxa da tela.
// A física e o ator correm aqui: o núcleo só manda pesos.

import { Body } from "./body.js";
import { fit } from "./drawing.js";
import { Motion } from "./motion.js";
import { number } from "./numbers.js";

/** Anima os corpos numa tela só, em grade, com o relógio em comum. */
export class Stage {
  bodies = [];
  labels = []; // o nome de cada corpo
  inks = []; // a cor de cada corpo
  colors = null; // as do tema; antes de se saberem, nada se pinta
  drawn = 0; // quantas vezes se desenhou
  arrows = true; // se as setas empurram
  painted = () => {}; // quem quer saber de cada quadro

  constructor(canvas, { say, showPlaying }) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.say = say;
    this.showPlaying = showPlaying;
    this.motion = new Motion(this, canvas);
  }

  build(kind, seeds) {
    this.bodies = kind === "none" ? [] : seeds.slice(0, 8).map((seed) => new Body(kind, seed));
    this.motion.held = null;
    this.motion.reset();
    this.paint(1);
    this.motion.run();
  }

  restart() {
    for (const body of this.bodies) body.restart();
    this.motion.reset();
    this.say("");
    this.paint(1);
  }

  get dt() {
    return this.bodies[0]?.world.dt ?? 0;
  }

  get over() {
    return this.bodies.every((body) => body.over);
  }

  tick() {
    this.bodies.forEach((body, k) => {
      const held = this.heldBy(k);
      // quem segura um corpo não empurra esse corpo com as setas, mas empurra os outros
      body.push = body.world.push(body.state, held, this.arrows ? this.motion.direction : 0);
      body.tick();
    });
    if (this.bodies.some((body) => body.pushed)) {
      this.say("Você empurrou: este episódio da tela não conta, nem vai terminar sozinho.");
    }
  }

  /** O que o dedo faz com o corpo `k`, se é ele que segura. */
  heldBy(k) {
    return this.motion.held?.k === k ? this.motion.held : null;
  }

  // --- o desenho ----------------------------------------------------------------------------------------------------

  /** As células: a grade com os quadrados maiores. */
  cells() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const count = this.bodies.length;
    let best = { size: 0, columns: 1 };
    for (let columns = 1; columns <= count; columns++) {
      const [w, h] = [width / columns, height / Math.ceil(count / columns)];
      if (Math.min(w, h) > best.size) best = { size: Math.min(w, h), columns, w, h };
    }
    const { columns, w, h } = best;
    return this.bodies.map((_, k) => ({ x: ((k % columns) + 0.5) * w, y: (Math.floor(k / columns) + 0.5) * h, w, h }));
  }

  paint(part) {
    const { pen, colors, canvas } = this;
    if (!colors) return;
    fit(canvas, pen);
    this.drawn += 1;
    this.cells().forEach((cell, k) => {
      const body = this.bodies[k];
      const own = { ...colors, bob: this.inks[k]?.color ?? colors.bob };
      pen.save();
      pen.translate(cell.x, cell.y);
      body.world.draw(pen, own, body, body.over ? 1 : part, cell, this.heldBy(k));
      pen.restore();
      pen.fillStyle = colors.soft;
      pen.font = `${13 * colors.zoom}px system-ui, sans-serif`;
      pen.textAlign = "center";
      const label = this.labels[k] ?? "";
      const name = cell.w < 120 ? label.replace("semente", "nº") : label;
      const text = `${name}  ${body.pushed ? "empurrado" : number(body.total)}`.trim();
      pen.fillText(text, cell.x, cell.y + Math.min(cell.h, cell.w + 24) / 2 - 4);
    });
    this.painted();
  }

  /** O corpo que o dedo agarra nesse ponto, ou para onde leva o que já segura. */
  find(x, y, held) {
    const found = this.cells().map((cell, k) => {
      const [dx, dy] = [x - cell.x, y - cell.y];
      const { world, state, over } = this.bodies[k];
      const { near, ...target } = world.find(dx, dy, cell, state);
      return { ...target, k, over, near: near && Math.abs(dx) < cell.w / 2 && Math.abs(dy) < cell.h / 2 };
    });
    return (held && found[held.k]) ?? found.find(({ near }) => near) ?? null;
  }
}
