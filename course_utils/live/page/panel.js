// O painel de um treino ao vivo: guarda o que o núcleo já contou, pergunta o que falta e põe tudo na tela.

import { policyGap } from "./body.js";
import { Controls } from "./controls.js";
import { build } from "./dom.js";
import { Graphs } from "./graphs.js";
import { Maps } from "./maps.js";
import { MARKUP } from "./markup.js";
import { layersOf } from "./networks.js";
import { Stage } from "./stage.js";
import { Status } from "./status.js";
import { colorsOf, inksOf, isDark } from "./theme.js";
import { Track } from "./track.js";
import { Wire } from "./wire.js";

export class Panel {
  generation = -1; // o treino de que se fala: cada recomeço é outro
  setup = null; // o que não muda nele
  state = null; // a última resposta
  names = []; // as réplicas
  called = null; // e como uma cena as chama, se cada uma tem os seus ajustes
  horizon = null; // até que passo vão as curvas de uma cena
  had = []; // quantos retornos de cada réplica já se receberam
  traced = 0; // e quantas medidas de σ e de d
  changed = 0; // e quantas mudanças
  changes = []; // as da réplica que os ajustes movem
  returns = [];
  sigma = [];
  distance = [];
  apart = new Track(); // o quanto diferem as políticas de dois gêmeos
  bet = null; // a aposta de pé
  seen = true;
  colors = null; // as do tema; antes de se saberem, nada se pinta
  inks = [];

