/** Text letter by letter: windows over a text, stacked LSTMs, drawing from the predictions (the calls of lstm-text-generation). */
import { startFrom } from "./start.ts";

const text = "the rain in spain stays mainly in the plain and the train in the lane ".repeat(3);
const [window, step] = [10, 3];
const letters = [...new Set(text)];

/** The losses of a short training, and the most likely letters after it. */
export async function textGeneration(tf: any): Promise<unknown> {
  const begins = Array.from({ length: 48 }, (_, i) => i * step);
  const xs = new tf.TensorBuffer([begins.length, window, letters.length]);
  const ys = new tf.TensorBuffer([begins.length, letters.length]);
  for (const [row, begin] of begins.entries()) {
    for (let i = 0; i < window; i++) xs.set(1, row, i, letters.indexOf(text[begin + i]!));
    ys.set(1, row, letters.indexOf(text[begin + window]!));
  }
  const model = tf.sequential();
  const sizes = [12, 8];
  for (const [i, units] of sizes.entries()) {
    model.add(
      tf.layers.lstm({
        units,
        returnSequences: i < sizes.length - 1,
        ...(i === 0 && { inputShape: [window, letters.length] }),
      }),
    );
  }
  model.add(tf.layers.dense({ units: letters.length, activation: "softmax" }));
  model.compile({ optimizer: tf.train.rmsprop(0.01), loss: "categoricalCrossentropy" });
  startFrom(tf, model);
  const seen: string[] = [];
  const [x, y] = [xs.toTensor(), ys.toTensor()];
  const history = await model.fit(x, y, {
    epochs: 2,
    batchSize: 16,
    shuffle: false,
    validationSplit: 0.0625,
    callbacks: {
      onBatchEnd: async (batch: number, logs: any) => void seen.push(`${batch} ${logs.size} ${logs.loss > 0}`),
      onEpochEnd: async () => await tf.nextFrame(),
    },
  });
  tf.dispose([x, y]);
  let generated = text.slice(0, window);
  for (let i = 0; i < 6; i++) {
    const input = new tf.TensorBuffer([1, window, letters.length]);
    for (const [at, letter] of [...generated.slice(-window)].entries()) input.set(1, 0, at, letters.indexOf(letter));
    const output = model.predict(input.toTensor());
    const drawn = tf.tidy(() => {
      const logits = tf.div(tf.log(tf.squeeze(output)), 0.001);
      return tf.multinomial(logits, 1, 1, false).dataSync()[0];
    });
    generated += letters[drawn];
  }
  const shape = model.inputs[0].shape;
  return { history: history.history, seen, shape, layers: model.layers.length, generated };
}
