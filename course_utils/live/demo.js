// A demonstração: as cenas numa fileira e, embaixo, a que toca ou o laboratório. Cabe na tela, e se comanda do teclado.

const DEMO = `
  <div class="fileira" role="group" aria-label="Cenas" data-d="list"></div>
  <div class="comando"><button data-d="take" class="forte" hidden>Assumir o comando</button>
    <button data-d="full">Tela cheia</button></div>
  <div class="lugar" data-d="host"></div>
  <p class="teclas">Teclas: 1 a 6, as cenas; 0, o laboratório; N, a próxima; P, pausar e tocar; A, assumir o comando; F, tela cheia.</p>`;

class Demo {
  constructor(model, el) {
    const root = document.createElement("div");
    root.className = "demonstracao";
    root.lang = "pt-BR";
    root.tabIndex = -1;
    root.innerHTML = DEMO;
    root.demo = this;
    el.append(root);
    const d = Object.fromEntries([...root.querySelectorAll("[data-d]")].map((node) => [node.dataset.d, node]));
    Object.assign(this, { model, root, d, scenes: model.get("scenes"), shown: null, at: 0 });
    root.classList.toggle("inteira", "voila" in document.body.dataset);
    this.buttons = ["Laboratório", ...this.scenes.map(({ title }) => title)].map((title, at) => this.button(title, at));
    d.take.onclick = () => this.take();
    d.full.onclick = () => this.full();
    root.addEventListener("keydown", (event) => this.key(event));
    this.open(0);
    root.focus({ preventScroll: true });
  }

  button(title, at) {
    const button = document.createElement("button");
    button.innerHTML = `<kbd>${at}</kbd> `;
    button.append(title);
    button.onclick = () => this.open(at);
    this.d.list.append(button);
    return button;
  }

  /** Mostra a cena `at`, tocando, ou o laboratório, que é a de número 0. */
  open(at) {
    this.shown?.destroy();
    this.at = at;
    this.shown = at ? new Player(this.d.host, this.scenes[at - 1], true) : new Panel(this.model, this.d.host);
    this.buttons.forEach((button, k) => button.setAttribute("aria-pressed", k === at));
    this.d.take.hidden = !at;
  }

  /** Do fim da cena em diante, um treino de verdade. */
  take() {
    const { name } = this.scenes[this.at - 1];
    this.open(0);
    this.shown.wire.send("resume", { scene: name });
    this.root.focus({ preventScroll: true });
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen();
  }

  play() {
    if (this.at) this.shown.toggle();
    else this.shown.e.play.click();
  }

  /** PageDown e PageUp são as teclas dos controles de apresentação. */
  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("select, textarea, input:not([type=checkbox])")) return;
    const count = this.buttons.length, key = event.key.toLowerCase(), number = /^\d$/.test(key) ? Number(key) : count;
    if (number < count) this.open(number);
    else if (key === "n" || key === "pagedown") this.open((this.at + 1) % count);
    else if (key === "pageup") this.open((this.at + count - 1) % count);
    else if (key === "p") this.play();
    else if (key === "a" && this.at) this.take();
    else if (key === "f") this.full();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  destroy() {
    this.shown.destroy();
    this.root.remove();
  }
}

function render({ model, el }) {
  const demo = new Demo(model, el);
  return () => demo.destroy();
}

export default { render };
