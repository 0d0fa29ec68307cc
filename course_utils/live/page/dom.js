// Montar uma vista a partir do seu HTML.

/** Põe `html` em `host`, numa caixa da classe `name`; devolve a caixa, `root`, e as partes dela que têm nome, `e`. */
export function build(host, name, html) {
  const root = document.createElement("div");
  root.className = name;
  root.lang = "pt-BR";
  root.dataset.lmSuppressShortcuts = "true"; // as teclas são daqui, e não dos atalhos do JupyterLab
  root.innerHTML = html;
  host.append(root);
  return { root, e: partsOf(root) };
}

/** O que dentro de `root` tem um nome, em `data-e` (ou em `data-<key>`). */
export const partsOf = (root, key = "e") =>
  Object.fromEntries([...root.querySelectorAll(`[data-${key}]`)].map((node) => [node.dataset[key], node]));

/** As opções de um `<select>`: pares `[valor, texto]`. */
export const fillSelect = (select, pairs, chosen) =>
  select.replaceChildren(...pairs.map(([value, text]) => new Option(text, value, false, value === chosen)));

/** O que um desenho mostra, a quem não o vê: só muda quando é outra coisa. */
export const describe = (canvas, text) =>
  canvas.getAttribute("aria-label") !== text && canvas.setAttribute("aria-label", text);

/** Entrega um arquivo de texto a quem está na página. */
export function download({ name, text }) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
