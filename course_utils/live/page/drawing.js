// O que os desenhos têm em comum: a tela nítida, o traço e o pêndulo.

/** Limpa a tela e põe nela tantos pontos quantos a página mostra; devolve a largura e a altura em pixels de CSS. */
export function fit(canvas, pen) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { width, height };
}

/** Traça o caminho que `path` anda. */
export function stroke(pen, color, width, dash, path) {
  Object.assign(pen, { strokeStyle: color, lineWidth: width, lineCap: "round", lineJoin: "round" });
  pen.setLineDash(dash);
  pen.beginPath();
  path();
  pen.stroke();
}

/** Traça a linha que passa pelos pontos `[x, y]`. */
export const strokeLine = (pen, color, width, dash, ...points) =>
  stroke(pen, color, width, dash, () => {
    for (const [x, y] of points) pen.lineTo(x, y);
  });

/** Pinta o que há dentro do caminho que `path` anda. */
export function fill(pen, color, path) {
  pen.fillStyle = color;
  pen.beginPath();
  path();
  pen.fill();
}

/** Pinta o que há dentro da linha que passa pelos pontos `[x, y]`. */
export const fillPoints = (pen, color, ...points) =>
  fill(pen, color, () => {
    for (const [x, y] of points) pen.lineTo(x, y);
  });

export const fillDisc = (pen, color, [x, y], radius) => fill(pen, color, () => pen.arc(x, y, radius, 0, 7));

// --- o pêndulo, com o pivô na origem --------------------------------------------------------------------------------

/** O ângulo entre os dois últimos passos: a física dá vinte por segundo, e a tela, sessenta. */
export const angleBetween = (from, to, part) => from + (to - from) * part;

/** O ponto a `length` do pivô, nesse ângulo; a bola está na ponta da haste. */
export const tipOf = (angle, length) => [-length * Math.sin(angle), -length * Math.cos(angle)];

/** O círculo por onde a ponta passa e a linha de em pé. */
export function drawGuides(pen, colors, length) {
  stroke(pen, colors.guide, 2, [2, 7], () => pen.arc(0, 0, length, 0, 7));
  strokeLine(pen, colors.guide, 2, [2, 7], [0, -length * 1.3], [0, 0]);
}

/** A haste e a bola. */
export function drawRod(pen, colors, angle, length, alpha = 1) {
  const tip = tipOf(angle, length);
  pen.globalAlpha = alpha;
  strokeLine(pen, colors.rod, length * 0.11, [], [0, 0], tip);
  fillDisc(pen, colors.bob, tip, length * 0.13);
  fillDisc(pen, colors.paper, [0, 0], length * 0.04);
  pen.globalAlpha = 1;
}

/** A mola que o dedo estica: da bola, em `angle`, até a direção em que ele está. */
export const drawPull = (pen, colors, angle, length, finger) =>
  strokeLine(pen, colors.text, 2, [6, 6], tipOf(angle, length), tipOf(finger, length * 1.25));

/** O torque: 75 graus de arco por N·m, com a seta no sentido dele; tracejado quando horário. */
export function drawTorque(pen, colors, torque, radius) {
  if (Math.abs(torque) < 0.05) return;
  const left = torque > 0;
  const color = left ? colors.left : colors.right;
  const half = (torque * 75 * Math.PI) / 360;
  const tip = -Math.PI / 2 - half;
  const small = Math.min(1, radius / 50); // nas grades de muitos pêndulos
  const arc = () => pen.arc(0, 0, radius, -Math.PI / 2 + half, tip, left);
  stroke(pen, color, 1 + 3 * small, left ? [] : [8 * small, 7 * small], arc);
  const size = (5 + 4 * Math.abs(torque)) * small;
  pen.save();
  pen.rotate(tip);
  pen.translate(radius, 0);
  fillPoints(pen, color, [-size * 0.7, 0], [size * 0.7, 0], [0, (left ? -1 : 1) * size * 1.3]);
  pen.restore();
}
