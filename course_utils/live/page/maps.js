// Os mapas do pêndulo: a política e o valor em cada ângulo e velocidade, e por cima o caminho do pêndulo da tela.

import { fillDisc, fit, stroke } from "./drawing.js";
import { Field, SIDE } from "./field.js";
import { number } from "./numbers.js";
import { clip, MAX_SPEED, wrap } from "./physics.js";

/** A paleta viridis, em seis pontos. */
export const VIRIDIS = [
  [68, 1, 84],
  [65, 68, 135],
  [42, 120, 142],
  [34, 168, 132],
  [122, 209, 81],
  [253, 231, 37],
];
export const TORQUE = [
  [0, 114, 178],
  [255, 255, 255],
  [213, 94, 0],
];

const MAP_LEFT = 30;
const MAP_TOP = 24;
const MAP_BOTTOM = 36;
const MAP_RIGHT = 8;
const ROWS = 7; // linhas da grade por quadro

/** Os dois mapas: a grade se calcula umas linhas por quadro; pronta, vira imagem, e `ready` avisa. */
export class Maps {
  field = new Field();
  worth = null; // o menor e o maior valor da grade

  constructor(policy, value, ready) {
    this.policy = new StateMap(policy, TORQUE);
    this.value = new StateMap(value, VIRIDIS);
    this.ready = ready;
  }

  /** Recomeça com estas redes, se a grade anterior já acabou: os argumentos são os de `Field.begin`. */
  begin(...networks) {
    if (this.field.busy) return;
    this.field.begin(...networks);
    this.advance();
  }

  advance() {
    if (!this.field.advance(ROWS)) {
      requestAnimationFrame(() => this.advance());
      return;
    }
    const { torque, value } = this.field;
    const sorted = [...value].sort((a, b) => a - b);
    this.worth = [sorted[0], sorted.at(-1)];
    this.policy.fill(torque, -1, 1);
    this.value.fill(value, ...this.worth);
    this.ready();
  }

  /** Desenha os dois, com o caminho `path` do pêndulo por cima. */
  paint(path, colors) {
    if (!this.worth) return;
    const [low, high] = this.worth.map((x) => number(x));
    this.policy.draw("Política: azul, torque horário; laranja, anti-horário", path, colors);
    this.value.draw(`Valor Q(s, μ(s)) / c: de ${low} a ${high}`, path, colors);
  }
}

/** Uma grade numa tela, com os eixos. */
export class StateMap {
  image = document.createElement("canvas"); // a grade, um ponto por estado

  constructor(canvas, palette) {
    this.canvas = canvas;
    this.palette = palette;
    this.pen = canvas.getContext("2d");
    this.image.width = this.image.height = SIDE;
  }

  /** A grade vira imagem; `low` e `high` são as pontas da paleta. */
  fill(values, low, high) {
    const pen = this.image.getContext("2d");
    const pixels = pen.createImageData(SIDE, SIDE);
    values.forEach((value, i) => {
      pixels.data.set([...colorAt(this.palette, (value - low) / (high - low || 1)), 255], 4 * i);
    });
    pen.putImageData(pixels, 0, 0);
  }

  get size() {
    const { clientWidth, clientHeight } = this.canvas;
    return { w: clientWidth - MAP_LEFT - MAP_RIGHT, h: clientHeight - MAP_TOP - MAP_BOTTOM };
  }

  /** O estado que está nesse ponto da tela. */
  stateAt(x, y) {
    const { w, h } = this.size;
    const angle = ((x - MAP_LEFT) / w - 0.5) * 2 * Math.PI;
    return { angle: clip(angle, Math.PI), speed: clip((0.5 - (y - MAP_TOP) / h) * 2 * MAX_SPEED, MAX_SPEED) };
  }

  draw(title, path, colors) {
    const { pen } = this;
    const { height } = fit(this.canvas, pen);
    const { w, h } = this.size;
    const px = (angle) => MAP_LEFT + (0.5 + angle / (2 * Math.PI)) * w;
    const py = (speed) => MAP_TOP + (0.5 - speed / (2 * MAX_SPEED)) * h;
    pen.imageSmoothingEnabled = true;
    pen.drawImage(this.image, MAP_LEFT, MAP_TOP, w, h);
    pen.font = "13px system-ui, sans-serif";
    const write = (text, x, y, align, color = colors.soft) => {
      Object.assign(pen, { textAlign: align, fillStyle: color });
      pen.fillText(text, x, y);
    };
    write(title, 2, 15, "left", colors.text);
    write("−π", px(-Math.PI), height - 20, "left");
    write("0 em pé", px(0), height - 20, "center");
    write("π", px(Math.PI), height - 20, "right");
    write("ângulo (rad)", MAP_LEFT + w / 2, height - 4, "center");
    for (const speed of [-8, 0, 8]) write(number(speed), MAP_LEFT - 4, py(speed) + 4, "right");
    this.drawPath(path, px, py);
  }

  /** O caminho, em branco com miolo preto para se ver em qualquer cor, e o estado de agora na ponta. */
  drawPath(path, px, py) {
    const { pen } = this;
    const trace = () => {
      let before = Infinity; // de −π a π não se risca o mapa inteiro
      for (const { angle, speed } of path) {
        const turn = wrap(angle);
        if (Math.abs(turn - before) > Math.PI) pen.moveTo(px(turn), py(speed));
        else pen.lineTo(px(turn), py(speed));
        before = turn;
      }
    };
    stroke(pen, "#ffffff", 4, [], trace);
    stroke(pen, "#111111", 1.8, [], trace);
    if (!path.length) return;
    const now = [px(wrap(path.at(-1).angle)), py(path.at(-1).speed)];
    fillDisc(pen, "#ffffff", now, 5);
    stroke(pen, "#111111", 2, [], () => pen.arc(...now, 5, 0, 7));
  }
}

/** A cor de `t`, entre 0 e 1, numa lista de cores. */
export function colorAt(palette, t) {
  const at = Math.min(Math.max(t, 0), 1) * (palette.length - 1);
  const i = Math.min(Math.floor(at), palette.length - 2);
  return palette[i].map((c, n) => Math.round(c + (palette[i + 1][n] - c) * (at - i)));
}
