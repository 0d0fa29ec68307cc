// Aposte antes: o palpite, o véu sobre as curvas, e o que aconteceu.

import { number } from "./drawing.js";

const SUBJECTS = {
  returns: { text: "o retorno", digits: 0, visible: (before, after) => Math.abs(after - before) > 150 },
  distance: { text: "a distância d", digits: 2, visible: (before, after) => Math.abs(Math.log(after / before)) > Math.log(1.25) },
  sigma: { text: "o σ", digits: 3, visible: (before, after) => Math.abs(Math.log(after / before)) > Math.log(1.25) },
};
const GUESSES = { up: "vai subir", down: "vai descer", same: "não vai mudar que se veja" };

export const median = (values) => {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b), middle = sorted.length >> 1;
  return sorted.length ? (sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2) : NaN;
};

/** O que foi apostado, e o veredito quando se revela. */
export class Bet {
  constructor(subject, guess, step) {
    Object.assign(this, { subject, guess, step });
  }

  get text() {
    return `${SUBJECTS[this.subject].text} ${GUESSES[this.guess]}`;
  }

  /**
   * Compara a mediana dos pontos `[passo, valor]` de antes e de depois de `moved`, o passo em que se mexeu. Com gêmeos,
   * `control` são os do original, e é com ele que se compara: o agente também aprendeu nesse tempo.
   */
  verdict(points, control, moved) {
    const after = points.filter(([step]) => step > moved), earlier = points.filter(([step]) => step <= moved);
    const reference = control ? control.filter(([step]) => step > moved) : earlier.slice(-Math.max(5, after.length));
    if (moved === undefined || after.length < 3 || reference.length < 3) return null;
    const { text, digits, visible } = SUBJECTS[this.subject];
    const [was, is] = [median(reference.map(([, v]) => v)), median(after.map(([, v]) => v))];
    const found = !visible(was, is) ? "same" : is > was ? "up" : "down";
    const told = control ? `no original, ${number(was, digits)}; no gêmeo, ${number(is, digits)}` : `antes, ${number(was, digits)}; depois, ${number(is, digits)}`;
    const what = { up: "subiu", down: "desceu", same: "não mudou que se veja" }[found];
    const caution = control ? "Uma semente é uma anedota: tente outra." : "Mas o agente também aprendeu nesse tempo: com gêmeos, dá para separar.";
    return `${found === this.guess ? "Acertou!" : "Desta vez, não."} ${text[0].toUpperCase()}${text.slice(1)} ${what} (mediana: ${told}). ${caution}`;
  }
}
