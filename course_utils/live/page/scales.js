// Os eixos de um gráfico: onde acabam e onde levam marcas.

/** O primeiro de 1, 2, 5, 10, 20… vezes `unit` que chega a `x`. */
export function nice(x, unit = 1) {
  for (let scale = unit; ; scale *= 10) for (const m of [1, 2, 5]) if (m * scale >= x) return m * scale;
}

/** De quanto em quanto marcar um eixo de `low` a `high`, com umas `count` marcas. */
export function ticksOf(low, high, count = 4) {
  const rough = (high - low) / count;
  const gap = nice(rough, 10 ** Math.floor(Math.log10(rough)));
  const found = [];
  for (let x = Math.ceil(low / gap) * gap; x <= high + gap * 1e-9; x += gap) {
    found.push(Math.abs(x) < gap * 1e-9 ? 0 : x);
  }
  return found;
}

/** As potências de dez de um eixo logarítmico, e o triplo delas se forem poucas. */
export function decades([low, high]) {
  const found = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e++) {
    for (const m of high / low > 300 ? [1] : [1, 3]) found.push(m * 10 ** e);
  }
  return found.filter((x) => x >= low * 0.999 && x <= high * 1.001);
}

export const within = (x, [low, high]) => Math.min(Math.max(x, low), high);
