// A aposta numa curva: seis alças, uma em cada sexto do eixo, que se arrastam ou se movem pelo teclado; depois da
// escolha, a curva que aconteceu, por cima da que se desenhou. As alturas são porcentagens do eixo vertical.

const WIDTH = 480;
const HEIGHT = 270;
const FRAME = { left: 56, right: 14, top: 14, bottom: 42 };
const COUNT = 6;
/** A distância média, em porcentagem da altura, até a qual uma curva acompanhou a outra. */
export const NEAR = 10;

const across = (part) => FRAME.left + part * (WIDTH - FRAME.left - FRAME.right);
const up = (percent) => HEIGHT - FRAME.bottom - (percent / 100) * (HEIGHT - FRAME.top - FRAME.bottom);
const numeral = (x) => Number(x.toPrecision(3)).toLocaleString("pt-BR").replace("-", "−");
const axis = (section, name) => JSON.parse(section.dataset[name]);
const partOf = (k) => k / (COUNT - 1);
const valueAt = ([, low, high], part) => low + part * (high - low);

/** A altura da curva que aconteceu, `[[parte, porcentagem], …]`, em cada alça. */
export function realAt(real) {
  return Array.from({ length: COUNT }, (_, k) => {
    const after = real.findIndex(([x]) => x >= partOf(k));
    if (after < 0) return real.at(-1)[1];
    if (after === 0) return real[0][1];
    const [[x0, y0], [x1, y1]] = [real[after - 1], real[after]];
    return y0 + ((partOf(k) - x0) / (x1 - x0)) * (y1 - y0);
  });
}

/** Se a curva desenhada ficou, em média, perto da que aconteceu. */
export function isNear(chosen, real) {
  const away = realAt(real).map((y, k) => Math.abs(y - chosen[k]));
  return away.reduce((a, b) => a + b) / COUNT <= NEAR;
}

/** O quadro: os eixos, os nomes e os números das pontas, e o que `inside` traz. */
function frame(section, inside, title) {
  const [x, y] = [axis(section, "x"), axis(section, "y")];
  const [left, right, bottom, top] = [across(0), across(1), up(0), up(100)];
  return `<svg class="curva" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="group" aria-label="${title}">
    <path class="eixo" d="M${left} ${top}V${bottom}H${right}"/>
    <text x="${left}" y="${bottom + 18}" text-anchor="middle">${numeral(x[1])}</text>
    <text x="${right}" y="${bottom + 18}" text-anchor="end">${numeral(x[2])}</text>
    <text x="${(left + right) / 2}" y="${bottom + 34}" text-anchor="middle">${x[0]}</text>
    <text x="${left - 6}" y="${bottom}" text-anchor="end">${numeral(y[1])}</text>
    <text x="${left - 6}" y="${top + 10}" text-anchor="end">${numeral(y[2])}</text>
    <text x="${left + 6}" y="${top + 4}">${y[0]}</text>${inside}</svg>`;
}

const path = (points) => `M${points.map(([part, percent]) => `${across(part)} ${up(percent)}`).join("L")}`;
const drawnPath = (heights) => path(heights.map((percent, k) => [partOf(k), percent]));

/** O HTML do quadro em que se desenha, com as alças a meia altura. */
export function drawing(section) {
  const handles = Array.from({ length: COUNT }, (_, k) => {
    const at = numeral(valueAt(axis(section, "x"), partOf(k)));
    const name = `${axis(section, "y")[0]} em ${at}`;
    return `<circle r="11" cx="${across(partOf(k))}" tabindex="0" role="slider" data-k="${k}" aria-label="${name}"
      aria-orientation="vertical" aria-valuemin="0" aria-valuemax="100"/>`;
  });
  const help = "Arraste os pontos, ou use Tab e as setas.";
  return `${frame(section, `<path class="sua"/>${handles.join("")}`, "A sua curva")}<p class="nota">${help}</p>`;
}

/** Dá vida ao quadro de `form`; devolve a função que diz as alturas escolhidas. */
export function listen(form, section) {
  const svg = form.querySelector("svg");
  const handles = [...svg.querySelectorAll("circle")];
  const heights = Array(COUNT).fill(50);
  const set = (k, percent) => {
    heights[k] = Math.round(Math.min(100, Math.max(0, percent)));
    handles[k].setAttribute("cy", up(heights[k]));
    handles[k].setAttribute("aria-valuenow", heights[k]);
    handles[k].setAttribute("aria-valuetext", numeral(valueAt(axis(section, "y"), heights[k] / 100)));
    svg.querySelector(".sua").setAttribute("d", drawnPath(heights));
  };
  const steps = { ArrowUp: 2, ArrowRight: 2, ArrowDown: -2, ArrowLeft: -2, PageUp: 10, PageDown: -10 };
  handles.forEach((handle, k) => {
    set(k, 50);
    handle.onpointerdown = (event) => handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const box = svg.getBoundingClientRect();
      const y = ((event.clientY - box.top) / box.height) * HEIGHT;
      set(k, ((HEIGHT - FRAME.bottom - y) / (HEIGHT - FRAME.top - FRAME.bottom)) * 100);
    };
    handle.onkeydown = (event) => {
      if (!(event.key in steps)) return;
      event.preventDefault();
      set(k, heights[k] + steps[event.key]);
    };
  });
  return () => heights;
}

/** O que se apostou, desenhado junto do que aconteceu. */
export function drawnOver(section, chosen, real) {
  const yours = chosen.length ? `<path class="sua" d="${drawnPath(chosen)}"/>` : "";
  const legend = chosen.length ? "A linha tracejada é a sua; a cheia é a que aconteceu." : "A curva que aconteceu.";
  return `${frame(section, `${yours}<path class="real" d="${path(real)}"/>`, legend)}<p class="nota">${legend}</p>`;
}
