// O mundo do pêndulo que se joga: um episódio do agente e, no modo manual, o seu ao lado.

import { drawNoise, forward, layersOf, perturbed } from "./networks.js";
import { MAX_TORQUE, observe, STEPS, step } from "./physics.js";

export class World {
  manual = false; // se quem joga controla o próprio pêndulo
  hand = 0; // o torque de quem joga
  push = () => 0; // o empurrão, a partir do corpo do agente
  returns = []; // os fins dos episódios, como `tick` os devolve

  constructor(weights, sigma = 0, random = Math.random) {
    this.weights = weights;
    this.sigma = sigma;
    this.random = random;
    this.restart();
  }

  /** Recomeça pendurado e parado, com outro ruído. */
  restart() {
    const hanging = () => ({ angle: Math.PI, from: Math.PI, speed: 0, torque: 0, total: 0 });
    this.agent = hanging();
    this.student = hanging();
    this.steps = 0;
    this.pushed = this.over = false;
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

  /** Os pesos de outro ator, em pleno voo; o ruído fica, se lhe serve. */
  setWeights(weights) {
    this.weights = weights;
    if (weights.flat.length === this.noise.length) this.apply();
    else this.draw();
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
