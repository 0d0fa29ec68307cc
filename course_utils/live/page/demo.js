// A demonstração: as cenas numa fileira e, embaixo, a que toca ou o laboratório. Cabe na tela, e se comanda do teclado.

import { build } from "./dom.js";
import { Panel } from "./panel.js";
import { Player } from "./player.js";
import { isDark } from "./theme.js";

const DEMO = `
  <div class="fileira" role="group" aria-label="Cenas" data-e="list"></div>
  <div class="lugar" data-e="host"></div>`;

class Demo {
  shown = null; // o painel do laboratório, ou o tocador de uma cena
  at = 0; // o número do que se mostra

  constructor(model, el) {
    const { root, e } = build(el, "demonstracao", DEMO);
    root.tabIndex = -1;
    this.model = model;
    this.root = root;
    this.e = e;
    this.scenes = model.get("scenes");
    root.classList.toggle("inteira", "voila" in document.body.dataset);
    this.buttons = ["Laboratório", ...this.scenes.map(({ title }) => title)].map((title, at) =>
      this.button(at, title, () => this.open(at)),
    );
    e.list.append(
      ...this.buttons,
      this.button("F", "Tela cheia", () => this.full()),
    );
    root.addEventListener("keydown", (event) => this.key(event));
    this.open(0);
    this.ready = new IntersectionObserver(() => this.listen()); // só o que está à vista recebe o teclado
    this.ready.observe(root);
  }

  /** As teclas são de quem tem o foco; numa página que é só a demonstração, desde o começo. */
  listen() {
    if (document.activeElement === document.body) this.root.focus({ preventScroll: true });
  }

  button(key, title, act) {
    const button = document.createElement("button");
    button.innerHTML = `<kbd>${key}</kbd> `;
    button.append(title);
    button.setAttribute("aria-keyshortcuts", key);
    button.onclick = act;
    return button;
  }

  /** Mostra a cena `at`, tocando, ou o laboratório, que é a de número 0. */
  open(at) {
    this.shown?.destroy();
    this.at = at;
    this.shown = at ? new Player(this.e.host, this.scenes[at - 1], true) : new Panel(this.model, this.e.host);
    for (const [k, button] of this.buttons.entries()) button.setAttribute("aria-pressed", k === at);
    if (at) {
      const take = this.button("A", "Assumir o comando", () => this.take());
      this.shown.panel.root.querySelector(".tocador").append(take);
    }
    this.root.classList.toggle("escuro", isDark(this.root.parentElement));
  }

  /** Do fim da cena em diante, um treino de verdade. */
  take() {
    const { name } = this.scenes[this.at - 1];
    this.open(0);
    this.shown.wire.send("resume", { scene: name });
    this.listen();
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
    const { target } = event;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (target.matches("select, textarea, input:not([type=checkbox], [type=range])")) return;
    if (target.type === "range" && key.startsWith("page")) return;
    const count = this.buttons.length;
    const at = /^\d$/.test(key) ? Number(key) : count;
    if (at < count) this.open(at);
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
    this.ready.disconnect();
    this.shown.destroy();
    this.root.remove();
  }
}

function render({ model, el }) {
  const demo = new Demo(model, el);
  return () => demo.destroy();
}

export default { render };
