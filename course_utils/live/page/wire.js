// A conversa com o núcleo: a página pergunta, o núcleo responde. Uma pergunta por vez, e nada se acumula.

const PERIOD = 250; // ms entre duas perguntas, à vista
const RESTING = 1000; // e fora dela
const BUSY = 1500; // ms sem resposta até se dizer que o núcleo está ocupado
const LOST = 15000; // e até perguntar de novo

/**
 * Tudo o que a página diz leva um número e recebe uma resposta só, com o estado do treino. O painel dá:
 * - `ask()`, o que vai em toda pergunta, e `hear(estado, bytes)`, que recebe cada resposta;
 * - `busy(on)`, que ouve se ela demora, e `resting`, se ninguém está olhando.
 */
export class Wire {
  view = Math.random().toString(36).slice(2); // o nome desta página, para o núcleo
  timer = 0;
  #count = 0; // as perguntas que já se fizeram
  #sent = new Map(); // as que esperam resposta, pelo número

  constructor(model, panel) {
    this.model = model;
    this.panel = panel;
    this.receive = (content, buffers) => this.answered(content, buffers);
    model.on("msg:custom", this.receive);
    this.watch = setInterval(() => panel.busy(this.waiting > BUSY), 300);
    this.tick();
  }

  /** Há quanto tempo espera a pergunta mais velha, em ms. */
  get waiting() {
    return this.#sent.size ? performance.now() - Math.min(...[...this.#sent.values()].map(({ at }) => at)) : 0;
  }

  /** Diz `what` ao núcleo; `then` recebe a resposta. */
  send(what, details = {}, then = null) {
    this.#count += 1;
    this.#sent.set(this.#count, { at: performance.now(), then });
    this.model.send({ do: what, n: this.#count, view: this.view, ...this.panel.ask(), ...details });
  }

  tick() {
    clearTimeout(this.timer);
    if (this.waiting > LOST) this.#sent.clear(); // o núcleo reiniciou, ou a resposta se perdeu
    if (!this.#sent.size) this.send("tick");
    this.timer = setTimeout(() => this.tick(), this.panel.resting ? RESTING : PERIOD);
  }

  answered(content, buffers) {
    if (content.view !== this.view || !this.#sent.has(content.n)) return;
    const { then } = this.#sent.get(content.n);
    this.#sent.delete(content.n);
    this.panel.hear(content, buffers);
    then?.(content);
  }

  close() {
    clearTimeout(this.timer);
    clearInterval(this.watch);
    this.model.off("msg:custom", this.receive);
    this.model.send({ do: "bye", n: 0, view: this.view });
  }
}
