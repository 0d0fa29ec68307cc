// O que se move numa tela e se empurra: o relógio da animação, as setas e o dedo, no palco e no pêndulo que se joga.

const REST = 1.5; // segundos entre o fim de um episódio e o começo do outro
const ARROWS = { ArrowLeft: 1, ArrowRight: -1 };

/**
 * Anima uma vista, `view`, que dá:
 * - `canvas`; `dt`, os segundos de um passo (0, se não há o que mover); `tick()`, que dá um passo;
 * - `paint(part)`, que desenha a fração `part` do caminho entre os dois últimos passos;
 * - `over`, se o episódio acabou e outro pode começar, e `restart()`; `showPlaying(on)`, que diz se está animando;
 * - `find(x, y, held)`: o que o dedo agarra nesse ponto, ou `null`; com `held`, o que ele já segura, aonde o leva;
 * - `pressed(direction)`, se quiser saber das setas.
 */
export class Motion {
  playing = false;
  seen = true;
  frame = 0; // o pedido do próximo quadro; 0, se está parado
  direction = 0; // a seta apertada: 1, a esquerda; −1, a direita
  held = null; // o que o dedo segura
  #last = 0;
  #owed = 0;
  #rest = 0;

  /** As setas se escutam em `keys`, a tela ou algo em volta dela. */
  constructor(view, keys) {
    this.view = view;
    this.#listenToKeys(keys);
    this.#listenToPointer(view.canvas);
    document.addEventListener("visibilitychange", this.run);
  }

  setPlaying(on) {
    this.playing = on;
    this.view.showPlaying(on);
    this.run();
  }

  /** Se a vista está na tela: fora dela, não se anima. */
  setSeen(on) {
    this.seen = on;
    this.run();
  }

  /** O episódio recomeçou: nada se deve ao relógio. */
  reset() {
    this.#owed = this.#rest = 0;
  }

  /** Anda ou para, conforme haja o que mostrar e quem veja. */
  run = () => {
    if (this.playing && this.seen && !document.hidden && this.view.dt > 0) {
      this.frame ||= requestAnimationFrame(this.#loop);
    } else {
      cancelAnimationFrame(this.frame);
      this.frame = this.#last = 0;
    }
  };

  // O relógio da tela anda, e a física dá os passos que couberem nele.
  #loop = (now) => {
    const { view } = this;
    const { dt } = view;
    this.frame = 0;
    this.#owed += Math.min((now - (this.#last || now)) / 1000, 0.1);
    this.#last = now;
    for (; this.#owed >= dt; this.#owed -= dt) {
      view.tick();
      if (view.over) this.#rest += dt;
      if (this.#rest > REST) view.restart();
    }
    view.paint(this.#owed / dt);
    this.run();
  };

  /** Alguém mexeu: o que estava parado anda, e o que tinha acabado recomeça. */
  #wake(over) {
    if (!this.playing) this.setPlaying(true);
    if (over) this.view.restart();
  }

  #press(direction) {
    if (direction) this.#wake(this.view.over);
    this.direction = direction;
    this.view.pressed?.(direction);
  }

  // Os controles deslizantes ficam com as suas próprias setas.
  #listenToKeys(area) {
    area.addEventListener("keydown", (event) => {
      const direction = ARROWS[event.key];
      if (event.key === " " && event.target === this.view.canvas) this.setPlaying(!this.playing);
      else if (direction && event.target.type !== "range") this.#press(direction);
      else return;
      event.preventDefault();
    });
    area.addEventListener("keyup", (event) => {
      if (event.key.startsWith("Arrow") && event.target.type !== "range") this.#press(0);
    });
    area.addEventListener("focusout", (event) => area.contains(event.relatedTarget) || this.#press(0));
  }

  // Só o que se agarra toma o toque, para que o resto da tela ainda role.
  #listenToPointer(canvas) {
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      const point = event.touches?.[0] ?? event;
      return this.view.find(point.clientX - box.left, point.clientY - box.top, this.held);
    };
    canvas.addEventListener("touchstart", (event) => at(event) && event.preventDefault(), { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      const found = at(event);
      if (!found) return;
      this.#wake(found.over);
      this.held = found;
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (this.held) this.held = at(event);
    });
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (this.held = null));
  }

  destroy() {
    this.setSeen(false);
    document.removeEventListener("visibilitychange", this.run);
  }
}
