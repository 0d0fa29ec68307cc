// O pêndulo como o anywidget o quer: os traits de `PendulumView` de um lado, o palco do outro.

import { mount } from "./race.js";

function render({ model, el }) {
  const race = mount(el, {
    racers: [{ name: "o agente", weights: model.get("weights") }],
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
  model.on("change:weights", () => race.setWeights(model.get("weights")));
  model.on("change:sigma", () => race.setSigma(model.get("sigma")));
  model.on("change:manual", () => model.get("manual") !== race.manual && race.setManual(model.get("manual")));
  return () => race.destroy();
}

export default { render };
