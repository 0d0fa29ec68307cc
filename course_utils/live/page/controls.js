// Os botões, os menus e os ajustes do painel: o que cada um pede ao núcleo.

import { Bet, GUESSES, SUBJECTS } from "./bet.js";
import { download, fillSelect } from "./dom.js";
import { Knob } from "./knobs.js";
import { WORLDS } from "./worlds.js";

export class Controls {
  knobs = [];
  #pending = {}; // os ajustes que esperam a vez, com o último valor de cada um
  #moving = false; // se um está a caminho

  constructor(panel) {
    const { e } = panel;
    this.panel = panel;
    this.e = e;
    fillSelect(e.guess, Object.entries(GUESSES));
    this.listenToTraining();
    this.listenToDrawers();
    this.listenToStage(panel.stage);
    e.bet.onclick = () => this.bet();
  }

  send(what, details, then) {
    this.panel.wire.send(what, details, then);
  }

  say(text) {
    this.panel.status.say(text);
  }

  listenToTraining() {
    const { e } = this;
    e.play.onclick = () => this.send(this.panel.state?.running ? "pause" : "start");
    for (const name of ["step", "episode", "restart", "placebo"]) e[name].onclick = () => this.send(name);
    e.pace.onchange = () => this.send("pace", { value: e.pace.value });
    e.twins.onchange = () => this.send("twins", { on: e.twins.checked });
  }

  listenToDrawers() {
    const { e } = this;
    e.mapsBox.ontoggle = () => this.panel.wire.tick();
    e.setup.onsubmit = (event) => {
      event.preventDefault();
      this.send("setup", { kind: e.kind.value, seed: e.seed.value.trim(), replicas: Number(e.replicas.value) });
    };
    e.save.onclick = () => this.send("save", {}, ({ file }) => file && download(file));
    e.load.onclick = () => e.file.click();
    e.file.onchange = async () => {
      const [file] = e.file.files;
      e.file.value = "";
      if (file) this.send("load", { text: await file.text() });
    };
    e.copy.onclick = () => this.send("code", {}, ({ code }) => code && this.copy(code));
  }

  listenToStage(stage) {
    const { e } = this;
    e.hang.onclick = () => {
      stage.restart();
      if (!stage.motion.playing) stage.motion.setPlaying(true);
    };
    e.animate.onclick = () => stage.motion.setPlaying(!stage.motion.playing);
    e.noise.onchange = () => stage.restart();
  }

  /** Outro treino: os ajustes e os menus do que nele há. */
  begin({ setup, names, root }) {
    const { e } = this;
    const world = WORLDS[setup.kind];
    e.knobs.replaceChildren();
    this.knobs = setup.knobs.map((spec) => new Knob(e.knobs, spec, this));
    e.stage.closest(".palco").hidden = !world;
    root.classList.toggle("so-curvas", !world);
    e.stage.setAttribute("aria-label", world?.label ?? "");
    e.help.textContent = world?.help ?? "";
    e.mapsBox.hidden = !setup.maps;
    e.twins.checked = setup.twins;
    e.placebo.hidden = !setup.twins || !setup.sigma;
    e.noise.closest("label").hidden = !setup.sigma;
    const subjects = Object.entries(SUBJECTS).map(([name, { text }]) => [name, text]);
    fillSelect(e.subject, setup.thermostat ? subjects : subjects.slice(0, 1)); // sem termostato, só o retorno muda
    fillSelect(e.kind, setup.kinds, setup.exploration);
    fillSelect(e.whose, Object.entries(names.slice(0, 8)), String(setup.acting));
    e.whoseBox.hidden = setup.replicas === 1;
    e.seed.value = setup.seeds[0];
    e.engine.textContent = setup.engine ? `no ${setup.engine}` : "";
    e.elsewhere.textContent = setup.elsewhere ?? "";
    e.replicas.value = setup.twins ? 1 : setup.replicas;
    e.bet.textContent = "Apostar";
  }

  /** O treino andou: os ajustes o acompanham, e o botão diz em que pé está a aposta. */
  follow({ live }) {
    const { setup, bet } = this.panel;
    for (const knob of this.knobs) knob.follow(live[knob.spec.name][setup.acting]);
    if (bet) this.e.bet.textContent = this.verdict() ? "Revelar" : "Agora mexa";
  }

  /** Um ajuste por vez vai ao núcleo; quem arrasta depressa manda só o último valor. */
  change(name, value) {
    this.#pending[name] = value;
    if (!this.#moving) this.#flush();
  }

  #flush() {
    const [next] = Object.entries(this.#pending);
    this.#moving = Boolean(next);
    if (!next) return;
    const [name, value] = next;
    delete this.#pending[name];
    this.send("change", { name, value }, () => this.#flush());
  }

  // --- a aposta -----------------------------------------------------------------------------------------------------

  /** Aposta ou, se há uma aposta de pé, revela. */
  bet() {
    const { panel, e } = this;
    if (!panel.state) return;
    if (!panel.bet) {
      panel.bet = new Bet(e.subject.value, e.guess.value, panel.state.step);
      this.say(
        `Aposta feita: ${panel.bet.text}. As curvas ficam ocultas daqui em diante. ` +
          "Mexa num ajuste, deixe treinar e revele.",
      );
    } else {
      const verdict = this.verdict();
      if (!verdict) return this.say("Ainda é cedo: mexa num ajuste e deixe o treino passar de três medidas.");
      panel.bet = null;
      e.bet.textContent = "Apostar";
      this.say(verdict);
    }
    panel.paintAll();
  }

  verdict() {
    const { bet, changes, setup } = this.panel;
    const tracks = this.panel[bet.subject];
    const moved = changes.find(({ step }) => step >= bet.step)?.step;
    return bet.verdict(tracks[setup.acting].points, setup.twins ? tracks[0].points : null, moved);
  }

  async copy(code) {
    this.e.code.value = code;
    this.e.code.hidden = false;
    try {
      await navigator.clipboard.writeText(code);
      this.say("Copiado: cole numa célula nova. O treino que ela faz é este, com as mudanças nos mesmos passos.");
    } catch {
      this.e.code.select(); // sem permissão para a área de transferência, resta copiar com o teclado
      this.say("O código está na caixa, selecionado: copie com Ctrl+C.");
    }
  }
}
