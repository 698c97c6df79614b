/** Handwritten digits, read row by row: an LSTM takes the rows of an image as steps. MNIST at half its size (`npm run data -- digits`). After mnist_rnn of pytorch/examples. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { layers, sequential, tensor } from "recurve";

const side = 14;

export function network({ units = 64 } = {}) {
  return sequential(
    [
      layers.lstm({ units, inputShape: [side, side], name: "rnn" }),
      layers.batchNormalization({ epsilon: 1e-5, momentum: 0.9, name: "batchnorm" }),
      layers.dropout({ rate: 0.25 }),
      layers.dense({ units: 32, activation: "relu", name: "fc1" }),
      layers.dropout({ rate: 0.5 }),
      layers.dense({ units: 10, activation: "softmax", name: "fc2" }),
    ],
    { seed: 1 },
  );
}

export async function run({ images = 10_000, units = 64, epochs = 12, batchSize = 64 } = {}) {
  // a line each: the digit, then the shades of its pixels from 0 to f; 400 of them are in the repository
  const full = "data/full/digits.txt";
  const file = images > 400 && existsSync(full) ? full : "data/digits.txt";
  const lines = (await readFile(file, "utf8")).trim().split("\n").slice(0, images);
  const pixels = lines.map((line) => Array.from(line.slice(2), (shade) => Number.parseInt(shade, 16) / 15));
  const xs = tensor(pixels.flat(), [lines.length, side, side]);
  const ys = lines.map((line) => Number(line[0]));

  const reader = network({ units });
  reader.summary();
  reader.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const { history } = await reader.fit(xs, ys, { epochs, batchSize, validationSplit: 0.1 });

  // the last image, which was not learned, and what the network says of it
  const last = pixels.at(-1)!.map((shade) => " .oO"[Math.round(3 * shade)]);
  for (let row = 0; row < side; row++) console.log(last.slice(side * row, side * (row + 1)).join(""));
  const scores = [...reader.predict(xs).dataSync()].slice(-10);
  console.log(`is a ${scores.indexOf(Math.max(...scores))}; ${ys.at(-1)} was meant`);
  return { accuracy: history.val_accuracy! };
}
