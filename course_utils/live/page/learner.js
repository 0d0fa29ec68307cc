// Quem responde ao painel sem núcleo: o laboratório da página (o de laboratory.py), que mora num Web Worker ou, onde a
// página os proíbe, em fatias na própria linha dela.

import { ACTIONS } from "./actions.js";
import { Pace } from "./pace.js";
import { readRecording, traceOf } from "./recording.js";
import { reading } from "./report.js";
import { kindOf } from "./settings.js";
import { Training } from "./training.js";

const UNKNOWN = "A página não sabe fazer isso: redes, explorações e ambientes seus rodam no curso instalado.";

export class Learner {
  generation = 0;
  training = null;
  twins = false;
  note = "";
  error = "";
  score = null; // a gravação que se repete
  missing = []; // e as mudanças dela que ainda faltam
  goal = null; // até onde treinar, se não é até pausar
  first = 0; // quando se deu o primeiro passo, em ms desde 1970
  felt = 0; // e o primeiro depois da última mudança

  /** `wasm`, os bytes do motor em base64; `slice`, os ms de cada fatia; `reply(estado, vetores)` leva as respostas. */
  constructor({ wasm, catalog, settings, twins = false, slice }, reply) {
    this.catalog = catalog;
    this.reply = reply;
    this.pace = new Pace((most) => this.train(most), slice);
    this.ready = this.begin(wasm, settings, twins);
  }

