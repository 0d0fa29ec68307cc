// O painel como o anywidget o quer.

import { Panel } from "./panel.js";

function render({ model, el }) {
  const panel = new Panel(model, el);
  return () => panel.destroy();
}

export default { render };
