// Um pêndulo que aprende na própria página, e dois interruptores: as redes-alvo e a memória. É a porta da aula 03.

import { Chart } from "./curves.js";
import { describe } from "./dom.js";
import { grouped, number } from "./numbers.js";
import { PageLab } from "./page_lab.js";
import { StageView } from "./stage_view.js";

const SWITCHES = `
  <div class="par">
    <canvas data-e="stage" tabindex="0" role="application"
      aria-label="O pêndulo que aprende. Setas empurram; espaço pausa a animação."></canvas>
    <canvas data-e="curve" role="img"></canvas>
  </div>
  <p class="conta"><b data-e="count"></b> <span data-e="told" role="status"></span></p>
  <div class="linha">
    <label><input data-e="target" type="checkbox" checked>redes-alvo</label>
    <label><input data-e="memory" type="checkbox" checked>memória</label>
    <button data-e="play" class="forte"></button>
    <button data-e="fast">» Ir até o fim</button>
    <button data-e="other">⚄ Outra semente</button>
  </div>
  <ul class="voltas" data-e="legend"></ul>`;
/** O que cada interruptor desligado muda no treino. */
const OFF = { target: { tau: 1 }, memory: { capacity: 64 } };
const PIECES = ["sem nenhuma das duas", "sem memória", "sem redes-alvo", "com as duas peças"];
const LOOKS = [3, 2, 1, 0]; // a cor e o traço de cada uma, na ordem do tema
const PERIOD = 120; // ms entre duas perguntas
const ENOUGH = 6000; // passos de um treino

class Switches extends StageView {
  seen = true;
  seed = 0;
  runs = new Map(); // o que se treinou com esta semente: a combinação e os seus pontos
  state = null;

  constructor(host, options, code) {
    super(host, "painel-vivo interruptores", SWITCHES);
    Object.assign(this, { options, code });
    this.stage.labels = ["aprende"];
    this.stage.build("pendulum", [0]);
    this.chart = new Chart(this.e.curve);
    this.listen();
    this.open();
    this.begin(this.stage.motion.playing);
    this.asking = setInterval(() => this.tick(), PERIOD);
  }

  /** A combinação de agora: 3 com as duas peças, 0 sem nenhuma. */
  get kind() {
    return Number(this.e.target.checked) + 2 * Number(this.e.memory.checked);
  }

  /** Outro treino, do passo zero, com os interruptores como estão. */
  begin(running = true) {
    this.lab?.close();
    const off = Object.entries(OFF).filter(([name]) => !this.e[name].checked);
    const settings = Object.assign({ ...this.options.settings, seeds: [this.seed] }, ...off.map(([, own]) => own));
    const lab = new PageLab({ ...this.options, settings }, this.code);
    lab.failed = () => this.alone();
    this.lab = lab;
    this.state = this.last = null;
    this.points = [];
    this.stage.restart();
    this.ask("pace", { value: "normal" });
    this.ask(running ? "start" : "tick");
  }

  listen() {
    const { e, stage } = this;
    const again = () => {
      stage.motion.setPlaying(true);
      this.begin();
    };
    e.target.onchange = again;
    e.memory.onchange = again;
    e.other.onclick = () => {
      this.seed += 1;
      this.runs.clear();
      again();
    };
    e.play.onclick = () => {
      if (this.over) return again();
      stage.motion.setPlaying(true);
      this.ask(this.state?.running ? "pause" : "start");
    };
    e.fast.onclick = async () => {
      if (this.over) this.begin();
      await this.ask("pace", { value: "fast" });
      this.ask("until", { step: ENOUGH });
    };
  }

  // O botão e a frase falam do treino, e não da animação.
  say() {}
  showPlaying() {}

  setSeen(on) {
    super.setSeen(on);
    this.seen = on;
    this.lab.rest(!on);
  }

  get over() {
    return this.state?.step >= ENOUGH;
  }

  async ask(what, details = {}) {
    const { lab, state } = this;
    const known = { generation: state?.generation, returns: [this.points.length], trace: 1e9, changes: 1e9 };
    const told = await lab.ask(what, { ...known, weights: true, ...details });
    if (lab === this.lab) this.hear(told); // senão, é a resposta de um treino que já se largou
  }

  tick() {
    if (!this.seen || document.hidden || this.lab.asked.size) return;
    this.ask("tick");
    if (this.state?.running && this.over) this.ask("pause");
  }

  hear({ floats, ...state }) {
    const { e, stage, points } = this;
    this.setup = state.setup ?? this.setup;
    this.state = state;
    // duas perguntas podem estar no caminho: só entra o que ainda falta
    for (const [step, total] of state.returns[0]) if (step > (points.at(-1)?.[0] ?? 0)) points.push([step, total]);
    // a semente repete o treino: o que já se viu dele fica, até o de agora passar dali
    if (points.length >= (this.runs.get(this.kind)?.length ?? 1)) {
      this.runs.delete(this.kind);
      this.runs.set(this.kind, points); // por cima dos outros
    }
    if (floats.length) {
      const noise = { gaussian: state.live.sigma[0] };
      stage.bodies[0].setWeights({ widths: this.setup.actor, flat: floats[0] }, noise, null);
    }
    e.play.textContent = state.running ? "❚❚ Pausar" : this.over ? "⟲ De novo" : "▶ Aprender";
    e.fast.disabled = this.over;
    e.count.textContent = `${PIECES[this.kind]}, semente ${this.seed}: ${grouped(state.step)} passos.`;
    e.told.textContent = points.length ? `Último episódio: retorno ${number(points.at(-1)[1])}.` : "";
    this.paint();
  }

  /** As curvas que esta semente já deu, e o nome de cada uma. */
  paint() {
    const { colors, inks, stage } = this;
    if (!colors) return;
    const drawn = [...this.runs];
    Object.assign(stage, { colors, inks: [inks[LOOKS[this.kind]]] });
    if (!stage.motion.frame) stage.paint(1);
    const series = drawn.map(([kind, points]) => ({ points, ink: inks[LOOKS[kind]], line: 2 }));
    const plot = { title: "retorno de cada episódio", xLabel: "passos", x: [0, ENOUGH], y: [-1900, 0], colors, series };
    this.chart.draw({ ...plot, warmup: this.setup?.warmup });
    const said = drawn.map(([kind, points]) => `${PIECES[kind]}: último retorno ${number(points.at(-1)[1])}`);
    describe(this.e.curve, `Retorno de cada episódio contra os passos, semente ${this.seed}. ${said.join("; ")}.`);
    const key = drawn.map(([kind]) => `${kind}${inks[kind].color}`).join();
    if (this.key === key) return;
    this.key = key;
    this.e.legend.replaceChildren(...drawn.map(([kind]) => this.entry(kind, inks[LOOKS[kind]])));
  }

  entry(kind, { color, dash }) {
    const item = document.createElement("li");
    const line = `<line x1="0" y1="6" x2="34" y2="6" stroke="${color}" stroke-width="3" stroke-dasharray="${dash}"/>`;
    item.innerHTML = `<svg width="34" height="12" aria-hidden="true">${line}</svg> ${PIECES[kind]}`;
    return item;
  }

  /** Sem WebAssembly não se treina. */
  alone() {
    clearInterval(this.asking);
    this.e.told.textContent = "Este navegador, ou a página em volta, não deixa treinar aqui.";
    for (const name of ["play", "fast", "other", "target", "memory"]) this.e[name].disabled = true;
  }
}

/** Monta o pêndulo e os interruptores em `host`; os argumentos são os do painel da página. */
export const mount = (host, options, code) => new Switches(host, options, code);
