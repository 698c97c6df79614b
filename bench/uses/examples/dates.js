/**
 * Dates of many forms written as YYYY-MM-DD: two LSTMs with attention between, 64 units and embeddings of 64, as in the example
 * date-conversion-attention, whose 2 epochs of batches of 128 these are too. The dates are made here, all days from 1950 to 2049:
 * nine tenths to learn from, each in three of 16 forms, a tenth to test on.
 */
import { chance, mixed } from "./beside.js";

export const name = "date-conversion-attention";
export const [batches, batchSize, epochs] = [10, 128, 2];

const months = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const two = (number) => String(number).padStart(2, "0");
/** Forms of a date: d day, m month, y year. */
const forms = [
  (d, m, y) => `${two(d)}${months[m]}${y}`,
  (d, m, y) => `${two(d)}${two(m + 1)}${y}`,
  (d, m, y) => `${two(m + 1)}/${two(d)}/${y}`,
  (d, m, y) => `${m + 1}/${d}/${y}`,
  (d, m, y) => `${two(m + 1)}-${two(d)}-${y}`,
  (d, m, y) => `${m + 1}-${d}-${y}`,
  (d, m, y) => `${y}-${two(m + 1)}-${two(d)}`,
  (d, m, y) => `${y}/${m + 1}/${d}`,
  (d, m, y) => `${months[m]} ${d}, ${y}`,
  (d, m, y) => `${months[m]} ${two(d)}, ${y}`,
  (d, m, y) => `${d} ${months[m]} ${y}`,
  (d, m, y) => `${two(d)} ${months[m]} ${y}`,
  (d, m, y) => `${d}.${m + 1}.${y}`,
  (d, m, y) => `${two(d)}.${two(m + 1)}.${y}`,
  (d, m, y) => `${y}.${two(m + 1)}.${two(d)}`,
  (d, m, y) => `${y}${two(m + 1)}${two(d)}`,
];
const [longest, length, units] = [12, 10, 64];
const letters = "\0\x010123456789/-., ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const outLetters = "\0\x010123456789-";
const START = 1;

const number = chance();

/** Pairs of a date in some form and in the one wanted, in an order by chance. */
function makeDates() {
  const all = [];
  for (let day = Date.UTC(1950, 0, 1); day < Date.UTC(2050, 0, 1); day += 86_400_000) all.push(new Date(day));
  const days = mixed(all, number);
  const pair = (day) => {
    const parts = [day.getUTCDate(), day.getUTCMonth(), day.getUTCFullYear()];
    return [forms[number(forms.length)](...parts), day.toISOString().slice(0, 10)];
  };
  const cut = Math.floor(days.length * 0.9);
  // each day to learn from comes in three forms
  return {
    train: days.slice(0, cut).flatMap((day) => [pair(day), pair(day), pair(day)]),
    test: days.slice(cut).map(pair),
  };
}

const ids = (texts, alphabet, width) =>
  texts.map((text) => Array.from({ length: width }, (_, i) => (i < text.length ? alphabet.indexOf(text[i]) : 0)));

/** The inputs of both LSTMs, and what the second is to say. */
function tensors(tf, pairs) {
  const y = ids(
    pairs.map(([, date]) => date),
    outLetters,
    length,
  );
  const x = tf.tensor2d(
    ids(
      pairs.map(([text]) => text),
      letters,
      longest,
    ),
  );
  const given = tf.tensor2d(y.map((row) => [START, ...row.slice(0, -1)]));
  return { x, given, truth: tf.oneHot(tf.tensor2d(y, [y.length, length], "int32"), outLetters.length).toFloat() };
}

const { train, test } = makeDates();

export function program(tf) {
  class LastStep extends tf.layers.Layer {
    static className = "LastStep";
    constructor(config) {
      super(config ?? {});
      this.supportsMasking = true;
    }
    computeOutputShape(shape) {
      return [shape[0], shape[2]];
    }
    call(input) {
      return tf.tidy(() => input[0].gather([input[0].shape[1] - 1], 1).squeeze([1]));
    }
  }
  const [encoderInput, decoderInput] = [tf.input({ shape: [longest] }), tf.input({ shape: [length] })];
  const embed = (inputDim, inputLength) =>
    tf.layers.embedding({ inputDim, outputDim: 64, inputLength, maskZero: true });
  const lstm = () => tf.layers.lstm({ units, returnSequences: true });
  const encoded = lstm().apply(embed(letters.length, longest).apply(encoderInput));
  const last = new LastStep({ name: "last" }).apply(encoded);
  const decoded = lstm().apply(embed(outLetters.length, length).apply(decoderInput), { initialState: [last, last] });
  const scores = tf.layers.dot({ axes: [2, 2] }).apply([decoded, encoded]);
  const attention = tf.layers.activation({ activation: "softmax" }).apply(scores);
  const context = tf.layers.dot({ axes: [2, 1] }).apply([attention, encoded]);
  const joined = tf.layers.concatenate().apply([context, decoded]);
  const each = (options) => tf.layers.timeDistributed({ layer: tf.layers.dense(options) });
  const hidden = each({ units, activation: "tanh" }).apply(joined);
  const outputs = each({ units: outLetters.length, activation: "softmax" }).apply(hidden);
  const model = tf.model({ inputs: [encoderInput, decoderInput], outputs });
  model.compile({ loss: "categoricalCrossentropy", optimizer: "adam" });
  const inputs = (pairs) => {
    const { x, given, truth } = tensors(tf, pairs);
    return [[x, given], truth];
  };
  return {
    model,
    first: (count) => inputs(train.slice(0, count)),
    async train(count) {
      const options = { epochs: count, batchSize, shuffle: true, yieldEvery: "never", verbose: 0 };
      const { history } = await model.fit(...inputs(train), options);
      return history.loss.at(-1);
    },
    /** The share of dates that are right to the last letter, written letter by letter. */
    right(pairs) {
      const { x } = tensors(tf, pairs);
      const said = tf.buffer([pairs.length, length]);
      for (let row = 0; row < pairs.length; row++) said.set(START, row, 0);
      let guessed;
      for (let i = 0; i < length; i++) {
        guessed = model.predict([x, said.toTensor()]).argMax(-1).arraySync();
        if (i + 1 < length) for (let row = 0; row < pairs.length; row++) said.set(guessed[row][i], row, i + 1);
      }
      const texts = guessed.map((row) => row.map((id) => outLetters[id]).join(""));
      return texts.filter((text, i) => text === pairs[i][1]).length / texts.length;
    },
  };
}

export async function learn(trained, count) {
  console.log(`${train.length} dates, loss ${(await trained.train(count)).toFixed(4)}`);
  console.log(`${(100 * trained.right(test)).toFixed(1)} % of ${test.length} days that it has not seen`);
}
