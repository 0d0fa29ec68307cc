// O que se desenha de um episódio gravado, de cada mundo que a página não simula.

import { drawTorque, stroke } from "./drawing.js";

const SIZE = 32; // o lado do que o agente da aula 06 vê, em pixels
const PIXEL = (4 * 4.4) / 250; // o lado de um pixel, em comprimentos de haste
const HALF_WIDTH = 0.1; // a metade da largura da haste, em comprimentos dela

/** Quanto a haste no ângulo dado escurece cada pixel, como `worlds.pixels.draw_rod`, com a imagem para a direita. */
export function inkOf(angle, right) {
  const [x, y] = [-Math.sin(angle), Math.cos(angle)];
  return Array.from({ length: SIZE * SIZE }, (_, i) => {
    const px = ((i % SIZE) - (SIZE - 1) / 2 - right) * PIXEL;
    const py = ((SIZE - 1) / 2 - Math.floor(i / SIZE)) * PIXEL;
    const along = Math.min(Math.max(px * x + py * y, 0), 1);
    const distance = Math.hypot(px - along * x, py - along * y);
    return Math.min(Math.max((HALF_WIDTH - distance) / PIXEL + 0.5, 0), 1);
  });
}

/** O estado no passo `at`, com fração: entre os dois quadros vizinhos, número a número. */
function between(frames, at) {
  const i = Math.min(Math.floor(at), frames.length - 1);
  const next = frames[Math.min(i + 1, frames.length - 1)];
  return frames[i].map((x, k) => x + (next[k] - x) * Math.min(at - i, 1));
}

/** `draw(pen, colors, track, at, cell)` desenha `track` no passo `at`, com a origem no meio da célula. */
export const FILMED = {
  camera: {
    label: "O que a câmera mostra ao agente, em 32 por 32 pixels.",
    draw(pen, colors, { right, frames }, at, { w, h }) {
      const side = Math.min(w - 16, h);
      const pixel = side / SIZE;
      const [angle, torque] = between(frames, at);
      pen.fillStyle = "#ffffff"; // a imagem do agente é preta sobre branco, nos dois temas
      pen.fillRect(-side / 2, -side / 2, side, side);
      for (const [i, ink] of inkOf(angle, right).entries()) {
        if (ink < 0.01) continue;
        pen.fillStyle = `rgba(0, 0, 0, ${ink})`;
        const [column, row] = [i % SIZE, Math.floor(i / SIZE)];
        pen.fillRect(-side / 2 + column * pixel, -side / 2 + row * pixel, pixel + 0.3, pixel + 0.3);
      }
      stroke(pen, colors.edge, 1.5, [], () => pen.rect(-side / 2, -side / 2, side, side));
      pen.translate(right * pixel, 0);
      drawTorque(pen, { left: "#c44e00", right: "#0072b2" }, torque, side * 0.2);
    },
  },
};
