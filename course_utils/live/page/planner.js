// O planejador da aula 01, na página: as contas de worlds/planner.py, na mesma grade.

import { MAX_SPEED, MAX_TORQUE, step } from "./physics.js";

export const GRID_SIDE = 51; // pontos por lado, de 0 a 2π no ângulo e de −8 a 8 rad/s na velocidade
const FULL_TURN = 2 * Math.PI;
const LAST = GRID_SIDE - 1;

/** Iteração de valor com `levels` torques entre −2 e 2. Mudar γ refaz as varreduras já dadas. */
export class Planner {
  sweeps = 0;
  value = new Float64Array(GRID_SIDE * GRID_SIDE); // de cada ponto da grade: [ângulo, velocidade]

  constructor(levels, gamma) {
    this.gamma = gamma;
    this.torques = Array.from({ length: levels }, (_, k) => -MAX_TORQUE + (2 * MAX_TORQUE * k) / (levels - 1));
    this.choices = this.torques.map((torque) => outcomes(torque));
  }

  /** Uma varredura: em cada ponto da grade, o maior de recompensa mais γ vezes o valor do estado seguinte. */
  sweep() {
    const { value, gamma, choices } = this;
    const next = new Float64Array(value.length).fill(-Infinity);
    for (const { rewards, cells, weights } of choices) {
      for (let k = 0; k < next.length; k++) {
        const own = rewards[k] + gamma * mixed(value, cells[k], weights, 4 * k);
        if (own > next[k]) next[k] = own;
      }
    }
    this.value = next;
    this.sweeps += 1;
  }

  /** Recomeça do zero, e dá `sweeps` varreduras. */
  redo(sweeps, gamma = this.gamma) {
    this.gamma = gamma;
    this.value.fill(0);
    for (this.sweeps = 0; this.sweeps < sweeps; ) this.sweep();
  }

  /** O torque que vale mais neste estado, contando o futuro que o valor já conhece; empatados, o primeiro. */
  torque({ angle, speed }) {
    let best = -Infinity;
    let chosen = 0;
    for (const torque of this.torques) {
      const { reward, ...next } = step({ angle, speed }, torque);
      const { cell, weights } = around(next);
      const own = reward + this.gamma * mixed(this.value, cell, weights, 0);
      if (own > best) [best, chosen] = [own, torque];
    }
    return chosen;
  }
}

/** De cada ponto da grade, com este torque: a recompensa, e os pontos em volta do estado seguinte com os seus pesos. */
function outcomes(torque) {
  const size = GRID_SIDE * GRID_SIDE;
  const rewards = new Float64Array(size);
  const cells = new Int32Array(size);
  const mixture = new Float64Array(4 * size);
  for (let k = 0; k < size; k++) {
    const angle = (FULL_TURN * Math.floor(k / GRID_SIDE)) / LAST;
    const speed = -MAX_SPEED + (2 * MAX_SPEED * (k % GRID_SIDE)) / LAST;
    const { reward, ...next } = step({ angle, speed }, torque);
    const { cell, weights } = around(next);
    rewards[k] = reward;
    cells[k] = cell;
    mixture.set(weights, 4 * k);
  }
  return { rewards, cells, weights: mixture };
}

/** O primeiro dos quatro pontos da grade em volta de um estado, e quanto cada um pesa na mistura. */
function around({ angle, speed }) {
  const turned = ((angle % FULL_TURN) + FULL_TURN) % FULL_TURN;
  const [x, y] = [(turned / FULL_TURN) * LAST, ((speed + MAX_SPEED) / (2 * MAX_SPEED)) * LAST];
  const [i, j] = [Math.min(Math.floor(x), LAST - 1), Math.min(Math.floor(y), LAST - 1)];
  const [a, b] = [x - i, y - j];
  return { cell: i * GRID_SIDE + j, weights: [(1 - a) * (1 - b), (1 - a) * b, a * (1 - b), a * b] };
}

/** O valor misturado dos quatro pontos a partir de `cell`, com os pesos que começam em `at`. */
const mixed = (value, cell, weights, at) =>
  weights[at] * value[cell] +
  weights[at + 1] * value[cell + 1] +
  weights[at + 2] * value[cell + GRID_SIDE] +
  weights[at + 3] * value[cell + GRID_SIDE + 1];
