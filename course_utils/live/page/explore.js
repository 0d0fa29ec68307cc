// Os controles de uma figura que se refaz: cada um tem nome, e diz o valor (nas escalas logarítmicas, não o expoente).

const told = (x) =>
  String(Number(x.toPrecision(3)))
    .replace(".", ",")
    .replace("-", "−");
const GONE = "O núcleo parou, e a figura não se refaz mais: rode de novo esta célula, e as de cima.";

function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "figura-viva";
  root.lang = "pt-BR";
  root.dataset.lmSuppressShortcuts = "true"; // as teclas são daqui, e não dos atalhos do JupyterLab
  const picture = document.createElement("div");
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const ranges = model.get("sliders").map((slider) => rangeOf(root, slider, move));
  root.append(picture, status);
  el.append(root);

  function move(name, value) {
    try {
      model.set("values", { ...model.get("values"), [name]: value });
      model.save_changes();
    } catch {
      stop(); // o canal com o núcleo fechou
    }
  }
  function stop() {
    for (const range of ranges) range.disabled = true;
    status.textContent = GONE;
  }
  const draw = () => (picture.innerHTML = model.get("picture"));
  model.on("change:picture", draw);
  model.on("comm_live_update", stop);
  draw();
  return () => {
    model.off("change:picture", draw);
    model.off("comm_live_update", stop);
  };
}

/** Um controle, com o rótulo antes e o valor depois. */
function rangeOf(root, { name, label, low, high, start, step, log }, move) {
  const row = document.createElement("label");
  const range = document.createElement("input");
  const value = document.createElement("output");
  const place = log ? Math.log10 : Number;
  row.append(`${label} `, range, value);
  Object.assign(range, { type: "range", min: place(low), max: place(high), step, value: place(start) });
  const show = (x) => {
    range.setAttribute("aria-valuetext", told(x));
    value.textContent = told(x);
  };
  range.setAttribute("aria-label", label); // o texto em volta tem também o valor, que se diz à parte
  range.oninput = () => {
    const x = log ? 10 ** Number(range.value) : Number(range.value);
    show(x);
    move(name, x);
  };
  show(start);
  root.append(row);
  return range;
}

export default { render };
