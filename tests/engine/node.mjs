// Faz no Node o que `test_engine_run.py` faz em Python, com o mesmo engine.wasm: lê os casos na entrada e escreve os
// resumos do estado; com `--tempos`, também os segundos que cada trecho levou.
import { readFileSync } from "node:fs";

const module = await WebAssembly.compile(readFileSync(new URL("../../course_utils/engine/engine.wasm", import.meta.url)));
if (WebAssembly.Module.imports(module).length) throw new Error("o motor não pode importar nada");

const told = {};
for (const [name, { config, changes, steps }] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  const { exports: engine } = await WebAssembly.instantiate(module);
  engine._initialize();
  const exchange = engine.exchange_at(), run = engine.memory_at();
  new Float64Array(engine.memory.buffer, exchange, config.length).set(config);
  const missing = run + engine.run_bytes() - engine.memory.buffer.byteLength;
  if (missing > 0) engine.memory.grow(Math.ceil(missing / 65536));
  if (!engine.run_create(run)) throw new Error(`${name}: a configuração não serve`);
  for (const change of changes) engine.run_change(run, ...change);
  const digests = [], seconds = [];
  for (const step of steps) {
    const start = performance.now();
    engine.run_steps(run, step - engine.run_count(run, 0));
    seconds.push((performance.now() - start) / 1000);
    digests.push(BigInt.asUintN(64, engine.run_digest(run)).toString(16).padStart(16, "0"));
  }
  engine.run_evaluate(run, 0, 5, 1000);
  told[name] = { digests, evaluation: [...new Float64Array(engine.memory.buffer, exchange, 5)] };
  if (process.argv.includes("--tempos")) told[name].seconds = seconds;
}
console.log(JSON.stringify(told));
