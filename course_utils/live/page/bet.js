// Aposte antes: o palpite, o véu sobre as curvas, e o que aconteceu.

import { number } from "./numbers.js";

const byFactor = (before, after) => Math.abs(Math.log(after / before)) > Math.log(1.25);

/** No que se aposta: o nome, as casas, e se a mudança de um valor a outro se vê. */
export const SUBJECTS = {
  returns: { text: "o retorno", digits: 0, visible: (before, after) => Math.abs(after - before) > 150 },
  distance: { text: "a distância d", digits: 2, visible: byFactor },
  sigma: { text: "o σ", digits: 3, visible: byFactor },
};
export const GUESSES = { up: "vai subir", down: "vai descer", same: "não vai mudar de forma perceptível" };
const OUTCOMES = { up: "subiu", down: "desceu", same: "não mudou de forma perceptível" };

function median(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (!sorted.length) return NaN;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** O que foi apostado, e o veredito quando se revela. */
export class Bet {
  constructor(subject, guess, step) {
    this.subject = subject;
    this.guess = guess;
    this.step = step;
  }

  get text() {
    return `${SUBJECTS[this.subject].text} ${GUESSES[this.guess]}`;
  }

  /**
   * Compara a mediana dos pontos `[passo, valor]` de antes e de depois de `moved`, o passo em que se mexeu. Com gêmeos,
   * `control` são os do original, e é com ele que se compara: o agente também aprendeu nesse tempo.
   */
  verdict(points, control, moved) {
    const after = points.filter(([step]) => step > moved);
    const earlier = points.filter(([step]) => step <= moved);
    const reference = control ? control.filter(([step]) => step > moved) : earlier.slice(-Math.max(5, after.length));
    if (moved === undefined || after.length < 3 || reference.length < 3) return null;
    const { text, digits, visible } = SUBJECTS[this.subject];
    const [was, is] = [reference, after].map((ends) => median(ends.map(([, value]) => value)));
    const found = !visible(was, is) ? "same" : is > was ? "up" : "down";
    const verdict = found === this.guess ? "Acertou!" : "Desta vez, não.";
    const [one, other] = control ? ["no original", "no gêmeo"] : ["antes", "depois"];
    const told = `${one}, ${number(was, digits)}; ${other}, ${number(is, digits)}`;
    const caution = control
      ? "Uma semente é um caso isolado: tente outra."
      : "Mas o agente também aprendeu nesse tempo: com gêmeos, dá para separar.";
    return `${verdict} ${text[0].toUpperCase()}${text.slice(1)} ${OUTCOMES[found]} (mediana: ${told}). ${caution}`;
  }
}
