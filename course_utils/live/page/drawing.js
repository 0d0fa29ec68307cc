// O que os desenhos têm em comum: números em português, o tema, a tela nítida e o pêndulo.

/** O número como se escreve em português: vírgula decimal e o sinal de menos de verdade. */
export const number = (x, digits = 0) => x.toFixed(digits).replace(/^-(?=[0.]*$)/, "").replace(".", ",").replace("-", "−");

// --- o tema ---------------------------------------------------------------------------------------------------------

/** Se o primeiro fundo opaco atrás de `element` é escuro; sem nenhum, vale o que o sistema prefere. */
export function isDark(element) {
  for (let node = element; node; node = node.parentElement ?? frameOf(node)) {
    const [r, g, b, alpha = 1] = (getComputedStyle(node).backgroundColor.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    if (alpha > 0.5) return 0.3 * r + 0.6 * g + 0.1 * b < 128;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function frameOf(node) {
  try {
    return node.ownerDocument.defaultView.frameElement;
  } catch {
    return null; // o iframe é de outra origem: não se olha para fora
  }
}

/** As cores do tema, das variáveis de CSS da vista. */
export function colorsOf(root) {
  const style = getComputedStyle(root), names = ["guide", "rod", "bob", "paper", "text", "soft", "line", "left", "right", "on"];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

// --- a tela ---------------------------------------------------------------------------------------------------------

/** Limpa a tela e põe nela tantos pontos quantos a página mostra; devolve a largura e a altura em pixels de CSS. */
export function fit(canvas, pen) {
  const width = canvas.clientWidth, height = canvas.clientHeight, ratio = devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return { width, height };
}

export function stroke(pen, color, width, dash, path) {
  Object.assign(pen, { strokeStyle: color, lineWidth: width, lineCap: "round", lineJoin: "round" });
  pen.setLineDash(dash);
  pen.beginPath();
  path();
  pen.stroke();
}

// --- o pêndulo, com o pivô na origem --------------------------------------------------------------------------------

/** O ângulo entre os dois últimos passos: a física dá vinte por segundo, e a tela, sessenta. */
export const angleOf = ({ from, angle }, part) => from + (angle - from) * part;

/** O círculo por onde a ponta passa e a linha de em pé. */
export function drawGuides(pen, colors, length) {
  stroke(pen, colors.guide, 2, [2, 7], () => pen.arc(0, 0, length, 0, 7));
  stroke(pen, colors.guide, 2, [2, 7], () => (pen.moveTo(0, -length * 1.3), pen.lineTo(0, 0)));
}

/** A haste; devolve onde está a bola. */
export function drawRod(pen, colors, angle, length, alpha = 1) {
  const x = -length * Math.sin(angle), y = -length * Math.cos(angle);
  pen.globalAlpha = alpha;
  stroke(pen, colors.rod, length * 0.11, [], () => (pen.moveTo(0, 0), pen.lineTo(x, y)));
  for (const [cx, cy, r, color] of [[x, y, 0.13, colors.bob], [0, 0, 0.04, colors.paper]]) {
    pen.beginPath();
    pen.arc(cx, cy, length * r, 0, 7);
    pen.fillStyle = color;
    pen.fill();
  }
  pen.globalAlpha = 1;
  return [x, y];
}

/** O torque: 75 graus de arco por N·m, com a seta no sentido dele; tracejado quando horário. */
export function drawTorque(pen, colors, torque, radius) {
  if (Math.abs(torque) < 0.05) return;
  const color = torque > 0 ? colors.left : colors.right, half = (torque * 75 * Math.PI) / 360, tip = -Math.PI / 2 - half;
  const small = Math.min(1, radius / 50); // nas grades de muitos pêndulos
  stroke(pen, color, 1 + 3 * small, torque > 0 ? [] : [8 * small, 7 * small], () => pen.arc(0, 0, radius, -Math.PI / 2 + half, tip, torque > 0));
  const size = (5 + 4 * Math.abs(torque)) * small, way = torque > 0 ? -1 : 1;
  pen.save();
  pen.rotate(tip);
  pen.translate(radius, 0);
  pen.beginPath();
  pen.moveTo(-size * 0.7, 0);
  pen.lineTo(size * 0.7, 0);
  pen.lineTo(0, way * size * 1.3);
  pen.fillStyle = color;
  pen.fill();
  pen.restore();
}
