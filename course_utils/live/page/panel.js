// O painel de um treino ao vivo: pergunta ao núcleo algumas vezes por segundo, e desenha e anima o resto sozinho.

import { Bet } from "./bet.js";
import { LEFT, RIGHT } from "./car.js";
import { Chart, gather, inksOf, nice } from "./curves.js";
import { colorsOf, isDark, number } from "./drawing.js";
import { exact, Knob } from "./knobs.js";
import { Field, StateMap, TORQUE, VIRIDIS } from "./maps.js";
import { MARKUP } from "./markup.js";
import { forward, layersOf, seeded } from "./networks.js";
import { Stage } from "./stage.js";
import { Track } from "./track.js";
import { Wire } from "./wire.js";

const floats = (view) => new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

export class Panel {
  constructor(model, host) {
    const root = document.createElement("div");
    root.className = "painel-vivo";
    root.lang = "pt-BR";
    root.panel = this;
    root.dataset.lmSuppressShortcuts = "true"; // as teclas são do painel, não dos atalhos do JupyterLab
    root.innerHTML = MARKUP;
    host.append(root);
    const e = Object.fromEntries([...root.querySelectorAll("[data-e]")].map((node) => [node.dataset.e, node]));
    Object.assign(this, { model, host, root, e, colors: {}, inks: [], generation: -1, seen: true, pending: {}, moving: false, bet: null, rates: [], told: "" });
    this.stage = new Stage(e.stage, (text) => this.say(text));
    this.charts = Object.fromEntries(["returns", "apart", "sigma", "distance"].map((name) => [name, new Chart(e[name])]));
    this.maps = [new StateMap(e.policy, TORQUE), new StateMap(e.value, VIRIDIS)];
    this.field = new Field();
    this.clear();
    this.listen();
    this.theme();
    this.wire = new Wire(model, {
      ask: () => this.ask(),
      hear: (state, buffers) => this.hear(state, buffers),
      busy: (on) => this.busy(on),
      resting: () => !this.seen || document.hidden,
    });
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) this.stage.setPlaying(false);
    else this.stage.setPlaying(true);
  }

  /** Esquece as curvas: outro treino começou. */
  clear() {
    const replicas = this.setup?.replicas ?? 1;
    Object.assign(this, { had: Array(replicas).fill(0), traced: 0, changed: 0, changes: [], bet: null, rates: [] });
    this.returns = Array.from({ length: replicas }, () => new Track());
    this.sigma = Array.from({ length: replicas }, () => new Track());
    this.distance = Array.from({ length: replicas }, () => new Track());
    this.apart = new Track();
    this.e.bet.textContent = "Apostar";
  }

  // --- a conversa ---------------------------------------------------------------------------------------------------

  /** O que a página já tem, para o núcleo só mandar o que falta. */
  ask() {
    const maps = this.e.mapsBox.open && this.setup?.maps;
    return {
      generation: this.generation, returns: this.had, trace: this.traced, changes: this.changed,
      weights: this.seen && !document.hidden, maps: maps ? Number(this.e.whose.value || 0) : null,
    };
  }

  hear(state, buffers) {
    if (state.setup) this.start(state);
    if (state.generation !== this.generation) return;
    this.state = state;
    this.collect(state);
    if (buffers?.length && this.setup.kind !== "none") this.weights(state, buffers.map(floats));
    this.tell(state);
    this.paint();
  }

  /** Outro treino: outros corpos, outros ajustes, curvas vazias. */
  start(state) {
    const { setup } = state, { e } = this;
    Object.assign(this, { setup, generation: state.generation });
    this.clear();
    this.changes = [];
    e.knobs.replaceChildren();
    this.knobs = setup.knobs.map((spec) => new Knob(e.knobs, spec, (name, value) => this.change(name, value), (text) => this.say(text)));
    this.stage.build(setup.kind, setup.seeds);
    e.stage.closest(".palco").hidden = setup.kind === "none";
    this.root.classList.toggle("so-curvas", setup.kind === "none");
    e.mapsBox.hidden = !setup.maps;
    e.twins.checked = setup.twins;
    e.placebo.hidden = !setup.twins || !setup.sigma;
    e.apart.hidden = !setup.twins;
    e.distance.hidden = e.equation.hidden = !setup.thermostat;
    e.sigma.hidden = !setup.sigma;
    e.subject.replaceChildren(...[["returns", "o retorno"], ...(setup.thermostat ? [["distance", "a distância d"], ["sigma", "o σ"]] : [])].map(([value, text]) => new Option(text, value)));
    e.kind.replaceChildren(...setup.kinds.map(([value, text]) => new Option(text, value, false, value === setup.exploration)));
    Object.assign(e.seed, { value: setup.seeds[0] });
    Object.assign(e.replicas, { value: setup.twins ? 1 : setup.replicas });
    this.names = setup.twins ? ["original", "gêmeo"] : setup.seeds.map((seed) => `semente ${seed}`);
    e.whose.replaceChildren(...this.names.slice(0, 8).map((name, k) => new Option(name, k, false, k === setup.acting)));
    e.whoseBox.hidden = setup.replicas === 1;
    this.stage.labels = setup.replicas > 1 ? this.names : [];
    e.noise.closest("label").hidden = !setup.sigma;
    e.stage.setAttribute("aria-label", setup.kind === "car" ? "Carro na montanha. Setas empurram; espaço pausa a animação." : "Pêndulos. Setas esquerda e direita empurram; espaço pausa a animação.");
    e.help.textContent = setup.kind === "car" ? "Arraste o carro, ou segure ← ou →, para empurrar." : "Arraste a bola, ou segure ← ou →, para empurrar.";
    this.theme();
    this.stage.run();
  }

  collect(state) {
    state.returns.forEach((ends, k) => {
      for (const end of tail(ends, state.done[k] - this.had[k])) this.returns[k].push(end);
    });
    for (const [step, sigma, distance] of tail(state.trace, state.traced - this.traced)) {
      sigma?.forEach((value, k) => this.sigma[k].push([step, value]));
      distance?.forEach((value, k) => value !== null && this.distance[k].push([step, value]));
    }
    const own = tail(state.changes, state.changed - this.changed).filter(({ replica }) => replica === this.setup.acting);
    this.changes = [...this.changes, ...own].slice(-500);
    Object.assign(this, { had: state.done, traced: state.traced, changed: state.changed });
  }

  weights(state, [actor, critic]) {
    const { setup, stage, e } = this, count = setup.actor.at(-1), noisy = e.noise.checked;
    stage.bodies.forEach((body, k) => {
      const flat = actor.slice(k * setup.size, (k + 1) * setup.size);
      body.setWeights({ widths: setup.actor, flat }, noisy ? this.noiseOf(state, k) : {}, state.scale?.[k]);
    });
    if (setup.twins && count) this.apart.push([state.step, this.gap(...stage.bodies)]);
    if (!critic || this.field.row < this.field.torque.length ** 0.5) return;
    const k = Number(e.whose.value), body = stage.bodies[k];
    this.field.begin(layersOf(body.weights), layersOf({ widths: setup.critic, flat: critic }, count), (s) => body.look(s), state.live.reward_scale[k]);
    this.fillMaps();
  }

  /** O ruído que a réplica k tem agora, nos termos do corpo que o imita. */
  noiseOf({ live }, k) {
    const own = (name) => live[name]?.[k], { noise } = this.setup;
    return {
      parameters: noise.parameters && own(noise.parameters),
      gaussian: noise.gaussian && own(noise.gaussian),
      ou: noise.ou && { sigma: own(noise.ou.sigma), theta: own(noise.ou.theta), dt: own(noise.ou.dt) },
    };
  }

  /** A raiz da média dos quadrados das diferenças entre as ações de duas políticas, em estados espalhados. */
  gap(one, other) {
    const random = seeded(7), [a, b] = [layersOf(one.weights), layersOf(other.weights)];
    let sum = 0;
    for (let i = 0; i < 64; i++) {
      const state = one.kind === "car"
        ? { position: LEFT + (RIGHT - LEFT) * random(), velocity: 0.14 * random() - 0.07 }
        : { angle: 2 * Math.PI * random(), speed: 16 * random() - 8 };
      sum += (forward(a, one.look(state))[0] - forward(b, other.look(state))[0]) ** 2;
    }
    return Math.sqrt(sum / 64);
  }

  // --- o que se diz ----------------------------------------------------------------------------------------------

  say(text) {
    if (this.told !== text) this.e.status.textContent = this.told = text;
  }

  busy(on) {
    this.root.classList.toggle("ocupado", on);
    if (on) this.say("Núcleo ocupado: ele ainda não respondeu. Se outra célula está rodando, espere; se o núcleo reiniciou, rode de novo a célula deste painel.");
    else if (this.told.startsWith("Núcleo ocupado")) this.say("");
  }

  tell(state) {
    const { e } = this, done = Math.min(...this.had);
    e.play.textContent = state.running ? "❚❚ Pausar" : "▶ Treinar";
    e.play.setAttribute("aria-pressed", state.running);
    e.pace.value = state.pace;
    e.steps.textContent = grouped(state.step);
    e.episodes.textContent = grouped(done);
    this.rates = [...this.rates, [state.time, state.step]].filter(([time]) => state.time - time <= 2);
    const [time, step] = this.rates[0], rate = state.time > time ? (state.step - step) / (state.time - time) : 0;
    e.rate.textContent = grouped(Math.round(state.running ? rate : 0));
    if (state.error) this.say(state.error);
    else if (state.note && state.note !== this.noted) this.say(state.note);
    this.noted = state.note;
    for (const knob of this.knobs) knob.follow(state.live[knob.spec.name][this.setup.acting]);
    if (this.setup.thermostat) this.equation(state);
    if (this.bet) e.bet.textContent = this.bet.verdict(...this.betPoints()) ? "Revelar" : "Agora mexa";
  }

  /** A equação 1 com os números da última medida, em vez das letras. */
  equation({ pulse, step }) {
    const { e, setup } = this;
    if (!pulse) {
      e.equation.innerHTML = `<span><b>Equação 1</b> a primeira medida de d vem depois do aquecimento, no passo ${grouped(setup.first)}</span>`;
      return;
    }
    const { d, delta, alpha, before, after } = pulse, cold = d <= delta, n = (x) => number(x, x < 0.01 ? 5 : x < 0.1 ? 4 : 3);
    e.equation.innerHTML = `<span><b>Equação 1</b> d = ${n(d)} <b>${cold ? "≤" : "&gt;"}</b> δ = ${n(delta)}: ${cold ? "pouco efeito" : "efeito demais"}</span>
      <span>σ ← ${cold ? "α σ" : "σ / α"} = ${cold ? `${number(alpha, 2)} × ${n(before)}` : `${n(before)} / ${number(alpha, 2)}`} = <b>${n(after)}</b></span>
      <span>a próxima medida vem em ${setup.every - (step % setup.every)} passos</span>`;
  }

  // --- as curvas ----------------------------------------------------------------------------------------------------

  /** As séries de uma grandeza, com o traço de cada réplica. */
  series(tracks) {
    return tracks.map(({ points }, k) => ({ points, ink: this.inks[k % this.inks.length], line: this.setup.twins && k === 1 ? 2.5 : 2 }));
  }

  paint() {
    if (!this.setup || !this.state) return;
    const { setup, state, colors, charts, e } = this, span = nice(Math.max(state.step * 1.02, setup.horizon), 1000), x = [0, span];
    const shared = { x, colors, veil: this.bet?.step ?? null, warmup: setup.warmup };
    const marks = gather(this.changes.map((change) => ({ ...change, name: symbolOf(setup, change.name) })), span * 0.015);
    const totals = this.returns.flatMap(({ points }) => points.map(([, total]) => total));
    const [low, high] = setup.range ?? (totals.length ? [Math.min(...totals), Math.max(...totals)] : [-1, 1]);
    const mean = Math.max(...this.returns.map(({ group }) => group));
    const title = mean > 1 ? `Retorno (médias de ${mean} episódios)` : "Retorno de cada episódio de treino";
    charts.returns.draw({
      ...shared, title: setup.band.length ? `${title}; em cinza, 18 de cada 20 da turma` : title, series: this.series(this.returns),
      y: low < high ? [low, high] : [low - 1, high + 1], band: setup.band, marks, labels: true, veilText: "coberto até você revelar", xLabel: setup.sigma ? "" : "passo de ambiente",
    });
    if (setup.sigma) {
      const values = this.sigma.flatMap(({ points }) => points.map(([, value]) => value)).filter((value) => value > 0);
      const bounds = values.length ? [Math.min(...values), Math.max(...values)] : [0.05, 0.05];
      charts.sigma.draw({ ...shared, title: "σ", log: true, series: this.series(this.sigma.map(({ points }) => ({ points: points.filter(([, v]) => v > 0) }))), y: [Math.min(bounds[0] / 1.6, 0.01), Math.max(bounds[1] * 1.6, 0.1)], marks, xLabel: "passo de ambiente" });
    }
    if (setup.thermostat) {
      const values = this.distance.flatMap(({ points }) => points.map(([, value]) => value)), top = Math.max(0.5, ...values, ...this.level.map(([, v]) => v));
      charts.distance.draw({ ...shared, title: "d, e a linha tracejada δ", series: this.series(this.distance), y: [0, Math.min(nice(top, 0.1), 2)], level: { points: this.level }, marks, xLabel: "passo de ambiente" });
    }
    if (setup.twins) this.paintApart(shared, marks);
    this.describe();
  }

  /** δ ao longo do treino, em degraus, da réplica que os ajustes movem. */
  get level() {
    const own = this.changes.filter(({ name }) => name === this.setup.delta);
    const start = own.length ? own[0].old : this.state.live[this.setup.delta][this.setup.acting];
    return [[0, start], ...own.flatMap(({ step, old, value }) => [[step, old], [step, value]]), [this.state.step, this.state.live[this.setup.delta][this.setup.acting]]];
  }

  /** O gêmeo menos o original: o retorno de cada episódio, e o quanto as duas políticas diferem. */
  paintApart(shared, marks) {
    const [original, twin] = this.returns.map(({ points }) => points), count = Math.min(original.length, twin.length);
    const points = Array.from({ length: count }, (_, i) => [twin[i][0], twin[i][1] - original[i][1]]);
    const top = nice(Math.max(100, ...points.map(([, v]) => Math.abs(v))), 100), gap = this.apart.points.at(-1)?.[1] ?? 0;
    this.charts.apart.draw({
      ...shared, title: `Gêmeo − original, em retorno. As políticas diferem em ${gap === 0 ? "0" : gap < 0.001 ? "menos de 0,001" : number(gap, 3)} (ações de −1 a 1)`,
      series: [{ points, ink: this.inks[1] }], y: [-top, top], bars: true, marks, level: { points: [[0, 0], [shared.x[1], 0]] },
    });
  }

  /** O que as curvas mostram, a quem não as vê. */
  describe() {
    const { e, setup, state } = this, last = this.returns.map(({ points }) => points.at(-1)?.[1]).filter((v) => v !== undefined);
    const said = last.length ? `o último foi ${last.map((v) => number(v)).join(" e ")}` : "nenhum terminou ainda";
    label(e.returns, `Retorno de cada episódio contra o passo de ambiente: ${this.had[0]} episódios, ${said}.${setup.band.length ? " A faixa cinza é a da turma: nela caem 18 de cada 20 sementes com os ajustes do curso." : ""}`);
    if (setup.sigma) label(e.sigma, `σ contra o passo de ambiente, em escala logarítmica: agora ${state.live[setup.sigma].map((v) => exact(v)).join(" e ")}.`);
    if (setup.thermostat) label(e.distance, `A distância d contra o passo de ambiente: a última foi ${state.distance.map((v) => (v === null ? "nenhuma" : number(v, 2))).join(" e ")}.`);
    if (setup.twins) label(e.apart, "A diferença de retorno, gêmeo menos original, por episódio.");
    if (setup.maps) {
      label(e.policy, "Mapa da política: o torque do ator em cada ângulo e velocidade, com o caminho do pêndulo por cima.");
      label(e.value, "Mapa do valor: o que o crítico espera em cada ângulo e velocidade, com o caminho do pêndulo por cima.");
    }
  }

  // --- os mapas -----------------------------------------------------------------------------------------------------

  /** A grade se calcula umas linhas por quadro; pronta, vira imagem. */
  fillMaps() {
    const { field, maps } = this;
    const go = () => {
      if (!field.advance(7)) return void (field.row && field.row < field.torque.length ** 0.5 && requestAnimationFrame(go));
      maps[0].fill(field.torque, -1, 1);
      const values = [...field.value].sort((a, b) => a - b);
      this.worth = [values[0], values.at(-1)];
      maps[1].fill(field.value, ...this.worth);
      this.paintMaps();
    };
    go();
  }

  paintMaps() {
    if (!this.e.mapsBox.open || !this.stage.bodies.length || !this.worth) return;
    const { path } = this.stage.bodies[Number(this.e.whose.value || 0)] ?? this.stage.bodies[0];
    this.maps[0].draw("Política: azul, torque horário; laranja, anti-horário", path, this.colors);
    this.maps[1].draw(`Valor Q(s, μ(s)) / c: de ${number(this.worth[0])} a ${number(this.worth[1])}`, path, this.colors);
  }

  // --- o que se pede ------------------------------------------------------------------------------------------------

  /** Um ajuste por vez vai ao núcleo; quem arrasta depressa manda só o último valor. */
  change(name, value) {
    this.pending[name] = value;
    if (!this.moving) this.flush();
  }

  flush() {
    const [next] = Object.entries(this.pending);
    this.moving = Boolean(next);
    if (!next) return;
    delete this.pending[next[0]];
    this.wire.send("change", { name: next[0], value: next[1] }, () => this.flush());
  }

  betPoints() {
    const { twins, acting } = this.setup, tracks = this[this.bet.subject];
    const moved = this.changes.find(({ step }) => step >= this.bet.step)?.step;
    return [tracks[acting].points, twins ? tracks[0].points : null, moved];
  }

  placeBet() {
    if (!this.state) return;
    if (!this.bet) {
      this.bet = new Bet(this.e.subject.value, this.e.guess.value, this.state.step);
      this.say(`Aposta feita: ${this.bet.text}. As curvas ficam cobertas daqui em diante. Mexa num ajuste, deixe treinar e revele.`);
    } else {
      const verdict = this.bet.verdict(...this.betPoints());
      if (!verdict) return this.say("Ainda é cedo: mexa num ajuste e deixe o treino passar de três medidas.");
      this.bet = null;
      this.e.bet.textContent = "Apostar";
      this.say(verdict);
    }
    this.paint();
  }

  listen() {
    const { e, stage } = this, send = (what, details, then) => this.wire.send(what, details, then);
    e.play.onclick = () => send(this.state?.running ? "pause" : "start");
    for (const name of ["step", "episode", "restart", "placebo"]) e[name].onclick = () => send(name);
    e.pace.onchange = () => send("pace", { value: e.pace.value });
    e.twins.onchange = () => send("twins", { on: e.twins.checked });
    e.bet.onclick = () => this.placeBet();
    e.setup.onsubmit = (event) => {
      event.preventDefault();
      send("setup", { kind: e.kind.value, seed: e.seed.value.trim(), replicas: Number(e.replicas.value) });
    };
    e.save.onclick = () => send("save", {}, ({ file }) => file && download(file));
    e.load.onclick = () => e.file.click();
    e.file.onchange = async () => {
      const [file] = e.file.files;
      e.file.value = "";
      if (file) send("load", { text: await file.text() });
    };
    e.copy.onclick = () => send("code", {}, ({ code }) => code && this.copied(code));
    e.hang.onclick = () => (stage.restart(), stage.playing || stage.setPlaying(true));
    e.animate.onclick = () => stage.setPlaying(!stage.playing);
    e.noise.onchange = () => stage.restart();
    e.mapsBox.ontoggle = () => this.wire.tick();
    stage.onPlaying = (on) => (e.animate.textContent = on ? "❚❚ Parar" : "▶ Animar");
    this.onScreen = new IntersectionObserver(([entry]) => {
      this.seen = stage.seen = entry.isIntersecting;
      stage.run();
      if (this.seen) this.wire?.tick();
    });
    this.onScreen.observe(this.root);
    this.size = new ResizeObserver(() => (this.paint(), stage.paint(1), this.paintMaps()));
    this.size.observe(this.root);
    this.visible = () => stage.run();
    document.addEventListener("visibilitychange", this.visible);
    this.clock = setInterval(() => this.theme(), 1000); // o tema pode mudar com a página aberta
    this.mapClock = setInterval(() => this.stage.frame && this.paintMaps(), 100);
  }

  async copied(code) {
    Object.assign(this.e.code, { value: code, hidden: false });
    try {
      await navigator.clipboard.writeText(code);
      this.say("Copiado: cole numa célula nova. O treino que ela faz é este, com as mudanças nos mesmos passos.");
    } catch {
      this.e.code.select(); // sem permissão para a área de transferência, resta copiar com o teclado
      this.say("O código está na caixa, selecionado: copie com Ctrl+C.");
    }
  }

  theme() {
    const dark = isDark(this.host), zoom = Number(getComputedStyle(this.root).getPropertyValue("--zoom")) || 1;
    this.root.classList.toggle("escuro", dark);
    if (this.dark === dark && this.colors.zoom === zoom) return;
    this.dark = dark;
    this.colors = this.stage.colors = { ...colorsOf(this.root), zoom };
    this.inks = this.stage.inks = inksOf(dark);
    this.paint();
    this.stage.paint(1);
    this.paintMaps();
  }

  destroy() {
    this.wire.close();
    this.stage.seen = false;
    this.stage.run();
    clearInterval(this.clock);
    clearInterval(this.mapClock);
    this.onScreen.disconnect();
    this.size.disconnect();
    document.removeEventListener("visibilitychange", this.visible);
    this.root.remove();
  }
}

const tail = (list, n) => (n > 0 ? list.slice(-n) : []);
export const grouped = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ".");
const symbolOf = (setup, name) => setup.knobs.find((spec) => spec.name === name)?.symbol ?? name;
const label = (canvas, text) => canvas.getAttribute("aria-label") !== text && canvas.setAttribute("aria-label", text);

function download({ name, text }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
