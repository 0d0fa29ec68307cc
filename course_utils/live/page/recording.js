// A gravação de um treino da página: um JSON pequeno, do mesmo formato das outras, que se recomputa bit a bit.

import { sealOf, written } from "./sealed.js";
import { liveOf, settingsOf } from "./settings.js";

export const RECORDING = "course_utils recording";
export const ENGINE = "run.c"; // quem treinou: o mesmo motor, no Python e em qualquer página
const VERSION = 1;
const LARGEST = { text: 5e6, steps: 1e7, changes: 1e6 };
const ALL_TRACED = 20; // episódios do traço: os primeiros, todos; dos outros, uma amostra
const MOST_TRACED = 200;

/** Arredonda como o NumPy: o meio vai para o par. */
function rounded(x) {
  const down = Math.floor(x);
  return x - down === 0.5 ? down + (down % 2) : Math.round(x);
}

/** Que episódios entram no traço (saving/trace.py). */
export function sampled(count) {
  if (count <= MOST_TRACED) return [...Array(count).keys()];
  const rest = MOST_TRACED - ALL_TRACED;
  const size = (count - 1 - ALL_TRACED) / (rest - 1);
  const last = Array.from({ length: rest }, (_, i) => (i === rest - 1 ? count - 1 : rounded(i * size + ALL_TRACED)));
  return [...Array(ALL_TRACED).keys(), ...last];
}

export const traceOf = (ends) => ends.map((own) => sampled(own.length).map((i) => [i, ...own.at(i)]));

/** O texto que guarda o treino inteiro. */
export function recordingOf(training) {
  const { settings, steps, changes, ends, engine } = training;
  const names = Object.keys(settings).sort();
  const body = {
    format: RECORDING,
    version: VERSION,
    engine: ENGINE,
    settings: Object.fromEntries(names.map((name) => [name, settings[name]])),
    needs: [],
    steps,
    changes,
    trace: traceOf(ends),
    digest: engine.digest,
    versions: { [ENGINE]: "1" },
  };
  return `${written({ ...body, seal: sealOf(body) })}\n`;
}

/**
 * O que um texto grava, conferido: `{settings, steps, changes, trace, digest}`. O arquivo é alheio, e nada do que ele
 * diz aparece nas mensagens. Erro: `RangeError`.
 */
export function readRecording(text, catalog) {
  if (typeof text !== "string" || text.length > LARGEST.text) throw new RangeError("O arquivo é grande demais.");
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw new RangeError("Esta gravação não se pode ler: não é um JSON inteiro; talvez tenha sido cortada.");
  }
  if (body?.format !== RECORDING) throw new RangeError("Este arquivo não é uma gravação do curso.");
  if (body.engine !== ENGINE) {
    throw new RangeError(
      "Esta gravação é de um treino do PyTorch, que a página não tem. Abra-a no curso instalado, com `Recording.load`.",
    );
  }
  if (body.version !== VERSION) throw new RangeError("Esta gravação é de uma versão mais nova do curso.");
  const { seal, ...rest } = body;
  if (!same(seal, rest)) throw new RangeError("Esta gravação foi cortada ou editada depois de feita.");
  return checked(rest, catalog);
}

function same(seal, body) {
  try {
    return seal === sealOf(body);
  } catch {
    return false; // números sem fim, ou listas dentro de listas demais
  }
}

function checked({ settings: given, steps, changes, trace, digest }, catalog) {
  const settings = settingsOf(given, catalog);
  const wrong = () => new RangeError("As mudanças ou o traço da gravação não combinam com os ajustes dela.");
  const whole = (x, most) => Number.isSafeInteger(x) && x >= 0 && x <= most;
  if (!whole(steps, LARGEST.steps) || !/^[0-9a-f]{16}$/.test(digest)) throw wrong();
  if (!Array.isArray(changes) || changes.length > LARGEST.changes) throw wrong();
  const live = new Map(liveOf(settings, catalog).map((one) => [one.name, one]));
  let last = 0;
  for (const one of changes) {
    const [step, replica, name, , value] = Array.isArray(one) && one.length === 5 ? one : [];
    const { low, high } = live.get(name) ?? {};
    const fits = whole(step, steps) && step >= last && whole(replica, settings.seeds.length - 1);
    if (!fits || typeof value !== "number" || !(value >= low && value <= high)) throw wrong();
    last = step;
  }
  if (!Array.isArray(trace) || trace.length !== settings.seeds.length) throw wrong();
  return { settings, steps, changes, trace: JSON.stringify(trace), digest };
}

/** O Python que refaz o treino no motor. */
export function codeOf({ settings, steps, changes, engine }, factory) {
  const { env, seeds, exploration, ...rest } = settings;
  const noises = exploration === null ? [] : Array.isArray(exploration) ? exploration : [exploration];
  const kinds = noises.map((one) => Object.keys(one)[0]);
  const lines = [`${python(env)},`, `seeds=${python(seeds)},`];
  if (noises.length) lines.push(`exploration=${Array.isArray(exploration) ? python(noises) : python(exploration)},`);
  const own = Object.keys(rest).filter((name) => written(rest[name]) !== written(factory[name]));
  lines.push(...own.sort().map((name) => `${name}=${python(rest[name])},`));
  const moves = changes.map(([step, replica, name, , value]) => `${tuple([step, replica, name, value])},`);
  const imports = kinds.length ? `from course_utils import ${[...kinds].sort().join(", ")}\n` : "";
  return `${imports}from course_utils.engine import Run

run = Run(
    ${lines.join("\n    ")}
)
changes = [  # passo, réplica, ajuste, valor
    ${moves.join("\n    ")}
]
for step, replica, name, value in changes:
    run.run(step - run.steps)
    run.change(name, value, replica)
run.run(${steps} - run.steps)
run.digest  # ${engine.digest}: o mesmo em qualquer máquina
`;
}

const tuple = (items) => `(${items.map(python).join(", ")})`;

/** Um valor como se escreve em Python; uma exploração vira a chamada que a cria. */
function python(value) {
  if (value === null) return "None";
  if (typeof value === "string") return `'${value}'`; // só nomes do curso: nada a escapar
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value !== "object") return written(value);
  const [[kind, own]] = Object.entries(value);
  const parts = Object.entries(own).map(([name, one]) => `${name}=${python(one)}`);
  return `${kind}(${parts.join(", ")})`;
}
