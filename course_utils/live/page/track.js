// Os pontos de uma curva, em memória que não cresce.

const MOST = 1200;

/** Uma lista de pontos que não passa de 1.200: cheia, cada par vira a sua média. */
export class Track {
  points = [];
  group = 1; // quantos pontos recebidos faz cada ponto guardado
  #pending = [];

  push(point) {
    this.#pending.push(point);
    if (this.#pending.length < this.group) return;
    this.points.push(middle(this.#pending));
    this.#pending = [];
    if (this.points.length < MOST) return;
    this.points = this.points.flatMap((one, i) => (i % 2 ? [middle([this.points[i - 1], one])] : []));
    this.group *= 2;
  }
}

const middle = (points) => points[0].map((_, i) => points.reduce((sum, point) => sum + point[i], 0) / points.length);
