// Um cérebro que não é uma rede: uma tabela de torques, amostrada de uma função do Python (ver brains.py).

import { clip, MAX_SPEED, MAX_TORQUE } from "./physics.js";

/** A política da tabela: a ação, em [−1, 1], do lugar da grade mais próximo de cada estado. */
export function lookup({ angles, speeds, levels, cells }) {
  const places = Uint8Array.from(atob(cells), (letter) => letter.charCodeAt(0));
  return ({ angle, speed }) => {
    const i = Math.round((angle / (2 * Math.PI)) * angles) % angles;
    const j = Math.round(((clip(speed, MAX_SPEED) / MAX_SPEED + 1) / 2) * (speeds - 1));
    return levels[places[(i < 0 ? i + angles : i) * speeds + j]] / MAX_TORQUE;
  };
}
