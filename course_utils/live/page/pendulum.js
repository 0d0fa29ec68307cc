// O pêndulo que se empurra e se joga: um mundo, a vista e os controles.
// Vale dentro de uma página sem núcleo e, por `pendulum_widget.js`, como anywidget.

import { angleOf, colorsOf, drawGuides, drawRod, drawTorque, fit, isDark, number, stroke } from "./drawing.js";
import { drawNoise, forward, layersOf, perturbed } from "./networks.js";
import { clip, DT, MAX_TORQUE, observe, step, STEPS, wrap } from "./physics.js";

// --- o mundo: um episódio do agente e, no modo manual, o seu ao lado ------------------------------------------------

export class World {
  constructor(weights, sigma = 0, random = Math.random) {
    Object.assign(this, { weights, sigma, random, manual: false, hand: 0, push: () => 0, returns: [] });
    this.restart();
  }

  /** Recomeça pendurado e parado, com outro ruído. */
  restart() {
    const hanging = () => ({ angle: Math.PI, from: Math.PI, speed: 0, torque: 0, total: 0 });
    Object.assign(this, { agent: hanging(), student: hanging(), steps: 0, pushed: false, over: false });
    this.draw();
  }

  /** Sorteia outro ε; σ só muda o tamanho dele, e por isso mover σ não troca o ruído. */
  draw() {
    this.noise = drawNoise(this.weights, this.random);
    this.apply();
  }

  apply() {
    this.policy = layersOf(perturbed(this.weights, this.sigma, this.noise));
  }

  /** No modo manual o relógio espera o primeiro toque. */
  get waiting() {
    return this.manual && this.steps === 0 && this.hand === 0;
  }

  /** Um passo. Devolve o fim do episódio, quando há; quem foi empurrado não tem fim nem retorno que valha. */
  tick() {
    if (this.over || this.waiting) return null;
    const push = this.manual ? 0 : this.push(this.agent);
    this.pushed ||= push !== 0;
    advance(this.agent, MAX_TORQUE * forward(this.policy, observe(this.agent))[0], push);
    if (this.manual) advance(this.student, this.hand, 0);
    this.steps += 1;
    if (this.steps < STEPS || this.pushed) return null;
    this.over = true;
    const end = { sigma: this.sigma, agent: this.agent.total, student: this.manual ? this.student.total : null };
    this.returns.push(end);
    return end;
  }
}

function advance(body, torque, push) {
  const { reward, ...next } = step(body, torque, push);
  Object.assign(body, { ...next, from: body.angle, torque, total: body.total + reward });
}

// --- a vista --------------------------------------------------------------------------------------------------------

const turning = (u) => (Math.abs(u) < 0.05 ? "" : u > 0 ? " ↺" : " ↻");
const spoken = (u) => `${number(Math.abs(u), 1)} N·m${u === 0 ? "" : u > 0 ? " anti-horário" : " horário"}`;

const CONTROLS = `
  <div class="palco"><canvas tabindex="0" role="application"></canvas></div>
  <div class="painel">
    <div class="quem" role="group" aria-label="Quem controla o motor">
      <button data-e="agent" aria-pressed="true">O agente</button><button data-e="manual" aria-pressed="false">Você</button>
    </div>
    <dl>
      <div><dt>Tempo</dt><dd data-e="time"></dd></div>
      <div><dt>Torque</dt><dd data-e="torque"></dd></div>
      <div><dt>Retorno do agente</dt><dd data-e="total"></dd></div>
      <div class="so-voce"><dt>Seu retorno</dt><dd data-e="yours"></dd></div>
      <div class="so-agente"><dt>Os anteriores</dt><dd data-e="past"></dd></div>
    </dl>
    <label class="so-voce"><span>Seu torque <small>↺ anti-horário · horário ↻</small></span>
      <input data-e="hand" type="range" min="-2" max="2" step="0.25" value="0"></label>
    <label><span>Ruído nos parâmetros: σ = <b data-e="level"></b></span>
      <input data-e="sigma" type="range" min="0" max="0.3" step="0.01"></label>
    <div class="botoes">
      <button data-e="play"></button><button data-e="restart">⟲ Recomeçar</button><button data-e="draw">Sortear outro ruído</button>
    </div>
    <p data-e="help"></p><p role="status" data-e="status"></p>
  </div>`;

