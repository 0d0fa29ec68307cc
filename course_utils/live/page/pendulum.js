// O pêndulo que se empurra e se joga: a vista e os controles de um mundo.
// Vale dentro de uma página sem núcleo e, por `pendulum_widget.js`, como anywidget.

import { build } from "./dom.js";
import { angleBetween, drawGuides, drawPull, drawRod, drawTorque, fit, tipOf } from "./drawing.js";
import { Motion } from "./motion.js";
import { number } from "./numbers.js";
import { CONTROLS } from "./pendulum_markup.js";
import { DT, MAX_TORQUE, pushOf } from "./physics.js";
import { colorsOf, isDark } from "./theme.js";
import { World } from "./world.js";

/** Monta a vista em `host`. `onChange(nome, valor)` avisa de σ, do modo e do fim de cada episódio. */
export const mount = (host, options) => new PendulumView(host, options);

class PendulumView {
  dt = DT;
  colors = null; // as do tema; antes de se saberem, nada se pinta

  constructor(host, { weights, sigma = 0, manual = false, onChange = () => {} }) {
    const { root, e } = build(host, "pendulo", CONTROLS);
    root.view = this;
    this.host = host;
    this.root = root;
    this.e = e;
    this.canvas = root.querySelector("canvas");
    this.pen = this.canvas.getContext("2d");
    this.onChange = onChange;
    this.world = new World(weights, sigma);
    this.motion = new Motion(this, root);
    this.world.push = (body) => pushOf(body, this.motion.held?.angle, this.motion.direction);
    this.listen();
    this.setManual(manual);
    this.setSigma(sigma);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.motion.setPlaying(!calm);
    if (calm) this.say("Animação em pausa, como o seu sistema pede.");
    this.theme();
  }

  listen() {
    const { e, world } = this;
    e.agent.onclick = () => this.setManual(false);
    e.manual.onclick = () => {
      this.setManual(true);
      this.motion.setPlaying(true);
    };
    e.play.onclick = () => this.motion.setPlaying(!this.motion.playing);
    e.restart.onclick = () => this.restart();
    e.draw.onclick = () => {
      world.draw();
      this.say("Outro sorteio: os mesmos σ e θ, outro agente.");
    };
    e.sigma.oninput = () => {
      this.setSigma(Number(e.sigma.value));
      this.onChange("sigma", world.sigma);
    };
    e.hand.oninput = () => this.setHand(-Number(e.hand.value));
    // a alavanca volta sozinha ao meio
    for (const name of ["pointerup", "pointercancel"]) e.hand.addEventListener(name, () => this.setHand(0));
    this.onScreen = new IntersectionObserver(([entry]) => this.motion.setSeen(entry.isIntersecting));
    this.onScreen.observe(this.root);
    this.resized = new ResizeObserver(() => this.theme());
    this.resized.observe(this.canvas);
    this.clock = setInterval(() => this.theme(), 1000); // o tema pode mudar com a página aberta
  }

  // --- o que a animação pede ----------------------------------------------------------------------------------------

  tick() {
    const end = this.world.tick();
    if (end) this.finish(end);
    if (this.world.pushed && !this.e.status.textContent) {
      this.say("Você empurrou: este episódio não conta, nem vai terminar sozinho. Recomece quando quiser.");
    }
  }

  finish({ agent, student }) {
    if (student === null) {
      const returns = this.world.returns.map((end) => end.agent);
      return this.onChange("agent_returns", returns);
    }
    const verdict = student > agent ? "Você ganhou!" : "Recomeçar?";
    this.say(`Fim: você fez ${number(student)}, e o agente, ${number(agent)}. ${verdict}`);
    this.onChange("your_return", student);
  }

  /** Um episódio do agente emenda no outro; o seu espera que você recomece. */
  get over() {
    return this.world.over && !this.world.manual;
  }

  restart() {
    this.world.restart();
    this.motion.reset();
    this.say("");
    this.paint(1);
  }

  showPlaying(on) {
    this.e.play.textContent = on ? "❚❚ Pausar" : "▶ Animar";
  }

  pressed(direction) {
    if (this.world.manual) this.setHand(MAX_TORQUE * direction);
  }

