/**
 * A fault heard in an engine's noise, by convolutions alone: each recording is noise that resonates, and with a fault something
 * knocks in it, too softly to be seen. The recordings are made, in place of FordA. After Keras's timeseries_classification_from_scratch.
 */
import { callbacks, input, layers, model, Random, tensor } from "recurve";

export function network({ length = 256, filters = 32, blocks = 3 } = {}) {
  const recording = input({ shape: [length, 1] });
  let features = recording;
  for (let i = 0; i < blocks; i++) {
    features = layers.conv1d({ filters, kernelSize: 7, padding: "same" }).apply(features);
    features = layers.reLU().apply(layers.batchNormalization({ momentum: 0.9 }).apply(features));
  }
  const heard = layers.globalAveragePooling1d().apply(features);
  return model({
    inputs: recording,
    outputs: layers.dense({ units: 2, activation: "softmax" }).apply(heard),
    seed: 1,
  });
}

/** An engine: noise with a resonance of its own, and with a fault short rings of another pitch. */
function record(random: Random, length: number, faulty: boolean) {
  const [pitch, every] = [0.25 + 0.15 * random.uniform(), 30 + random.integer(20)];
  const values: number[] = [random.normal(), random.normal()];
  while (values.length < length) {
    const [before, last] = values.slice(-2) as [number, number];
    values.push(1.8 * Math.cos(pitch) * last - 0.81 * before + 0.3 * random.normal());
  }
  const knock = (since: number) => 0.6 * Math.exp(-since / 5) * Math.sin(1.4 * since);
  return values.map((value, t) => value + (faulty ? knock((t + every) % every) : 0) + 0.1 * random.normal());
}

export async function run({ recordings = 2400, length = 256, filters = 32, epochs = 12 } = {}) {
  const random = new Random(5);
  const faulty = Array.from({ length: recordings }, () => random.integer(2));
  const values = faulty.map((label) => record(random, length, label === 1).map((value) => [value]));
  const split = Math.floor(recordings * 0.8);

  const classifier = network({ length, filters });
  classifier.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  await classifier.fit(tensor(values.slice(0, split)), tensor(faulty.slice(0, split)), {
    epochs,
    validationSplit: 0.2,
    callbacks: [
      callbacks.reduceLROnPlateau({ monitor: "val_loss", factor: 0.5, patience: 3 }),
      callbacks.earlyStopping({ monitor: "val_loss", patience: 6, restoreBestWeights: true }),
    ],
  });
  const { accuracy } = await classifier.evaluate(tensor(values.slice(split)), tensor(faulty.slice(split)));
  console.log(`${(100 * accuracy!).toFixed(1)} % of ${recordings - split} unseen recordings are right`);
  return { accuracy: accuracy! };
}