/** Monta a vista em `host`. `onChange(nome, valor)` avisa de σ, do modo e do fim de cada episódio. */
export function mount(host, { weights, sigma = 0, manual = false, onChange = () => {}, random } = {}) {
  const root = document.createElement("div");
  root.className = "pendulo";
  root.dataset.lmSuppressShortcuts = "true"; // as setas são do pêndulo, não dos atalhos do JupyterLab
  root.innerHTML = CONTROLS;
  host.append(root);
  const e = Object.fromEntries([...root.querySelectorAll("[data-e]")].map((node) => [node.dataset.e, node]));
  const canvas = root.querySelector("canvas"), pen = canvas.getContext("2d");
  const world = new World(weights, sigma, random);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let playing = !calm, seen = true, frame = 0, last = 0, owed = 0, rest = 0, colors = {}, pointer = null, key = 0;

  world.push = ({ angle, speed }) =>
    pointer === null ? 6 * key : clip(30 * wrap(pointer - angle) - 5 * speed, 40); // uma mola até o dedo

  // Tempo: o relógio da tela anda, e a física dá os passos que couberem nele.
  function loop(now) {
    frame = 0;
    owed += Math.min((now - (last || now)) / 1000, 0.1);
    last = now;
    for (; owed >= DT; owed -= DT) {
      const end = world.tick();
      if (end) finish(end);
      if (world.pushed && !e.status.textContent) say("Você empurrou: este episódio não acaba nem vale. Recomece quando quiser.");
      if (world.over && !world.manual && (rest += DT) > 1.5) restart();
    }
    paint(world.over || world.waiting ? 1 : owed / DT);
    run();
  }

  function run() {
    const going = playing && seen && !document.hidden;
    if (going && !frame) frame = requestAnimationFrame(loop);
    if (!going) {
      cancelAnimationFrame(frame);
      frame = last = 0;
    }
  }

  function finish({ agent, student }) {
    if (student === null) return onChange("agent_returns", world.returns.map((end) => end.agent));
    say(`Fim: você fez ${number(student)}, e o agente, ${number(agent)}. ${student > agent ? "Você ganhou!" : "Recomeçar?"}`);
    onChange("your_return", student);
  }

  const say = (text) => (e.status.textContent = text);

  function restart() {
    world.restart();
    rest = owed = 0;
    say("");
    paint(1);
  }

  function setManual(on) {
    world.manual = on;
    root.classList.toggle("manual", on);
    e.agent.setAttribute("aria-pressed", !on);
    e.manual.setAttribute("aria-pressed", on);
    e.help.textContent = on
      ? "Segure ← ou →, ou mova o seu torque. O pêndulo claro é o agente. O relógio espera você."
      : "Arraste a bola, ou segure ← ou →, para empurrar.";
    canvas.setAttribute("aria-label", `Pêndulo. Setas esquerda e direita ${on ? "dão o torque" : "empurram"}; espaço pausa.`);
    hand(0);
    restart();
    onChange("manual", on);
  }

  function setSigma(value) {
    world.sigma = value;
    world.apply();
    e.sigma.value = value;
    e.sigma.setAttribute("aria-valuetext", number(value, 2));
    e.level.textContent = number(value, 2);
  }

  function hand(torque) {
    world.hand = torque;
    e.hand.value = -torque; // a ponta esquerda é o sentido anti-horário
    e.hand.setAttribute("aria-valuetext", spoken(torque));
  }

  function setPlaying(on) {
    playing = on;
    e.play.textContent = on ? "❚❚ Pausar" : "▶ Animar";
    run();
  }

  // Desenho: interpola entre os dois últimos passos.
  function paint(part) {
    const { width, height } = fit(canvas, pen);
    const length = 0.36 * Math.min(width, height), main = world.manual ? world.student : world.agent;
    pen.translate(width / 2, height / 2);
    drawGuides(pen, colors, length);
    if (world.manual) drawRod(pen, colors, angleOf(world.agent, part), length, 0.35);
    const [x, y] = drawRod(pen, colors, angleOf(main, part), length);
    if (pointer !== null) {
      stroke(pen, colors.text, 2, [6, 6], () => (pen.moveTo(x, y), pen.lineTo(-1.25 * length * Math.sin(pointer), -1.25 * length * Math.cos(pointer))));
    }
    drawTorque(pen, colors, main.torque, length * 0.5);
    e.time.textContent = world.pushed ? `${number(world.steps * DT, 1)} s` : `${number(world.steps * DT, 1)} de 10 s`;
    e.torque.textContent = `${number(main.torque, 1)} N·m${turning(main.torque)}`;
    e.total.textContent = world.pushed ? "não vale" : number(world.agent.total);
    e.yours.textContent = number(world.student.total);
    const past = world.returns.filter((end) => end.student === null).slice(-3).map((end) => number(end.agent));
    e.past.textContent = past.join(" · ") || "–";
  }

  /** O tema: o fundo sobre o qual a vista está, ainda que ela more num iframe da mesma página. */
  function theme() {
    const dark = isDark(host);
    root.classList.toggle("escuro", dark);
    colors = colorsOf(root);
    if (!frame) paint(1);
  }

  // Toque e mouse: só a bola se agarra, para que o resto da tela ainda role.
  function grab(event) {
    const box = canvas.getBoundingClientRect(), point = event.touches?.[0] ?? event;
    const x = point.clientX - box.left - box.width / 2, y = point.clientY - box.top - box.height / 2;
    const length = 0.36 * Math.min(box.width, box.height), { angle } = world.agent;
    const near = Math.hypot(x + length * Math.sin(angle), y + length * Math.cos(angle)) < Math.max(44, length * 0.35);
    return { near: near && !world.manual, angle: Math.atan2(-x, -y) };
  }
  canvas.addEventListener("touchstart", (event) => grab(event).near && event.preventDefault(), { passive: false });
  canvas.addEventListener("pointerdown", (event) => {
    const { near, angle } = grab(event);
    if (!near) return;
    if (world.over) restart();
    if (!playing) setPlaying(true);
    pointer = angle;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => (pointer = pointer === null ? null : grab(event).angle));
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => (pointer = null));

  // Teclado, de qualquer lugar da vista; os controles deslizantes ficam com as suas próprias setas.
  function press(direction) {
    if (direction && !playing) setPlaying(true);
    if (world.manual) return hand(MAX_TORQUE * direction);
    if (direction && world.over) restart();
    key = direction;
  }
  root.addEventListener("keydown", (event) => {
    const direction = { ArrowLeft: 1, ArrowRight: -1 }[event.key];
    if (event.key === " " && event.target === canvas) setPlaying(!playing);
    else if (!direction || event.target.type === "range") return;
    else press(direction);
    event.preventDefault();
  });
  root.addEventListener("keyup", (event) => event.key.startsWith("Arrow") && event.target.type !== "range" && press(0));
  root.addEventListener("focusout", (event) => root.contains(event.relatedTarget) || press(0));

  e.agent.onclick = () => setManual(false);
  e.manual.onclick = () => (setManual(true), setPlaying(true));
  e.play.onclick = () => setPlaying(!playing);
  e.restart.onclick = restart;
  e.draw.onclick = () => (world.draw(), say("Outro sorteio: os mesmos σ e θ, outro agente."));
  e.sigma.oninput = () => (setSigma(Number(e.sigma.value)), onChange("sigma", world.sigma));
  e.hand.oninput = () => hand(-Number(e.hand.value));
  for (const name of ["pointerup", "pointercancel"]) e.hand.addEventListener(name, () => hand(0)); // como uma alavanca

  const onScreen = new IntersectionObserver(([entry]) => ((seen = entry.isIntersecting), run()));
  const size = new ResizeObserver(theme);
  const clock = setInterval(theme, 1000); // o tema pode mudar com a página aberta
  onScreen.observe(root);
  size.observe(canvas);
  document.addEventListener("visibilitychange", run);
  setManual(manual);
  setSigma(sigma);
  setPlaying(playing);
  if (calm) say("Animação em pausa, como o seu sistema pede.");
  theme();

  const setWeights = (next) => {
    world.weights = next;
    if (next.flat.length === world.noise.length) world.apply();
    else world.draw();
  };
  const destroy = () => {
    seen = false;
    run();
    clearInterval(clock);
    onScreen.disconnect();
    size.disconnect();
    document.removeEventListener("visibilitychange", run);
    root.remove();
  };
  return (root.view = { world, setWeights, setSigma, setManual, destroy });
}
