// O carro na montanha (MountainCarContinuous-v0): a física do Gymnasium e o desenho.

import { fill, fillPoints, strokeLine } from "./drawing.js";
import { clip } from "./physics.js";

export const GOAL = 0.45;
export const LEFT = -1.2;
export const RIGHT = 0.6;

/** Um passo do carro. O Gymnasium conta em 32 bits, e aqui também; `push` é uma força de fora, que não custa. */
export function stepCar({ position, velocity }, force, push = 0) {
  const f = clip(Math.fround(force), 1);
  const slope = 0.0025 * Math.cos(Math.fround(3 * position));
  const pull = Math.abs(f) < 1 ? Math.fround(f * Math.fround(0.0015)) - Math.fround(slope) : f * 0.0015 - slope;
  let v = Math.fround(clip(Math.fround(velocity + Math.fround(pull + 0.0015 * push)), 0.07));
  const x = Math.fround(Math.min(Math.max(Math.fround(position + v), LEFT), RIGHT));
  if (x === Math.fround(LEFT) && v < 0) v = 0;
  const done = x >= GOAL && v >= 0;
  return { position: x, velocity: v, done, reward: (done ? 100 : 0) - 0.1 * f * f };
}

// --- o desenho ------------------------------------------------------------------------------------------------------

/** A altura da encosta, como o Gymnasium a desenha. */
export const hill = (x) => 0.45 * Math.sin(3 * x) + 0.55;

/** A montanha, a bandeira e o carro, com a força do motor como uma seta. */
export function drawCar(pen, colors, { from, state, action }, part, cell) {
  const w = cell.w * 0.9;
  const h = Math.min(cell.h - 62, w * 0.55); // em cima cabem a bandeira, o carro e a seta; embaixo, o nome
  const px = (x) => ((x - LEFT) / (RIGHT - LEFT) - 0.5) * w;
  const py = (x) => h / 2 + 14 - hill(x) * h;
  const ground = Array.from({ length: 61 }, (_, i) => LEFT + (i / 60) * (RIGHT - LEFT));
  strokeLine(pen, colors.rod, 3, [], ...ground.map((x) => [px(x), py(x)]));
  drawFlag(pen, colors, px(GOAL), py(GOAL));
  const x = from.position + (state.position - from.position) * part;
  pen.translate(px(x), py(x));
  pen.rotate(-Math.atan((1.35 * Math.cos(3 * x) * h) / (w / (RIGHT - LEFT))));
  fill(pen, colors.bob, () => {
    pen.roundRect(-17, -20, 34, 13, 4);
    for (const wheel of [-9, 9]) {
      pen.moveTo(wheel + 6, -6);
      pen.arc(wheel, -6, 6, 0, 7);
    }
  });
  drawForce(pen, colors, action * 26);
}

/** A bandeira, com o pé nesse ponto. */
export function drawFlag(pen, colors, x, y) {
  strokeLine(pen, colors.text, 2, [], [x, y], [x, y - 32]);
  fillPoints(pen, colors.left, [x, y - 32], [x + 16, y - 26], [x, y - 20]);
}

function drawForce(pen, colors, length) {
  if (Math.abs(length) < 2) return;
  const color = length > 0 ? colors.right : colors.left;
  strokeLine(pen, color, 4, length > 0 ? [] : [8, 7], [0, -29], [length, -29]);
  fillPoints(pen, color, [length + Math.sign(length) * 8, -29], [length, -35], [length, -23]);
}
