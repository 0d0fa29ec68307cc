// O laboratório inteiro num arquivo: o painel que treina na página, as cenas, o ambiente. Projeta-se numa turma, e se
// comanda do teclado.

import { openPanel } from "./alone.js";
import { build, fillSelect } from "./dom.js";
import { Episode } from "./episode.js";
import { Player } from "./player.js";
import { isDark } from "./theme.js";

const PAGE = `
  <div class="abertura" data-e="intro"><h1>Laboratório de DDPG</h1>
    <p>O agente aprende aqui mesmo, na sua página, sem internet: aperte <b>Treinar</b> e mexa nos ajustes enquanto ele
      aprende. Uma <b>cena</b> é um treino que a página refaz na sua frente, e de que você assume o comando quando
      quiser.</p></div>
  <div class="fileira" role="group" aria-label="Aulas" data-e="lessons"></div>
  <div class="fileira" role="group" aria-label="Cenas" data-e="list"></div>
  <div class="lugar" data-e="place"></div>
  <label data-e="envBox">Ambiente <select data-e="env"></select></label>`;
const PLACES = { "Pendulum-v1": "pêndulo", "MountainCarContinuous-v0": "carro na montanha" };

class Laboratory {
  at = 0; // o número da cena que se mostra; 0 é o laboratório
  player = null; // quem a toca

  constructor(host, options, code) {
    const { root, e } = build(host, "laboratorio", PAGE);
    Object.assign(this, { root, e, options, code, scenes: options.recordings });
    root.classList.toggle("inteira", options.projected);
    this.lessons = [...new Set(this.scenes.map(({ lesson }) => lesson))];
    this.doors = [button("0", "Laboratório", () => this.open(0))];
    for (const name of this.lessons) {
      this.doors.push(button(String(Number(name)), `Aula ${name}`, () => this.enter(name)));
    }
    this.buttons = this.scenes.map(({ title }, at) => button("", title, () => this.open(at + 1)));
    e.lessons.append(...this.doors);
    e.list.append(...this.buttons);
    if (document.fullscreenEnabled) e.lessons.append(button("F", "Tela cheia", () => this.full()));
    e.intro.hidden = parent !== window; // dentro de outra página, quem apresenta é ela
    const envs = Object.keys(options.catalog.environments).map((env) => [env, PLACES[env] ?? env]);
    fillSelect(e.env, envs, options.settings.env);
    e.env.onchange = () => this.move(e.env.value);
    this.follow();
    this.panel = openPanel(e.place, options, code);
    this.show(0);
    document.addEventListener("keydown", (event) => this.key(event));
    this.clock = setInterval(() => this.follow(), 500);
    const wanted = new URLSearchParams(location.search).get("cena"); // como em laboratorio.html?cena=placebo
    const at = this.scenes.findIndex(({ name }) => name === wanted);
    if (at >= 0) this.open(at + 1, false);
  }

  /** Outro ambiente, com os ajustes da aula dele. */
  move(env) {
    const { setup } = this.panel;
    this.panel.wire.send("setup", { env, seed: String(setup?.seeds[0] ?? 0), replicas: 1 });
  }

  /** A primeira cena de uma aula; se já se mostra uma dela, a seguinte. */
  enter(lesson) {
    const numbers = this.scenes.flatMap((scene, k) => (scene.lesson === lesson ? [k + 1] : []));
    this.open(numbers[(numbers.indexOf(this.at) + 1) % numbers.length]);
  }

  /** Mostra a cena de número `at`, ou o laboratório, que descansa enquanto isso e continua de onde estava. */
  open(at, playing = true) {
    const { e, options, code, panel } = this;
    if (e.place.classList.contains("sem-treino")) return; // aqui não se treina: já se disse por quê
    this.player?.destroy();
    panel.lab.rest(at > 0);
    e.place.replaceChildren();
    const scene = this.scenes[at - 1];
    if (!scene) this.player = null;
    else if (scene.episode) this.player = new Episode(e.place, scene, playing);
    else this.player = new Player(e.place, options, code, scene, playing);
    if (!scene) e.place.append(panel.root);
    else if (!scene.episode) this.player.p.take.onclick = () => this.take();
    this.show(at);
  }

  show(at) {
    this.at = at;
    if (!at) this.panel.root.querySelector(".barra").append(this.e.envBox);
    const lesson = this.scenes[at - 1]?.lesson;
    const names = [undefined, ...this.lessons];
    for (const [k, one] of this.doors.entries()) one.setAttribute("aria-pressed", names[k] === lesson);
    for (const [k, one] of this.buttons.entries()) {
      one.hidden = this.scenes[k].lesson !== lesson;
      one.setAttribute("aria-pressed", k + 1 === at);
    }
    this.e.list.hidden = !lesson;
  }

  /** O treino da cena passa a ser o do laboratório. */
  take() {
    this.panel.destroy();
    this.panel = this.player.take();
    this.player = null;
    this.show(0);
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.root.requestFullscreen();
  }

  /** As teclas; PageDown e PageUp são as dos controles de apresentação. */
  key(event) {
    const { target } = event;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (target.matches("select, textarea, input:not([type=checkbox], [type=range])")) return;
    if (target.type === "range" && key.startsWith("page")) return;
    const { at, player, panel } = this;
    const count = this.scenes.length + 1;
    const lesson = this.lessons.find((name) => String(Number(name)) === key);
    if (key === "0") this.open(0);
    else if (lesson) this.enter(lesson);
    else if (key === "n" || key === "pagedown") this.open((at + 1) % count);
    else if (key === "pageup") this.open((at + count - 1) % count);
    else if (key === "p") (player?.p ?? panel.e).play.click();
    else if (key === "r" && player) player.p.again.click();
    else if (key === "a" && player?.take) this.take();
    else if (key === "d" && player) player.p.end.open = !player.p.end.open;
    else if (key === "f") this.full();
    else return;
    event.preventDefault();
  }

  /** O tema, e o ambiente de que o painel fala agora: uma gravação pode ser de outro. */
  follow() {
    this.root.classList.toggle("escuro", isDark(document.documentElement));
    const setup = this.panel?.setup;
    if (setup && document.activeElement !== this.e.env) this.e.env.value = setup.env;
  }
}

function button(key, title, act) {
  const made = document.createElement("button");
  if (key) {
    made.innerHTML = `<kbd>${key}</kbd> `;
    made.setAttribute("aria-keyshortcuts", key);
  }
  made.append(title);
  made.onclick = act;
  return made;
}

/** Monta o laboratório em `host`. `options`: os do painel; `recordings`, as cenas; `projected`, se enche a tela. */
export const mount = (host, options, code) => new Laboratory(host, options, code);
