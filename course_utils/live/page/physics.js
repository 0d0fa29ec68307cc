// A física do pêndulo, pelas equações do Gymnasium (Pendulum-v1, com m = l = 1).

export const G = 10;
export const DT = 0.05;
export const MAX_SPEED = 8;
export const MAX_TORQUE = 2;
export const STEPS = 200;

export const clip = (x, limit) => Math.min(Math.max(x, -limit), limit);

/** O mesmo ângulo, entre −π e π. */
export function wrap(angle) {
  const turn = 2 * Math.PI;
  const shifted = (angle + Math.PI) % turn;
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

/** O torque de quem empurra: uma mola até o ângulo `finger`, se o dedo segura a bola, ou a seta `direction`. */
export function pushOf({ angle, speed }, finger, direction) {
  return finger === undefined ? 6 * direction : clip(30 * wrap(finger - angle) - 5 * speed, 40);
}
