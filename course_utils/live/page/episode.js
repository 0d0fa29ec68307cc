// Um episódio gravado, para o que a página não pode treinar: os mesmos botões de uma cena, e um desenho por agente.

import { describe } from "./dom.js";
import { fit } from "./drawing.js";
import { FILMED } from "./filmed.js";
import { number } from "./numbers.js";
import { colorsOf, isDark } from "./theme.js";
import { Told } from "./told.js";

const VIEW = `<canvas class="tela" role="img"></canvas>`;
const PACES = { calm: 0.5, scene: 1, normal: 2, brisk: 4 };

export class Episode {
  at = 0; // o passo em que o episódio está, com fração
  playing = false;

  /** Abre a cena em `host` e a toca. `scene.text`: o JSON que `ferramentas/gerar/episodios.py` escreve. */
  constructor(host, scene, playing) {
    const { world, dt, tracks } = JSON.parse(scene.text);
    Object.assign(this, { host, world: FILMED[world], dt, tracks });
    this.last = Math.max(...tracks.map(({ frames }) => frames.length)) - 1;
    this.told = new Told(scene, this.last, 1);
    this.p = this.told.p;
    this.p.take.hidden = true;
    this.root = document.createElement("div");
    this.root.className = "painel-vivo gravado filme";
    this.root.lang = "pt-BR";
    this.root.innerHTML = VIEW;
    this.root.prepend(this.told.box);
    this.canvas = this.root.querySelector("canvas");
    this.pen = this.canvas.getContext("2d");
    host.append(this.root);
    this.listen();
    this.go(0, playing && !matchMedia("(prefers-reduced-motion: reduce)").matches);
  }

  listen() {
    const { p } = this;
    p.play.onclick = () => (this.at >= this.last ? this.go(0, true) : this.go(this.at, !this.playing));
    p.again.onclick = () => this.go(0, true);
    p.bar.oninput = () => this.go(Number(p.bar.value), this.playing);
    this.resized = new ResizeObserver(() => this.paint());
    this.resized.observe(this.canvas);
    this.clock = setInterval(() => this.paint(), 500); // o tema pode mudar com a página aberta
  }

  go(step, playing) {
    this.at = step;
    this.playing = playing;
    this.before = performance.now();
    this.paint();
    if (playing) this.frame ||= requestAnimationFrame(this.move);
  }

  move = (now) => {
    this.frame = 0;
    if (!this.playing) return;
    const passed = Math.min(Math.max(now - this.before, 0) / 1000, 0.1);
    this.before = now;
    this.at = Math.min(this.at + (passed * PACES[this.p.pace.value]) / this.dt, this.last);
    if (this.at >= this.last) this.playing = false;
    else this.frame = requestAnimationFrame(this.move);
    this.paint();
  };

  paint() {
    const { pen, canvas, tracks, world } = this;
    this.root.classList.toggle("escuro", isDark(this.host));
    const colors = colorsOf(this.root);
    this.told.paint(this.at, this.playing);
    if (!colors) return;
    const { width, height } = fit(canvas, pen);
    const w = width / tracks.length;
    const said = tracks.map((track, k) => {
      const name = `${track.name}  ${number(track.totals[Math.min(Math.floor(this.at), track.totals.length - 1)])}`;
      pen.save();
      pen.translate((k + 0.5) * w, height / 2 - 12);
      world.draw(pen, colors, track, this.at, { w, h: height - 32 });
      pen.restore();
      Object.assign(pen, { fillStyle: colors.text, textAlign: "center" });
      pen.font = `${(w < 150 ? 12 : 15) * colors.zoom}px system-ui, sans-serif`;
      pen.fillText(name, (k + 0.5) * w, height - 8, w - 6);
      return name;
    });
    describe(canvas, `${world.label} Retorno até este passo: ${said.join("; ")}.`);
  }

  destroy() {
    clearInterval(this.clock);
    cancelAnimationFrame(this.frame);
    this.playing = false;
    this.resized.disconnect();
    this.root.remove();
  }
}
