// O que o painel pede ao treino da página: as perguntas que laboratory.py também atende, e mais algumas.

import { codeOf, recordingOf } from "./recording.js";

/** Cada uma recebe o `Learner` e a pergunta; pode devolver o que se junta à resposta. */
export const ACTIONS = {
  tick: () => {},
  start: (own) => own.start(own.score?.steps),
  pause: (own, { note }) => own.pause(note),
  step: (own) => own.start(own.training.steps + 1),
  episode: (own) => own.start("episode"),
  restart: (own) => own.adopt(own.training.settings, own.twins),
  pace: (own, { value }) => own.pace.set(value),
  change: (own, { name, value }) => own.change(name, value),
  twins: (own, { on }) => own.setTwins(Boolean(on)),
  placebo: (own) => own.placebo(),
  setup: (own, asked) => own.setUp(asked),
  save: ({ training }) => ({ file: { name: "treino-da-pagina.json", text: recordingOf(training) } }),
  load: (own, { text }) => own.load(text),
  code: ({ training, catalog }) => ({ code: codeOf(training, catalog.factory) }),
  seek,
  take,
  until: (own, { step }) => own.start(step),
  digest: ({ training }) => ({ digest: training.engine.digest }),
  evaluate: ({ training }, { replica, episodes, seed }) => ({
    evaluation: training.engine.evaluate(replica, episodes, seed),
  }),
};

/** Corre até o passo `step` da gravação `text`, e para ali; se já passou dele, recomeça. */
function seek(own, { text, step }) {
  if (own.score?.text !== text || step < own.training.steps) own.load(text);
  own.start(step);
  own.pace.hurry = true;
}

/** Larga a gravação no passo em que está: o treino segue, em velocidade normal, sem as mudanças que faltavam. */
function take(own) {
  own.leave();
  own.pace.set("normal");
  own.start();
  own.note = "As mudanças da gravação acabam aqui: daqui em diante o treino segue, e os ajustes são seus.";
}
