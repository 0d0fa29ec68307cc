// O painel numa página que se basta, sem núcleo.

import { openPanel } from "./alone.js";

/** Põe o painel em `host`; os argumentos são os de `openPanel`. */
export const mount = (host, options, code) => openPanel(host, options, code);
