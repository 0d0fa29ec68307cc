// O palco: até oito corpos, um por réplica, cada um sob os pesos mais novos dela, em tempo real, na taxa da tela.
// A física e o ator correm aqui: o núcleo só manda pesos.

import { CAR, drawCar, LEFT, RIGHT } from "./car.js";
import { angleOf, drawGuides, drawRod, drawTorque, fit, number, stroke } from "./drawing.js";
import { drawNoise, forward, layersOf, normal, perturbed, seeded } from "./networks.js";
import { clip, MAX_TORQUE, PENDULUM, wrap } from "./physics.js";

const WORLDS = { pendulum: PENDULUM, car: CAR };

/** Um corpo e o agente que o move. O acaso tem a semente da réplica: gêmeos recebem o mesmo. */
export class Body {
  constructor(kind, seed) {
    Object.assign(this, { world: WORLDS[kind], kind, seed, weights: null, sigma: {}, push: 0 });
    this.begin();
  }

  /** Do começo de tudo: gêmeos recém-nascidos estão juntos. */
  begin() {
    this.random = seeded(this.seed);
    this.restart();
  }

  restart() {
    const state = this.world.start();
    Object.assign(this, { state, from: state, steps: 0, total: 0, action: 0, path: [], pushed: false, over: false, ou: 0 });
    this.noise = null;
    this.apply();
  }

  /** Os pesos novos valem já; ε é um por episódio, e por isso sobrevive a eles. */
  setWeights(weights, sigma, scale) {
    Object.assign(this, { weights, sigma, scale });
    this.apply();
  }

  apply() {
    if (!this.weights) return;
    const sigma = this.sigma.parameters ?? 0;
    if (this.noise?.length !== this.weights.flat.length) this.noise = drawNoise(this.weights, this.random);
    this.policy = layersOf(sigma ? perturbed(this.weights, sigma, this.noise) : this.weights);
  }

  /** A observação como as redes a veem. */
  look(state) {
    const obs = this.world.observe(state), { center, half, limit } = this.scale ?? {};
    return center ? obs.map((x, i) => clip((x - center[i]) / half[i], limit ?? Infinity)) : obs;
  }

  /** Um passo; devolve se o episódio acabou. Quem foi empurrado não tem fim nem retorno que valha. */
  tick() {
    if (!this.policy || this.over) return false;
    const { gaussian = 0, ou = null } = this.sigma;
    let action = forward(this.policy, this.look(this.state))[0];
    if (gaussian) action += gaussian * normal(this.random);
    if (ou) action += this.ou += -ou.theta * this.ou * ou.dt + ou.sigma * Math.sqrt(ou.dt) * normal(this.random);
    this.action = clip(action, 1);
    this.pushed ||= this.push !== 0;
    const { reward, done, ...state } = this.world.step(this.state, this.action, this.push);
    Object.assign(this, { from: this.state, state, total: this.total + reward, steps: this.steps + 1 });
    this.path.push(state);
    if (this.path.length > this.world.steps) this.path.shift();
    this.over = Boolean(done) || (this.steps >= this.world.steps && !this.pushed);
    return this.over;
  }
}

/** Anima os corpos numa tela só, em grade, com o relógio em comum. */
export class Stage {
  constructor(canvas, say) {
    Object.assign(this, { canvas, say, pen: canvas.getContext("2d"), bodies: [], colors: {}, labels: [], inks: [] });
    Object.assign(this, { playing: true, seen: true, frame: 0, last: 0, owed: 0, rest: 0, key: 0, grabbed: null, drawn: 0 });
    this.loop = this.loop.bind(this);
    this.listen();
  }

  build(kind, seeds) {
    this.bodies = kind === "none" ? [] : seeds.slice(0, 8).map((seed) => new Body(kind, seed));
    Object.assign(this, { owed: 0, rest: 0, grabbed: null });
    this.paint(1);
  }

  restart() {
    for (const body of this.bodies) body.restart();
    this.rest = this.owed = 0;
    this.say("");
    this.paint(1);
  }

  run() {
    const going = this.playing && this.seen && !document.hidden && this.bodies.length > 0;
    if (going && !this.frame) this.frame = requestAnimationFrame(this.loop);
    if (!going) {
      cancelAnimationFrame(this.frame);
      this.frame = this.last = 0;
    }
  }

  // O relógio da tela anda, e a física dá os passos que couberem nele.
  loop(now) {
    this.frame = 0;
    const { dt } = this.bodies[0]?.world ?? PENDULUM;
    this.owed += Math.min((now - (this.last || now)) / 1000, 0.1);
    this.last = now;
    for (; this.owed >= dt; this.owed -= dt) {
      this.bodies.forEach((body, k) => ((body.push = this.force(k)), body.tick()));
      if (this.bodies.some((body) => body.pushed)) this.say("Você empurrou: este episódio da tela não acaba nem vale retorno.");
      if (this.bodies.every((body) => body.over) && (this.rest += dt) > 1.5) this.restart();
    }
    this.paint(this.owed / dt);
    this.run();
  }

