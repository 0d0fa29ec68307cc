// Uma cena: o que um painel recebeu de um treino, guardado. Faz as vezes do núcleo, e por isso não falha nem espera.

const PACE = 100; // passos do treino por segundo da cena

export class Scene {
  generation = 0;
  step = 0;
  speed = 1;
  playing = false;
  hear = null; // quem ouve as respostas: o painel

  /** `messages` vêm em ordem de passo; `weights`, em base64, números de 16 bits: um quadro a cada `every` passos. */
  constructor({ setup, messages, weights, every }) {
    const bytes = Uint8Array.from(atob(weights), (letter) => letter.charCodeAt());
    this.setup = setup;
    this.messages = messages;
    this.every = every;
    this.halves = new Uint16Array(bytes.buffer);
  }

  get end() {
    return this.messages.at(-1).step;
  }

  get over() {
    return this.step >= this.end;
  }

  /** Vai a um ponto da cena; para trás, o painel esquece as curvas e recebe tudo de novo. */
  seek(step) {
    if (step < this.step) this.generation += 1;
    this.step = Math.min(Math.max(step, 0), this.end);
    this.playing &&= !this.over;
  }

  /** O relógio andou. */
  advance(seconds) {
    if (this.playing) this.seek(this.step + PACE * this.speed * seconds);
  }

  // --- o que o painel espera de um núcleo ---------------------------------------------------------------------------

  on(_, hear) {
    this.hear = hear;
  }

  off() {
    this.hear = null;
  }

  /** Toda pergunta tem a mesma resposta: o que aconteceu no treino. */
  send({ n, view, generation, weights }) {
    if (n) queueMicrotask(() => this.hear?.({ ...this.state(generation), n, view }, weights ? [this.frame()] : []));
  }

  /** Tudo o que houve até aqui, com os totais: o painel fica só com o que lhe falta. */
  state(generation) {
    const past = this.messages.filter(({ step }) => step <= this.step);
    const all = (name) => past.flatMap((one) => one[name]);
    const returns = this.setup.seeds.map((_, k) => past.flatMap((one) => one.returns[k]));
    const changes = all("changes");
    return {
      ...past.at(-1),
      generation: this.generation,
      setup: generation === this.generation ? undefined : this.setup,
      returns,
      done: returns.map((own) => own.length),
      trace: all("trace"),
      changes,
      changed: changes.length,
      time: performance.now() / 1000,
      running: this.playing,
      pace: "normal",
      error: "",
      note: "",
    };
  }

  frame() {
    const size = this.setup.size * this.setup.seeds.length;
    const at = size * Math.floor(this.step / this.every);
    return Float32Array.from(this.halves.subarray(at, at + size), half);
  }
}

/** Um número de 16 bits (sinal, cinco de expoente, dez de fração), por extenso. */
export function half(bits) {
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  const sign = bits & 0x8000 ? -1 : 1;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction);
}
