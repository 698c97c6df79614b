/** A training at a level of a copy of the library: a digest of the bits of its losses, weights and predictions. */
import { createHash } from "node:crypto";

export async function train(recurve, options, steps = 6) {
  const { init, layers, sequential, setRandomSeed, tensor } = recurve;
  init({ native: true, ...options });
  setRandomSeed(3);
  const [rows, time] = [40, 10];
  const model = sequential({
    layers: [
      layers.embedding({ inputDim: 30, outputDim: 24 }),
      layers.bidirectional({
        layer: layers.lstm({ units: 48, dropout: 0.2, recurrentDropout: 0.1, returnSequences: true }),
      }),
      layers.conv1d({ filters: 20, kernelSize: 3, activation: "relu" }),
      layers.maxPooling1d({ poolSize: 2 }),
      layers.layerNormalization(),
      layers.gru({ units: 64 }),
      layers.dense({ units: 30, activation: "softmax" }),
    ],
    seed: 5,
  });
  model.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy" });
  const ids = Int32Array.from({ length: rows * time }, (_, i) => (i * 7919) % 30);
  const x = tensor(ids, [rows, time], "int32");
  const y = tensor(ids.slice(0, rows), [rows], "int32");
  const { history } = await model.fit(x, y, { epochs: steps, batchSize: 20, verbose: 0 });
  const digest = createHash("sha256").update(Float64Array.from(history.loss));
  for (const { data } of [...model.getWeights(), model.predict(x)].map((one) => ({ data: one.dataSync() })))
    digest.update(data);
  return digest.digest("hex").slice(0, 16);
}

/** Products of ever more rows, for which the memory grows again and again, beside threads that look at it. */
export function grow(recurve, options) {
  const { init, layers, sequential, tensor } = recurve;
  init({ native: true, ...options });
  const model = sequential({ layers: [layers.dense({ units: 256, inputShape: [192] })], seed: 2 });
  const digest = createHash("sha256");
  const sizes = [];
  for (let rows = 64; rows <= 1 << 14; rows *= 2) {
    const x = tensor(
      Float32Array.from({ length: rows * 192 }, (_, i) => Math.sin(i)),
      [rows, 192],
    );
    digest.update(model.predict(x, { batchSize: rows }).dataSync());
    sizes.push(recurve.diagnose().bytes);
  }
  if (new Set(sizes).size < 4) throw new Error(`the memory did not grow: ${sizes}`);
  return digest.digest("hex").slice(0, 16);
}
