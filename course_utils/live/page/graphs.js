// Os gráficos do painel: o retorno, σ, d e, com gêmeos, a diferença entre eles. Aqui se lê o painel, e só se pinta.

import { Chart, gather } from "./curves.js";
import { describe } from "./dom.js";
import { exact, number } from "./numbers.js";
import { nice } from "./scales.js";

const ABOUT_BAND = "A faixa cinza é a da turma: nela caem 18 de cada 20 sementes com os ajustes do curso.";

export class Graphs {
  constructor(e) {
    this.e = e;
    this.charts = Object.fromEntries(
      ["returns", "apart", "sigma", "distance"].map((name) => [name, new Chart(e[name])]),
    );
  }

  /** Outro treino: só os gráficos do que nele há. */
  begin(setup) {
    this.e.apart.hidden = !setup.twins;
    this.e.distance.hidden = this.e.equation.hidden = !setup.thermostat;
    this.e.sigma.hidden = !setup.sigma;
  }

  paint(panel) {
    const { setup, state, colors, bet, changes } = panel;
    const span = nice(Math.max(state.step * 1.02, panel.horizon ?? setup.horizon), 1000);
    const named = changes.map((change) => ({ ...change, name: symbolOf(setup, change.name) }));
    const shared = {
      x: [0, span],
      colors,
      veil: bet?.step ?? null,
      warmup: setup.warmup,
      marks: gather(named, span * 0.015),
    };
    this.paintReturns(panel, shared);
    if (setup.sigma) this.paintSigma(panel, shared);
    if (setup.thermostat) this.paintDistance(panel, shared);
    if (setup.twins) this.paintApart(panel, shared);
    if (setup.maps) {
      const seen = "em cada ângulo e velocidade, com o caminho do pêndulo por cima.";
      describe(this.e.policy, `Mapa da política: o torque do ator ${seen}`);
      describe(this.e.value, `Mapa do valor: o que o crítico espera ${seen}`);
    }
  }

  paintReturns(panel, shared) {
    const { setup, returns, had } = panel;
    const totals = valuesOf(returns);
    const [low, high] = setup.range ?? (totals.length ? [Math.min(...totals), Math.max(...totals)] : [-1, 1]);
    const mean = Math.max(...returns.map(({ group }) => group));
    const title = mean > 1 ? `Retorno (médias de ${mean} episódios)` : "Retorno de cada episódio de treino";
    this.charts.returns.draw({
      ...shared,
      title: setup.band.length ? `${title}; em cinza, 18 de cada 20 da turma` : title,
      series: seriesOf(panel, returns),
      y: low < high ? [low, high] : [low - 1, high + 1],
      band: setup.band,
      labels: true,
      veilText: "oculto até você revelar",
      xLabel: setup.sigma ? "" : "passo de ambiente",
    });
    const last = returns.map(({ points }) => points.at(-1)?.[1]).filter((v) => v !== undefined);
    const said = last.length ? `o último foi ${last.map((v) => number(v)).join(" e ")}` : "nenhum terminou ainda";
    const text = `Retorno de cada episódio contra o passo de ambiente: ${had[0]} episódios, ${said}.`;
    describe(this.e.returns, setup.band.length ? `${text} ${ABOUT_BAND}` : text);
  }

  paintSigma(panel, shared) {
    const positive = panel.sigma.map(({ points }) => ({ points: points.filter(([, v]) => v > 0) }));
    const values = valuesOf(positive);
    const [low, high] = values.length ? [Math.min(...values), Math.max(...values)] : [0.05, 0.05];
    this.charts.sigma.draw({
      ...shared,
      title: "σ",
      log: true,
      series: seriesOf(panel, positive),
      y: [Math.min(low / 1.6, 0.01), Math.max(high * 1.6, 0.1)],
      xLabel: "passo de ambiente",
    });
    const now = panel.state.live[panel.setup.sigma].map((v) => exact(v)).join(" e ");
    describe(this.e.sigma, `σ contra o passo de ambiente, em escala logarítmica: agora ${now}.`);
  }

  paintDistance(panel, shared) {
    const level = levelOf(panel);
    const top = Math.max(0.5, ...valuesOf(panel.distance), ...level.map(([, v]) => v));
    this.charts.distance.draw({
      ...shared,
      title: "d, e a linha tracejada δ",
      series: seriesOf(panel, panel.distance),
      y: [0, Math.min(nice(top, 0.1), 2)],
      level,
      xLabel: "passo de ambiente",
    });
    const now = panel.state.distance.map((v) => (v === null ? "nenhuma" : number(v, 2))).join(" e ");
    describe(this.e.distance, `A distância d contra o passo de ambiente: a última foi ${now}.`);
  }

  /** O gêmeo menos o original: o retorno de cada episódio, e o quanto as duas políticas diferem. */
  paintApart({ returns, apart, inks }, shared) {
    const [original, twin] = returns.map(({ points }) => points);
    const points = twin.slice(0, original.length).map(([step, total], i) => [step, total - original[i][1]]);
    const top = nice(Math.max(100, ...points.map(([, v]) => Math.abs(v))), 100);
    const gap = apart.points.at(-1)?.[1] ?? 0;
    const said = gap === 0 ? "0" : gap < 0.001 ? "menos de 0,001" : number(gap, 3);
    this.charts.apart.draw({
      ...shared,
      title: `Gêmeo − original, em retorno. As políticas diferem em ${said} (ações de −1 a 1)`,
      series: [{ points, ink: inks[1] }],
      y: [-top, top],
      bars: true,
      level: shared.x.map((x) => [x, 0]),
    });
    describe(this.e.apart, "A diferença de retorno, gêmeo menos original, por episódio.");
  }
}

const symbolOf = (setup, name) => setup.knobs.find((spec) => spec.name === name)?.symbol ?? name;
const valuesOf = (tracks) => tracks.flatMap(({ points }) => points.map(([, value]) => value));

/** As séries de uma grandeza, com o traço de cada réplica. */
const seriesOf = ({ inks, setup }, tracks) =>
  tracks.map(({ points }, k) => ({ points, ink: inks[k % inks.length], line: setup.twins && k === 1 ? 2.5 : 2 }));

/** δ ao longo do treino, em degraus, da réplica que os ajustes movem. */
function levelOf({ changes, setup, state }) {
  const now = state.live[setup.delta][setup.acting];
  const own = changes.filter(({ name }) => name === setup.delta);
  const level = [[0, own[0]?.old ?? now]];
  for (const { step, old, value } of own) level.push([step, old], [step, value]);
  level.push([state.step, now]);
  return level;
}
