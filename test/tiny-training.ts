/** A training small enough for a page: an LSTM learns to tell whether a sequence rises. */
import { backend } from "../src/backend/current.ts";
import { layers, optimizers, Random, sequential, tensor } from "../src/index.ts";

const [rows, time] = [64, 6];

/** Trains with fixed seeds: the loss of every epoch, and the predictions afterwards. */
export async function trainTiny() {
  const random = new Random(3);
  const xs = new Float32Array(rows * time);
  const ys = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const slope = random.uniform() < 0.5 ? -0.2 : 0.2;
    for (let t = 0; t < time; t++) xs[row * time + t] = slope * t + 0.1 * random.normal();
    ys[row] = slope > 0 ? 1 : 0;
  }
  const [x, y] = [tensor(xs, [rows, time, 1]), tensor(ys, [rows, 1])];
  const model = sequential({
    layers: [layers.lstm({ units: 8 }), layers.dense({ units: 1, activation: "sigmoid" })],
    seed: 4,
  });
  model.compile({ optimizer: optimizers.adam({ learningRate: 0.05 }), loss: "binaryCrossentropy" });
  const { history } = await model.fit(x, y, { epochs: 8, batchSize: 16, verbose: 0 });
  return { losses: history.loss!, predictions: [...model.predict(x).dataSync()], backend: backend().name };
}