  find(x, y, held) {
    const { world, canvas } = this;
    const [dx, dy] = [x - canvas.clientWidth / 2, y - canvas.clientHeight / 2];
    const [left, top] = tipOf(world.agent.angle, this.length);
    const near = Math.hypot(dx - left, dy - top) < Math.max(44, this.length * 0.35);
    return held || (near && !world.manual) ? { angle: Math.atan2(-dx, -dy), over: world.over } : null;
  }

  // --- os controles -------------------------------------------------------------------------------------------------

  say(text) {
    this.e.status.textContent = text;
  }

  setWeights(weights) {
    this.world.setWeights(weights);
  }

  setManual(on) {
    const { e, canvas } = this;
    this.world.manual = on;
    this.root.classList.toggle("manual", on);
    e.agent.setAttribute("aria-pressed", !on);
    e.manual.setAttribute("aria-pressed", on);
    e.help.textContent = on
      ? "Segure ← ou →, ou mova o seu torque. O pêndulo claro é o agente. O relógio espera você."
      : "Arraste a bola, ou segure ← ou →, para empurrar.";
    const act = on ? "dão o torque" : "empurram";
    canvas.setAttribute("aria-label", `Pêndulo. Setas esquerda e direita ${act}; espaço pausa.`);
    this.setHand(0);
    this.restart();
    this.onChange("manual", on);
  }

  setSigma(sigma) {
    this.world.sigma = sigma;
    this.world.apply();
    this.e.sigma.value = sigma;
    this.e.sigma.setAttribute("aria-valuetext", number(sigma, 2));
    this.e.level.textContent = number(sigma, 2);
  }

  setHand(torque) {
    this.world.hand = torque;
    this.e.hand.value = -torque; // a ponta esquerda é o sentido anti-horário
    const way = torque === 0 ? "" : torque > 0 ? " anti-horário" : " horário";
    this.e.hand.setAttribute("aria-valuetext", `${number(Math.abs(torque), 1)} N·m${way}`);
  }

  // --- o desenho ----------------------------------------------------------------------------------------------------

  get length() {
    return 0.36 * Math.min(this.canvas.clientWidth, this.canvas.clientHeight);
  }

  /** Interpola entre os dois últimos passos: onde nada anda, mostra o último. */
  paint(part) {
    const { world, pen, colors, length } = this;
    if (!colors) return;
    const { width, height } = fit(this.canvas, pen);
    const angleOf = ({ from, angle }) => angleBetween(from, angle, world.over || world.waiting ? 1 : part);
    const main = world.manual ? world.student : world.agent;
    const held = this.motion.held;
    pen.translate(width / 2, height / 2);
    drawGuides(pen, colors, length);
    if (world.manual) drawRod(pen, colors, angleOf(world.agent), length, 0.35);
    drawRod(pen, colors, angleOf(main), length);
    if (held) drawPull(pen, colors, angleOf(main), length, held.angle);
    drawTorque(pen, colors, main.torque, length * 0.5);
    this.write(main.torque);
  }

  write(torque) {
    const { e, world } = this;
    const time = number(world.steps * DT, 1);
    const way = Math.abs(torque) < 0.05 ? "" : torque > 0 ? " ↺" : " ↻";
    e.time.textContent = world.pushed ? `${time} s` : `${time} de 10 s`;
    e.torque.textContent = `${number(torque, 1)} N·m${way}`;
    e.total.textContent = world.pushed ? "não vale" : number(world.agent.total);
    e.yours.textContent = number(world.student.total);
    const past = world.returns.filter((end) => end.student === null).slice(-3);
    e.past.textContent = past.map((end) => number(end.agent)).join(" · ") || "–";
  }

  /** O tema: o fundo sobre o qual a vista está, ainda que ela more num iframe da mesma página. */
  theme() {
    this.root.classList.toggle("escuro", isDark(this.host));
    this.colors = colorsOf(this.root);
    if (!this.motion.frame) this.paint(1);
  }

  destroy() {
    this.motion.destroy();
    clearInterval(this.clock);
    this.onScreen.disconnect();
    this.resized.disconnect();
    this.root.remove();
  }
}