  /** O que o dedo ou o teclado fazem com o corpo k: uma mola até o dedo, ou um empurrão. */
  force(k) {
    const body = this.bodies[k];
    if (this.grabbed?.k !== k) return this.key * (body.kind === "car" ? -2 : 6);
    if (body.kind === "car") return clip(40 * (this.grabbed.x - body.state.position), 4);
    return clip(30 * wrap(this.grabbed.angle - body.state.angle) - 5 * body.state.speed, 40);
  }

  // --- o desenho ---------------------------------------------------------------------------------------------------

  /** As células: a grade com os quadrados maiores. */
  cells() {
    const width = this.canvas.clientWidth, height = this.canvas.clientHeight, count = this.bodies.length;
    let best = { size: 0, columns: 1 };
    for (let columns = 1; columns <= count; columns++) {
      const rows = Math.ceil(count / columns), size = Math.min(width / columns, height / rows);
      if (size > best.size) best = { size, columns, w: width / columns, h: height / rows };
    }
    return this.bodies.map((_, k) => ({
      x: ((k % best.columns) + 0.5) * best.w, y: (Math.floor(k / best.columns) + 0.5) * best.h, w: best.w, h: best.h,
    }));
  }

  paint(part) {
    const { pen, colors, canvas } = this;
    fit(canvas, pen);
    this.drawn += 1;
    this.cells().forEach((cell, k) => {
      const body = this.bodies[k], ink = { ...colors, bob: this.inks[k]?.color ?? colors.bob };
      pen.save();
      pen.translate(cell.x, cell.y);
      (body.kind === "car" ? drawCar : drawPendulum)(pen, ink, body, body.over ? 1 : part, cell, this.grabbed?.k === k ? this.grabbed : null);
      pen.restore();
      pen.fillStyle = colors.soft;
      pen.font = `${13 * (colors.zoom ?? 1)}px system-ui, sans-serif`;
      pen.textAlign = "center";
      const total = body.pushed ? "empurrado" : number(body.total);
      const name = cell.w < 120 ? (this.labels[k] ?? "").replace("semente", "nº") : (this.labels[k] ?? "");
      pen.fillText(`${name}  ${total}`.trim(), cell.x, cell.y + Math.min(cell.h, cell.w + 24) / 2 - 4);
    });
  }

  // --- o toque, o mouse e o teclado ---------------------------------------------------------------------------------

  /** Onde o dedo está, e se está perto de algo que se agarra: o resto da tela ainda rola. */
  grab(event) {
    const box = this.canvas.getBoundingClientRect(), point = event.touches?.[0] ?? event, cells = this.cells();
    const found = cells.map((cell, k) => {
      const x = point.clientX - box.left - cell.x, y = point.clientY - box.top - cell.y, body = this.bodies[k];
      const inside = Math.abs(x) < cell.w / 2 && Math.abs(y) < cell.h / 2;
      if (body.kind === "car") return { k, near: inside, x: LEFT + ((x + cell.w * 0.45) / (cell.w * 0.9)) * (RIGHT - LEFT) };
      const length = rodLength(cell), { angle } = body.state;
      const gap = Math.hypot(x + length * Math.sin(angle), y + length * Math.cos(angle));
      return { k, near: inside && gap < Math.max(36, length * 0.35), angle: Math.atan2(-x, -y) };
    });
    return (this.grabbed && found[this.grabbed.k]) ?? found.find(({ near }) => near) ?? null;
  }

  setPlaying(on) {
    this.playing = on;
    this.onPlaying?.(on);
    this.run();
  }

  press(direction) {
    if (direction && !this.playing) this.setPlaying(true);
    if (direction && this.bodies.every((body) => body.over)) this.restart();
    this.key = direction;
  }

  listen() {
    const { canvas } = this, free = () => (this.grabbed = null);
    canvas.addEventListener("touchstart", (event) => this.grab(event) && event.preventDefault(), { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      const found = this.grab(event);
      if (!found) return;
      if (!this.playing) this.setPlaying(true);
      if (this.bodies[found.k].over) this.restart();
      this.grabbed = found;
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => this.grabbed && (this.grabbed = this.grab(event)));
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, free);
    canvas.addEventListener("keydown", (event) => {
      const direction = { ArrowLeft: 1, ArrowRight: -1 }[event.key];
      if (event.key === " ") this.setPlaying(!this.playing);
      else if (direction) this.press(direction);
      else return;
      event.preventDefault();
    });
    canvas.addEventListener("keyup", (event) => event.key.startsWith("Arrow") && this.press(0));
    canvas.addEventListener("blur", () => this.press(0));
  }
}

const rodLength = (cell) => 0.34 * Math.min(cell.w, cell.h - 14);

function drawPendulum(pen, colors, body, part, cell, held) {
  const length = rodLength(cell);
  pen.translate(0, -8);
  drawGuides(pen, colors, length);
  const angle = angleOf({ from: body.from.angle, angle: body.state.angle }, part);
  const [x, y] = drawRod(pen, colors, angle, length);
  if (held) stroke(pen, colors.text, 2, [6, 6], () => (pen.moveTo(x, y), pen.lineTo(-1.2 * length * Math.sin(held.angle), -1.2 * length * Math.cos(held.angle))));
  drawTorque(pen, colors, MAX_TORQUE * body.action, length * 0.5);
}
