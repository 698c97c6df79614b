/** The next values of a series from windows before them: datasets, several networks, the naive forecast (the calls of jena-weather). */
import { startFrom } from "./start.ts";

const [steps, features, ahead] = [8, 3, 2];
const series = Array.from({ length: 160 }, (_, t) => [
  Math.sin(t / 9),
  Math.cos(t / 7) + 0.1 * Math.sin(5 * t),
  Math.sin(t / 23) * Math.cos(t / 3),
]);

function batchesOf(tf: any, begin: number, end: number, batchSize: number): any {
  return tf.data.generator(() => {
    let at = begin;
    return {
      next() {
        if (at >= end) return { value: null, done: true };
        const rows = Math.min(batchSize, end - at);
        const [xs, ys] = [tf.buffer([rows, steps, features]), tf.buffer([rows, 1])];
        for (let row = 0; row < rows; row++) {
          for (let t = 0; t < steps; t++) {
            for (let f = 0; f < features; f++) xs.set(series[at + row + t]![f], row, t, f);
          }
          ys.set(series[at + row + steps + ahead]![0], row, 0);
        }
        at += rows;
        return { value: { xs: xs.toTensor(), ys: ys.toTensor() }, done: false };
      },
    };
  });
}

/** The losses of each network, when it stopped, and the naive forecast's error. */
export async function weather(tf: any): Promise<unknown> {
  const all = tf.tensor2d(series, [series.length, features]);
  const { mean, variance } = tf.moments(all, 0);
  const normalized = tf.tidy(() => all.sub(mean).div(tf.sqrt(variance)).mean(0));
  const { layers } = tf;
  const inputShape = [steps, features];
  const ways: Record<string, () => any[]> = {
    linear: () => [layers.flatten({ inputShape }), layers.dense({ units: 1 })],
    mlp: () => [
      layers.flatten({ inputShape }),
      layers.dense({ units: 6, kernelRegularizer: tf.regularizers.l2(), activation: "relu" }),
      layers.dense({ units: 1 }),
    ],
    simpleRNN: () => [layers.simpleRNN({ units: 6, inputShape }), layers.dense({ units: 1 })],
    gru: () => [layers.gru({ units: 6, inputShape, dropout: 0, recurrentDropout: 0 }), layers.dense({ units: 1 })],
  };
  const answers: Record<string, unknown> = {};
  for (const [name, make] of Object.entries(ways)) {
    const model = tf.sequential();
    for (const layer of make()) model.add(layer);
    model.compile({ loss: "meanAbsoluteError", optimizer: "rmsprop" });
    startFrom(tf, model);
    const history = await model.fitDataset(batchesOf(tf, 0, 96, 16).prefetch(2), {
      batchesPerEpoch: 3,
      epochs: 2,
      callbacks: tf.callbacks.earlyStopping({ patience: 2, minDelta: 1e-4 }),
      validationData: batchesOf(tf, 100, 132, 16),
    });
    answers[name] = history.history;
  }
  const errors: number[] = [];
  await batchesOf(tf, 100, 132, 16).forEachAsync(({ xs, ys }: any) => {
    const naive = tf.squeeze(xs.gather([steps - 1], 1).slice([0, 0, 0], [-1, 1, 1]), [2]);
    errors.push(tf.losses.absoluteDifference(ys, naive).dataSync()[0]);
  });
  const joined = tf.stack(errors.map((each) => tf.scalar(each))).mean();
  return { answers, naive: joined.dataSync()[0], centred: normalized.abs().max().dataSync()[0] < 1e-5 };
}
