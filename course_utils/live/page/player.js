// O tocador de uma cena, em cima do painel que ela move: o que olhar, tocar e pausar, o ritmo, a barra que se arrasta.

import { partsOf } from "./dom.js";
import { grouped } from "./numbers.js";
import { Panel } from "./panel.js";
import { Scene } from "./scene.js";

const PLAYER = `
  <p class="olhe"><b data-p="title"></b> <span data-p="watch"></span></p>
  <div class="tocador" role="group" aria-label="A cena">
    <button data-p="play" class="forte"></button>
    <input data-p="bar" type="range" min="0" step="50" aria-label="Ponto da cena">
    <output data-p="where"></output>
    <label>Ritmo <select data-p="speed"><option value="0.5">½ ×</option><option value="1" selected>1 ×</option>
      <option value="2">2 ×</option><option value="4">4 ×</option></select></label>
  </div>`;

export class Player {
  /** Toca desde já, ou espera, mostrando o fim: as curvas inteiras. */
  constructor(host, data, playing) {
    const scene = new Scene(data);
    if (playing) scene.playing = true;
    else scene.step = scene.end;
    this.panel = new Panel(scene, host);
    const { root, e } = this.panel;
    const box = document.createElement("div");
    root.classList.add("gravado");
    e.knobs.inert = true; // aqui os ajustes só se leem
    e.noise.checked = data.noisy;
    box.innerHTML = PLAYER;
    root.prepend(box);
    const p = partsOf(box, "p"); // o painel em volta tem os seus nomes em `data-e`
    this.scene = scene;
    this.p = p;
    this.last = performance.now();
    p.title.textContent = `${data.title}.`;
    p.watch.textContent = data.watch;
    p.bar.max = scene.end;
    p.play.onclick = () => this.toggle();
    p.bar.oninput = () => this.seek(Number(p.bar.value));
    p.speed.onchange = () => (scene.speed = Number(p.speed.value));
    this.clock = setInterval(() => this.advance(), 100);
    this.paint();
  }

  advance() {
    const now = performance.now();
    this.scene.advance(Math.min(now - this.last, 500) / 1000); // uma aba escondida não corre
    this.last = now;
    this.paint();
  }

  toggle() {
    const { scene } = this;
    if (scene.over) this.seek(0);
    scene.playing = !scene.playing;
    this.paint();
  }

  seek(step) {
    this.scene.seek(step);
    this.panel.wire.tick();
    this.paint();
  }

  paint() {
    const { p, scene } = this;
    const where = `passo ${grouped(Math.floor(scene.step / 50) * 50)} de ${grouped(scene.end)}`;
    p.play.textContent = scene.playing ? "❚❚ Pausar" : "▶ Tocar";
    p.bar.value = scene.step;
    p.bar.setAttribute("aria-valuetext", where);
    if (p.where.textContent !== where) p.where.textContent = where;
  }

  destroy() {
    clearInterval(this.clock);
    this.panel.destroy();
  }
}

/** Numa página que se basta: espera que alguém toque. */
export function mount(host, data) {
  document.title = `Cena: ${data.title}`;
  return new Player(host, data, false);
}
