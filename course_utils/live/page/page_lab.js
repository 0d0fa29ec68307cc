// Quem o painel pensa ser um núcleo: leva as perguntas dele ao treino da página e traz as respostas.

const PATIENCE = 4000; // ms até se concluir que a página não deixa um Web Worker falar
const WORKER = { slice: 8, gap: 0 };
const HERE = { slice: 6, gap: 5 }; // na linha da página, deixa-se tempo para a tela
const BEGINNING = ["start", "step", "episode", "load", "seek", "take", "until"]; // o que põe um treino a andar
const BEGUN = "treino-comecou"; // o que se ouve na página quando um começa
const OTHER = "Outro painel começou a treinar, e este parou.";

/** Onde se encontram os painéis de uma página, cada um no seu iframe; de outra origem, cada um fica com o seu. */
function hall() {
  try {
    return parent.document;
  } catch {
    return document;
  }
}

/** `code` é a função que traz o código do treino (ver page_lab.py), `options`, o que `Learner` recebe. */
export class PageLab {
  hear = null; // quem ouve as respostas: o painel
  failed = null; // quem ouve que aqui não se treina
  place = ""; // onde se treina: "worker" ou "here"
  spoke = false; // se quem treina já respondeu
  resting = false; // se alguém pediu que descanse
  name = Math.random(); // o deste treino, entre os da página
  asked = new Map(); // quem espera as respostas que não são do painel
  #waiting = new Map(); // as perguntas sem resposta: se o Web Worker não falar, fazem-se de novo aqui

  constructor(options, code) {
    this.options = options;
    this.code = code;
    this.hide = () => this.rest(this.resting);
    document.addEventListener("visibilitychange", this.hide);
    this.yield = ({ detail }) => detail !== this.name && !this.resting && this.#post({ do: "pause", note: OTHER });
    hall().addEventListener(BEGUN, this.yield);
    if (typeof WebAssembly === "undefined") queueMicrotask(() => this.failed?.());
    else this.#hire();
  }

  // --- o que o painel espera de um núcleo ---------------------------------------------------------------------------

  on(_, hear) {
    this.hear = hear;
  }

  off() {
    this.hear = null;
  }

  send(asked) {
    if (asked.do === "bye") return this.close();
    if (BEGINNING.includes(asked.do)) hall().dispatchEvent(new CustomEvent(BEGUN, { detail: this.name }));
    this.#waiting.set(asked.n, asked);
    this.#post(asked);
  }

  /** Uma pergunta que não é do painel; a resposta vem na promessa. */
  ask(what, details = {}) {
    return new Promise((resolve) => {
      const n = `${what}-${Math.random()}`;
      this.asked.set(n, resolve);
      this.send({ do: what, n, ...details });
    });
  }

  close() {
    document.removeEventListener("visibilitychange", this.hide);
    hall().removeEventListener(BEGUN, this.yield);
    clearTimeout(this.timer);
    this.worker?.terminate();
    this.here?.pace.pause();
    this.worker = this.here = null;
  }

  /** Uma aba escondida descansa; quem o pede, também. */
  rest(asked = false) {
    this.resting = asked;
    this.#post({ do: "rest", on: asked || document.hidden });
  }

  // --- onde se treina -----------------------------------------------------------------------------------------------

  #hire() {
    const text = `const Learner = (${this.code})();
      let learner = null;
      onmessage = ({ data }) => {
        if (learner) learner.receive(data);
        else learner = new Learner(data, (told, floats) => postMessage([told, floats], floats.map((x) => x.buffer)));
      };`;
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    this.place = "worker";
    try {
      const worker = new Worker(url);
      this.worker = worker;
      worker.onerror = () => this.spoke || this.#stay();
      worker.onmessage = ({ data: [told, floats] }) => this.#reply(told, floats);
      worker.postMessage({ ...this.options, slice: WORKER });
      this.timer = setTimeout(() => this.#stay(), PATIENCE);
    } catch {
      this.#stay();
    }
  }

  /** Sem Web Worker: o mesmo código, aqui, em fatias. */
  #stay() {
    if (!this.worker && this.here) return;
    clearTimeout(this.timer);
    this.worker?.terminate();
    this.worker = null;
    this.place = "here";
    const Learner = this.code();
    this.here = new Learner({ ...this.options, slice: HERE }, (told, floats) => this.#reply(told, floats));
    for (const asked of this.#waiting.values()) this.here.receive(asked);
    this.rest(this.resting);
  }

  #post(asked) {
    if (this.worker) this.worker.postMessage(asked);
    else this.here?.receive(asked);
  }

  #reply(told, floats) {
    clearTimeout(this.timer);
    this.spoke = true;
    if (told.failed) return this.place === "worker" ? this.#stay() : this.failed?.();
    this.#waiting.delete(told.n);
    this.asked.get(told.n)?.({ ...told, floats });
    this.asked.delete(told.n);
    this.hear?.(told, floats);
  }
}
