/**
 * Heartbeats in order or not, by attention without recurrence: half of the recordings are of a heart that fibrillates, which only
 * the distances between beats tell. The recordings are made, in place of FordA. After Keras's timeseries_classification_transformer.
 */
import { callbacks, input, layers, model, optimizers, Random, type SymbolicTensor, tensor } from "recurve";

/** What each step takes from all others, then what it makes of it, each added to what it had. */
function block(x: SymbolicTensor, { numHeads, keyDim }: { numHeads: number; keyDim: number }) {
  const seen = layers.layerNormalization({ epsilon: 1e-6 }).apply(x);
  const attended = layers.multiHeadAttention({ numHeads, keyDim, dropout: 0.1 }).apply([seen, seen]);
  const sum = layers.add().apply([layers.dropout({ rate: 0.1 }).apply(attended), x]);
  const normal = layers.layerNormalization({ epsilon: 1e-6 }).apply(sum);
  const hidden = layers.conv1d({ filters: 8, kernelSize: 1, activation: "relu" }).apply(normal);
  const made = layers.conv1d({ filters: x.shape.at(-1)!, kernelSize: 1 }).apply(hidden);
  return layers.add().apply([made, sum]);
}

export function network({ length = 160, width = 16, blocks = 2 } = {}) {
  const heart = input({ shape: [length, 1] });
  const patches = layers.conv1d({ filters: width, kernelSize: 9, strides: 4, activation: "relu" });
  let x = patches.apply(heart);
  for (let i = 0; i < blocks; i++) x = block(x, { numHeads: 4, keyDim: 8 });
  const pooled = layers.globalMaxPooling1d().apply(x);
  const hidden = layers.dropout({ rate: 0.1 }).apply(layers.dense({ units: 32, activation: "relu" }).apply(pooled));
  const rhythm = layers.dense({ units: 2, activation: "softmax" }).apply(hidden);
  return model({ inputs: heart, outputs: rhythm, seed: 1 });
}

/** A heart's beats, as wide and as fast as this heart's are; the odd one is twice as wide. */
function record(random: Random, length: number, odd: boolean) {
  const [pace, width] = [20 + 8 * random.uniform(), 1 + random.uniform()];
  const [values, which] = [Array.from({ length }, () => 0.1 * random.normal()), random.integer(3)];
  let at = pace * random.uniform();
  for (let beat = 0; at < length; beat++) {
    const wide = width * (odd && beat === which ? 2 : 1);
    for (let t = 0; t < length; t++) values[t]! += Math.exp(-(((t - at) / wide) ** 2) / 2);
    at += pace * (0.9 + 0.2 * random.uniform());
  }
  return values.map((value) => [value]);
}

export async function run({ recordings = 2400, length = 160, width = 16, epochs = 25 } = {}) {
  const random = new Random(5);
  const labels = Array.from({ length: recordings }, () => random.integer(2));
  const values = labels.map((label) => record(random, length, label === 1));
  const split = Math.floor(recordings * 0.8);

  const classifier = network({ length, width });
  const optimizer = optimizers.adam({ learningRate: 2e-3 });
  classifier.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  await classifier.fit(tensor(values.slice(0, split)), tensor(labels.slice(0, split)), {
    epochs,
    batchSize: 16,
    validationSplit: 0.2,
    callbacks: [callbacks.earlyStopping({ monitor: "val_loss", patience: 5, restoreBestWeights: true })],
  });
  const { accuracy } = await classifier.evaluate(tensor(values.slice(split)), tensor(labels.slice(split)));
  console.log(`${(100 * accuracy!).toFixed(1)} % of ${recordings - split} unseen recordings are right`);
  return { accuracy: accuracy! };
}
