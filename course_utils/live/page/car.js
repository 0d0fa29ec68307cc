// O carro na montanha (MountainCarContinuous-v0): a física do Gymnasium e o desenho.

import { stroke } from "./drawing.js";
import { clip } from "./physics.js";

export const GOAL = 0.45, LEFT = -1.2, RIGHT = 0.6;

/** Um passo do carro. O Gymnasium conta em 32 bits, e aqui também; `push` é uma força de fora, que não custa. */
export function stepCar({ position, velocity }, force, push = 0) {
  const f = clip(Math.fround(force), 1), slope = 0.0025 * Math.cos(Math.fround(3 * position));
  const pull = Math.abs(f) < 1 ? Math.fround(f * Math.fround(0.0015)) - Math.fround(slope) : f * 0.0015 - slope;
  let v = Math.fround(clip(Math.fround(velocity + Math.fround(pull + 0.0015 * push)), 0.07));
  const x = Math.fround(Math.min(Math.max(Math.fround(position + v), LEFT), RIGHT));
  if (x === Math.fround(LEFT) && v < 0) v = 0;
  const done = x >= GOAL && v >= 0;
  return { position: x, velocity: v, done, reward: (done ? 100 : 0) - 0.1 * f * f };
}

export const CAR = {
  dt: 1 / 30, // o ambiente não tem segundos: 30 passos por segundo é a taxa em que o Gymnasium o mostra
  steps: 999,
  start: () => ({ position: -0.5, velocity: 0 }),
  observe: ({ position, velocity }) => [position, velocity],
  step: stepCar,
};

// --- o desenho ------------------------------------------------------------------------------------------------------

const hill = (x) => 0.45 * Math.sin(3 * x) + 0.55;

/** A montanha, a bandeira e o carro, com a força do motor como uma seta. */
export function drawCar(pen, colors, body, part, cell) {
  // em cima cabem a bandeira, o carro e a seta; embaixo, o nome
  const w = cell.w * 0.9, h = Math.min(cell.h - 62, w * 0.55), top = h / 2 + 14;
  const px = (x) => ((x - LEFT) / (RIGHT - LEFT) - 0.5) * w, py = (x) => top - hill(x) * h;
  stroke(pen, colors.rod, 3, [], () => {
    for (let i = 0; i <= 60; i++) pen.lineTo(px(LEFT + (i / 60) * (RIGHT - LEFT)), py(LEFT + (i / 60) * (RIGHT - LEFT)));
  });
  const flag = [px(GOAL), py(GOAL)];
  stroke(pen, colors.text, 2, [], () => (pen.moveTo(...flag), pen.lineTo(flag[0], flag[1] - 32)));
  pen.fillStyle = colors.left;
  pen.beginPath();
  for (const [dx, dy] of [[0, -32], [16, -26], [0, -20]]) pen.lineTo(flag[0] + dx, flag[1] + dy);
  pen.fill();
  const x = body.from.position + (body.state.position - body.from.position) * part;
  pen.translate(px(x), py(x));
  pen.rotate(-Math.atan((1.35 * Math.cos(3 * x) * h) / (w / (RIGHT - LEFT))));
  pen.fillStyle = colors.bob;
  pen.beginPath();
  pen.roundRect(-17, -20, 34, 13, 4);
  for (const wheel of [-9, 9]) (pen.moveTo(wheel + 6, -6), pen.arc(wheel, -6, 6, 0, 7));
  pen.fill();
  const force = body.action * 26, color = force > 0 ? colors.right : colors.left;
  if (Math.abs(force) < 2) return;
  stroke(pen, color, 4, force > 0 ? [] : [8, 7], () => (pen.moveTo(0, -29), pen.lineTo(force, -29)));
  pen.fillStyle = color;
  pen.beginPath();
  for (const [dx, dy] of [[Math.sign(force) * 8, 0], [0, -6], [0, 6]]) pen.lineTo(force + dx, -29 + dy);
  pen.fill();
}
