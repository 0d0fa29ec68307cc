// Os dois mundos do palco, com o que muda de um para o outro: a física, o desenho, e o que o dedo e as setas fazem.

import { drawCar, LEFT, RIGHT, stepCar } from "./car.js";
import { angleBetween, drawGuides, drawPull, drawRod, drawTorque, tipOf } from "./drawing.js";
import { number } from "./numbers.js";
import { clip, DT, MAX_SPEED, MAX_TORQUE, observe, pushOf, STEPS, step } from "./physics.js";

/**
 * - `dt`, `steps`: os segundos de um passo e os passos de um episódio; `start`, `observe`, `step`: o ambiente.
 * - `anywhere(random)`: um estado ao acaso. `draw`: o corpo na sua célula, entre os dois últimos passos.
 * - `find(x, y, cell, state)`: o que o dedo agarra nesse ponto da célula: `near`, se é o corpo, e aonde ele o leva.
 * - `push(state, held, direction)`: o empurrão de quem segura `held` ou aperta a seta `direction`.
 * - `hand`: a ação de quem joga: a maior, `most`, o sinal dela à esquerda, o nome, as pontas e os dois sentidos.
 * - `clock(steps, whole)`: que horas são num episódio; `whole`, se ele vai acabar. `again`: o botão de recomeçar.
 */
export const WORLDS = {
  pendulum: {
    label: "Pêndulos. Setas esquerda e direita empurram; espaço pausa a animação.",
    help: "Arraste a bola, ou segure ← ou →, para empurrar.",
    again: "⟲ Recomeçar pendurado",
    hand: {
      most: MAX_TORQUE,
      left: 1,
      name: "Seu torque",
      unit: " N·m",
      ends: ["↺ +2, anti-horário", "horário, −2 ↻"],
      ways: ["anti-horário", "horário"],
    },
    clock: (steps, whole) => `${number(steps * DT, 1)}${whole ? " de 10" : ""} s`,
    dt: DT,
    steps: STEPS,
    start: () => ({ angle: Math.PI, speed: 0 }), // pendurado e parado: o começo que conta a história toda
    anywhere: (random) => ({ angle: 2 * Math.PI * random(), speed: 2 * MAX_SPEED * random() - MAX_SPEED }),
    observe,
    step: (state, action, push) => step(state, MAX_TORQUE * action, push),
    push: (state, held, direction) => pushOf(state, held?.angle, direction),
    find(x, y, cell, { angle }) {
      const length = rodLength(cell);
      const [left, top] = tipOf(angle, length);
      return { near: Math.hypot(x - left, y - top) < Math.max(36, length * 0.35), angle: Math.atan2(-x, -y) };
    },
    draw(pen, colors, { from, state, action }, part, cell, held) {
      const length = rodLength(cell);
      const angle = angleBetween(from.angle, state.angle, part);
      pen.translate(0, -8);
      drawGuides(pen, colors, length);
      drawRod(pen, colors, angle, length);
      if (held) drawPull(pen, colors, angle, length, held.angle);
      drawTorque(pen, colors, MAX_TORQUE * action, length * 0.5);
    },
  },
  car: {
    label: "Carro na montanha. Setas empurram; espaço pausa a animação.",
    help: "Arraste o carro, ou segure ← ou →, para empurrar.",
    again: "⟲ Recomeçar no vale",
    hand: {
      most: 1,
      left: -1,
      name: "Sua força",
      unit: "",
      ends: ["← −1, à esquerda", "à direita, +1 →"],
      ways: ["à direita", "à esquerda"],
    },
    clock: (steps, whole) => `passo ${steps}${whole ? " de 999" : ""}`,
    dt: 1 / 30, // o ambiente não tem segundos: 30 passos por segundo é a taxa em que o Gymnasium o mostra
    steps: 999,
    start: () => ({ position: -0.5, velocity: 0 }),
    anywhere: (random) => ({ position: LEFT + (RIGHT - LEFT) * random(), velocity: 0.14 * random() - 0.07 }),
    observe: ({ position, velocity }) => [position, velocity],
    step: stepCar,
    push: ({ position }, held, direction) => (held ? clip(40 * (held.x - position), 4) : -2 * direction),
    find: (x, _, cell) => ({ near: true, x: LEFT + (x / (cell.w * 0.9) + 0.5) * (RIGHT - LEFT) }),
    draw: drawCar,
  },
};

const rodLength = (cell) => 0.34 * Math.min(cell.w, cell.h - 14);
