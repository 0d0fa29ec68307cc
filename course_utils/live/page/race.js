// O palco dos cérebros: até quatro corpos, que largam juntos, cada um movido por uma rede, uma tabela ou você.
// Vale dentro de uma página sem núcleo e, por `pendulum_widget.js`, como anywidget.

import { lookup } from "./brain.js";
import { describe } from "./dom.js";
import { number } from "./numbers.js";
import { Plane } from "./plane.js";
import { RACE } from "./race_markup.js";
import { Stage } from "./stage.js";
import { StageView } from "./stage_view.js";
import { WORLDS } from "./worlds.js";

/**
 * Monta o palco em `host`.
 * - `racers`: `{name, weights, scale}` ou `{name, table}`; com `manual`, você corre também.
 * - `kind`: o mundo em que correm. `onChange(nome, valor)` avisa de σ, do modo e do fim de cada episódio.
 */
export const mount = (host, options) => new Race(host, options);

const YOU = "você";
const MOST = 4; // quantos cabem lado a lado

/** O palco, em que as setas são a ação de quem joga, e o relógio o espera. */
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
  }

  pressed(direction) {
    if (this.race.manual) this.race.setHand(this.race.reach * direction);
  }

  find(x, y, held) {
    return this.race.manual ? null : super.find(x, y, held);
  }
}

class Race extends StageView {
  hand = 0; // a ação de quem joga, nas unidades do mundo
  told = false; // se o fim deste episódio já se disse
  past = []; // os retornos dos episódios que valeram, um por corredor

  constructor(host, { racers, kind = "pendulum", manual = false, sigma = 0, onChange = () => {} }) {
    super(host, "pendulo disputa", RACE, RaceStage);
    const { e, stage } = this;
    Object.assign(this, { racers, kind, sigma, onChange, world: WORLDS[kind] });
    this.reach = this.world.hand.most * this.world.hand.left; // a ação da seta da esquerda
    stage.race = this;
    if (kind === "pendulum") {
      this.plane = new Plane(e.plane, (start) => this.start(start));
      this.plane.repaint = () => this.painted();
    }
    this.label();
    this.listen();
    this.setManual(manual);
    this.setSigma(sigma);
    this.open();
  }

  /** O que a tela diz conforme o mundo e quem corre. */
  label() {
    const { e, world, racers } = this;
    const { most, name, ends } = world.hand;
    e.map.hidden = !this.plane;
    e.noise.hidden = e.draw.hidden = !racers.some(({ weights }) => weights);
    e.join.hidden = racers.length >= MOST;
    e.restart.textContent = world.again;
    e.lever.querySelector("span").prepend(`${name}: `);
    Object.assign(e.hand, { min: -most, max: most, step: most / 8 });
    e.ends.innerHTML = ends.map((text) => `<span>${text}</span>`).join("");
  }

  /** Quem corre: os corpos, um por corredor, e as linhas do placar. */
  setManual(on) {
    const { e, stage, racers, kind, root } = this;
    this.manual = on;
    this.names = [...racers.map(({ name }) => name), ...(on ? [YOU] : [])];
    this.past = this.names.map((_, k) => this.past[k] ?? []);
    this.rows = this.names.map((name) => this.row(name));
    e.board.replaceChildren(...this.rows.map(({ row }) => row));
    this.setHand(0);
    const begin = stage.bodies[0]?.begin;
    Object.assign(stage, { arrows: !on, labels: this.names });
    stage.build(
      kind,
      this.names.map(() => Math.floor(2 ** 31 * Math.random())),
    );
    stage.bodies.forEach((body, k) => {
      body.begin = begin;
      body.policy = () => this.hand / this.world.hand.most;
      if (racers[k]) this.lead(body, racers[k]);
    });
    stage.restart();
    root.classList.toggle("solo", this.names.length === 1);
    e.join.setAttribute("aria-pressed", on);
    e.lever.hidden = !on;
    e.help.textContent = on
      ? "Segure ← ou →, ou mova o controle. O relógio espera você. Ganha quem tem o maior retorno."
      : this.world.help;
    describe(e.stage, `${this.names.join(", ")}. Setas ${on ? "dão a ação" : "empurram"}; espaço pausa.`);
    this.onChange("manual", on);
  }

