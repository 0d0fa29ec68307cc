// As curvas, numa tela por gráfico: linhas que crescem, a faixa da turma e uma marca em cada mudança.

import { fit, number, stroke } from "./drawing.js";

/** Okabe e Ito, escurecidas ou clareadas até se lerem no fundo; cada réplica tem também o seu traço. */
const INKS = {
  light: ["#0072b2", "#c44e00", "#007a5a", "#a8487f", "#7a6200", "#3a7ca5", "#8c3a1f", "#4d4d4d"],
  dark: ["#56b4e9", "#ff9a4d", "#2fc79b", "#e39ac6", "#e6b800", "#9fd3f0", "#ffb3a1", "#d0d0d0"],
};
const DASHES = [[], [8, 4], [2, 4], [10, 3, 2, 3], [5, 3], [1, 3], [12, 4], [6, 2, 1, 2]];

export const inksOf = (dark) => INKS[dark ? "dark" : "light"].map((color, i) => ({ color, dash: DASHES[i] }));

/** O primeiro de 1, 2, 5, 10, 20… vezes `unit` que chega a `x`. */
export function nice(x, unit = 1) {
  for (let scale = unit; ; scale *= 10) for (const m of [1, 2, 5]) if (m * scale >= x) return m * scale;
}

/** De quanto em quanto marcar um eixo de `low` a `high`, com umas `count` marcas. */
export function ticksOf(low, high, count = 4) {
  const gap = nice((high - low) / count, 10 ** Math.floor(Math.log10((high - low) / count))), found = [];
  for (let x = Math.ceil(low / gap) * gap; x <= high + gap * 1e-9; x += gap) found.push(Math.abs(x) < gap * 1e-9 ? 0 : x);
  return found;
}

/** O número com as casas que pede, e os milhares separados. */
export const plain = (x) => number(x, Math.abs(x) >= 10 || x === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(x)) + 1e-9)))
  .replace(/(,\d*?)0+$/, "$1").replace(/,$/, "").replace(/\B(?=(\d{3})+(?!\d))(?<!,\d*)/g, ".");

/** Junta mudanças do mesmo ajuste que estão perto: arrastar um controle é uma marca, não cinquenta. */
export function gather(changes, span) {
  const marks = [];
  for (const { step, name, old, value, label } of changes) {
    const last = marks.findLast((mark) => mark.name === name);
    if (last && step - last.end <= span && last.label === label) Object.assign(last, { end: step, value });
    else marks.push({ step, end: step, name, old, value, label });
  }
  return marks;
}

const LEFT_EDGE = 52, RIGHT_EDGE = 12, TOP = 26, BOTTOM = 22;

/**
 * Um gráfico. `draw` recebe:
 * - `series`: `{points: [[x, y], …], ink, width, name}`; `x`, `y`: os intervalos; `log`: o eixo vertical por potências.
 * - `band`: `[[x, low, middle, high], …]`; `level`: `{points}`, uma linha tracejada; `marks`: de `gather`.
 * - `veil`: o passo a partir do qual não se mostra nada, enquanto uma aposta está de pé.
 */
export class Chart {
  constructor(canvas) {
    Object.assign(this, { canvas, pen: canvas.getContext("2d") });
  }

