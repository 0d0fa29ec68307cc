// Duzentos carros empurrados só por ruído: quem lê escolhe a memória e o tamanho dele, e conta quantos chegam.

import { drawFlag, GOAL, hill, LEFT, RIGHT, stepCar } from "./car.js";
import { describe } from "./dom.js";
import { fillDisc, fit, strokeLine } from "./drawing.js";
import { normal, seeded } from "./networks.js";
import { number } from "./numbers.js";
import { View } from "./view.js";

/** Monta os carros em `host`. */
export const mount = (host) => new Swarm(host);

const CARS = 200;
const LIMIT = 999;
const MEMORIES = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]; // em passos
const AT_ONCE = 8; // passos por quadro da tela

const VIEW = `
  <div class="vale-tela">
    <canvas data-e="scene" role="img"></canvas><canvas data-e="chart" role="img" class="grafico"></canvas>
  </div>
  <div class="painel">
    <label><span>Memória: <b data-e="memoryTold"></b></span>
      <input data-e="memory" type="range" min="0" max="9" step="1" value="0"></label>
    <label><span>Desvio padrão: <b data-e="sizeTold"></b></span>
      <input data-e="size" type="range" min="0.1" max="1" step="0.05" value="0.5"></label>
    <div class="botoes">
      <button data-e="run">Soltar 200 carros</button><button data-e="clear">Apagar os pontos</button>
    </div>
    <p role="status" data-e="status"></p>
  </div>`;

class Swarm extends View {
  cars = [];
  tries = []; // de cada rodada, a memória, o tamanho e a parte dos carros que chegou
  runs = 0;

  constructor(host) {
    super(host, "pendulo vale enxame", VIEW);
    const { e } = this;
    this.pens = { scene: e.scene.getContext("2d"), chart: e.chart.getContext("2d") };
    e.memory.oninput = e.size.oninput = () => this.told();
    e.run.onclick = () => this.run();
    e.clear.onclick = () => {
      this.tries = [];
      this.paint();
    };
    this.told();
    this.theme();
  }

  get memory() {
    return MEMORIES[this.e.memory.value];
  }

  get size() {
    return Number(this.e.size.value);
  }

  told() {
    const { e, memory, size } = this;
    e.memoryTold.textContent = `${memory} ${memory === 1 ? "passo" : "passos"}`;
    e.sizeTold.textContent = number(size, 2);
    e.memory.setAttribute("aria-valuetext", e.memoryTold.textContent);
    e.size.setAttribute("aria-valuetext", e.sizeTold.textContent);
  }

  run() {
    this.runs += 1;
    this.random = seeded(this.runs);
    this.own = { memory: this.memory, size: this.size };
    this.cars = Array.from({ length: CARS }, () => ({ position: -0.6 + 0.2 * this.random(), velocity: 0, noise: 0 }));
    this.steps = 0;
    this.say("");
    cancelAnimationFrame(this.frame);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.advance(LIMIT);
    else this.animate();
  }

  animate() {
    this.advance(AT_ONCE);
    if (this.steps < LIMIT) this.frame = requestAnimationFrame(() => this.animate());
  }

  /** Até `count` passos de todos os carros que ainda não chegaram. */
  advance(count) {
    const keep = 1 - 1 / this.own.memory;
    const fresh = this.own.size * Math.sqrt(1 - keep ** 2); // assim o desvio padrão é `size`, com qualquer memória
    for (const end = Math.min(this.steps + count, LIMIT); this.steps < end; this.steps += 1) {
      for (const car of this.cars) {
        if (car.done) continue;
        car.noise = keep * car.noise + fresh * normal(this.random);
        Object.assign(car, stepCar(car, car.noise));
      }
    }
    if (this.steps === LIMIT) this.end();
    this.paint();
  }

  end() {
    const { memory, size } = this.own;
    const found = this.cars.filter((car) => car.done).length;
    this.tries.push({ memory, size, share: found / CARS });
    const named = `Memória ${memory}, desvio ${number(size, 2)}`;
    this.say(`${named}: ${found} de ${CARS} carros acharam a bandeira.`);
  }

  paint() {
    if (!this.colors) return;
    this.paintScene();
    this.paintChart();
  }

  paintScene() {
    const { colors, cars, e } = this;
    const pen = this.pens.scene;
    const { width, height } = fit(e.scene, pen);
    const px = (x) => 8 + ((x - LEFT) / (RIGHT - LEFT)) * (width - 16);
    const py = (x) => height - 10 - hill(x) * (height - 56);
    const ground = Array.from({ length: 61 }, (_, i) => LEFT + (i / 60) * (RIGHT - LEFT));
    strokeLine(pen, colors.rod, 3, [], ...ground.map((x) => [px(x), py(x)]));
    drawFlag(pen, colors, px(GOAL), py(GOAL));
    pen.globalAlpha = 0.35;
    for (const { position, done } of cars) if (!done) fillDisc(pen, colors.right, [px(position), py(position) - 7], 5);
    pen.globalAlpha = 1;
    const found = cars.filter((car) => car.done).length;
    Object.assign(pen, { font: "15px system-ui, sans-serif", fillStyle: colors.text, textAlign: "right" });
    if (cars.length) pen.fillText(`${found} chegaram`, px(GOAL) - 8, py(GOAL) - 18);
    describe(e.scene, `Duzentos carros num vale, empurrados por ruído; ${found} acharam a bandeira.`);
  }

  paintChart() {
    const { colors, tries, e } = this;
    const pen = this.pens.chart;
    const { width, height } = fit(e.chart, pen);
    const px = (memory) => 48 + (Math.log10(memory) / 3) * (width - 66);
    const py = (share) => 12 + (1 - share) * (height - 56);
    Object.assign(pen, { font: "13px system-ui, sans-serif", fillStyle: colors.soft, textAlign: "right" });
    for (const share of [0, 0.5, 1]) {
      strokeLine(pen, colors.line, 1, [], [px(1), py(share)], [px(1000), py(share)]);
      pen.fillText(`${100 * share} %`, 40, py(share) + 4);
    }
    pen.textAlign = "center";
    for (const memory of [1, 10, 100, 1000]) pen.fillText(String(memory), px(memory), height - 24);
    pen.fillText("memória do ruído, em passos", px(31), height - 6);
    for (const { memory, size, share } of tries) fillDisc(pen, colors.left, [px(memory), py(share)], 3 + 6 * size);
    const told = tries.map((t) => `memória ${t.memory}, desvio ${number(t.size, 2)}: ${number(100 * t.share)} %`);
    describe(e.chart, `Quantos acham a bandeira contra a memória do ruído. ${told.join("; ") || "Ainda sem pontos"}.`);
  }

  destroy() {
    cancelAnimationFrame(this.frame);
    super.destroy();
  }
}
