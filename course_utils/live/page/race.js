// O palco dos cérebros: até quatro pêndulos, que largam juntos, cada um movido por uma rede, uma tabela ou você.

import { lookup } from "./brain.js";
import { build, describe } from "./dom.js";
import { number } from "./numbers.js";
import { MAX_TORQUE } from "./physics.js";
import { Plane } from "./plane.js";
import { RACE } from "./race_markup.js";
import { Stage } from "./stage.js";
import { colorsOf, inksOf, isDark } from "./theme.js";

/** Monta o palco em `host`. `racers`: `{name, weights}` ou `{name, table}`; com `manual`, você corre também. */
export const mount = (host, options) => new Race(host, options);

/** O palco, em que as setas são o torque de quem joga, e o relógio o espera. */
class RaceStage extends Stage {
  race = null;

  get over() {
    return super.over && !this.race.manual;
  }

  tick() {
    if (this.race.waiting) return;
    super.tick();
    this.race.ticked();
  }

  paint(part) {
    super.paint(this.race?.waiting ? 1 : part);
    this.race?.paint();
  }

  pressed(direction) {
    if (this.race.manual) this.race.setHand(MAX_TORQUE * direction);
  }

  find(x, y, held) {
    return this.race.manual ? null : super.find(x, y, held);
  }
}

class Race {
  hand = 0; // o torque de quem joga
  told = false; // se o fim deste episódio já se disse
  past = []; // os retornos dos episódios que valeram, um por corredor

  constructor(host, { racers, manual = false, sigma = 0 }) {
    const { root, e } = build(host, "pendulo disputa", RACE);
    root.race = this;
    this.host = host;
    this.root = root;
    this.e = e;
    this.manual = manual;
    this.names = [...racers.map(({ name }) => name), ...(manual ? ["você"] : [])];
    this.stage = new RaceStage(e.stage, {
      say: (text) => this.say(text),
      showPlaying: (on) => (e.play.textContent = on ? "❚❚ Pausar" : "▶ Animar"),
    });
    this.stage.race = this;
    this.stage.arrows = !manual;
    this.stage.labels = this.names;
    this.build(racers);
    this.plane = new Plane(e.plane, (start) => this.start(start));
    this.plane.repaint = () => this.paint();
    this.listen();
    this.setSigma(sigma);
    this.setHand(0);
    root.classList.toggle("solo", this.names.length === 1);
    e.lever.hidden = !manual;
    e.noise.hidden = e.draw.hidden = !racers.some(({ weights }) => weights);
    e.help.textContent = manual
      ? "Segure ← ou →, ou mova o seu torque. O relógio espera você. Ganha quem perde menos."
      : "Arraste uma bola, ou segure ← ou →, para empurrar.";
    describe(e.stage, `${this.names.join(", ")}. Setas ${manual ? "dão o torque" : "empurram"}; espaço pausa.`);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.stage.motion.setPlaying(!calm);
    if (calm) this.say("Animação em pausa, como o seu sistema pede.");
    this.theme();
  }

  /** Os corpos, um por corredor, e as linhas do placar. */
  build(racers) {
    const { stage, names, e } = this;
    stage.build(
      "pendulum",
      names.map(() => Math.floor(2 ** 31 * Math.random())),
    );
    racers.forEach(({ weights, table }, k) => {
      if (weights) stage.bodies[k].setWeights(weights, {}, null);
      else stage.bodies[k].policy = lookup(table);
    });
    if (this.manual) stage.bodies.at(-1).policy = () => this.hand / MAX_TORQUE;
    this.rows = names.map((name) => {
      const row = e.board.insertRow();
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = name;
      row.append(head);
      return { head, total: row.insertCell(), past: row.insertCell() };
    });
    this.past = names.map(() => []);
  }

