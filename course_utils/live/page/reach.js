// Levar a ponta do braço a um objetivo que não se vê; ou, de um episódio fracassado, mudar o objetivo de lugar.

import { normal, seeded } from "./networks.js";
import { clip } from "./physics.js";
import { distance, LENGTH, NEAR, REACH, STEP, stepTo, Table } from "./reach_table.js";

/** Monta o braço em `host`; com `retell`, o de um fracasso já acabado, em que se arrasta o objetivo. */
export const mount = (host, { retell }) => (retell ? new Retell(host) : new Search(host));

const PACE = 100; // ms por passo

/** Procurar um objetivo que não se vê. O tempo só anda enquanto a ponta anda. */
class Search extends Table {
  episodes = 0;

  constructor(host) {
    super(host, [["⟲ Outro objetivo", () => this.restart()]]);
    this.restart();
    this.theme();
  }

  restart() {
    this.letGo();
    this.episodes += 1;
    const random = seeded(this.episodes);
    const draw = () => [0, 0].map(() => REACH * (2 * random() - 1));
    this.goal = draw();
    while (distance(this.goal, [0, 0]) < 2 * NEAR) this.goal = draw();
    this.path = [[0, 0]];
    this.shown = false;
    this.say("Arraste na mesa, ou use as setas: a ponta vai atrás do dedo.");
    this.paint();
  }

  point(to) {
    this.target = to;
    if (this.running || this.over) return;
    this.tick();
    this.running = setInterval(() => this.tick(), PACE);
  }

  letGo() {
    clearInterval(this.running);
    this.running = 0;
  }

  key([x, y]) {
    const [a, b] = this.path.at(-1);
    this.target = [a + STEP * x, b + STEP * y];
    if (!this.over) this.tick();
  }

  get over() {
    return this.path.length > LENGTH;
  }

  tick() {
    this.path.push(stepTo(this.path.at(-1), this.target));
    const reward = this.rewards.at(-1);
    this.say(`Recompensa deste passo: ${reward ? "−1" : "0"}.`);
    if (this.over) this.end();
    this.paint();
  }

  end() {
    this.letGo();
    this.shown = true;
    const how = this.there ? `A ponta esteve no objetivo em ${this.there} dos 50 passos.` : "Cinquenta vezes −1.";
    this.say(`${how} O objetivo era o círculo tracejado.`);
  }
}

/** Um fracasso já acabado: só o objetivo se move, e as recompensas se refazem. */
class Retell extends Table {
  failures = 0;
  shown = true;

  constructor(host) {
    super(host, [
      ["O ponto em que ela terminou", () => this.point(this.path.at(-1))],
      ["Um ponto do caminho", () => this.point(this.path[Math.ceil(this.random() * LENGTH)])],
      ["⟲ Outro fracasso", () => this.restart()],
    ]);
    this.restart();
    this.theme();
  }

  restart() {
    this.failures += 1;
    this.random = seeded(this.failures);
    this.walk();
    while (this.there) this.walk();
    this.say("Arraste o objetivo, ou use as setas. O caminho não muda.");
    this.paint();
  }

  /** Uma ponta que anda ao acaso, devagar, com o objetivo num canto. */
  walk() {
    const drift = [0, 1].map(() => normal(this.random) / 5);
    this.path = [[0, 0]];
    while (this.path.length <= LENGTH) {
      const last = this.path.at(-1);
      const to = last.map((x, i) => x + drift[i] + 0.8 * normal(this.random));
      this.path.push(stepTo(last, to));
    }
    this.goal = [0, 1].map(() => (this.random() < 0.5 ? -1 : 1) * REACH * (0.6 + 0.4 * this.random()));
  }

  point(to) {
    this.goal = to.map((x) => clip(x, REACH + NEAR));
    this.say(`Com o objetivo aqui, ${this.there} dos 50 passos teriam recompensa 0.`);
    this.paint();
  }

  key([x, y]) {
    this.point([this.goal[0] + x, this.goal[1] + y]);
  }
}
