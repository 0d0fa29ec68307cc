// O motor compilado (course_utils/engine/run.c) como a página o chama: um treino, na memória dele.

export const RING = 1024; // linhas de cada memória circular
const WASM_PAGE = 65536;

/** Um treino no motor. `module` é o engine.wasm compilado; `config`, a configuração que o topo de run.c descreve. */
export class Engine {
  constructor(module, config) {
    const { exports } = new WebAssembly.Instance(module);
    exports._initialize();
    this.exports = exports;
    this.exchange = exports.exchange_at() >>> 0;
    this.run = exports.memory_at() >>> 0;
    new Float64Array(exports.memory.buffer, this.exchange, config.length).set(config);
    const wanted = exports.run_bytes();
    const missing = this.run + wanted - exports.memory.buffer.byteLength;
    if (!wanted) throw new RangeError("O motor da página não aceitou esta configuração: redes ou réplicas demais.");
    try {
      if (missing > 0) exports.memory.grow(Math.ceil(missing / WASM_PAGE)); // uma vez só, antes das vistas
    } catch {
      throw new RangeError("Não há memória para este treino: peça menos réplicas, ou redes menores.");
    }
    exports.run_create(this.run);
    this.look(config[1]);
  }

  /** As vistas da memória do motor, por `replicas`. */
  look(replicas) {
    const { exports, run } = this;
    const count = (i) => exports.run_count(run, i);
    const doubles = (i, size) => new Float64Array(exports.memory.buffer, exports.run_field(run, i) >>> 0, size);
    const floats = (i, size) => new Float32Array(exports.memory.buffer, exports.run_field(run, i) >>> 0, size);
    const learner = exports.run_learner(run);
    this.replicas = replicas;
    this.size = count(6);
    this.criticSize = exports.learner_size(learner, 1);
    this.bodies = doubles(0, replicas * 8);
    this.live = doubles(1, replicas * 13);
    this.history = doubles(2, replicas * RING * 3);
    this.samples = floats(4, replicas * RING * 8);
    this.actor = floats(5, replicas * this.size);
    this.scale = floats(8, 6);
    const critic = exports.learner_field(learner, 1) >>> 0;
    this.critic = new Float32Array(exports.memory.buffer, critic, replicas * this.criticSize);
  }

  get steps() {
    return this.exports.run_count(this.run, 0);
  }

  /** As amostras já anotadas, uma a cada `every` passos. */
  get sampled() {
    return this.exports.run_count(this.run, 2);
  }

  /** A réplica que deixou de dar números finitos. */
  get fault() {
    return this.exports.run_count(this.run, 4) - 1;
  }

  /** Avança; devolve se deu todos os passos: senão, uma rede deixou de dar números finitos. */
  advance(steps) {
    return this.exports.run_steps(this.run, steps) === steps;
  }

  /** Muda já um ajuste, pelo índice em SETTINGS; devolve se o motor o aceitou. */
  change(setting, replica, value) {
    return this.exports.run_change(this.run, this.steps, setting, replica, value) === 1;
  }

  /** O resumo de todo o estado, em 16 dígitos hexadecimais: o mesmo em qualquer máquina. */
  get digest() {
    return BigInt.asUintN(64, this.exports.run_digest(this.run)).toString(16).padStart(16, "0");
  }

  /** Os retornos sem ruído de `episodes` episódios; o treino não muda. */
  evaluate(replica, episodes, seed) {
    this.exports.run_evaluate(this.run, replica, episodes, seed);
    return Array.from(new Float64Array(this.exports.memory.buffer, this.exchange, episodes));
  }
}
