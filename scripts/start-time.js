/** Times a process that imports the built library and predicts once, minus the time that Node itself takes to start. */
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";

/**
 * What a start may cost, in starts of an empty Node, which measure the machine: 50 ms where that takes 40. A machine has other work and
 * slow moments, so the best of many runs counts, in some rounds.
 */
const LIMIT = 1.25;
const [runs, rounds] = [12, 8];

const entry = new URL("../dist/node/lazy.js", import.meta.url).href;
const program = `
import { layers, sequential, tensor } from ${JSON.stringify(entry)};
const model = sequential({ layers: [layers.lstm({ units: 8 }), layers.dense({ units: 1 })] });
model.predict(tensor([[[0.1], [0.2], [0.3]]])).dataSync();`;

/** Milliseconds of the best run of an empty program, and of one that imports and predicts. */
function bestRuns(node) {
  const best = { empty: Number.POSITIVE_INFINITY, program: Number.POSITIVE_INFINITY };
  for (let run = 0; run < runs; run++) {
    for (const [name, code] of Object.entries({ empty: "", program })) {
      const start = performance.now();
      const { status, stderr } = spawnSync(node, ["--input-type=module", "-e", code], { encoding: "utf8" });
      if (status !== 0) throw new Error(`The program did not run: ${stderr}`);
      best[name] = Math.min(best[name], performance.now() - start);
    }
  }
  return best;
}

/** Milliseconds from import to first prediction. */
export function startTime(node = process.execPath) {
  const { empty, program } = bestRuns(node);
  return program - empty;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  let share = Number.POSITIVE_INFINITY;
  for (let round = 0; share > LIMIT && round < rounds; round++) {
    const { empty, program } = bestRuns(process.execPath);
    share = program / empty - 1;
    const ms = [program - empty, empty].map((each) => `${each.toFixed(1)} ms`);
    console.log(`import to first prediction on Node ${process.versions.node}: ${ms[0]}, an empty Node ${ms[1]}`);
  }
  console.log(`${share.toFixed(2)} of an empty Node (limit ${LIMIT})`);
  if (share > LIMIT) process.exitCode = 1;
}
