// O que se diz de uma cena, e os botões que a tocam: os mesmos num treino que se refaz e num episódio gravado.

import { partsOf } from "./dom.js";
import { grouped } from "./numbers.js";

const TOLD = `
  <p class="olhe"><b data-p="title"></b> <span data-p="watch"></span></p>
  <div class="falas"><p class="aposte" data-p="betLine"><b>Aposte:</b> <span data-p="bet"></span></p>
    <details data-p="end"><summary><kbd>D</kbd> O que se vê, e a pergunta que fica</summary>
      <p data-p="after"></p></details></div>
  <div class="tocador" role="group" aria-label="A cena">
    <button data-p="play" class="forte" aria-keyshortcuts="P"></button>
    <button data-p="again" aria-keyshortcuts="R"><kbd>R</kbd> Do começo</button>
    <input data-p="bar" type="range" min="0" aria-label="Ponto da cena">
    <output data-p="where"></output>
    <label>Ritmo <select data-p="pace"><option value="calm">½ ×</option><option value="scene" selected>1 ×</option>
      <option value="normal">2 ×</option><option value="brisk">4 ×</option></select></label>
    <button data-p="take" aria-keyshortcuts="A"><kbd>A</kbd> Assumir o comando</button>
  </div>`;

/** A caixa que diz a cena `{title, watch, bet, after}`; sem aposta nem desfecho, só o título e o que olhar. */
export class Told {
  constructor({ title, watch, bet = "", after = "" }, last, step) {
    this.box = document.createElement("div");
    this.box.innerHTML = TOLD;
    this.p = partsOf(this.box, "p"); // o painel em volta tem os seus nomes em `data-e`
    const { p } = this;
    Object.assign(p.bar, { max: last, step });
    this.last = last;
    this.unit = step;
    p.title.textContent = `${title}.`;
    for (const [name, text] of Object.entries({ watch, bet, after })) p[name].textContent = text;
    p.betLine.hidden = !bet;
    p.end.hidden = !after;
  }

  /** Mostra onde a cena está, e se toca. */
  paint(at, playing) {
    const { p } = this;
    const where = `passo ${grouped(Math.floor(at / this.unit) * this.unit)} de ${grouped(this.last)}`;
    const label = playing ? "❚❚ Pausar" : "▶ Tocar";
    if (p.play.textContent !== label) p.play.textContent = label;
    p.bar.value = at;
    p.bar.setAttribute("aria-valuetext", where);
    if (p.where.textContent !== where) p.where.textContent = where;
  }
}
