// As redes de várias sementes: o que cada crítico diz de um estado, e o que cada ator escolheria nele.

import { forward, layersOf } from "./networks.js";
import { observe } from "./physics.js";

const ACTIONS = Array.from({ length: 41 }, (_, i) => i / 20 - 1);
const WIDTHS = [3, 32, 64, 1];

/** As redes, de um vetor de float32 em base64; `extra` é a largura da ação, no crítico. */
function networksOf(code, seeds, extra) {
  const bytes = Uint8Array.from(atob(code), (letter) => letter.charCodeAt(0));
  const all = new Float32Array(bytes.buffer);
  const size = all.length / seeds;
  const flatOf = (k) => all.slice(k * size, (k + 1) * size);
  return Array.from({ length: seeds }, (_, k) => layersOf({ widths: WIDTHS, flat: flatOf(k) }, extra));
}

export class Seeds {
  /** - `scale`: a escala em que o crítico viu a recompensa; os valores daqui estão nas unidades dela. */
  constructor({ actors, critics, seeds, scale }) {
    this.actors = networksOf(actors, seeds, 0);
    this.critics = networksOf(critics, seeds, 1);
    this.scale = scale;
  }

  /** Muda o estado, e mede nele a curva `[[ação, Q], …]` e a escolha do ator de cada semente. */
  look(state) {
    this.obs = observe(state);
    this.curves = this.critics.map((_, k) => ACTIONS.map((action) => [action, this.q(k, action)]));
    this.choices = this.actors.map((actor) => forward(actor, this.obs)[0]);
  }

  /** Q(s, a) da semente `k`. */
  q(k, action) {
    return forward(this.critics[k], this.obs, [action])[0] / this.scale;
  }

  /** ∂Q/∂a da semente `k`, por diferenças: a curva é de pedaços lisos, e o passo é pequeno. */
  slope(k, action, h = 1e-4) {
    return (this.q(k, action + h) - this.q(k, action - h)) / (2 * h);
  }
}
