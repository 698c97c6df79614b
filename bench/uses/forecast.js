/**
 * The network of forecasters by itself (method "direct"), beside PyTorch and forecasts without a network: the same
 * first weights, windows, batch size, optimizer and number of steps in PyTorch; naive, seasonal naive and exponential smoothing.
 * The last rows are held out, and forecast from many places in them.
 *
 *   npm run data -- seattle-weather && npm run build
 *   node bench/uses/forecast.js [--only births,births-recursive,weather-daily,weather-hourly] [--systems recurve,pytorch]
 *     [--seeds 1,2,3]
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

/** What is forecast, how many rows are held out, and how far apart the forecasts begin. */
const series = {
  births: { file: "data/births.csv", target: "births", heldOut: 730, every: 14 },
  "births-recursive": { file: "data/births.csv", target: "births", method: "recursive", heldOut: 730, every: 14 },
  "weather-daily": {
    ...{
      file: "data/full/seattle-weather-daily.csv",
      target: ["temp_max", "temp_min"],
      inputs: ["precipitation", "wind"],
    },
    ...{ heldOut: 365, every: 7 },
  },
  "weather-hourly": { file: "data/full/seattle-weather.csv", target: "temperature", heldOut: 876, every: 24 },
};
const [batchSize, learningRate] = [32, 1e-3];
const options = Object.fromEntries(["only", "systems", "seeds"].map((name) => [name, { type: "string" }]));
const { values } = parseArgs({ options });
const ways = { recurve: ["Recurve", byRecurve], pytorch: ["PyTorch", byPyTorch] };
const systems = values.systems?.split(",") ?? ["recurve", "pytorch"];
const seeds = (values.seeds ?? "1,2,3").split(",").map(Number);

console.log("| column | forecast | MASE | sMAPE | in the band | seconds of training |");
console.log("| --- | --- | ---: | ---: | ---: | ---: |");
for (const name of values.only?.split(",") ?? Object.keys(series)) await compare(name, series[name]);

async function compare(name, { file, heldOut, every, ...settings }) {
  const rows = [];
  for await (const row of data.readCsv(fileURLToPath(new URL(`../../${file}`, import.meta.url)))) rows.push(row);
  const known = rows.slice(0, -heldOut);
  const epochs = Math.min(60, Math.max(3, Math.round(75_000 / known.length)));
  const make = (seed) => tasks.forecaster(known, { method: "direct", ...settings, seed });
  const measure = (made, baselines = false) => made.backtest(rows, { from: known.length, every, baselines });
  const print = (column, way, { mase, smape }, share, seconds) => {
    const cells = [mase.toFixed(3), smape.toFixed(2), share && `${(100 * share).toFixed(0)} %`, seconds?.toFixed(0)];
    console.log(`| ${[column, way, ...cells.map((cell) => cell ?? "-")].join(" | ")} |`);
  };
  for (const system of systems) {
    const [way, train] = ways[system];
    const runs = [];
    for (const seed of seeds) {
      const made = make(seed);
      const seconds = await train(made, known, epochs);
      const { scores, coverage } = measure(made);
      runs.push(scores.map((score) => ({ ...score, share: coverage[score.target], seconds })));
      const errors = scores.map(({ target, mase }) => `${target} ${mase.toFixed(4)}`).join(", ");
      console.error(`${name}, ${way}, seed ${seed}: ${errors}, ${seconds.toFixed(0)} s`);
    }
    for (const [i, { target }] of runs[0].entries()) {
      const mean = (key) => runs.reduce((sum, run) => sum + run[i][key], 0) / runs.length;
      print(target, way, { mase: mean("mase"), smape: mean("smape") }, mean("share"), mean("seconds"));
    }
  }
  const baselines = measure(make(1), true).scores.filter((score) => score.name !== "forecaster");
  for (const score of baselines) print(score.target, score.name, score);
}

async function byRecurve(forecaster, known, epochs) {
  const start = performance.now();
  await forecaster.fit(known, { epochs, batchSize, learningRate, verbose: 0 });
  return (performance.now() - start) / 1000;
}

/** Trains in PyTorch from the forecaster's first weights, and gives it the weights that come of it. */
async function byPyTorch(forecaster, known, epochs) {
  const folder = mkdtempSync(join(tmpdir(), "recurve-forecast-"));
  try {
    const { training, held } = forecaster.batches(known, { batchSize });
    const shapes = {
      ...(await writeBatches(folder, "training", training)),
      ...(await writeBatches(folder, "held", held)),
    };
    const weights = forecaster.model.getWeights();
    write(folder, "weights", weights);
    const meta = { shapes, weights: weights.map(({ shape }) => shape), batchSize, learningRate, epochs };
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
    forecaster.calibrate(known);
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
