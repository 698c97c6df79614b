/**
 * Forecasts of daily births beside PyTorch and forecasts without a network: the network of `recurve train forecast` with its
 * defaults, the same first weights, windows, batch size, optimizer and number of steps in PyTorch; naive, seasonal naive and
 * exponential smoothing. The last two years are held out, and 28 days forecast from every second week of them.
 *
 *   npm run build
 *   node bench/uses/forecast.js [--systems recurve,pytorch] [--seeds 1,2,3]
 *
 * Prints a table of the errors and seconds of training, one thread, the mean over the seeds. PyTorch runs by `python3`, or $PYTHON.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

process.env.RECURVE_THREADS ??= "1";
const { data, init, tasks } = await import("../../dist/node/index.js");
if (process.env.RECURVE_KERNELS === undefined) init({ wide: true });

const [heldOut, every, batchSize, learningRate, dropout] = [730, 14, 32, 1e-3, 0];
const { values } = parseArgs({ options: { systems: { type: "string" }, seeds: { type: "string" } } });
const systems = values.systems?.split(",") ?? ["pytorch", "recurve"];
const seeds = (values.seeds ?? "1,2,3").split(",").map(Number);

const rows = [];
for await (const row of data.readCsv(fileURLToPath(new URL("../../data/births.csv", import.meta.url)))) rows.push(row);
const known = rows.slice(0, -heldOut);
const epochs = Math.round(75_000 / known.length);
const measure = (forecaster, baselines = false) => forecaster.backtest(rows, { from: known.length, every, baselines });
const make = (seed) => tasks.forecaster(known, { target: "births", dropout, seed });

console.log("| forecast | MASE | sMAPE | in the band | seconds of training |\n| --- | ---: | ---: | ---: | ---: |");
const row = (name, { mase, smape }, share, seconds) =>
  console.log(
    `| ${name} | ${mase.toFixed(3)} | ${smape.toFixed(2)} | ${share === undefined ? "-" : `${(100 * share).toFixed(0)} %`} | ${seconds?.toFixed(0) ?? "-"} |`,
  );
const ways = { recurve: ["Recurve", byRecurve], pytorch: ["PyTorch", byPyTorch] };
for (const system of systems) {
  const [name, train] = ways[system];
  const runs = [];
  for (const seed of seeds) {
    const forecaster = make(seed);
    const seconds = await train(forecaster);
    const { scores, coverage } = measure(forecaster);
    runs.push({ ...scores[0], share: coverage.births, seconds });
    console.error(`${name}, seed ${seed}: MASE ${scores[0].mase.toFixed(4)}, ${seconds.toFixed(0)} s`);
  }
  const mean = (key) => runs.reduce((sum, run) => sum + run[key], 0) / runs.length;
  row(name, { mase: mean("mase"), smape: mean("smape") }, mean("share"), mean("seconds"));
}
for (const score of measure(make(1), true).scores.slice(1)) row(score.name, score);

async function byRecurve(forecaster) {
  const start = performance.now();
  await forecaster.fit(known, { epochs, batchSize, learningRate, verbose: 0 });
  return (performance.now() - start) / 1000;
}

/** Trains in PyTorch from the forecaster's first weights, and gives it the weights that come of it. */
async function byPyTorch(forecaster) {
  const folder = mkdtempSync(join(tmpdir(), "recurve-forecast-"));
  try {
    const { training, held } = forecaster.batches(known, { batchSize });
    const shapes = {
      ...(await writeBatches(folder, "training", training)),
      ...(await writeBatches(folder, "held", held)),
    };
    const weights = forecaster.model.getWeights();
    write(folder, "weights", weights);
    const meta = { shapes, weights: weights.map(({ shape }) => shape), batchSize, learningRate, dropout, epochs };
    writeFileSync(join(folder, "meta.json"), JSON.stringify({ ...meta, quantiles: forecaster.quantiles }));
    const script = fileURLToPath(new URL("forecast.py", import.meta.url));
    const env = { ...process.env, OMP_NUM_THREADS: process.env.RECURVE_THREADS };
    const options = { encoding: "utf8", env, stdio: ["ignore", "pipe", "inherit"] };
    const { seconds } = JSON.parse(execFileSync(process.env.PYTHON ?? "python3", [script, folder], options));
    const bytes = readFileSync(join(folder, "trained.bin"));
    let at = bytes.byteOffset;
    forecaster.model.setWeights(
      weights.map(({ size, shape }) => {
        const data = new Float32Array(bytes.buffer.slice(at, (at += 4 * size)));
        return { data, shape };
      }),
    );
    return seconds;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writeBatches(folder, name, batches) {
  const parts = { behind: [], ahead: [], truth: [] };
  for await (const { x, y } of batches) {
    for (const [part, each] of Object.entries({ behind: x[0], ahead: x[1], truth: y })) parts[part].push(each);
  }
  return Object.fromEntries(
    Object.entries(parts).map(([part, tensors]) => {
      write(folder, `${name}-${part}`, tensors);
      const count = tensors.reduce((sum, { shape }) => sum + shape[0], 0);
      return [`${name}-${part}`, [count, ...tensors[0].shape.slice(1)]];
    }),
  );
}

function write(folder, name, tensors) {
  writeFileSync(
    join(folder, `${name}.bin`),
    Buffer.concat(tensors.map((x) => Buffer.from(x.dataSync().slice().buffer))),
  );
}
