/** A small training that clusters are tried with, and what `fit` makes of it. */
import { layers, type Model, optimizers, sequential } from "../src/index.ts";
import { normal } from "./numbers.ts";

/** Options of both trainings. */
export const trialOptions = { epochs: 8, batchSize: 8, seed: 11 };

/** 37 samples of 5 steps, of 3 classes. */
export const trialData = {
  x: normal([37, 5, 2], 1),
  y: Array.from({ length: 37 }, (_, i) => [i % 3]),
};

/** A compiled LSTM. */
export function trialModel(): Model<any> {
  const model = sequential([layers.lstm({ units: 6 }), layers.dense({ units: 3, activation: "softmax" })], { seed: 1 });
  model.compile({
    optimizer: optimizers.adam({ learningRate: 0.01 }),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });
  return model;
}

/** The same, trained by `fit` on this machine. */
export async function trialFit(epochs = trialOptions.epochs): Promise<Model<any>> {
  const model = trialModel();
  await model.fit(trialData.x, trialData.y, { ...trialOptions, epochs, verbose: 0 });
  return model;
}

/** The largest difference between the weights of two models. */
export const largestDifference = (a: Model<any>, b: Model<any>): number =>
  Math.max(
    ...a.getWeights().flatMap((weight, i) => {
      const other = b.getWeights()[i]!.dataSync();
      return [...weight.dataSync()].map((value, j) => Math.abs(value - other[j]!));
    }),
  );
