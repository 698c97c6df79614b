/** Times a process that imports the built library and predicts once, minus the time that Node itself takes to start. */
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";

/** What a start may cost in ms; a machine has other work and slow moments, so the best of many runs counts, in some rounds. */
const LIMIT = 50;
const [runs, rounds] = [12, 8];

const entry = new URL("../dist/node/lazy.js", import.meta.url).href;
const program = `
import { layers, sequential, tensor } from ${JSON.stringify(entry)};
const model = sequential({ layers: [layers.lstm({ units: 8 }), layers.dense({ units: 1 })] });
model.predict(tensor([[[0.1], [0.2], [0.3]]])).dataSync();`;

/** Milliseconds from import to first prediction: the best run of the program less the best run of an empty one. */
export function startTime(node = process.execPath) {
  const best = { empty: Number.POSITIVE_INFINITY, program: Number.POSITIVE_INFINITY };
  for (let run = 0; run < runs; run++) {
    for (const [name, code] of Object.entries({ empty: "", program })) {
      const start = performance.now();
      const { status, stderr } = spawnSync(node, ["--input-type=module", "-e", code], { encoding: "utf8" });
      if (status !== 0) throw new Error(`The program did not run: ${stderr}`);
      best[name] = Math.min(best[name], performance.now() - start);
    }
  }
  return best.program - best.empty;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  let ms = startTime();
  for (let round = 1; ms > LIMIT && round < rounds; round++) ms = Math.min(ms, startTime());
  console.log(`import to first prediction on Node ${process.versions.node}: ${ms.toFixed(1)} ms (limit ${LIMIT} ms)`);
  if (ms > LIMIT) process.exitCode = 1;
}
