// Dois pêndulos: um que aprende na própria página, do zero, e ao lado o que já sabe. É a porta do curso.

import { grouped, number } from "./numbers.js";
import { PageLab } from "./page_lab.js";
import { StageView } from "./stage_view.js";

const DUO = `
  <canvas data-e="stage" tabindex="0" role="application"
    aria-label="Dois pêndulos: o que aprende e o que já sabe. Setas empurram; espaço pausa a animação."></canvas>
  <p class="conta"><b data-e="count"></b> <span data-e="told" role="status"></span></p>
  <div class="linha">
    <button data-e="play" class="forte"></button>
    <button data-e="restart">⟲ Aprender de novo</button>
    <label>σ, o ruído com que ele experimenta: <output data-e="level"></output>
      <input data-e="sigma" type="range" min="0" max="1" step="0.05"></label>
  </div>`;
const PERIOD = 120; // ms entre duas perguntas
const ENOUGH = 6000; // passos até descansar

class Duo extends StageView {
  seen = true;
  state = null;

  constructor(host, options, code) {
    super(host, "painel-vivo dupla", DUO);
    const { e } = this;
    this.lab = new PageLab({ ...options, twins: false }, code);
    this.stage.labels = ["aprende", "já sabe"];
    this.stage.build("pendulum", [0, 1]);
    this.stage.bodies[1].setWeights(options.known, {}, null);
    this.sigma = options.settings.exploration.ActionNoise.sigma;
    e.sigma.value = this.sigma;
    this.listen();
    this.lab.failed = () => this.alone();
    this.open();
    this.ask("pace", { value: "normal" });
    this.ask(this.stage.motion.playing ? "start" : "tick");
    this.asking = setInterval(() => this.tick(), PERIOD);
  }

  listen() {
    const { e } = this;
    e.play.onclick = () => {
      this.stage.motion.setPlaying(true);
      this.ask(this.state?.running ? "pause" : "start");
    };
    e.restart.onclick = async () => {
      await this.ask("restart");
      await this.ask("change", { name: "sigma", value: this.sigma });
      this.stage.motion.setPlaying(true);
      this.stage.restart();
      this.ask("start");
    };
    e.sigma.oninput = () => {
      this.sigma = Number(e.sigma.value);
      this.level();
      this.ask("change", { name: "sigma", value: this.sigma });
    };
    this.level();
  }

  // O botão e a frase falam do treino, e não da animação.
  say() {}
  showPlaying() {}

  setSeen(on) {
    super.setSeen(on);
    this.seen = on;
    this.lab.rest(!on);
  }

  level() {
    const text = number(this.sigma, 2);
    this.e.level.textContent = text;
    this.e.sigma.setAttribute("aria-valuetext", text);
  }

  async ask(what, details = {}) {
    const known = { generation: this.state?.generation, returns: [this.state?.done[0] ?? 0], trace: 1e9, changes: 1e9 };
    this.hear(await this.lab.ask(what, { ...known, weights: true, ...details }));
  }

  tick() {
    if (!this.seen || document.hidden || this.lab.asked.size) return;
    this.ask("tick");
    if (this.state?.running && this.state.step >= ENOUGH) this.ask("pause");
  }

  hear({ floats, ...state }) {
    const { e, stage } = this;
    if (state.setup) this.setup = state.setup;
    const last = state.returns[0].at(-1)?.[1];
    if (last !== undefined || state.step === 0) this.last = last;
    this.state = state;
    if (floats.length) {
      const sigma = { gaussian: state.live.sigma[0] };
      stage.bodies[0].setWeights({ widths: this.setup.actor, flat: floats[0] }, sigma, null);
    }
    e.play.textContent = state.running ? "❚❚ Pausar" : "▶ Aprender";
    e.count.textContent = `${grouped(state.step)} passos de um vigésimo de segundo.`;
    e.told.textContent = this.words();
    if (!stage.motion.frame) stage.paint(1);
  }

  /** No que deu o último episódio de treino, dito para quem ainda não sabe o que é um retorno. */
  words() {
    if (this.last === undefined) return "Ele ainda não sabe nada.";
    const how = this.last > -300 ? "sobe e fica em pé" : this.last > -900 ? "já sobe, e cai" : "ainda não sobe";
    return `Ele ${how}: no último episódio, retorno ${number(this.last)}.`;
  }

  /** Sem WebAssembly só o que já sabe se mostra. */
  alone() {
    clearInterval(this.asking);
    this.e.told.textContent = "Este navegador não deixa treinar aqui; o pêndulo da direita já sabe.";
    for (const name of ["play", "restart", "sigma"]) this.e[name].disabled = true;
  }
}

/** Monta a dupla em `host`. `options.known` são os pesos do que já sabe; os outros, os do painel da página. */
export const mount = (host, options, code) => new Duo(host, options, code);
