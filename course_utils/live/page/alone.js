// O painel sem núcleo: quem responde é o treino da própria página.

import { PageLab } from "./page_lab.js";
import { Panel } from "./panel.js";

const WHY =
  "Aqui não se treina: este navegador, ou a página em volta, não deixa rodar WebAssembly, em que o motor está. Abra-a" +
  " noutro navegador, ou treine pelo curso instalado.";

/** Põe o painel em `host`. `code` é a função que traz o código do treino; `options`, o que ele recebe. */
export function openPanel(host, options, code) {
  const lab = new PageLab(options, code);
  const panel = new Panel(lab, host);
  lab.failed = () => {
    lab.failed = null;
    panel.destroy();
    if (host.classList.contains("sem-treino")) return; // outro painel daqui já o disse
    const said = document.createElement("p");
    said.className = "sem-motor";
    said.textContent = WHY;
    host.append(said);
    host.classList.add("sem-treino"); // a figura, se há uma na página, aparece
  };
  panel.lab = lab;
  return panel;
}
