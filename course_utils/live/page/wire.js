// A conversa com o núcleo: a página pergunta, o núcleo responde. Uma pergunta por vez, e nada se acumula.

const PERIOD = 250, RESTING = 1000; // ms entre duas perguntas: à vista, e fora dela
const BUSY = 1500, LOST = 15000; // ms sem resposta até se dizer que o núcleo está ocupado, e até perguntar de novo

/** Tudo o que a página diz leva um número e recebe uma resposta só, com o estado do treino. */
export class Wire {
  constructor(model, { ask, hear, busy, resting }) {
    Object.assign(this, { model, ask, hear, busy, resting, count: 0, sent: new Map(), timer: 0 });
    this.view = Math.random().toString(36).slice(2);
    this.receive = (content, buffers) => this.answered(content, buffers);
    model.on("msg:custom", this.receive);
    this.watch = setInterval(() => busy(this.waiting > BUSY), 300);
    this.tick();
  }

  /** Há quanto tempo espera a pergunta mais velha, em ms. */
  get waiting() {
    return this.sent.size ? performance.now() - Math.min(...[...this.sent.values()].map(({ at }) => at)) : 0;
  }

  /** Diz `what` ao núcleo; `then` recebe a resposta. */
  send(what, details = {}, then = null) {
    const n = ++this.count;
    this.sent.set(n, { at: performance.now(), then });
    this.model.send({ do: what, n, view: this.view, ...this.ask(), ...details });
  }

  tick() {
    clearTimeout(this.timer);
    if (this.waiting > LOST) this.sent.clear(); // o núcleo reiniciou, ou a resposta se perdeu
    if (!this.sent.size) this.send("tick");
    this.timer = setTimeout(() => this.tick(), this.resting() ? RESTING : PERIOD);
  }

  answered(content, buffers) {
    if (content.view !== this.view || !this.sent.has(content.n)) return;
    const { then } = this.sent.get(content.n);
    this.sent.delete(content.n);
    this.hear(content, buffers);
    then?.(content);
  }

  close() {
    clearTimeout(this.timer);
    clearInterval(this.watch);
    this.model.off("msg:custom", this.receive);
    this.model.send({ do: "bye", n: 0, view: this.view });
  }
}
