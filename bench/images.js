/**
 * Networks over images, beside ONNX Runtime on one thread: an embedding of speech for wake words (the way of openWakeWord's, of
 * 76 spectra of 32 bands) and the reading of a line of text (convolutions over 32 x 128 points, then an LSTM of both
 * directions). Weights are random; both run the same ONNX file, in turns.
 *
 *     npm run build && npm run bench -- --quick      (which installs ONNX Runtime)
 *     node bench/images.js [--wide | --native]
 */
import { init, input, layers, loadModel, model, ops, saveModel } from "../dist/node/index.js";

const ort = await import("onnxruntime-node");
init({ threads: 1, wide: process.argv.includes("--wide"), native: process.argv.includes("--native") });

/** Flat and upright windows in turn, with leaky rectifiers, and pools. */
function wakeWord() {
  const x = input({ shape: [76, 32, 1] });
  const windows = (y, filters, kernelSize, padding = "same") =>
    layers.conv2d({ filters, kernelSize, padding, activation: "leakyRelu", biasInitializer: "randomNormal" }).apply(y);
  const turns = (y, filters, count) => {
    for (let i = 0; i < count; i++) y = windows(windows(y, filters, [1, 3]), filters, [3, 1], "valid");
    return y;
  };
  const pool = (y, poolSize) => layers.maxPooling2d({ poolSize }).apply(y);
  let y = pool(turns(windows(x, 24, [3, 3]), 24, 1), [2, 2]);
  y = pool(turns(y, 48, 2), [1, 2]);
  y = pool(turns(y, 72, 2), [2, 2]);
  y = pool(turns(y, 96, 2), [1, 2]);
  return model({ inputs: x, outputs: turns(y, 96, 2), seed: 1 });
}

function textLine() {
  const x = input({ shape: [32, 128, 1] });
  let y = x;
  const plan = [
    [64, [2, 2]],
    [128, [2, 2]],
    [256, undefined],
    [256, [2, 1]],
    [512, [2, 1]],
    [512, [2, 1]],
  ];
  for (const [filters, poolSize] of plan) {
    y = layers.conv2d({ filters, kernelSize: 3, padding: "same", activation: "relu" }).apply(y);
    if (poolSize) y = layers.maxPooling2d({ poolSize }).apply(y);
  }
  y = layers.reshape({ targetShape: [32, 512] }).apply(y);
  y = layers.bidirectional({ layer: layers.lstm({ units: 128, returnSequences: true }) }).apply(y);
  return model({ inputs: x, outputs: layers.dense({ units: 80, activation: "softmax" }).apply(y), seed: 1 });
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

for (const [name, make, shape] of [
  ["wake word", wakeWord, [1, 76, 32, 1]],
  ["line of text", textLine, [1, 32, 128, 1]],
]) {
  const bytes = await saveModel(make(), undefined, { format: "onnx" });
  const own = await loadModel(bytes);
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 };
  const session = await ort.InferenceSession.create(bytes, options);
  const x = ops.randomNormal(shape, { seed: 1 });
  const feeds = { [own.inputNames[0]]: new ort.Tensor("float32", x.dataSync(), shape) };
  const theirs = async () => (await session.run(feeds))[own.outputNames[0]].data;
  const wanted = await theirs();
  const difference = Math.max(
    ...own
      .predict(x)
      .dataSync()
      .map((value, i) => Math.abs(value - wanted[i])),
  );
  if (!(difference < 1e-4)) throw new Error(`${name}: the outputs differ by ${difference}`);
  const times = { recurve: [], "ONNX Runtime": [] };
  for (let round = 0; round < 60; round++) {
    for (const [system, run] of [
      ["recurve", () => own.predict(x)],
      ["ONNX Runtime", theirs],
    ]) {
      const start = performance.now();
      await run();
      times[system].push(performance.now() - start);
    }
  }
  const [mine, other] = Object.values(times).map((list) => median(list.slice(10)));
  console.log(
    `${name}: ${mine.toFixed(2)} ms, ONNX Runtime ${other.toFixed(2)} ms, ${(mine / other).toFixed(1)} times`,
  );
}
