/**
 * Sums of two numbers of two digits, read letter by letter from the last to the first, by one program on TensorFlow.js and on
 * `recurve/tfjs`: an LSTM of 128 units, its vector repeated, another, as in the example addition-rnn, with 4,500 sums to learn from and
 * 500 to test on. Keras, whose example it follows, tells of 99 % of the letters after 55 epochs.
 *
 * RECURVE_TFJS=FOLDER node bench/uses/addition.js [EPOCHS]: the folder where @tensorflow/tfjs is installed; it trains one epoch,
 * Recurve all (55), and the first of them is timed on both, one after the other.
 */
import { createRequire } from "node:module";
import * as recurve from "../../dist/node/tfjs.js";

const letters = "0123456789+ ";
const [digits, units, batchSize] = [2, 128, 32];
const [longest, answer] = [2 * digits + 1, digits + 1];

/** Numbers from 0 to below `below`, the same on each call. */
function* numbers(below, state = 1) {
  for (;;) {
    state = (state * 48271) % 2147483647;
    yield state % below;
  }
}

/** Sums, no two of the same numbers. */
function makeSums(count) {
  const sums = new Map();
  const given = numbers(10 ** digits);
  while (sums.size < count) {
    const [a, b] = [given.next().value, given.next().value];
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    if (!sums.has(key)) sums.set(key, [`${a}+${b}`, `${a + b}`]);
  }
  return [...sums.values()];
}

function encoded(tf, texts, length) {
  const buffer = tf.buffer([texts.length, length, letters.length]);
  texts.forEach((text, i) => {
    [...text.padEnd(length)].forEach((letter, j) => {
      buffer.set(1, i, j, letters.indexOf(letter));
    });
  });
  return buffer.toTensor();
}

/** The program. */
function program(tf, sums) {
  const model = tf.sequential();
  const options = { units, recurrentInitializer: "glorotNormal" };
  model.add(tf.layers.lstm({ ...options, inputShape: [longest, letters.length] }));
  model.add(tf.layers.repeatVector({ n: answer }));
  model.add(tf.layers.lstm({ ...options, returnSequences: true }));
  model.add(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: letters.length }) }));
  model.add(tf.layers.activation({ activation: "softmax" }));
  model.compile({ loss: "categoricalCrossentropy", optimizer: "adam", metrics: ["accuracy"] });
  const at = Math.floor(sums.length * 0.9);
  const [train, test] = [sums.slice(0, at), sums.slice(at)].map((part) => ({
    x: encoded(
      tf,
      part.map(([question]) => [...question.padEnd(longest)].reverse().join("")),
      longest,
    ),
    y: encoded(
      tf,
      part.map(([, sum]) => sum),
      answer,
    ),
  }));
  const right = () => {
    const guessed = model.predict(test.x).argMax(-1).arraySync();
    const texts = guessed.map((row) =>
      row
        .map((letter) => letters[letter])
        .join("")
        .trim(),
    );
    return texts.filter((text, i) => text === sums[at + i][1]).length / texts.length;
  };
  return {
    right,
    async epoch() {
      const begun = performance.now();
      const validationData = [test.x, test.y];
      const { history } = await model.fit(train.x, train.y, {
        epochs: 1,
        batchSize,
        validationData,
        yieldEvery: "never",
      });
      return { seconds: (performance.now() - begun) / 1000, accuracy: history.val_acc[0] };
    },
  };
}

const epochs = Number(process.argv[2] ?? 55);
const sums = makeSums(5000);
const ours = program(recurve, sums);
const first = await ours.epoch();
if (process.env.RECURVE_TFJS) {
  const theirs = program(createRequire(`${process.env.RECURVE_TFJS}/package.json`)("@tensorflow/tfjs"), sums);
  const { seconds } = await theirs.epoch();
  console.log(`the first epoch: TensorFlow.js ${seconds.toFixed(1)} s, Recurve ${first.seconds.toFixed(1)} s`);
}
let last = first;
let all = first.seconds;
for (let epoch = 1; epoch < epochs; epoch++) {
  last = await ours.epoch();
  all += last.seconds;
  if (process.env.RECURVE_TOLD) console.log(epoch + 1, last.accuracy.toFixed(4), ours.right().toFixed(3));
}
const percent = (share) => `${(100 * share).toFixed(1)} %`;
console.log(
  `after ${epochs} epochs, ${all.toFixed(0)} s: ${percent(last.accuracy)} of the letters, ${percent(ours.right())} of the sums`,
);
