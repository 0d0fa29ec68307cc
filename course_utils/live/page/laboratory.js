// O laboratório inteiro num arquivo: o painel que treina na página e, em cima, o ambiente e as gravações que vêm junto.

import { openPanel } from "./alone.js";
import { build, fillSelect } from "./dom.js";
import { isDark } from "./theme.js";

const HEAD = `
  <h1>Laboratório de DDPG</h1>
  <p>O agente aprende aqui mesmo, na sua página, sem internet. Aperte <b>Treinar</b> e mexa nos ajustes enquanto ele
    aprende: cada mudança vale no passo seguinte.</p>
  <div class="linha">
    <label>Ambiente <select data-e="env"></select></label>
    <label data-e="scenesBox">Experiência pronta <select data-e="scenes"></select></label>
  </div>
  <p class="olhe" data-e="watch" role="status"></p>`;
const PLACES = { "Pendulum-v1": "pêndulo", "MountainCarContinuous-v0": "carro na montanha" };

class Laboratory {
  constructor(host, options, code) {
    const { root, e } = build(host, "laboratorio", HEAD);
    this.root = root;
    this.e = e;
    this.recordings = options.recordings ?? [];
    this.panel = openPanel(host, { ...options, start: false }, code);
    const envs = Object.keys(options.catalog.environments).map((env) => [env, PLACES[env] ?? env]);
    fillSelect(e.env, envs, options.settings.env);
    fillSelect(e.scenes, [["", "escolha"], ...this.recordings.map(({ title }, i) => [String(i), title])]);
    e.scenesBox.hidden = !this.recordings.length;
    e.env.onchange = () => this.move(e.env.value);
    e.scenes.onchange = () => this.play(this.recordings[e.scenes.value]);
    this.clock = setInterval(() => this.follow(), 500);
    this.follow();
  }

  /** Outro ambiente, com os ajustes da aula dele. */
  move(env) {
    const { setup } = this.panel;
    this.e.watch.textContent = this.e.scenes.value = "";
    this.panel.wire.send("setup", { env, seed: String(setup?.seeds[0] ?? 0), replicas: 1 });
  }

  /** Uma gravação que veio junto: recomputa-se aqui, e dali em diante é de quem a abriu. */
  play(recording) {
    if (!recording) return;
    this.e.watch.textContent = recording.watch;
    this.panel.wire.send("load", { text: recording.text });
  }

  /** O tema, e o ambiente de que o painel fala agora: uma gravação pode ser de outro. */
  follow() {
    this.root.classList.toggle("escuro", isDark(this.root.parentElement));
    const { setup } = this.panel;
    if (setup && document.activeElement !== this.e.env) this.e.env.value = setup.env;
  }
}

/** Monta o laboratório em `host`; `options` são os do painel, e `recordings`: `[{title, watch, text}]`. */
export const mount = (host, options, code) => new Laboratory(host, options, code);
