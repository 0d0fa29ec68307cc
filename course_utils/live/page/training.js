// Um treino no motor da página, e o que se anota dele: mudanças, episódios, σ, d e os números da equação 1.

import { Engine, RING } from "./engine.js";
import { configOf, everyOf, explorationsOf, liveOf, settingsOf } from "./settings.js";

const MEASURES = 4096; // as medidas de σ e de d que se guardam: as de antes a página já tem

/** Os episódios que uma réplica terminou, em memória que só cresce o que precisa. */
class Ends {
  length = 0;
  #data = new Float64Array(128);

  push(total, end) {
    if (2 * this.length === this.#data.length) {
      const grown = new Float64Array(2 * this.#data.length);
      grown.set(this.#data);
      this.#data = grown;
    }
    this.#data.set([total, end], 2 * this.length);
    this.length += 1;
  }

  /** O retorno e o passo do treino em que acabou o episódio `i`. */
  at(i) {
    return [this.#data[2 * i], this.#data[2 * i + 1]];
  }
}

export class Training {
  changes = []; // [passo, réplica, ajuste, valor antigo, valor novo]
  measured = []; // [passo, σ por réplica, d por réplica], o mais velho primeiro
  measures = 0;
  pulse = null; // os números com que a equação 1 acabou de agir

  /** `given` são os ajustes por extenso. Erro: `RangeError`, se a página não os aceita. */
  constructor(module, catalog, given, acting) {
    this.settings = settingsOf(given, catalog);
    this.seeds = this.settings.seeds;
    this.acting = acting;
    this.live = liveOf(this.settings, catalog);
    this.engine = new Engine(module, configOf(this.settings, catalog));
    this.ends = this.seeds.map(() => new Ends());
    this.every = everyOf(this.settings);
    this.kinds = explorationsOf(this.settings).map(([kind]) => kind);
    this.thermostat = this.kinds.includes("ParameterNoise");
    const first = ["ParameterNoise", "ActionNoise", "OUNoise"].find((kind) => this.kinds.includes(kind));
    this.sigma = first ? this.named(first, "sigma") : null;
  }

  get steps() {
    return this.engine.steps;
  }

  /** Quantos episódios todas as réplicas terminaram. */
  get done() {
    return Math.min(...this.ends.map(({ length }) => length));
  }

  /** O nome que um ajuste tem neste treino, ou `null`. */
  named(owner, own) {
    return this.live.find((one) => one.owner === owner && one.own === own)?.name ?? null;
  }

  /** O valor de agora de um ajuste, por réplica. */
  valuesOf({ index }) {
    const count = this.seeds.length;
    return Array.from(this.engine.live.subarray(index * count, (index + 1) * count));
  }

  value(name, replica) {
    return this.valuesOf(this.live.find((one) => one.name === name))[replica];
  }

  /** Avança até `steps` passos, menos que uma volta das memórias circulares. Erro: o treino divergiu. */
  advance(steps) {
    const fine = this.engine.advance(steps);
    this.#collect();
    if (!fine) {
      throw new RangeError(
        `No passo ${this.steps} a réplica ${this.engine.fault} deixou de dar números finitos: o treino divergiu. ` +
          "Diminua as taxas de aprendizado ou a escala da recompensa, e recomece.",
      );
    }
  }

  #collect() {
    const { engine, sigma } = this;
    this.ends.forEach((own, k) => {
      const done = engine.bodies[8 * k + 6];
      for (let i = own.length; i < done; i++) {
        const at = 3 * (k * RING + (i % RING));
        own.push(engine.history[at], engine.history[at + 2]);
      }
    });
    if (!sigma || engine.sampled === this.measures) return;
    for (; this.measures < engine.sampled; this.measures++) this.measured.push(this.#sample(this.measures));
    if (this.measured.length > 2 * MEASURES) this.measured.splice(0, MEASURES);
    if (this.thermostat) this.#beat();
  }

  #sample(i) {
    const row = (k) => 8 * ((i % RING) * this.seeds.length + k);
    const column = (j) => this.seeds.map((_, k) => this.engine.samples[row(k) + j]);
    const distance = this.thermostat ? column(6).map((d) => (Number.isFinite(d) ? d : null)) : null;
    return [(i + 1) * this.every, column(5), distance];
  }

  /** Os números da última medida; se alguém mexeu depois dela, σ já não é o que ela deixou. */
  #beat() {
    const d = this.engine.bodies[8 * this.acting + 7];
    if (!Number.isFinite(d) || (this.changes.at(-1)?.[0] ?? -1) >= this.measures * this.every) return;
    const [delta, alpha, after] = ["delta", "alpha", "sigma"].map((own) =>
      this.value(this.named("ParameterNoise", own), this.acting),
    );
    this.pulse = { d, delta, alpha, before: d <= delta ? after / alpha : after * alpha, after };
  }

  /** Muda um ajuste em uma réplica, ou em todas. Erro: `RangeError`, sem mudar nada. */
  change(name, value, replica = null) {
    const found = this.live.find((one) => one.name === name);
    if (!found) throw new RangeError("Este treino não tem esse ajuste ao vivo.");
    const { low, high, index } = found;
    if (typeof value !== "number" || !(value >= low && value <= high)) {
      throw new RangeError(`O ajuste ${name} recebeu um valor que não serve: aceita um número de ${low} a ${high}.`);
    }
    const before = this.valuesOf(found);
    const chosen = replica === null ? [...before.keys()] : [replica];
    for (const k of chosen) {
      if (before[k] === undefined) throw new RangeError("Este treino não tem essa réplica.");
      if (!this.engine.change(index, k, value)) throw new RangeError("O motor recusou a mudança.");
      this.changes.push([this.steps, k, name, before[k], value]);
    }
  }
}
