// O que o painel pede ao treino da página: as perguntas que laboratory.py também atende, e mais três.

import { codeOf, recordingOf } from "./recording.js";

/** Cada uma recebe o `Learner` e a pergunta; pode devolver o que se junta à resposta. */
export const ACTIONS = {
  tick: () => {},
  start: (own) => own.start(),
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
  until: (own, { step }) => own.start(step),
  digest: ({ training }) => ({ digest: training.engine.digest }),
  evaluate: ({ training }, { replica, episodes, seed }) => ({
    evaluation: training.engine.evaluate(replica, episodes, seed),
  }),
};
