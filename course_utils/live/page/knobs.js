// Os ajustes ao vivo: um controle deslizante e um campo de número para cada um, que aceita vírgula.

import { exact, readNumber } from "./numbers.js";
import { within } from "./scales.js";

const WAYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 };

/**
 * Um ajuste. `spec`: `{name, symbol, label, hint, low, high, step, log, start, limits}`. `owner` ouve o valor pedido,
 * em `change(nome, valor)`, e a queixa do que não se entende, em `say(texto)`.
 *
 * Com σ, que se move sozinho, o controle acompanha o treino enquanto ninguém mexe nele.
 */
export class Knob {
  touched = 0; // quando alguém mexeu

  constructor(host, spec, owner) {
    const id = `aj-${Math.random().toString(36).slice(2)}`;
    this.spec = spec;
    this.owner = owner;
    this.value = spec.start;
    const box = document.createElement("div");
    box.className = "ajuste";
    box.innerHTML = `
      <label for="${id}"><b>${spec.symbol}</b> <span>${spec.label}</span></label>
      <input id="${id}" type="range" aria-describedby="${id}-dica">
      <span class="valor"><input type="text" inputmode="decimal" autocomplete="off"
        aria-label="${spec.symbol}, ${spec.label}: valor"><button type="button" title="Voltar ao valor inicial"
        aria-label="${spec.symbol}: voltar a ${exact(spec.start)}">↺</button></span>
      <small id="${id}-dica">${spec.hint}</small>`;
    host.append(box);
    [this.range, this.field] = box.querySelectorAll("input");
    Object.assign(this.range, { min: this.place(spec.low), max: this.place(spec.high), step: "any" });
    this.range.addEventListener("keydown", (event) => this.key(event));
    this.range.oninput = () => this.set(this.valueAt(Number(this.range.value)));
    this.field.onchange = () => this.typed();
    this.field.addEventListener("keydown", (event) => event.key === "Enter" && this.typed());
    box.querySelector("button").onclick = () => this.set(spec.start);
    this.show(spec.start);
  }

  /** O ponto do controle em que um valor fica: nas escalas logarítmicas, o expoente. */
  place(value) {
    return this.spec.log ? Math.log10(Math.max(value, this.spec.low)) : value;
  }

  /** O valor de um ponto do controle. */
  valueAt(place) {
    return this.spec.log ? 10 ** place : Math.round(place / this.spec.step) * this.spec.step;
  }

  /** Nas escalas logarítmicas uma tecla anda 1/40 do controle; parte-se sempre do valor de agora. */
  key(event) {
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    const ends = [Number(this.range.min), Number(this.range.max)];
    const size = this.spec.log ? (ends[1] - ends[0]) / 40 : this.spec.step;
    this.set(this.valueAt(within(this.place(this.value) + way * size, ends)));
  }

  typed() {
    const { low, high, symbol, limits } = this.spec;
    const value = readNumber(this.field.value);
    if (value === this.value || exact(this.value) === this.field.value.trim()) return;
    if (Number.isNaN(value) || value < limits[0] || value > limits[1]) {
      const [least, most, example] = [...limits, (low + high) / 2].map((x) => exact(x));
      this.owner.say(
        `${symbol} recebeu “${this.field.value}”; escreva um número entre ${least} e ${most}, como ${example}.`,
      );
      this.field.setAttribute("aria-invalid", "true");
      return;
    }
    this.set(value);
  }

  set(value) {
    this.touched = performance.now();
    const rounded = Number(value.toPrecision(4));
    this.show(rounded);
    this.owner.change(this.spec.name, rounded);
  }

  /** O valor de agora no treino: só aparece se ninguém acabou de mexer, nem está escrevendo. */
  follow(value) {
    const idle = performance.now() - this.touched > 1200 && document.activeElement !== this.field;
    if (idle) this.show(Number(value.toPrecision(3)));
  }

  show(value) {
    const text = exact(value);
    this.value = value;
    this.range.value = this.place(value);
    if (this.range.getAttribute("aria-valuetext") !== text) this.range.setAttribute("aria-valuetext", text);
    if (document.activeElement !== this.field || performance.now() - this.touched < 50) this.field.value = text;
    this.field.removeAttribute("aria-invalid");
  }
}
