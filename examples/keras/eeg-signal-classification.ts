/**
 * What a person does, from four electrodes on the head: each activity has a rhythm at a place of its own, in noise that is louder,
 * and some are rare. The recordings are made. After Keras's eeg_signal_classification.
 */
import { input, layers, model, ops, optimizers, Random, regularizers, type Tensor, tasks, tensor } from "recurve";

/** Each activity's rhythm in Hz, how strong each electrode has it, and its share of the recordings. */
const activities = [
  { name: "rest", rhythm: 10, strengths: [0.2, 0.3, 0.9, 1], share: 0.5 },
  { name: "counting", rhythm: 6, strengths: [1, 0.8, 0.3, 0.2], share: 0.2 },
  { name: "reading", rhythm: 18, strengths: [0.9, 0.4, 0.4, 0.2], share: 0.2 },
  { name: "surprise", rhythm: 18, strengths: [0.2, 0.4, 0.4, 0.9], share: 0.1 },
];
const HERTZ = 64;

export function network({ length = 256, filters = 16 } = {}) {
  const electrodes = input({ shape: [length, 4] });
  let x = electrodes;
  for (const wider of [1, 2, 4]) {
    const slide = { filters: wider * filters, kernelSize: 7, strides: 2, padding: "same", activation: "relu" } as const;
    x = layers.batchNormalization({ momentum: 0.9 }).apply(layers.conv1d(slide).apply(x));
  }
  x = layers.dropout({ rate: 0.2 }).apply(layers.globalAveragePooling1d().apply(x));
  x = layers.dense({ units: 32, activation: "relu", kernelRegularizer: regularizers.l2({ l2: 1e-3 }) }).apply(x);
  const activity = layers.dense({ units: activities.length, activation: "softmax" }).apply(x);
  return model({ inputs: electrodes, outputs: activity, seed: 1 });
}

/** Noise that drifts, as the brain's does, on each electrode; the rhythm, from a moment of its own, on all. */
function record(random: Random, length: number, { rhythm, strengths }: (typeof activities)[number], loud: number) {
  const [phase, drift] = [2 * Math.PI * random.uniform(), strengths.map(() => 0)];
  return Array.from({ length }, (_, t) => {
    const wave = Math.sin((2 * Math.PI * rhythm * t) / HERTZ + phase);
    return strengths.map((strength, i) => {
      drift[i] = 0.9 * drift[i]! + 0.6 * random.normal();
      return loud * strength * wave + drift[i]! + random.normal();
    });
  });
}

export async function run({ recordings = 3000, length = 256, loud = 0.4, epochs = 15 } = {}) {
  const random = new Random(3);
  const shares = activities.flatMap(({ share }, k) => Array<number>(10 * share).fill(k));
  const labels = Array.from({ length: recordings }, () => shares[random.integer(shares.length)]!);
  const values = labels.map((label) => record(random, length, activities[label]!, loud));
  const split = Math.floor(recordings * 0.8);
  // a rare activity counts as much as a frequent one
  const classWeight = Object.fromEntries(activities.map(({ share }, k) => [k, 1 / (activities.length * share)]));
  const classifier = network({ length });
  const optimizer = optimizers.adam({ learningRate: 2e-3 });
  classifier.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  await classifier.fit(tensor(values.slice(0, split)), tensor(labels.slice(0, split)), { epochs, classWeight });

  const guesses = ops.argMax(classifier.predict(tensor(values.slice(split))) as Tensor).dataSync();
  const scores = tasks.classificationScores(labels.slice(split), guesses, activities.length);
  console.log(`${(100 * scores.accuracy).toFixed(1)} % of ${recordings - split} unseen recordings are right`);
  for (const [k, { recall }] of scores.byClass.entries())
    console.log(`  ${activities[k]!.name}: ${(100 * recall).toFixed(0)} %`);
  return scores;
}
