// Uma cena: uma gravação que a página recomputa na hora, em cima do painel que ela move. Toca-se, pausa-se, vai-se a
// outro passo dela, e assume-se o comando.

import { openPanel } from "./alone.js";
import { Told } from "./told.js";

const STILL = 120; // ms que a barra espera parada antes de levar a cena aonde está

export class Player {
  playing = false; // o que se pediu: mesmo que a cena ainda corra até lá
  target = null; // o passo a que se vai
  heard = false; // se quem treina já sabe dele

  /**
   * Abre a cena em `host` e a toca; ou a mostra inteira, à espera de quem a toque. `scene`: `{title, watch, text}` e,
   * se os há, `bet` e `after`; `noisy`, se os corpos se movem com o ruído; `names`, como se chamam as réplicas.
   */
  constructor(host, options, code, scene, playing) {
    this.panel = openPanel(host, options, code);
    this.text = scene.text;
    this.steps = JSON.parse(scene.text).steps;
    const { root, e } = this.panel;
    this.panel.called = scene.names ?? null;
    this.panel.horizon = this.steps;
    this.told = new Told(scene, this.steps, 50);
    this.p = this.told.p;
    root.classList.add("gravado");
    // ajustes diferentes em cada réplica não cabem num só controle
    root.classList.toggle("varios", Boolean(scene.names));
    root.prepend(this.told.box);
    e.knobs.inert = true; // aqui os ajustes só se leem
    e.noise.checked = Boolean(scene.noisy);
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
    this.told.paint(this.target ?? this.step, this.playing);
  }

  /** Larga a gravação onde ela está: dali em diante o painel, que se devolve, é de quem assiste. */
  take() {
    const { panel } = this;
    clearInterval(this.clock);
    clearTimeout(this.still);
    this.told.box.remove();
    panel.called = panel.horizon = null; // o próximo treino do painel já não é o da cena
    panel.root.classList.remove("gravado", "varios");
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
