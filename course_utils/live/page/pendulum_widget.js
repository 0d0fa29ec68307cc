// O pêndulo como o anywidget o quer: os traits de `PendulumView` de um lado, a vista do outro.

import { mount } from "./pendulum.js";

function render({ model, el }) {
  const view = mount(el, {
    weights: model.get("weights"),
    sigma: model.get("sigma"),
    manual: model.get("manual"),
    onChange(name, value) {
      try {
        model.set(name, value);
        model.save_changes();
      } catch {
        // o núcleo se foi; o pêndulo continua, que a física é daqui
      }
    },
  });
  model.on("change:weights", () => view.setWeights(model.get("weights")));
  model.on("change:sigma", () => view.setSigma(model.get("sigma")));
  model.on("change:manual", () => model.get("manual") !== view.world.manual && view.setManual(model.get("manual")));
  return () => view.destroy();
}

export default { render };
