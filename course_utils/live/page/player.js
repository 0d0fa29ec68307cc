// Uma cena: uma gravação que a página recomputa na hora, em cima do painel que ela move. Toca-se, pausa-se, vai-se a
// outro passo dela, e assume-se o comando.

import { openPanel } from "./alone.js";
import { partsOf } from "./dom.js";
import { grouped } from "./numbers.js";

const PLAYER = `
  <p class="olhe"><b data-p="title"></b> <span data-p="watch"></span></p>
  <div class="tocador" role="group" aria-label="A cena">
    <button data-p="play" class="forte" aria-keyshortcuts="P"></button>
    <button data-p="again" aria-keyshortcuts="R"><kbd>R</kbd> Do começo</button>
    <input data-p="bar" type="range" min="0" step="50" aria-label="Ponto da cena">
    <output data-p="where"></output>
    <label>Ritmo <select data-p="pace"><option value="calm">½ ×</option><option value="scene" selected>1 ×</option>
      <option value="normal">2 ×</option><option value="brisk">4 ×</option></select></label>
    <button data-p="take" aria-keyshortcuts="A"><kbd>A</kbd> Assumir o comando</button>
  </div>`;
const STILL = 120; // ms que a barra espera parada antes de levar a cena aonde está

export class Player {
  playing = false; // o que se pediu: mesmo que a cena ainda corra até lá
  target = null; // o passo a que se vai
  heard = false; // se quem treina já sabe dele

  /** Abre a cena `{title, watch, noisy, text}` em `host` e a toca; ou a mostra inteira, à espera de quem a toque. */
  constructor(host, options, code, scene, playing) {
    this.panel = openPanel(host, options, code);
    this.text = scene.text;
    this.steps = JSON.parse(scene.text).steps;
    const { root, e } = this.panel;
    this.box = document.createElement("div");
    this.box.innerHTML = PLAYER;
    this.p = partsOf(this.box, "p"); // o painel em volta tem os seus nomes em `data-e`
    root.classList.add("gravado");
    root.prepend(this.box);
    e.knobs.inert = true; // aqui os ajustes só se leem
    e.noise.checked = scene.noisy;
    this.p.title.textContent = `${scene.title}.`;
    this.p.watch.textContent = scene.watch;
    this.p.bar.max = this.steps;
    this.listen();
    this.clock = setInterval(() => this.follow(), 100);
    this.panel.wire.send("pace", { value: "scene" });
    this.go(playing ? 0 : this.steps, playing);
  }

  listen() {
    const { p } = this;
    p.play.onclick = () => this.toggle();
    p.again.onclick = () => this.go(0, true);
    p.pace.onchange = () => this.panel.wire.send("pace", { value: p.pace.value });
    p.bar.oninput = () => {
      this.target = Number(p.bar.value);
      this.heard = false;
      clearTimeout(this.still);
      this.still = setTimeout(() => this.go(this.target, this.playing), STILL);
      this.paint();
    };
  }

  get step() {
    return this.panel.state?.step ?? 0;
  }

  /** Vai a um passo, o mais depressa que a página consegue, e dali toca ou espera. */
  go(step, playing) {
    clearTimeout(this.still);
    this.playing = playing;
    this.target = step;
    this.heard = false;
    this.panel.wire.send("seek", { text: this.text, step }, () => (this.heard = this.target === step));
    this.paint();
  }

  toggle() {
    if (this.playing) return this.pause();
    if ((this.target ?? this.step) >= this.steps) return this.go(0, true);
    if (this.target === null) return this.play();
    this.playing = true; // ainda corre até lá, e dali toca
    this.paint();
  }

  pause() {
    clearTimeout(this.still);
    this.playing = false;
    this.target = null;
    this.panel.wire.send("pause");
    this.paint();
  }

  play() {
    this.playing = true;
    this.panel.wire.send("start");
    this.paint();
  }

  /** Segue o treino: chegou aonde se ia, ou ao fim. */
  follow() {
    if (this.heard && this.step >= this.target) {
      this.target = null;
      this.heard = false;
      if (this.step >= this.steps) this.playing = false;
      else if (this.playing) this.play();
    } else if (this.target === null && this.step >= this.steps) this.playing = false;
    this.paint();
  }

  paint() {
    const { p } = this;
    const step = this.target ?? this.step;
    const where = `passo ${grouped(Math.floor(step / 50) * 50)} de ${grouped(this.steps)}`;
    const label = this.playing ? "❚❚ Pausar" : "▶ Tocar";
    if (p.play.textContent !== label) p.play.textContent = label;
    p.bar.value = step;
    p.bar.setAttribute("aria-valuetext", where);
    if (p.where.textContent !== where) p.where.textContent = where;
  }

  /** Larga a gravação onde ela está: dali em diante o painel, que se devolve, é de quem assiste. */
  take() {
    const { panel } = this;
    clearInterval(this.clock);
    clearTimeout(this.still);
    this.box.remove();
    panel.root.classList.remove("gravado");
    panel.e.knobs.inert = false;
    panel.wire.send("take");
    panel.e.play.focus({ preventScroll: true });
    return panel;
  }

  destroy() {
    clearInterval(this.clock);
    clearTimeout(this.still);
    this.panel.destroy();
  }
}
