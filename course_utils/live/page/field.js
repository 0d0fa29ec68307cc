// A política e o valor do pêndulo em cada ângulo e velocidade, calculados do ator e do crítico, aos poucos.

import { forward } from "./networks.js";
import { MAX_SPEED } from "./physics.js";

export const SIDE = 49; // pontos por lado: 2.401 estados, umas linhas por quadro, para não engasgar a animação

/** μ e Q(s, μ(s)) numa grade de ângulos (colunas) e velocidades (linhas, de cima para baixo). */
export class Field {
  torque = new Float32Array(SIDE * SIDE);
  value = new Float32Array(SIDE * SIDE);
  row = SIDE; // a próxima linha a calcular

  get busy() {
    return this.row < SIDE;
  }

  /** Recomeça com estas redes, que veem o estado por `look`; `rewardScale` desfaz a escala do valor. */
  begin(actor, critic, look, rewardScale) {
    this.actor = actor;
    this.critic = critic;
    this.look = look;
    this.rewardScale = rewardScale;
    this.row = 0;
  }

  /** Calcula mais umas linhas; devolve se a grade ficou pronta agora. */
  advance(rows) {
    if (!this.busy) return false;
    for (const end = Math.min(SIDE, this.row + rows); this.row < end; this.row++) {
      const speed = MAX_SPEED * (1 - (2 * this.row) / (SIDE - 1));
      for (let i = 0; i < SIDE; i++) {
        const obs = this.look({ angle: -Math.PI + (2 * Math.PI * i) / (SIDE - 1), speed });
        const action = forward(this.actor, obs);
        this.torque[this.row * SIDE + i] = action[0];
        this.value[this.row * SIDE + i] = forward(this.critic, obs, action)[0] / this.rewardScale;
      }
    }
    return !this.busy;
  }
}
