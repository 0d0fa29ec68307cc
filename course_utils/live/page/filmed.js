// O que se desenha de um episódio gravado, de cada mundo que a página não simula.

import { drawTorque, fill, fillDisc, stroke, strokeLine } from "./drawing.js";
import { number } from "./numbers.js";

const SIZE = 32; // o lado do que o agente da aula 06 vê, em pixels
const PIXEL = (4 * 4.4) / 250; // o lado de um pixel, em comprimentos de haste
const [TABLE, NEAR] = [0.55, 0.05]; // a metade do lado do que se vê na aula 08, e a distância que conta, em metros
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

/** Um peixe, com o meio nesse ponto. */
function drawFish(pen, color, x, y) {
  fill(pen, color, () => {
    pen.ellipse(x, y, 7, 3.5, 0, 0, 7);
    pen.moveTo(x + 5, y);
    pen.lineTo(x + 12, y - 4);
    pen.lineTo(x + 12, y + 4);
  });
}

/**
 * `draw(pen, colors, track, at, cell)` desenha `track` no passo `at`, com a origem no meio da célula; `label` diz o que
 * é, a quem não o vê; `told` escreve o retorno.
 */
export const FILMED = {
  camera: {
    label: "O que a câmera mostra ao agente, em 32 por 32 pixels.",
    told: (total) => number(total),
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
  pond: {
    label: "Uma lagoa, com um peixe desenhado a cada 100 kg.",
    told: (total) => `R$ ${number(total)} mil`,
    draw(pen, colors, { frames }, at, { w, h }) {
      const [width, height] = [w - 16, Math.min(h, w)];
      pen.globalAlpha = 0.15;
      fill(pen, colors.right, () => pen.rect(-width / 2, -height / 2, width, height));
      pen.globalAlpha = 1;
      const [fish] = between(frames, at);
      for (let k = 0; k < Math.round(fish / 100); k++) {
        const [x, y] = [0.7549, 0.5698].map((step) => (step * (k + 1)) % 1); // espalha sem sortear
        drawFish(pen, colors.right, (x - 0.5) * (width - 34) - 3, (y - 0.5) * (height - 16));
      }
    },
  },
  arm: {
    label: "A ponta do braço vista de cima, com o objetivo; ao lado, a altura dos dois.",
    told: (total) => number(total),
    draw(pen, colors, { goal, frames }, at, { w, h }) {
      const side = Math.min(w - 60, h);
      const scale = side / (2 * TABLE);
      const place = ([x, y]) => [-scale * y, -scale * x]; // quem olha está atrás do braço
      const tip = between(frames, at);
      const strip = side / 2 + 16;
      stroke(pen, colors.edge, 1.5, [], () => pen.rect(-side / 2, -side / 2, side, side));
      strokeLine(pen, colors.edge, 1.5, [], [strip, -side / 2], [strip, side / 2]);
      pen.globalAlpha = 0.3;
      fillDisc(pen, colors.left, place(goal), NEAR * scale);
      fill(pen, colors.left, () => pen.rect(strip - 7, -scale * (goal[2] + NEAR), 14, 2 * NEAR * scale));
      pen.globalAlpha = 1;
      strokeLine(pen, colors.right, 2, [], ...frames.slice(0, Math.floor(at) + 1).map(place), place(tip));
      fillDisc(pen, colors.right, place(tip), 8);
      fillDisc(pen, colors.right, [strip, -scale * tip[2]], 6);
    },
  },
};