  listen() {
    const { e, stage } = this;
    e.play.onclick = () => stage.motion.setPlaying(!stage.motion.playing);
    e.restart.onclick = () => this.plane.move({ angle: Math.PI, speed: 0 }, true);
    e.draw.onclick = () => {
      for (const body of stage.bodies) body.draw();
      this.say("Outro sorteio: os mesmos σ e θ, outro agente.");
    };
    e.sigma.oninput = () => this.setSigma(Number(e.sigma.value));
    e.hand.oninput = () => {
      if (!stage.motion.playing) stage.motion.setPlaying(true);
      this.setHand(-Number(e.hand.value)); // a ponta esquerda é o sentido anti-horário
    };
    // a alavanca volta sozinha ao meio
    for (const name of ["pointerup", "pointercancel", "blur"]) e.hand.addEventListener(name, () => this.setHand(0));
    this.onScreen = new IntersectionObserver(([entry]) => stage.motion.setSeen(entry.isIntersecting));
    this.onScreen.observe(this.root);
    this.resized = new ResizeObserver(() => this.theme());
    this.resized.observe(this.root);
    this.clock = setInterval(() => this.theme(), 1000); // o tema pode mudar com a página aberta
  }

  /** Todos largam deste estado, agora e nos episódios seguintes. */
  start(state) {
    for (const body of this.stage.bodies) body.begin = state;
    this.stage.restart();
    if (!this.stage.motion.playing) this.stage.motion.setPlaying(true);
  }

  /** No modo manual o relógio espera o primeiro toque. */
  get waiting() {
    return this.manual && this.stage.bodies.at(-1).steps === 0 && this.hand === 0;
  }

  ticked() {
    const { bodies } = this.stage;
    if (bodies.some(({ steps }) => steps === 1)) this.told = false;
    if (this.told || !bodies.every(({ over }) => over)) return;
    this.told = true;
    this.past.forEach((own, k) => {
      own.push(bodies[k].total);
    });
    if (bodies.length === 1) return;
    const order = this.names.map((name, k) => [bodies[k].total, name]).sort((a, b) => b[0] - a[0]);
    this.say(`Fim: ${order.map(([total, name]) => `${name}, ${number(total)}`).join("; ")}.`);
  }

  say(text) {
    this.e.status.textContent = text;
  }

  setSigma(sigma) {
    const { e } = this;
    for (const body of this.stage.bodies) {
      body.sigma = { parameters: sigma };
      body.apply();
    }
    e.sigma.value = sigma;
    e.sigma.setAttribute("aria-valuetext", number(sigma, 2));
    e.level.textContent = number(sigma, 2);
  }

  setHand(torque) {
    this.hand = torque;
    this.e.hand.value = -torque;
    const way = torque === 0 ? "" : torque > 0 ? " anti-horário" : " horário";
    const text = `${torque > 0 ? "+" : ""}${number(torque, 2)} N·m`;
    this.e.torque.textContent = text;
    this.e.hand.setAttribute("aria-valuetext", text + way);
  }

  /** O placar e o mapa, a cada quadro. */
  paint() {
    const { stage, plane, rows, e } = this;
    if (!stage.colors || !plane) return;
    const steps = Math.max(...stage.bodies.map((body) => body.steps));
    const pushed = stage.bodies.some((body) => body.pushed);
    e.time.textContent = `${number(steps * stage.dt, 1)}${pushed ? "" : " de 10"} s`;
    rows.forEach(({ head, total, past }, k) => {
      const body = stage.bodies[k];
      head.style.color = stage.inks[k].color;
      total.textContent = body.pushed ? "não vale" : number(body.total);
      past.textContent =
        this.past[k]
          .slice(-3)
          .map((one) => number(one))
          .join(" · ") || "–";
    });
    plane.paint(stage.bodies, stage.inks, stage.colors);
  }

  theme() {
    const dark = isDark(this.host);
    this.root.classList.toggle("escuro", dark);
    this.stage.inks = inksOf(dark);
    this.stage.colors = colorsOf(this.root);
    if (!this.stage.motion.frame) this.stage.paint(1);
  }

  destroy() {
    this.stage.motion.destroy();
    clearInterval(this.clock);
    this.onScreen.disconnect();
    this.resized.disconnect();
    this.root.remove();
  }
}
