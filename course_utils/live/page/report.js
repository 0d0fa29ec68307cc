// O que o painel lê do treino da página, nos termos de reading.py: as curvas, os ajustes vivos e os pesos.

import { kindOf } from "./settings.js";

const ELSEWHERE =
  "A mesma semente, no PyTorch, é outro treino: o acaso é outro. Redes, explorações e ambientes seus rodam no curso " +
  "instalado.";

/** O que a página ainda não tem: pontos novos das curvas, ajustes vivos e, se pede, pesos. */
export function reading(learner, asked) {
  const { training, generation, pace, catalog } = learner;
  const { ends, changes, measured, measures } = training;
  const known = asked.generation === generation;
  const had = known ? asked.returns : ends.map(() => 0);
  const missing = Math.min(measures - (known ? asked.trace : 0), measured.length);
  const state = {
    generation,
    time: performance.now() / 1000,
    step: training.steps,
    running: pace.running,
    pace: pace.name,
    error: learner.error,
    note: learner.note,
    clock: [learner.first, learner.felt],
    live: Object.fromEntries(training.live.map((one) => [one.name, training.valuesOf(one)])),
    distance: training.thermostat ? ends.map((_, k) => distanceOf(training, k)) : [],
    pulse: training.pulse,
    returns: ends.map((own, k) => newest(own, had[k])),
    done: ends.map(({ length }) => length),
    trace: missing > 0 ? measured.slice(-missing) : [],
    traced: measures,
    changes: changes.slice(known ? asked.changes : 0).map((one) => mark(one, catalog)),
    changed: changes.length,
    scale: scaleOf(training),
  };
  if (!known) state.setup = setupOf(learner);
  return [state, weights(training, asked, catalog)];
}

function distanceOf({ engine }, k) {
  const d = engine.bodies[8 * k + 7];
  return Number.isFinite(d) ? d : null;
}

/** Os episódios que faltam a quem já tem `had`: `[passo, retorno]`. */
function newest(ends, had) {
  const count = Math.max(0, ends.length - had);
  return Array.from({ length: count }, (_, i) => ends.at(had + i).reverse());
}

function mark([step, replica, name, old, value], { placebo }) {
  const size = Math.abs(value - old);
  const label = size > 0 && size < 2 * placebo ? { label: "placebo" } : {};
  return { step, replica, name, old, value, ...label };
}

function scaleOf({ settings, engine, seeds }) {
  if (!settings.normalize) return null;
  const size = settings.normalize[0].length;
  const [center, half] = [engine.scale.slice(0, size), engine.scale.slice(3, 3 + size)].map((one) => Array.from(one));
  return seeds.map(() => ({ center, half }));
}

/** Os pesos dos atores e, para os mapas, os do crítico de uma réplica. */
function weights({ engine, seeds }, asked, { shown }) {
  if (!asked.weights) return [];
  const buffers = [engine.actor.slice(0, Math.min(seeds.length, shown) * engine.size)];
  const k = asked.maps;
  if (Number.isInteger(k) && k >= 0 && k < seeds.length) {
    buffers.push(engine.critic.slice(k * engine.criticSize, (k + 1) * engine.criticSize));
  }
  return buffers;
}

/** O que não muda enquanto o treino é o mesmo. */
function setupOf({ training, twins, catalog }) {
  const { settings, seeds, every } = training;
  const world = catalog.environments[settings.env];
  const kind = kindOf(settings, catalog);
  const menu = catalog.kinds.map(([name, text]) => [name, text]);
  const ou = Object.fromEntries(["sigma", "theta", "dt"].map((own) => [own, training.named("OUNoise", own)]));
  return {
    kind: world.kind,
    maps: world.kind === "pendulum",
    seeds,
    replicas: seeds.length,
    twins,
    acting: training.acting,
    engine: "motor da página",
    elsewhere: ELSEWHERE,
    env: settings.env,
    exploration: kind,
    kinds: kind === "own" ? [...menu, ["own", "a que veio"]] : menu,
    knobs: knobsOf(training, catalog),
    noise: {
      parameters: training.named("ParameterNoise", "sigma"),
      gaussian: training.named("ActionNoise", "sigma"),
      ou: ou.sigma ? ou : null,
    },
    sigma: training.sigma,
    thermostat: training.thermostat,
    delta: training.named("ParameterNoise", "delta"),
    every,
    first: (Math.floor(Math.max(settings.warmup, settings.batch_size) / every) + 1) * every,
    warmup: settings.warmup,
    horizon: world.horizon,
    range: world.range,
    actor: [world.obs, ...settings.hidden, 1],
    critic: [world.obs, ...settings.hidden, 1],
    size: training.engine.size,
    band: world.kind === "pendulum" ? (catalog.bands[kind] ?? []) : [],
  };
}

function knobsOf(training, { knobs }) {
  return knobs.flatMap(({ owner, own, ...knob }) => {
    const found = training.live.find((one) => one.owner === owner && one.own === own);
    if (!found) return [];
    const start = training.valuesOf(found)[training.acting];
    return [{ ...knob, name: found.name, start, limits: [found.low, found.high] }];
  });
}
