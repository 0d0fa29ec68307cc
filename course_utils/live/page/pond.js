// A lagoa da aula 09: vinte anos de pesca, com a cota na mão de quem lê.

import { Chart } from "./curves.js";
import { build, describe } from "./dom.js";
import { fill, fit } from "./drawing.js";
import { grouped, number } from "./numbers.js";
import { colorsOf, isDark } from "./theme.js";

/** Monta a lagoa em `host`; `options` são as de `Pond`. */
export const mount = (host, options) => new Pond(host, options);

const PACE = 90; // ms por mês, com o tempo correndo
const VIEW = `
  <div class="lagoa-tela"><canvas data-e="water" role="img"></canvas>
    <canvas class="grafico" data-e="curve" role="img"></canvas></div>
  <div class="painel">
    <label><span>Cota da pesca: <b data-e="told"></b></span>
      <input data-e="quota" type="range" min="0" max="400" step="10" value="150"></label>
    <div class="botoes">
      <button data-e="run"></button><button data-e="year">Pescar um ano</button>
      <button data-e="restart">⟲ Recomeçar</button>
    </div>
    <dl><dt>Ano</dt><dt>Já rendeu</dt><dd data-e="when"></dd><dd data-e="income"></dd></dl>
    <p role="status" data-e="status"></p>
  </div>`;

/** O que se escreve de um valor em reais: em milhares. */
const money = (reais) => `R$ ${number(reais / 1000)} mil`;

class Pond {
  colors = null; // as do tema; antes de se saberem, nada se pinta

  /**
   * `options`: as constantes da lagoa (`full`, `price`, `growth`, `most`), o peixe do começo (`start`), o clima de cada
   * mês (`weather`), os lugares dos peixes (`places`) e o máximo possível (`best`).
   */
  constructor(host, options) {
    const { root, e } = build(host, "pendulo lagoa", VIEW);
    root.view = this;
    Object.assign(this, { host, root, e, options });
    this.pen = e.water.getContext("2d");
    this.chart = new Chart(e.curve);
    e.quota.oninput = () => this.paint();
    e.run.onclick = () => this.toggle();
    e.year.onclick = () => this.advance(12);
    e.restart.onclick = () => this.restart();
    this.resized = new ResizeObserver(() => this.theme());
    this.resized.observe(root);
    this.clock = setInterval(() => this.theme(), 1000); // o tema pode mudar com a página aberta
    this.restart();
    this.theme();
  }

  get month() {
    return this.fish.length - 1;
  }

  get over() {
    return this.month >= this.options.weather.length;
  }

  restart() {
    this.stop();
    this.fish = [this.options.start];
    this.income = 0;
    this.say("Pesque por vinte anos. O que não se pesca cresce.");
    this.paint();
  }

  toggle() {
    if (this.running) this.stop();
    else if (!this.over) this.running = setInterval(() => this.advance(1), PACE);
    this.paint();
  }

  stop() {
    clearInterval(this.running);
    this.running = 0;
  }

  /** O peixe depois de um mês, e quanto a pesca dele rendeu. */
  after(fish, quota, month) {
    const { full, price, growth, weather } = this.options;
    const births = growth * weather[month] * fish * (1 - fish / full);
    const caught = Math.min(quota, fish);
    return [fish + births - caught, price * caught];
  }

  advance(months) {
    for (let n = 0; n < months && !this.over; n++) {
      const [fish, income] = this.after(this.fish.at(-1), Number(this.e.quota.value), this.month);
      this.fish.push(fish);
      this.income += income;
    }
    if (this.over) this.end();
    this.paint();
  }

  end() {
    this.stop();
    const all = `Pescar tudo logo no começo rende ${money(this.everything())}`;
    const most = `o máximo possível, para quem soubesse o clima de cada mês, é ${money(this.options.best)}`;
    this.say(`Você ganhou ${money(this.income)}. ${all}; ${most}.`);
  }

  /** Quanto rendem estes vinte anos com a maior cota. */
  everything() {
    let { start: fish } = this.options;
    let total = 0;
    for (const month of this.options.weather.keys()) {
      const [next, income] = this.after(fish, this.options.most, month);
      fish = next;
      total += income;
    }
    return total;
  }

  say(text) {
    this.e.status.textContent = text;
  }

  paint() {
    const { e, fish, month, options, colors } = this;
    const quota = `${e.quota.value} kg por mês`;
    e.told.textContent = quota;
    e.quota.setAttribute("aria-valuetext", quota);
    e.run.textContent = this.running ? "Parar o tempo" : "Deixar o tempo correr";
    e.run.disabled = e.year.disabled = this.over;
    e.when.textContent = `${Math.floor(month / 12)} de ${options.weather.length / 12}`;
    e.income.textContent = money(this.income);
    if (!colors) return;
    this.swim();
    const points = fish.map((kg, n) => [n / 12, kg]);
    const series = [{ points, ink: { color: colors.right, dash: [] } }];
    const axes = { x: [0, options.weather.length / 12], y: [0, options.full] };
    this.chart.draw({ title: "peixe na lagoa (kg)", xLabel: "anos", ...axes, colors, series });
    const said = `${grouped(Math.round(fish.at(-1)))} kg de peixe`;
    describe(e.water, `Uma lagoa com ${said}.`);
    describe(e.curve, `O peixe da lagoa por ${Math.floor(month / 12)} anos: agora, ${said}.`);
  }

  /** A lagoa, com um peixe desenhado a cada 100 kg. */
  swim() {
    const { e, pen, colors, options } = this;
    const { width, height } = fit(e.water, pen);
    pen.globalAlpha = 0.15;
    fill(pen, colors.right, () => pen.rect(0, 0, width, height));
    pen.globalAlpha = 1;
    for (const [x, y] of options.places.slice(0, Math.round(this.fish.at(-1) / 100))) {
      const [left, top] = [12 + x * (width - 32), 10 + y * (height - 20)];
      fill(pen, colors.right, () => {
        pen.ellipse(left, top, 7, 3.5, 0, 0, 7);
        pen.moveTo(left + 5, top);
        pen.lineTo(left + 12, top - 4);
        pen.lineTo(left + 12, top + 4);
      });
    }
  }

  theme() {
    this.root.classList.toggle("escuro", isDark(this.host));
    this.colors = colorsOf(this.root);
    this.paint();
  }

  destroy() {
    this.stop();
    clearInterval(this.clock);
    this.resized.disconnect();
    this.root.remove();
  }
}
