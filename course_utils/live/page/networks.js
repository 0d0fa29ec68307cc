// O ator e o crítico em JavaScript, a partir dos pesos do PyTorch (ver export.py), e o ruído nos parâmetros.

/** Parte os pesos `{widths, flat}` (ver export.py) em camadas; `extra` é a largura da ação, no crítico. */
export function layersOf({ widths, flat }, extra = 0) {
  let at = 0;
  const take = (count) => {
    at += count;
    return flat.slice(at - count, at);
  };
  return widths.slice(1).map((m, i) => {
    const n = widths[i] + (i === 1 ? extra : 0);
    const hidden = i < widths.length - 2;
    const layer = { n, m, W: take(n * m), b: take(m) };
    return hidden ? { ...layer, gain: take(m), shift: take(m) } : layer;
  });
}

/** μ(s), em [−1, 1]; ou Q(s, a), se há `action`, que entra na segunda camada. */
export function forward(layers, obs, action = null) {
  let x = obs;
  for (const layer of layers) {
    const { n, m, W, b, gain, shift } = layer;
    if (action && layer === layers[1]) x = [...x, ...action];
    const z = Array.from(b);
    // Nas camadas escondidas W é [entrada, saída]; na última, [saída, entrada].
    for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) z[j] += x[i] * (gain ? W[i * m + j] : W[j * n + i]);
    if (!gain) return action ? z : z.map(Math.tanh);
    const mean = z.reduce((sum, v) => sum + v, 0) / m;
    const scale = 1 / Math.sqrt(z.reduce((sum, v) => sum + (v - mean) ** 2, 0) / m + 1e-5);
    x = z.map((v, j) => Math.max(0, gain[j] * (v - mean) * scale + shift[j]));
  }
}

// --- o ruído nos parâmetros: θ̃ = θ + σ ε, com ε ~ N(0, I) ---------------------------------------------------------

/** Uma normal, a partir de um sorteio uniforme em [0, 1) (Box e Muller). */
export const normal = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Sorteia ε, um por parâmetro; o ganho e o deslocamento do LayerNorm ficam com 0: não se perturbam. */
export function drawNoise({ widths, flat }, random) {
  const noise = new Float64Array(flat.length);
  let at = 0;
  widths.slice(1).forEach((m, i) => {
    for (const end = at + widths[i] * m + m; at < end; at += 1) noise[at] = normal(random);
    if (i < widths.length - 2) at += 2 * m;
  });
  return noise;
}

export const perturbed = ({ widths, flat }, sigma, noise) => ({
  widths,
  flat: Float64Array.from(flat, (x, i) => x + sigma * noise[i]),
});

/** Um gerador de uniformes em [0, 1) com semente (mulberry32): gêmeos precisam do mesmo acaso. */
export function seeded(seed) {
  let a = (seed * 2654435769 + 1) >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