  async begin(wasm, settings, twins) {
    const bytes = Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt());
    this.module = await WebAssembly.compile(bytes);
    this.adopt(settings, twins);
  }

  /** Recebe uma pergunta do painel. */
  async receive(asked) {
    try {
      await this.ready;
    } catch (error) {
      this.reply({ failed: String(error) }, []);
      return;
    }
    if (asked.do === "rest") this.pace.rest(asked.on);
    else this.reply(...this.answer(asked));
  }

  /** Faz o que se pede e devolve o estado e os pesos. Um pedido que não dá volta com o `error` dito. */
  answer(asked) {
    let told = {};
    try {
      const act = Object.hasOwn(ACTIONS, asked.do) ? ACTIONS[asked.do] : null;
      if (!act) throw new RangeError(UNKNOWN);
      told = act(this, asked) ?? {};
    } catch (error) {
      told = { error: error instanceof RangeError ? error.message : `${error.name}: ${error.message}` };
    }
    const [state, buffers] = reading(this, asked);
    return [{ ...state, ...told, n: asked.n, view: asked.view }, buffers];
  }

  /** Outro treino, do passo zero; o de antes só some se este serve. */
  adopt(settings, twins) {
    const training = new Training(this.module, this.catalog, settings, twins ? 1 : 0);
    this.pace.pause();
    this.training = training;
    this.twins = twins;
    this.note = this.error = "";
    this.score = this.goal = null;
    this.missing = [];
    this.generation += 1;
  }

  start(goal = null) {
    this.goal = goal;
    this.pace.hurry = false;
    this.note = this.error = "";
    this.pace.start();
  }

  /** Para, se está treinando; `note` diz por quê, na página. */
  pause(note = "") {
    if (!this.pace.running) return;
    this.pace.pause();
    this.note = note;
  }

  /** Até `most` passos, sem passar do que se espera: a próxima mudança da gravação, o fim do que se pediu. */
  train(most) {
    const { training, goal, score } = this;
    try {
      let count = goal === "episode" ? 1 : Math.min(most, (goal ?? Infinity) - training.steps);
      if (score) count = Math.min(count, (this.missing[0]?.[0] ?? score.steps) - training.steps);
      const done = training.done;
      if (count > 0) training.advance(count);
      this.clock();
      if (this.score) this.play();
      const over = goal === "episode" ? training.done > done : goal !== null && training.steps >= goal;
      if (over) this.pace.pause();
      return Math.max(count, 1);
    } catch (error) {
      this.error = error.message;
      this.pace.pause();
      return most;
    }
  }

  /** Anota as horas que dizem se a página responde depressa. */
  clock() {
    if (this.first && this.felt) return;
    const now = performance.timeOrigin + performance.now();
    this.first ||= now;
    this.felt ||= now;
  }

  // --- as gravações -------------------------------------------------------------------------------------------------

  /** Repete uma gravação: o mesmo treino desde o começo, com as mudanças nos mesmos passos. */
  load(text) {
    const score = { ...readRecording(text, this.catalog), text };
    const { seeds } = score.settings;
    this.adopt(score.settings, seeds.length === 2 && seeds[0] === seeds[1]);
    this.start(score.steps);
    this.score = score;
    this.missing = [...score.changes];
    this.note = `Repetindo a gravação até o passo ${score.steps}.`;
    this.play();
  }

  /** Faz as mudanças gravadas para este passo e, no último, confere se o treino é o gravado. */
  play() {
    const { training, score } = this;
    let count = 0;
    for (; count < this.missing.length && this.missing[count][0] <= training.steps; count++) {
      const [, replica, name, , value] = this.missing[count];
      training.change(name, value, replica);
    }
    this.missing.splice(0, count);
    if (training.steps < score.steps) return;
    const trace = JSON.stringify(traceOf(training.ends));
    const equal = training.engine.digest === score.digest && trace === score.trace;
    this.note = equal
      ? "A gravação se repetiu, igual bit a bit."
      : "A gravação chegou ao fim, mas não é igual bit a bit: o que ela conta não é o que estes ajustes dão.";
    this.score = null;
  }

  /** Deixa a gravação, se há uma: alguém mexeu. */
  leave() {
    if (!this.score) return;
    this.score = this.goal = null;
    this.missing = [];
    this.note = "Você mexeu: o treino deixou a gravação, e daqui em diante é seu.";
  }

  // --- os ajustes ---------------------------------------------------------------------------------------------------

  /** Muda um ajuste: em todas as réplicas ou, com gêmeos, só na segunda. */
  change(name, value) {
    this.leave();
    this.training.change(name, value, this.twins ? 1 : null);
    this.felt = 0;
  }

  placebo() {
    const { sigma } = this.training;
    if (!this.twins || !sigma) {
      throw new RangeError("O placebo é do gêmeo: ligue Gêmeos e use uma exploração que tenha σ.");
    }
    this.leave();
    this.training.change(sigma, this.training.value(sigma, 1) + this.catalog.placebo, 1);
  }

  setTwins(on) {
    const { settings } = this.training;
    const own = this.twins ? (this.before ?? [settings.seeds[0]]) : settings.seeds;
    this.before = own;
    this.adopt({ ...settings, seeds: on ? [own[0], own[0]] : own }, on);
  }

  /** Recomeça com outra exploração, outra semente e outro número de réplicas (sementes em seguida). */
  setUp({ kind, seed, replicas, env }) {
    const { settings } = this.training;
    const first = Number(seed);
    if (!/^\d+$/.test(seed) || !Number.isSafeInteger(first + 8)) {
      throw new RangeError("A semente não serve: escreva um número inteiro de 0 em diante, como 0.");
    }
    if (!Number.isInteger(replicas) || replicas < 1 || replicas > this.catalog.shown) {
      throw new RangeError(`Réplicas: escolha de 1 a ${this.catalog.shown}.`);
    }
    const seeds = Array.from({ length: replicas }, (_, i) => first + i);
    const fresh = env === undefined || env === settings.env ? settings : this.catalog.lessons[env];
    if (!fresh) throw new RangeError(UNKNOWN);
    const changed = { ...fresh, seeds: this.twins ? [first, first] : seeds };
    if (kind !== undefined && kind !== kindOf(changed, this.catalog)) {
      const [, , owner] = this.catalog.kinds.find(([name]) => name === kind) ?? [];
      if (owner === undefined) throw new RangeError(UNKNOWN);
      changed.exploration = owner && { [owner]: {} };
    }
    this.adopt(changed, this.twins);
    this.before = seeds;
  }
}

export default Learner;