  /** O corpo passa a ser movido por este cérebro. */
  lead(body, { weights, table, scale = null }) {
    if (weights) body.setWeights(weights, { parameters: this.sigma }, scale);
    else body.policy = lookup(table);
  }

  /** Os pesos de outro ator, em pleno voo; o ruído fica, se lhe serve. */
  setWeights(weights) {
    this.racers[0].weights = weights;
    this.lead(this.stage.bodies[0], this.racers[0]);
  }

  row(name) {
    const row = document.createElement("tr");
    const head = document.createElement("th");
    head.scope = "row";
    head.textContent = name;
    row.append(head);
    return { row, head, total: row.insertCell(), past: row.insertCell() };
  }

  listen() {
    const { e, stage, world, plane } = this;
    e.restart.onclick = () => (plane ? plane.move(world.start(), true) : this.start(world.start()));
    e.join.onclick = () => {
      this.setManual(!this.manual);
      stage.motion.setPlaying(true);
    };
    e.draw.onclick = () => {
      for (const body of stage.bodies) body.draw();
      this.say("Outro sorteio: os mesmos σ e θ, outro agente.");
    };
    e.sigma.oninput = () => {
      this.setSigma(Number(e.sigma.value));
      this.onChange("sigma", this.sigma);
    };
    e.hand.oninput = () => {
      if (!stage.motion.playing) stage.motion.setPlaying(true);
      this.setHand(-world.hand.left * Number(e.hand.value));
    };
    // a alavanca volta sozinha ao meio
    for (const name of ["pointerup", "pointercancel", "blur"]) e.hand.addEventListener(name, () => this.setHand(0));
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
    if (this.manual) this.onChange("your_return", bodies.at(-1).total);
    else this.onChange("agent_returns", [...this.past[0]]);
    if (bodies.length === 1) return;
    const order = this.names.map((name, k) => [bodies[k].total, name]).sort((a, b) => b[0] - a[0]);
    this.say(`Fim: ${order.map(([total, name]) => `${name}, ${number(total)}`).join("; ")}.`);
  }

  setSigma(sigma) {
    const { e } = this;
    this.sigma = sigma;
    for (const body of this.stage.bodies) {
      body.sigma = { parameters: sigma };
      body.apply();
    }
    e.sigma.value = sigma;
    e.sigma.setAttribute("aria-valuetext", number(sigma, 2));
    e.level.textContent = number(sigma, 2);
  }

  setHand(action) {
    const { left, unit, ways } = this.world.hand;
    this.hand = action;
    this.e.hand.value = -left * action;
    const text = `${action > 0 ? "+" : ""}${number(action, 2)}${unit}`;
    this.e.force.textContent = text;
    this.e.hand.setAttribute("aria-valuetext", `${text} ${action === 0 ? "" : ways[Number(action < 0)]}`.trim());
  }

  /** O placar e o mapa, a cada quadro. */
  painted() {
    const { stage, rows, e } = this;
    if (!stage.colors) return;
    const steps = Math.max(...stage.bodies.map((body) => body.steps));
    const pushed = stage.bodies.some((body) => body.pushed);
    e.time.textContent = this.world.clock(steps, !pushed);
    rows.forEach(({ head, total, past }, k) => {
      const body = stage.bodies[k];
      head.style.color = stage.inks[k].color;
      total.textContent = body.pushed ? "não vale" : number(body.total);
      const last = this.past[k].slice(-3).map((one) => number(one));
      past.textContent = last.join(" · ") || "–";
    });
    this.plane?.paint(stage.bodies, stage.inks, stage.colors);
  }
}
