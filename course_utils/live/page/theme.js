// O tema: claro ou escuro, conforme o que está atrás da vista, e as cores que os desenhos usam.

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

const NAMES = ["guide", "rod", "bob", "paper", "text", "soft", "line", "edge", "left", "right", "on"];

/**
 * As cores do tema, das variáveis de CSS da vista, e `zoom`, o tamanho das letras. `null`, se elas ainda não valem: a
 * vista não está na página, ou a folha de estilo não chegou.
 */
export function colorsOf(root) {
  const style = getComputedStyle(root);
  const colors = Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  return colors.text ? { ...colors, zoom: Number(style.getPropertyValue("--zoom")) || 1 } : null;
}

/** Okabe e Ito, escurecidas ou clareadas até se lerem no fundo; cada réplica tem também o seu traço. */
const INKS = {
  light: ["#0072b2", "#c44e00", "#007a5a", "#a8487f", "#7a6200", "#3a7ca5", "#8c3a1f", "#4d4d4d"],
  dark: ["#56b4e9", "#ff9a4d", "#2fc79b", "#e39ac6", "#e6b800", "#9fd3f0", "#ffb3a1", "#d0d0d0"],
};
const DASHES = [[], [8, 4], [2, 4], [10, 3, 2, 3], [5, 3], [1, 3], [12, 4], [6, 2, 1, 2]];

export const inksOf = (dark) => INKS[dark ? "dark" : "light"].map((color, i) => ({ color, dash: DASHES[i] }));
