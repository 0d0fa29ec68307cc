// A que velocidade se treina na página: em fatias curtas, para que as perguntas do painel não esperem.

/** Passos por segundo de cada velocidade; zero é o mais rápido possível. */
const RATES = { slow: 20, calm: 50, scene: 100, normal: 200, brisk: 400, fast: 0 };
const FRAME = 16; // ms entre duas fatias, nas velocidades contadas

export class Pace {
  name = "fast";
  running = false;
  hurry = false; // se corre, seja qual for a velocidade
  #resting = false; // a aba está escondida
  #last = 0; // quando se contou por último
  #owed = 0; // passos que o relógio já deve
  #waiting = false; // se uma fatia já está marcada
  #timer = 0;

  /** `train(n)` dá até n passos e devolve quantos. `slice`: os ms de uma fatia; `gap`: os que se deixam depois dela. */
  constructor(train, { slice = 8, gap = 0 } = {}) {
    this.train = train;
    this.slice = slice;
    this.gap = gap;
    if (gap) return;
    this.channel = new MessageChannel(); // um `setTimeout` esperaria 4 ms
    this.channel.port1.onmessage = () => this.#turn();
  }

  get rate() {
    return this.hurry ? 0 : RATES[this.name];
  }

  set(name) {
    if (!Object.hasOwn(RATES, name)) throw new RangeError("O painel não tem essa velocidade.");
    this.name = name;
    this.#owed = 0;
    this.#wake(); // a fatia marcada pode ser a da velocidade de antes
  }

  start() {
    this.running = true;
    this.#owed = 1; // o primeiro passo não espera
    this.#last = performance.now();
    this.#wake();
  }

  pause() {
    this.running = false;
  }

  /** Com a aba escondida, descansa; à vista, continua de onde parou. */
  rest(on) {
    this.#resting = on;
    this.#last = performance.now();
    this.#wake();
  }

  #wake() {
    clearTimeout(this.#timer);
    if (this.#waiting !== "port") this.#waiting = false;
    this.#next();
  }

  #next() {
    if (!this.running || this.#resting || this.#waiting) return;
    const wait = this.rate ? FRAME : this.gap;
    this.#waiting = wait || !this.channel ? "timer" : "port";
    if (this.#waiting === "port") this.channel.port2.postMessage(0);
    else this.#timer = setTimeout(() => this.#turn(), wait);
  }

  #turn() {
    this.#waiting = false;
    if (!this.running || this.#resting) return;
    const now = performance.now();
    const { rate } = this;
    if (rate) this.#owed = Math.min(this.#owed + (rate * (now - this.#last)) / 1000, rate / 4);
    this.#last = now;
    const end = now + this.slice;
    while (this.running && (!this.rate || this.#owed >= 1)) {
      const done = this.train(this.rate ? Math.floor(this.#owed) : 4);
      if (this.rate) this.#owed -= done;
      if (performance.now() >= end) break;
    }
    this.#next();
  }
}
