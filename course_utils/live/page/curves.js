// As curvas, numa tela por gráfico: linhas que crescem, a faixa da turma e uma marca em cada mudança.

import { fillDisc, fillPoints, fit, strokeLine } from "./drawing.js";
import { plain } from "./numbers.js";
import { decades, ticksOf, within } from "./scales.js";

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

const LEFT_EDGE = 52;
const RIGHT_EDGE = 12;
const TOP = 26;
const BOTTOM = 22;

/**
 * Um gráfico. `draw` recebe, num objeto:
 * - `title`, `xLabel`; `x`, `y`: os intervalos; `log`: o eixo vertical por potências; `colors`: as do tema.
 * - `series`: `{points: [[x, y], …], ink, line}`, com `line` de largura; `bars`: como barras, em vez de linhas.
 * - `band`: `[[x, low, middle, high], …]`; `level`: os pontos de uma linha tracejada; `warmup`: até onde sombrear.
 * - `marks`: de `gather`, com o nome ao lado se `labels`.
 * - `veil`: o passo a partir do qual não se mostra nada, só `veilText`, enquanto uma aposta está de pé.
 */
export class Chart {
  width = 0; // da última vez que se desenhou

  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
  }

  draw(asked) {
    const plot = { log: false, bars: false, labels: false, band: [], level: [], marks: [], veil: null, ...asked };
    this.place(plot);
    this.axes(plot);
    this.pen.save();
    this.pen.beginPath();
    this.pen.rect(LEFT_EDGE, plot.top - 3, plot.right - LEFT_EDGE + 4, plot.bottom - plot.top + 6);
    this.pen.clip();
    this.data(plot);
    this.pen.restore();
    if (plot.veil !== null && plot.veilText) {
      const middle = Math.min((plot.px(plot.veil) + this.width) / 2, this.width - 70);
      this.write(plot.veilText, middle, (plot.top + plot.bottom) / 2, "center", plot.colors.text);
    }
    if (plot.labels) this.labels(plot);
  }

  /** Limpa a tela e acrescenta a `plot` as bordas e de um valor ao seu lugar: `px`, `py`. */
  place(plot) {
    const { x, y, log, labels, marks, xLabel, colors } = plot;
    const { zoom } = colors; // longe da tela, letras e traços maiores
    const size = fit(this.canvas, this.pen);
    this.pen.scale(zoom, zoom);
    this.pen.font = "13px system-ui, sans-serif";
    this.width = size.width / zoom;
    plot.height = size.height / zoom;
    plot.right = this.width - RIGHT_EDGE;
    plot.bottom = plot.height - (xLabel ? BOTTOM + 12 : BOTTOM);
    plot.top = TOP + (labels && marks.length ? 14 : 0);
    const scale = log ? Math.log10 : (v) => v;
    const [low, high] = y.map(scale);
    plot.px = (v) => LEFT_EDGE + ((v - x[0]) / (x[1] - x[0])) * (plot.right - LEFT_EDGE);
    plot.py = (v) => plot.bottom - ((scale(v) - low) / (high - low)) * (plot.bottom - plot.top);
  }

  write(text, x, y, align, color, most = this.width) {
    Object.assign(this.pen, { textAlign: align, fillStyle: color });
    this.pen.fillText(text, x, y, most);
  }

  axes({ title, xLabel, x, y, log, colors, height, right, bottom, px, py }) {
    for (const v of log ? decades(y) : ticksOf(...y)) {
      strokeLine(this.pen, colors.line, 0.6, [], [LEFT_EDGE, py(v)], [right, py(v)]);
      this.write(plain(v), LEFT_EDGE - 6, py(v) + 4, "right", colors.soft);
    }
    for (const v of ticksOf(...x, this.width > 420 ? 5 : 3)) {
      this.write(plain(v), px(v), bottom + 16, v === x[1] ? "right" : "center", colors.soft);
    }
    if (xLabel) this.write(xLabel, (LEFT_EDGE + right) / 2, height - 3, "center", colors.soft);
    this.write(title, 4, 15, "left", colors.text, this.width - 8);
  }

  data({ series, bars, band, level, marks, warmup, veil, x, y, colors, top, bottom, px, py }) {
    const { pen } = this;
    const at = ([a, b]) => [px(a), py(within(b, y))];
    if (warmup > x[0]) this.shade(colors.guide, 0.16, px(x[0]), top, px(warmup) - px(x[0]), bottom - top);
    if (band.length) this.band(band, px, py, colors);
    strokeLine(pen, colors.text, 1.5, [6, 4], ...level.map(([a, b]) => [px(a), py(b)]));
    for (const { step } of marks) strokeLine(pen, colors.text, 1, [1, 4], [px(step), top], [px(step), bottom]);
    for (const { points, ink, line = 2 } of series) {
      if (bars) {
        for (const [a, b] of points) strokeLine(pen, ink.color, 3, [], [px(a), py(0)], [px(a), py(b)]);
      } else if (points.length) {
        strokeLine(pen, ink.color, line, ink.dash, ...points.map(at));
        fillDisc(pen, ink.color, at(points.at(-1)), 3);
      }
    }
    if (veil === null) return;
    this.shade(colors.paper, 1, px(veil), top - 3, this.width, bottom - top + 6);
    this.shade(colors.guide, 0.25, px(veil), top - 3, this.width, bottom - top + 6);
  }

  shade(color, alpha, x, y, w, h) {
    Object.assign(this.pen, { fillStyle: color, globalAlpha: alpha });
    this.pen.fillRect(x, y, w, h);
    this.pen.globalAlpha = 1;
  }

  band(band, px, py, colors) {
    const upper = band.map(([x, , , high]) => [px(x), py(high)]);
    const lower = band.map(([x, low]) => [px(x), py(low)]);
    this.pen.globalAlpha = 0.35;
    fillPoints(this.pen, colors.guide, ...upper, ...lower.reverse());
    this.pen.globalAlpha = 1;
    strokeLine(this.pen, colors.soft, 1.5, [2, 3], ...band.map(([x, , middle]) => [px(x), py(middle)]));
  }

  /** Os rótulos das marcas, em duas fileiras; o que não cabe fica só com a linha. */
  labels({ marks, px, right, top, colors }) {
    const free = [LEFT_EDGE, LEFT_EDGE];
    for (const mark of marks.slice(-12)) {
      const text = mark.label ?? `${mark.name} ${plain(mark.old)} → ${plain(mark.value)}`;
      const half = this.pen.measureText(text).width / 2;
      const at = within(px(mark.step), [LEFT_EDGE + half, right - half]);
      const row = free.findIndex((end) => at - half >= end);
      if (row < 0) continue;
      free[row] = at + half + 8;
      this.write(text, at, top - 3 - 14 * row, "center", colors.text);
    }
  }
}