  draw({ title, series, x, y, log = false, band = [], level = null, marks = [], veil = null, veilText = "", bars = false, colors, warmup = 0, labels = false, xLabel = "" }) {
    const { pen, canvas } = this, { zoom = 1 } = colors, size = fit(canvas, pen);
    const width = size.width / zoom, height = size.height / zoom;
    pen.scale(zoom, zoom); // longe da tela, letras e traços maiores
    const scale = log ? Math.log10 : (v) => v, bottom = height - (xLabel ? BOTTOM + 12 : BOTTOM), top = TOP + (labels && marks.length ? 14 : 0);
    const px = (v) => LEFT_EDGE + ((v - x[0]) / (x[1] - x[0])) * (width - LEFT_EDGE - RIGHT_EDGE);
    const py = (v) => bottom - ((scale(v) - scale(y[0])) / (scale(y[1]) - scale(y[0]))) * (bottom - top);
    pen.font = "13px system-ui, sans-serif";
    const write = (text, at, line, align, color = colors.soft, most = width) => {
      Object.assign(pen, { textAlign: align, fillStyle: color });
      pen.fillText(text, at, line, most);
    };

    const rows = log ? decades(y) : ticksOf(...y);
    for (const v of rows) {
      stroke(pen, colors.line, 0.6, [], () => (pen.moveTo(LEFT_EDGE, py(v)), pen.lineTo(width - RIGHT_EDGE, py(v))));
      write(plain(v), LEFT_EDGE - 6, py(v) + 4, "right");
    }
    for (const v of ticksOf(...x, width > 420 ? 5 : 3)) write(plain(v), px(v), bottom + 16, v === x[1] ? "right" : "center");
    if (xLabel) write(xLabel, (LEFT_EDGE + width - RIGHT_EDGE) / 2, height - 3, "center");
    write(title, 4, 15, "left", colors.text, width - 8);

    pen.save();
    pen.beginPath();
    pen.rect(LEFT_EDGE, top - 3, width - LEFT_EDGE - RIGHT_EDGE + 4, bottom - top + 6);
    pen.clip();
    if (warmup > x[0]) this.shade(colors.guide, 0.16, px(x[0]), top, px(warmup) - px(x[0]), bottom - top);
    if (band.length) this.band(band, px, py, colors);
    if (level) stroke(pen, colors.text, 1.5, [6, 4], () => level.points.forEach(([a, b]) => pen.lineTo(px(a), py(b))));
    for (const mark of marks) stroke(pen, colors.text, 1, [1, 4], () => (pen.moveTo(px(mark.step), top), pen.lineTo(px(mark.step), bottom)));
    for (const { points, ink, line = 2 } of series) {
      if (bars) for (const [a, b] of points) stroke(pen, ink.color, 3, [], () => (pen.moveTo(px(a), py(0)), pen.lineTo(px(a), py(b))));
      else stroke(pen, ink.color, line, ink.dash, () => points.forEach(([a, b]) => pen.lineTo(px(a), py(Math.min(Math.max(b, y[0]), y[1])))));
      if (!bars && points.length) {
        const [a, b] = points.at(-1);
        pen.beginPath();
        pen.arc(px(a), py(Math.min(Math.max(b, y[0]), y[1])), 3, 0, 7);
        pen.fillStyle = ink.color;
        pen.fill();
      }
    }
    if (veil !== null) {
      this.shade(colors.paper, 1, px(veil), top - 3, width, bottom - top + 6);
      this.shade(colors.guide, 0.25, px(veil), top - 3, width, bottom - top + 6);
    }
    pen.restore();
    if (veil !== null && veilText) write(veilText, Math.min((px(veil) + width) / 2, width - 70), (top + bottom) / 2, "center", colors.text);
    if (labels) this.labels(marks, px, width, top, colors, write);
  }

  shade(color, alpha, x, y, w, h) {
    Object.assign(this.pen, { fillStyle: color, globalAlpha: alpha });
    this.pen.fillRect(x, y, w, h);
    this.pen.globalAlpha = 1;
  }

  band(band, px, py, colors) {
    const { pen } = this;
    Object.assign(pen, { fillStyle: colors.guide, globalAlpha: 0.35 });
    pen.beginPath();
    band.forEach(([a, , , high]) => pen.lineTo(px(a), py(high)));
    [...band].reverse().forEach(([a, low]) => pen.lineTo(px(a), py(low)));
    pen.fill();
    pen.globalAlpha = 1;
    stroke(pen, colors.soft, 1.5, [2, 3], () => band.forEach(([a, , middle]) => pen.lineTo(px(a), py(middle))));
  }

  /** Os rótulos das marcas, em duas fileiras; o que não cabe fica só com a linha. */
  labels(marks, px, width, top, colors, write) {
    const free = [LEFT_EDGE, LEFT_EDGE];
    for (const mark of [...marks].reverse().slice(0, 12).reverse()) {
      const text = mark.label ?? `${mark.name} ${plain(mark.old)} → ${plain(mark.value)}`;
      const size = this.pen.measureText(text).width, at = Math.min(Math.max(px(mark.step), LEFT_EDGE + size / 2), width - RIGHT_EDGE - size / 2);
      const row = free.findIndex((end) => at - size / 2 >= end);
      if (row < 0) continue;
      free[row] = at + size / 2 + 8;
      write(text, at, top - 3 - 14 * row, "center", colors.text);
    }
  }
}

/** As potências de dez de um eixo logarítmico, e os 2 e 5 se forem poucas. */
function decades([low, high]) {
  const found = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e++) {
    for (const m of high / low > 300 ? [1] : [1, 3]) if (m * 10 ** e >= low * 0.999 && m * 10 ** e <= high * 1.001) found.push(m * 10 ** e);
  }
  return found;
}