  constructor(model, host) {
    const { root, e } = build(host, "painel-vivo", MARKUP);
    root.panel = this;
    this.host = host;
    this.root = root;
    this.e = e;
    this.status = new Status(root, e);
    this.graphs = new Graphs(e);
    this.maps = new Maps(e.policy, e.value, () => this.paintMaps());
    this.stage = new Stage(e.stage, {
      say: (text) => this.status.say(text),
      showPlaying: (on) => (e.animate.textContent = on ? "❚❚ Parar" : "▶ Animar"),
    });
    this.controls = new Controls(this);
    this.theme();
    this.wire = new Wire(model, this);
    this.watch();
    this.stage.motion.setPlaying(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  }

  /** Segue o que muda em volta: o que está à vista, o tamanho e o tema. */
  watch() {
    this.onScreen = new IntersectionObserver(([entry]) => {
      this.seen = entry.isIntersecting;
      this.stage.motion.setSeen(this.seen);
      if (this.seen) this.wire.tick();
    });
    this.onScreen.observe(this.root);
    this.resized = new ResizeObserver(() => this.theme() || this.paintAll());
    this.resized.observe(this.root);
    this.clock = setInterval(() => this.theme(), 1000); // o tema pode mudar com a página aberta
    this.mapClock = setInterval(() => this.stage.motion.frame && this.paintMaps(), 100);
  }

  // --- a conversa ---------------------------------------------------------------------------------------------------

  get resting() {
    return !this.seen || document.hidden;
  }

  kernel(health) {
    this.status.kernel(health);
  }

  /** O que a página já tem, para o núcleo só mandar o que falta, e o que ela quer. */
  ask() {
    const maps = this.e.mapsBox.open && this.setup?.maps;
    return {
      generation: this.generation,
      returns: this.had,
      trace: this.traced,
      changes: this.changed,
      weights: !this.resting,
      maps: maps ? Number(this.e.whose.value || 0) : null,
    };
  }

  hear(state, buffers) {
    if (state.setup) this.begin(state);
    if (state.generation !== this.generation) return;
    this.state = state;
    this.collect(state);
    if (buffers?.length && this.setup.kind !== "none") this.weights(state, buffers.map(floats));
    this.kernel(this.wire.health());
    this.status.tell(this);
    this.controls.follow(state);
    if (this.colors) this.graphs.paint(this);
  }

  /** Outro treino: outros corpos, outros ajustes, curvas vazias. */
  begin({ setup, generation }) {
    const tracks = () => Array.from({ length: setup.replicas }, () => new Track());
    this.setup = setup;
    this.generation = generation;
    const seeds = setup.seeds.map((seed) => `semente ${seed}`);
    this.names = this.called ?? (setup.twins ? ["original", "gêmeo"] : seeds);
    this.had = Array(setup.replicas).fill(0);
    this.traced = this.changed = 0;
    this.changes = [];
    this.returns = tracks();
    this.sigma = tracks();
    this.distance = tracks();
    this.apart = new Track();
    this.bet = null;
    this.stage.labels = setup.replicas > 1 ? this.names : [];
    this.stage.build(setup.kind, setup.seeds);
    this.status.begin();
    this.controls.begin(this);
    this.graphs.begin(setup);
    if (setup.lacking) this.status.say(setup.lacking);
    this.theme();
  }

  /** Guarda o que é novo: outra pergunta, feita antes desta resposta, pode já o ter trazido. */
  collect(state) {
    state.returns.forEach((ends, k) => {
      for (const end of tail(ends, state.done[k] - this.had[k])) this.returns[k].push(end);
    });
    for (const [step, sigma, distance] of tail(state.trace, state.traced - this.traced)) {
      for (const [k, value] of sigma?.entries() ?? []) this.sigma[k].push([step, value]);
      for (const [k, value] of distance?.entries() ?? []) if (value !== null) this.distance[k].push([step, value]);
    }
    const fresh = tail(state.changes, state.changed - this.changed);
    const own = fresh.filter(({ replica }) => replica === this.setup.acting && !this.called);
    this.changes = [...this.changes, ...own].slice(-500);
    this.had = state.done;
    this.traced = state.traced;
    this.changed = state.changed;
  }

  /** Os pesos dos atores, réplica após réplica, e os do crítico, se os mapas os pediram. */
  weights(state, [actors, critic]) {
    const { setup, stage, e } = this;
    stage.bodies.forEach((body, k) => {
      const flat = actors.slice(k * setup.size, (k + 1) * setup.size);
      const noise = e.noise.checked ? noiseOf(setup.noise, state.live, k) : {};
      body.setWeights({ widths: setup.actor, flat }, noise, state.scale?.[k]);
    });
    if (setup.twins) this.apart.push([state.step, policyGap(...stage.bodies)]);
    if (!critic) return;
    const k = Number(e.whose.value);
    const body = stage.bodies[k];
    const values = layersOf({ widths: setup.critic, flat: critic }, setup.actor.at(-1));
    this.maps.begin(layersOf(body.weights), values, (s) => body.look(s), state.live.reward_scale?.[k] ?? 1);
  }

  // --- a tela -------------------------------------------------------------------------------------------------------

  paintAll() {
    if (!this.colors) return;
    if (this.state) this.graphs.paint(this);
    this.stage.paint(1);
    this.paintMaps();
  }

  paintMaps() {
    const { bodies } = this.stage;
    if (!this.colors || !this.e.mapsBox.open || !bodies.length) return;
    const { path } = bodies[Number(this.e.whose.value || 0)] ?? bodies[0];
    this.maps.paint(path, this.colors);
  }

  /** Lê as cores do tema e, se são outras, repinta. Sem elas nada se pinta: o tamanho e o relógio voltam aqui. */
  theme() {
    const dark = isDark(this.host);
    this.root.classList.toggle("escuro", dark);
    const colors = colorsOf(this.root);
    if (!colors || JSON.stringify(colors) === JSON.stringify(this.colors)) return false;
    this.dark = dark;
    this.colors = this.stage.colors = colors;
    this.inks = this.stage.inks = inksOf(dark);
    this.paintAll();
    return true;
  }

  destroy() {
    this.wire.close();
    this.stage.motion.destroy();
    clearInterval(this.clock);
    clearInterval(this.mapClock);
    this.onScreen.disconnect();
    this.resized.disconnect();
    this.root.remove();
  }
}

const tail = (list, n) => (n > 0 ? list.slice(-n) : []);
const floats = (view) => new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

/** O ruído que a réplica `k` tem agora, nos termos do corpo que o imita. */
function noiseOf(noise, live, k) {
  const own = (name) => name && live[name]?.[k];
  return {
    parameters: own(noise.parameters),
    gaussian: own(noise.gaussian),
    ou: noise.ou && { sigma: own(noise.ou.sigma), theta: own(noise.ou.theta), dt: own(noise.ou.dt) },
  };
}
