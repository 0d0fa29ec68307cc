// O que toda vista de uma página tem: a caixa em que mora, o tema da página em volta e o fim.

import { build } from "./dom.js";
import { colorsOf, inksOf, isDark } from "./theme.js";

/** Uma vista em `host`, de classe `name` e com o que `html` tem; quem herda dá `paint()`, que a desenha. */
export class View {
  colors = null; // as do tema; antes de se saberem, nada se pinta
  inks = []; // a cor e o traço de cada um dos que se comparam

  constructor(host, name, html) {
    const { root, e } = build(host, name, html);
    root.view = this;
    Object.assign(this, { host, root, e });
    this.resized = new ResizeObserver(() => this.theme());
    this.resized.observe(root);
    this.clock = setInterval(() => this.theme(), 1000); // o tema pode mudar com a página aberta
  }

  say(text) {
    this.e.status.textContent = text;
  }

  theme() {
    const dark = isDark(this.host);
    this.root.classList.toggle("escuro", dark);
    this.inks = inksOf(dark);
    this.colors = colorsOf(this.root);
    this.paint();
  }

  destroy() {
    clearInterval(this.clock);
    this.resized.disconnect();
    this.root.remove();
  }
}
