/**
 * Steps a second of one model in one process and in two on this machine, by `recurve cluster`, and what each step sends: an embedding of
 * 64, an LSTM of 128 units and a softmax, batches of 64 sequences of 50 tokens. The two take turns; each figure is the median.
 *
 * RECURVE_PYTHON=PATH node bench/uses/cluster.js [ROUNDS]: a Python with torch and keras; ROUNDS of each, 3 unless given.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { train } from "../../dist/node/cluster.js";
import { layers, sequential, tensor } from "../../dist/node/index.js";

const rounds = Number(process.argv[2] ?? 3);
const [rows, time, vocabulary, batchSize] = [64 * 40, 50, 2000, 64];
const folder = mkdtempSync(join(tmpdir(), "recurve-bench-"));

const tokens = Int32Array.from({ length: rows * time }, (_, i) => (i * 7919 + (i >> 3)) % vocabulary);
const x = tensor(tokens, [rows, time], "int32");
const y = tensor(
  Int32Array.from({ length: rows }, (_, i) => i % 10),
  [rows],
  "int32",
);

function made() {
  const model = sequential(
    [
      layers.embedding({ inputDim: vocabulary, outputDim: 64 }),
      layers.lstm({ units: 128 }),
      layers.dense({ units: 10, activation: "softmax" }),
    ],
    { seed: 1 },
  );
  model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy" });
  return model;
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const found = { 1: [], 2: [] };
let bytes = 0;
let waiting = 0;
try {
  for (let round = 0; round < rounds; round++) {
    for (const processes of [1, 2]) {
      const output = join(folder, `${round}-${processes}`);
      const job = await train(
        made(),
        { x, y },
        { epochs: 1, batchSize, seed: 1, output, launcher: { type: "local", processes } },
      );
      const { figures } = await job.result();
      found[processes].push(1 / figures.secondsPerStep);
      if (processes === 2) [bytes, waiting] = [figures.bytesPerStep, figures.shareOfWaiting];
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const [one, two] = [median(found[1]), median(found[2])];
console.log(`${cpus().length} cores, ${cpus()[0].model}, ${rounds} rounds, ${new Date().toISOString().slice(0, 10)}`);
console.log(`1 process: ${one.toFixed(1)} steps a second`);
console.log(`2 processes: ${two.toFixed(1)} steps a second, ${(two / one).toFixed(2)} times as many`);
console.log(
  `${(bytes / 1e6).toFixed(2)} MB of gradients a step; ${Math.round(100 * waiting)} % of a step went into waiting`,
);
