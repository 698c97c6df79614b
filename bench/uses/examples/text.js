/**
 * Letters after letters of Moby-Dick, at the sizes of the example lstm-text-generation: two LSTMs of 128 units over 60 letters,
 * RMSprop at 0.01, batches of 128, each epoch 10,000 windows by chance. It tells the validation loss and writes at four temperatures.
 */
import { readFileSync } from "node:fs";
import { chance } from "./beside.js";

export const name = "lstm-text-generation";
export const [batches, batchSize, epochs] = [5, 128, 20];
const text = readFileSync(new URL("../../../data/moby-dick.txt", import.meta.url), "utf8");
const letters = [...new Set(text)].sort();
const ids = Int32Array.from(text, (letter) => letters.indexOf(letter));
const [length, step, perEpoch] = [60, 3, 10_000];

export function program(tf) {
  const model = tf.sequential();
  model.add(tf.layers.lstm({ units: 128, returnSequences: true, inputShape: [length, letters.length] }));
  model.add(tf.layers.lstm({ units: 128 }));
  model.add(tf.layers.dense({ units: letters.length, activation: "softmax" }));
  model.compile({ optimizer: tf.train.rmsprop(0.01), loss: "categoricalCrossentropy" });
  const number = chance();
  const windows = (count) => {
    const x = new tf.TensorBuffer([count, length, letters.length]);
    const y = new tf.TensorBuffer([count, letters.length]);
    for (let row = 0; row < count; row++) {
      const at = step * number(Math.floor((ids.length - length - 1) / step));
      for (let i = 0; i < length; i++) x.set(1, row, i, ids[at + i]);
      y.set(1, row, ids[at + length]);
    }
    return [x.toTensor(), y.toTensor()];
  };
  return {
    model,
    first: windows,
    async epoch() {
      const options = { epochs: 1, batchSize, validationSplit: 0.0625, yieldEvery: "never", verbose: 0 };
      const { history } = await model.fit(...windows(perEpoch), options);
      return [history.loss[0], history.val_loss[0]];
    },
    write(count, temperature) {
      let written = "";
      let last = [...ids.subarray(0, length)];
      while (written.length < count) {
        const x = new tf.TensorBuffer([1, length, letters.length]);
        for (const [i, id] of last.entries()) x.set(1, 0, i, id);
        const said = tf.squeeze(model.predict(x.toTensor()));
        const scaled = tf.div(tf.log(said), temperature);
        const next =
          temperature === 0 ? tf.argMax(said) : tf.multinomial(tf.softmax(scaled), 1, 7 + written.length, true);
        const id = next.dataSync()[0];
        written += letters[id];
        last = [...last.slice(1), id];
      }
      return written;
    },
  };
}

export async function learn({ epoch, write }, count) {
  for (let i = 1; i <= count; i++) {
    const losses = await epoch();
    if (i === 1 || i === count || i % 5 === 0)
      console.log(`epoch ${i}: loss, of validation too, ${losses.map((loss) => loss.toFixed(3))}`);
  }
  for (const temperature of [0, 0.25, 0.5, 0.75])
    console.log(`${temperature}: ${JSON.stringify(write(120, temperature))}`);
}
