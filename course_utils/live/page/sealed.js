// O texto selado de uma gravação: o mesmo JSON canônico e o mesmo SHA-256 que o Python calcula (support/seal.py).

/** Um número como o Python o escreve: inteiros sem ponto; pequenos, com o expoente dele. */
export function numeral(x) {
  if (!Number.isFinite(x)) throw new RangeError("um dos números não é finito");
  if (Number.isInteger(x) && Math.abs(x) < 1e16) return String(x);
  const [digits, exponent] = x.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 16) return String(x);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** O JSON que o Python escreveria; `sorted`, com as chaves em ordem, como o selo as quer. */
export function written(value, sorted = false) {
  if (typeof value === "number") return numeral(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((one) => written(one, sorted)).join(", ")}]`;
  const keys = sorted ? Object.keys(value).sort() : Object.keys(value);
  return `{${keys.map((key) => `${JSON.stringify(key)}: ${written(value[key], sorted)}`).join(", ")}}`;
}

export const sealOf = (body) => sha256(new TextEncoder().encode(written(body, true)));

const rotate = (x, n) => (x >>> n) | (x << (32 - n));

/** As primeiras 32 casas da parte fracionária da raiz `root` dos primeiros `count` primos. */
function primeBits(count, root) {
  const primes = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p)) primes.push(n);
  return primes.map((p) => {
    const wanted = BigInt(p) << BigInt(32 * root);
    let [low, high] = [0n, 1n << 40n];
    while (high - low > 1n) {
      const middle = (low + high) / 2n;
      if (middle ** BigInt(root) <= wanted) low = middle;
      else high = middle;
    }
    return Number(low & 0xffffffffn) | 0;
  });
}

let constants = null;

/** SHA-256 (FIPS 180-4), em hexadecimal. Próprio porque `crypto.subtle` não existe em toda página. */
export function sha256(bytes) {
  constants ??= { k: primeBits(64, 3), start: primeBits(8, 2) };
  const { k, start } = constants;
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  const view = new DataView(padded.buffer);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const h = Int32Array.from(start);
  const w = new Int32Array(64);
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const [a, b] = [w[i - 15], w[i - 2]];
      const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
      const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
      w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    let [a, b, c, d, e, f, g, last] = h;
    for (let i = 0; i < 64; i++) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
      const t1 = (last + s1 + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [last, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    for (const [i, x] of [a, b, c, d, e, f, g, last].entries()) h[i] += x;
  }
  return Array.from(h, (x) => (x >>> 0).toString(16).padStart(8, "0")).join("");
}
