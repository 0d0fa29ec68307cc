// A conversa com o núcleo: a página pergunta, o núcleo responde. Uma pergunta por vez, e nada se acumula.

const PERIOD = 250; // ms entre duas perguntas, à vista
const RESTING = 1000; // e fora dela
const BUSY = 1500; // ms sem resposta até se dizer que o núcleo está ocupado
const LOST = 15000; // e até perguntar de novo
const SILENT = 5000; // o mesmo, se o núcleo está à toa: a pergunta se perdeu
const ENDED = ["restarting", "autorestarting", "terminating", "dead"]; // como um núcleo diz que o de antes se foi

/**
 * Tudo o que a página diz leva um número e recebe uma resposta só, com o estado do treino. O painel dá:
 * - `ask()`, o que vai em toda pergunta, e `hear(estado, bytes)`, que recebe cada resposta;
 * - `kernel(como)`, que ouve como está o núcleo (ver `health`), e `resting`, se ninguém está olhando.
 */
export class Wire {
  view = Math.random().toString(36).slice(2); // o nome desta página, para o núcleo
  timer = 0;
  #count = 0; // as perguntas que já se fizeram
  #sent = new Map(); // as que esperam resposta, pelo número
  #born = null; // o núcleo em que o painel nasceu
  #unheard = 0; // quantas perguntas seguidas se perderam
  #gone = false; // se ele já não é o mesmo

  constructor(model, panel) {
    this.model = model;
    this.panel = panel;
    this.receive = (content, buffers) => this.answered(content, buffers);
    model.on("msg:custom", this.receive);
    this.watch = setInterval(() => panel.kernel(this.health()), 300);
    this.tick();
  }

  /** Há quanto tempo espera a pergunta mais velha, em ms. */
  get waiting() {
    return this.#sent.size ? performance.now() - Math.min(...[...this.#sent.values()].map(({ at }) => at)) : 0;
  }

  /**
   * Como está o núcleo: `"fine"`; `"busy"`, se demora; `"offline"`, se a página perdeu a conexão; `"gone"`, se o deste
   * painel já não existe. Quem mostra o caderno nem sempre deixa ver o núcleo: aí só se sabe se ele responde.
   */
  health() {
    const kernel = kernelOf(this.model);
    this.#born ??= kernel?.id;
    if (ENDED.includes(kernel?.status) || (kernel?.id ?? null) !== (this.#born ?? null) || this.#unheard > 1) {
      this.#gone = true;
    }
    if (this.#gone) return "gone";
    if (kernel && kernel.connectionStatus !== "connected") return "offline";
    return this.waiting > BUSY ? "busy" : "fine";
  }

  /** Diz `what` ao núcleo; `then` recebe a resposta. */
  send(what, details = {}, then = null) {
    this.#count += 1;
    this.#sent.set(this.#count, { at: performance.now(), then });
    try {
      this.model.send({ do: what, n: this.#count, view: this.view, ...this.panel.ask(), ...details });
    } catch {
      this.#sent.delete(this.#count);
      this.#gone = true; // o canal fechou: era o de um núcleo que se foi
    }
  }

  tick() {
    clearTimeout(this.timer);
    const idle = kernelOf(this.model)?.status === "idle";
    if (this.waiting > (idle ? SILENT : LOST)) {
      this.#unheard += idle;
      this.#sent.clear();
    }
    if (!this.#sent.size) this.send("tick");
    this.timer = setTimeout(() => this.tick(), this.panel.resting ? RESTING : PERIOD);
  }

  answered(content, buffers) {
    if (content.view !== this.view || !this.#sent.has(content.n)) return;
    const { then } = this.#sent.get(content.n);
    this.#sent.delete(content.n);
    this.#unheard = 0;
    this.#gone = false;
    this.panel.hear(content, buffers);
    then?.(content);
  }

  close() {
    clearTimeout(this.timer);
    clearInterval(this.watch);
    this.model.off("msg:custom", this.receive);
    try {
      this.model.send({ do: "bye", n: 0, view: this.view });
    } catch {
      // não há a quem dar adeus
    }
  }
}

/** O núcleo de um widget, onde o programa que mostra o caderno o deixa ver. */
export function kernelOf(model) {
  try {
    return model.widget_manager?.kernel ?? null;
  } catch {
    return null;
  }
}
