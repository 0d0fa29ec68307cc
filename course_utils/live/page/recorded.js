// Uma gravação da página, contada: em cima, o que olhar e o botão que a repete; embaixo, o painel que a recomputa.

import { openPanel } from "./alone.js";
import { build } from "./dom.js";
import { isDark } from "./theme.js";

const HEAD = `
  <p class="olhe" data-e="watch"></p>
  <button class="forte" data-e="play">▶ Ver a gravação</button>`;

/** Monta em `host`; `options` são os do painel, e `recording`: `{watch, text}`. */
export function mount(host, { recording, ...options }, code) {
  const { root, e } = build(host, "painel-vivo gravada", HEAD);
  const panel = openPanel(host, options, code);
  e.watch.textContent = recording.watch;
  e.play.onclick = () => {
    panel.wire.send("pace", { value: "normal" }); // dez vezes o tempo do pêndulo: dá para ver
    panel.wire.send("load", { text: recording.text });
  };
  setInterval(() => root.classList.toggle("escuro", isDark(host)), 500);
}
