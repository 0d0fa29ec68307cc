// Os ajustes de um treino da página, por extenso como numa gravação: quais há, se servem, e como o motor os quer.

const COUNTS = { batch_size: [1, 1e5], capacity: [1, 1e7], updates_per_step: [0, 1000], warmup: [0, 1e12] };
const CROWD = 64; // réplicas numa página
const whole = (x, low, high) => Number.isSafeInteger(x) && x >= low && x <= high;
const plainObject = (x) => typeof x === "object" && x !== null && !Array.isArray(x);

function refuse(name, wanted) {
  throw new RangeError(`O ajuste ${name} não serve: a página aceita ${wanted}.`);
}

/** As explorações, sempre numa lista de pares `[classe, parâmetros]`. */
export function explorationsOf({ exploration }) {
  const listed = exploration === null ? [] : Array.isArray(exploration) ? exploration : [exploration];
  return listed.map((one) => Object.entries(one)[0]);
}

/** Os ajustes, com os de fábrica no lugar dos que faltam, conferidos. Erro: `RangeError`, com o que se aceita. */
export function settingsOf(given, catalog) {
  if (!plainObject(given)) refuse("de fora", "um objeto com os ajustes do treino");
  for (const name of Object.keys(given)) {
    if (!["env", "seeds", "exploration"].includes(name) && !Object.hasOwn(catalog.factory, name)) {
      throw new RangeError("A página não conhece um dos ajustes: redes e ambientes seus rodam só no curso instalado.");
    }
  }
  const settings = { exploration: null, ...catalog.factory, ...given };
  if (!Object.hasOwn(catalog.environments, String(settings.env))) {
    refuse("env", `os ambientes do curso: ${Object.keys(catalog.environments).join(" e ")}`);
  }
  checkSeeds(settings.seeds);
  for (const [name, [low, high]] of Object.entries(COUNTS)) {
    if (!whole(settings[name], low, high)) refuse(name, `um inteiro de ${low} a ${high}`);
  }
  const { hidden } = settings;
  const widths = Array.isArray(hidden) && hidden.length >= 1 && hidden.length <= 8;
  if (!widths || !hidden.every((width) => whole(width, 1, 1024))) refuse("hidden", "de 1 a 8 larguras, de 1 a 1.024");
  for (const [owner, name, low, high] of catalog.live) {
    if (owner === "DDPG") checkNumber(name, settings[name], low, high);
  }
  checkExplorations(settings, catalog);
  checkScale(settings.normalize, catalog.environments[settings.env].obs);
  return settings;
}

function checkSeeds(seeds) {
  const fine = Array.isArray(seeds) && seeds.length >= 1 && seeds.length <= CROWD;
  if (!fine || !seeds.every((seed) => whole(seed, 0, Number.MAX_SAFE_INTEGER))) {
    refuse("seeds", `de 1 a ${CROWD} sementes, inteiros de 0 em diante`);
  }
}

function checkNumber(name, value, low, high) {
  if (typeof value !== "number" || !(value >= low && value <= high)) refuse(name, `um número de ${low} a ${high}`);
}

function checkExplorations(settings, catalog) {
  const { exploration } = settings;
  const listed = exploration === null ? [] : Array.isArray(exploration) ? exploration : [exploration];
  const seen = new Set();
  for (const one of listed) {
    const [[kind, own], ...rest] = plainObject(one) ? Object.entries(one) : [[]];
    const known = typeof kind === "string" && Object.hasOwn(catalog.explorations, kind) && plainObject(own);
    if (!known || rest.length || seen.has(kind)) refuse("exploration", "as três explorações do curso");
    seen.add(kind);
    const factory = catalog.explorations[kind];
    if (Object.keys(own).some((name) => !Object.hasOwn(factory, name))) refuse("exploration", "os ajustes do curso");
    one[kind] = { ...factory, ...own };
    for (const [owner, name, low, high] of catalog.live) {
      if (owner === kind) checkNumber(name, one[kind][name], low, high);
    }
    if ("every" in factory && !whole(one[kind].every, 1, 1e9)) refuse("every", "um inteiro de 1 em diante");
  }
}

function checkScale(scale, size) {
  if (scale === null) return;
  const pairs = Array.isArray(scale) && scale.length === 2 ? scale : [[], []];
  const numbers = pairs.flatMap((one) => (Array.isArray(one) && one.length === size ? one : [NaN]));
  if (!numbers.every((x) => typeof x === "number" && Math.abs(x) < 1e6)) refuse("normalize", "dois vetores");
  if (!pairs[0].every((low, i) => low < pairs[1][i])) refuse("normalize", "mínimos menores que os máximos");
}

/** Os ajustes ao vivo que o treino tem: `{name, index, owner, own, low, high}`; repetidos levam o nome da classe. */
export function liveOf(settings, catalog) {
  const kinds = explorationsOf(settings).map(([kind]) => kind);
  const own = catalog.live
    .map(([owner, name, low, high], index) => ({ owner, own: name, index, low, high }))
    .filter(({ owner }) => owner === "DDPG" || kinds.includes(owner));
  const times = (name) => own.filter((one) => one.own === name).length;
  return own.map((one) => ({ ...one, name: times(one.own) === 1 ? one.own : `${one.owner}.${one.own}` }));
}

export const everyOf = (settings) => Object.fromEntries(explorationsOf(settings)).ParameterNoise?.every ?? 50;

/** O nome da exploração em uso, no menu do painel; "own" se são várias. */
export function kindOf({ exploration }, { kinds }) {
  if (Array.isArray(exploration)) return "own";
  const owner = exploration && Object.keys(exploration)[0];
  return kinds.find(([, , kind]) => kind === owner)?.[0] ?? "own";
}

/** A configuração como o topo de run.c a descreve. */
export function configOf(settings, catalog) {
  const { seeds, hidden, normalize } = settings;
  const given = Object.fromEntries(explorationsOf(settings));
  const kinds = Object.keys(catalog.explorations); // na ordem dos seus bits
  const world = Object.keys(catalog.environments).indexOf(settings.env);
  const bits = kinds.reduce((sum, kind, i) => sum + (given[kind] ? 2 ** i : 0), 0);
  const [low, high] = [0, 1].map((empty) => [0, 1, 2].map((i) => normalize?.[empty][i] ?? empty));
  const numbers = [world, seeds.length, settings.batch_size, settings.capacity, settings.warmup];
  numbers.push(settings.updates_per_step, bits, everyOf(settings), normalize ? 1 : 0, hidden.length);
  const settingOf = ([owner, name]) =>
    owner === "DDPG" ? settings[name] : (given[owner] ?? catalog.explorations[owner])[name];
  const live = catalog.live.flatMap((one) => seeds.map(() => settingOf(one)));
  return [...numbers, ...low, ...high, ...hidden, ...seeds, ...live];
}
