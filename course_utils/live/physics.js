// A física dos ambientes, pelas equações do Gymnasium.

// --- Pendulum-v1, com m = l = 1 --------------------------------------------------------------------------------

export const G = 10, DT = 0.05, MAX_SPEED = 8, MAX_TORQUE = 2, STEPS = 200;

const clip = (x, limit) => Math.min(Math.max(x, -limit), limit);

/** O mesmo ângulo, entre −π e π. */
export function wrap(angle) {
  const turn = 2 * Math.PI, shifted = (angle + Math.PI) % turn;
  return (shifted < 0 ? shifted + turn : shifted) - Math.PI;
}

/** Um passo de 0,05 s. Ângulo 0 em pé, torque positivo anti-horário; `push` é um torque de fora, que não custa. */
export function step({ angle, speed }, torque, push = 0) {
  const u = clip(torque, MAX_TORQUE);
  const reward = -(wrap(angle) ** 2 + 0.1 * speed ** 2 + 0.001 * u ** 2);
  const next = clip(speed + (1.5 * G * Math.sin(angle) + 3 * (u + push)) * DT, MAX_SPEED);
  return { angle: angle + next * DT, speed: next, reward };
}

export const observe = ({ angle, speed }) => [Math.cos(angle), Math.sin(angle), speed];

export const PENDULUM = {
  dt: DT,
  steps: STEPS,
  obs: 3,
  start: () => ({ angle: Math.PI, speed: 0 }), // pendurado e parado: o começo que conta a história toda
  observe,
  step: (body, action, push) => step(body, MAX_TORQUE * action, push),
};

// --- MountainCarContinuous-v0 -------------------------------------------------------------------------------------

export const GOAL = 0.45, LEFT = -1.2, RIGHT = 0.6;

/** Um passo do carro. O Gymnasium guarda o estado em 32 bits, e aqui também; `push` é uma força de fora. */
export function stepCar({ position, velocity }, force, push = 0) {
  const f = Math.fround(clip(force, 1));
  const pull = Math.fround(Math.fround((f + push) * Math.fround(0.0015)) - Math.fround(0.0025 * Math.cos(Math.fround(3 * position))));
  let v = Math.fround(clip(Math.fround(velocity + pull), 0.07));
  const x = Math.fround(Math.min(Math.max(Math.fround(position + v), LEFT), RIGHT));
  if (x === Math.fround(LEFT) && v < 0) v = 0;
  const done = x >= GOAL && v >= 0;
  return { position: x, velocity: v, done, reward: (done ? 100 : 0) - 0.1 * f * f };
}

export const CAR = {
  dt: 1 / 30, // o ambiente não tem segundos: 30 passos por segundo é a taxa em que o Gymnasium o mostra
  steps: 999,
  obs: 2,
  start: () => ({ position: -0.5, velocity: 0 }),
  observe: ({ position, velocity }) => [position, velocity],
  step: stepCar,
};
