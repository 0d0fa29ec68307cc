// Um corpo do palco e o agente que o move.

import { drawNoise, forward, layersOf, normal, perturbed, seeded } from "./networks.js";
import { clip } from "./physics.js";
import { WORLDS } from "./worlds.js";

/** O acaso tem a semente da réplica: gêmeos recebem o mesmo. */
export class Body {
  weights = null;
  policy = null; // quem age: dá a ação, em [−1, 1], de cada estado; com pesos, a rede com o ruído por cima
  begin = null; // de onde larga, se não é do começo do mundo
  sigma = {}; // de cada ruído: `parameters`, `gaussian` e `ou`
  scale = null; // como o treino normaliza a observação
  push = 0;
  noise = null; // ε, um por episódio
  path = []; // os últimos estados, para os mapas

  constructor(kind, seed) {
    this.world = WORLDS[kind];
    this.random = seeded(seed);
    this.restart();
  }

  restart() {
    this.state = this.from = this.begin ?? this.world.start();
    this.steps = this.total = this.action = this.ou = 0;
    this.pushed = this.over = false;
    this.path = [];
    this.noise = null;
    this.apply();
  }

  /** Os pesos novos valem já; ε é um por episódio, e por isso sobrevive a eles. */
  setWeights(weights, sigma, scale) {
    this.weights = weights;
    this.sigma = sigma;
    this.scale = scale;
    this.apply();
  }

  apply() {
    if (!this.weights) return;
    const sigma = this.sigma.parameters ?? 0;
    if (this.noise?.length !== this.weights.flat.length) this.noise = drawNoise(this.weights, this.random);
    const layers = layersOf(sigma ? perturbed(this.weights, sigma, this.noise) : this.weights);
    this.policy = (state) => forward(layers, this.look(state))[0];
  }

  /** Sorteia outro ε; σ só muda o tamanho dele. */
  draw() {
    this.noise = null;
    this.apply();
  }

  /** A observação como as redes a veem. */
  look(state) {
    const obs = this.world.observe(state);
    const { center, half, limit } = this.scale ?? {};
    return center ? obs.map((x, i) => clip((x - center[i]) / half[i], limit ?? Infinity)) : obs;
  }

  /** Um passo. Quem foi empurrado não tem fim nem retorno que valha. */
  tick() {
    if (!this.policy || this.over) return;
    this.action = clip(this.policy(this.state) + this.actionNoise(), 1);
    this.pushed ||= this.push !== 0;
    const { reward, done, ...state } = this.world.step(this.state, this.action, this.push);
    this.from = this.state;
    this.state = state;
    this.total += reward;
    this.steps += 1;
    this.path.push(state);
    if (this.path.length > this.world.steps) this.path.shift();
    this.over = Boolean(done) || (this.steps >= this.world.steps && !this.pushed);
  }

  /** O ruído que se soma à ação: o branco (`gaussian`) e o OU, se os há. */
  actionNoise() {
    const { gaussian = 0, ou = null } = this.sigma;
    const white = gaussian ? gaussian * normal(this.random) : 0;
    if (!ou) return white;
    this.ou += -ou.theta * this.ou * ou.dt + ou.sigma * Math.sqrt(ou.dt) * normal(this.random);
    return white + this.ou;
  }
}

/** A raiz da média dos quadrados das diferenças entre as ações de dois corpos, em estados espalhados. */
export function policyGap(one, other) {
  const random = seeded(7);
  const [a, b] = [layersOf(one.weights), layersOf(other.weights)];
  let sum = 0;
  for (let i = 0; i < 64; i++) {
    const state = one.world.anywhere(random);
    sum += (forward(a, one.look(state))[0] - forward(b, other.look(state))[0]) ** 2;
  }
  return Math.sqrt(sum / 64);
}
