// Uma cena só, numa página que se basta: a gravação que uma aula conta.

import { Player } from "./player.js";
import { isDark } from "./theme.js";

/** Monta em `host`; `options` são os do painel, e `scene`: `{title, watch, noisy, text}`. */
export function mount(host, { scene, ...options }, code) {
  const player = new Player(host, options, code, scene, false);
  const { root } = player.panel;
  setInterval(() => root.classList.toggle("escuro", isDark(host)), 500);
}
