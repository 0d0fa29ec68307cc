// Números como se escrevem e se leem em português.

/** Vírgula decimal e o sinal de menos de verdade. */
export const number = (x, digits = 0) =>
  x
    .toFixed(digits)
    .replace(/^-(?=[0.]*$)/, "")
    .replace(".", ",")
    .replace("-", "−");

/** Um inteiro com os milhares separados. */
export const grouped = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ".");

/** Sem perder casas: até `digits` algarismos que contam. */
export const exact = (x, digits = 4) => String(Number(x.toPrecision(digits))).replace(".", ",");

/** Com as casas que pede, e os milhares separados; com mais de nove casas, a potência de dez. */
export function plain(x) {
  const size = Math.abs(x);
  if (x !== 0 && size < 1e-9) return x.toExponential(0).replaceAll("-", "−");
  const text = number(x, size >= 10 || x === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(size) + 1e-9)));
  const [whole, decimals = ""] = text.split(",");
  const kept = decimals.replace(/0+$/, "");
  return grouped(whole) + (kept && `,${kept}`);
}

/** O número que alguém escreveu, com vírgula ou com ponto; NaN se não for um. */
export function readNumber(text) {
  const clean = text.trim().replace("−", "-").replace(",", ".");
  return /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(clean) ? Number(clean) : NaN;
}
