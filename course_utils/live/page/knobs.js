// Os ajustes ao vivo: um controle deslizante e um campo de número para cada um, que aceita vírgula.

/** O número que alguém escreveu, com vírgula ou com ponto; NaN se não for um. */
export function readNumber(text) {
  const clean = text.trim().replace("−", "-").replace(",", ".");
  return /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(clean) ? Number(clean) : NaN;
}

/** O número sem perder casas: até `digits` algarismos que contam. */
export const exact = (x, digits = 4) => String(Number(x.toPrecision(digits))).replace(".", ",");

/**
 * Um ajuste. `spec`: `{name, symbol, label, hint, low, high, step, log, start}`; `change(nome, valor)` avisa.
 *
 * Com σ, que se move sozinho, o controle acompanha o treino enquanto ninguém mexe nele.
 */
export class Knob {
  constructor(host, spec, change, complain) {
    const { log } = spec, id = `aj-${Math.random().toString(36).slice(2)}`;
    Object.assign(this, { spec, change, complain, touched: 0, value: spec.start });
    const box = document.createElement("div");
    box.className = "ajuste";
    box.innerHTML = `
      <label for="${id}"><b>${spec.symbol}</b> <span>${spec.label}</span></label>
      <input id="${id}" type="range" aria-describedby="${id}-dica">
      <span class="valor"><input type="text" inputmode="decimal" autocomplete="off" aria-label="${spec.symbol}, ${spec.label}: valor">
      <button type="button" title="Voltar ao valor inicial" aria-label="${spec.symbol}: voltar a ${exact(spec.start)}">↺</button></span>
      <small id="${id}-dica">${spec.hint}</small>`;
    host.append(box);
    [this.range, this.field] = box.querySelectorAll("input");
    Object.assign(this.range, { min: log ? Math.log10(spec.low) : spec.low, max: log ? Math.log10(spec.high) : spec.high, step: "any" });
    this.range.addEventListener("keydown", (event) => this.key(event));
    this.range.oninput = () => this.set(log ? 10 ** Number(this.range.value) : Math.round(Number(this.range.value) / spec.step) * spec.step);
    this.field.onchange = () => this.typed();
    this.field.addEventListener("keydown", (event) => event.key === "Enter" && this.typed());
    box.querySelector("button").onclick = () => this.set(spec.start);
    this.show(spec.start);
  }

  /** Nas escalas logarítmicas uma tecla anda 1/40 do controle; parte-se sempre do valor de agora. */
  key(event) {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
    if (!way) return;
    event.preventDefault();
    const { log, step } = this.spec, low = Number(this.range.min), high = Number(this.range.max);
    const size = log ? (high - low) / 40 : step, from = log ? Math.log10(Math.max(this.value, this.spec.low)) : this.value;
    const to = Math.min(Math.max(from + way * size, low), high);
    this.set(log ? 10 ** to : Math.round(to / step) * step);
  }

  typed() {
    const value = readNumber(this.field.value), { low, high, symbol, limits } = this.spec;
    if (value === this.value || exact(this.value) === this.field.value.trim()) return;
    if (Number.isNaN(value) || value < limits[0] || value > limits[1]) {
      this.complain(`${symbol} recebeu “${this.field.value}”; escreva um número entre ${exact(limits[0])} e ${exact(limits[1])}, como ${exact((low + high) / 2)}.`);
      this.field.setAttribute("aria-invalid", "true");
      return;
    }
    this.set(value);
  }

  set(value) {
    this.touched = performance.now();
    const rounded = Number(value.toPrecision(4));
    this.show(rounded);
    this.change(this.spec.name, rounded);
  }

  /** O valor de agora no treino: só aparece se ninguém acabou de mexer, nem está escrevendo. */
  follow(value) {
    if (performance.now() - this.touched > 1200 && document.activeElement !== this.field) this.show(Number(value.toPrecision(3)));
  }

  show(value) {
    this.value = value;
    const text = exact(value), at = this.spec.log ? Math.log10(Math.max(value, this.spec.low)) : value;
    this.range.value = at;
    if (this.range.getAttribute("aria-valuetext") !== text) this.range.setAttribute("aria-valuetext", text);
    if (document.activeElement !== this.field || performance.now() - this.touched < 50) this.field.value = text;
    this.field.removeAttribute("aria-invalid");
  }
}
