// Os mapas do pêndulo, desenhados do ator e do crítico: a política e o valor em cada ângulo e velocidade.

import { fit, number, stroke } from "./drawing.js";
import { forward } from "./networks.js";
import { MAX_SPEED, wrap } from "./physics.js";

const SIDE = 49; // pontos por lado: 2.401 estados, umas linhas por quadro, para não engasgar a animação

/** A paleta viridis, em seis pontos. */
export const VIRIDIS = [[68, 1, 84], [65, 68, 135], [42, 120, 142], [34, 168, 132], [122, 209, 81], [253, 231, 37]];
export const TORQUE = [[0, 114, 178], [255, 255, 255], [213, 94, 0]];

/** A cor de `t`, entre 0 e 1, numa lista de cores. */
export function shade(palette, t) {
  const at = Math.min(Math.max(t, 0), 1) * (palette.length - 1), i = Math.min(Math.floor(at), palette.length - 2);
  return palette[i].map((c, n) => Math.round(c + (palette[i + 1][n] - c) * (at - i)));
}

/** μ e Q(s, μ(s)) numa grade de ângulos (colunas) e velocidades (linhas, de cima para baixo). */
export class Field {
  constructor() {
    Object.assign(this, { torque: new Float32Array(SIDE * SIDE), value: new Float32Array(SIDE * SIDE), row: SIDE });
  }

  /** Recomeça com estas redes; `scale` desfaz o `reward_scale` e a normalização. */
  begin(actor, critic, look, rewardScale) {
    Object.assign(this, { actor, critic, look, rewardScale, row: 0 });
  }

  /** Calcula mais umas linhas; devolve se a grade ficou pronta agora. */
  advance(rows = 5) {
    if (this.row >= SIDE) return false;
    for (const end = Math.min(SIDE, this.row + rows); this.row < end; this.row++) {
      for (let i = 0; i < SIDE; i++) {
        const obs = this.look({ angle: -Math.PI + (2 * Math.PI * i) / (SIDE - 1), speed: MAX_SPEED * (1 - (2 * this.row) / (SIDE - 1)) });
        const action = forward(this.actor, obs);
        this.torque[this.row * SIDE + i] = action[0];
        if (this.critic) this.value[this.row * SIDE + i] = forward(this.critic, obs, action)[0] / this.rewardScale;
      }
    }
    return this.row >= SIDE;
  }
}

const MAP_LEFT = 30, MAP_TOP = 24, MAP_BOTTOM = 36, MAP_RIGHT = 8;

/** Desenha uma grade com os eixos e, por cima, o caminho do pêndulo da tela. */
export class StateMap {
  constructor(canvas, palette) {
    Object.assign(this, { canvas, palette, pen: canvas.getContext("2d"), image: document.createElement("canvas") });
    this.image.width = this.image.height = SIDE;
  }

  /** A grade vira imagem; `low` e `high` são as pontas da paleta. */
  fill(values, low, high) {
    const pen = this.image.getContext("2d"), pixels = pen.createImageData(SIDE, SIDE);
    values.forEach((value, i) => pixels.data.set([...shade(this.palette, (value - low) / (high - low || 1)), 255], 4 * i));
    pen.putImageData(pixels, 0, 0);
  }

  draw(title, path, colors) {
    const { pen } = this, { width, height } = fit(this.canvas, pen);
    const w = width - MAP_LEFT - MAP_RIGHT, h = height - MAP_TOP - MAP_BOTTOM;
    const px = (angle) => MAP_LEFT + (0.5 + angle / (2 * Math.PI)) * w, py = (speed) => MAP_TOP + (0.5 - speed / (2 * MAX_SPEED)) * h;
    pen.imageSmoothingEnabled = true;
    pen.drawImage(this.image, MAP_LEFT, MAP_TOP, w, h);
    pen.font = "13px system-ui, sans-serif";
    const write = (text, x, y, align, color = colors.soft) => (Object.assign(pen, { textAlign: align, fillStyle: color }), pen.fillText(text, x, y));
    write(title, 2, 15, "left", colors.text);
    for (const [angle, text] of [[-Math.PI, "−π"], [0, "0 em pé"], [Math.PI, "π"]]) write(text, px(angle), height - 20, angle > 0 ? "right" : angle < 0 ? "left" : "center");
    write("ângulo (rad)", MAP_LEFT + w / 2, height - 4, "center");
    for (const speed of [-8, 0, 8]) write(number(speed), MAP_LEFT - 4, py(speed) + 4, "right");
    for (const [color, line] of [["#ffffff", 4], ["#111111", 1.8]]) {
      stroke(pen, color, line, [], () => {
        let before = null;
        for (const { angle, speed } of path) {
          const turn = wrap(angle);
          if (before === null || Math.abs(turn - before) > Math.PI) pen.moveTo(px(turn), py(speed));
          else pen.lineTo(px(turn), py(speed));
          before = turn;
        }
      });
    }
    if (!path.length) return;
    const { angle, speed } = path.at(-1);
    pen.beginPath();
    pen.arc(px(wrap(angle)), py(speed), 5, 0, 7);
    Object.assign(pen, { fillStyle: "#ffffff", strokeStyle: "#111111", lineWidth: 2 });
    pen.setLineDash([]);
    pen.fill();
    pen.stroke();
  }
}
