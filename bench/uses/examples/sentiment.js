/**
 * Sentences of reviews, good or bad, at the sizes of the example sentiment: vectors of 128 numbers for the 10,000 most frequent words,
 * 100 words a text, batches of 128, Adam, its LSTM of 32 units. The 3,000 sentences are of reviews of films, goods and restaurants
 * (Kotzias et al. 2015, CC BY 4.0), in the npm package sentiment 5.0.2; a fifth is kept to measure on.
 */
import { readFileSync } from "node:fs";
import { chance, mixed, pathOf } from "./beside.js";

export const name = "sentiment";
// TensorFlow.js's cpu backend goes over all places of the batch for each word of an embedding: forty seconds for one text
export const [batches, batchSize, epochs] = [2, 1, 10];
const [words, length] = [10_000, 100];
const read = (name) => JSON.parse(readFileSync(pathOf(`sentiment/test/fixtures/${name}.json`), "utf8"));
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

function tensors(tf, part) {
  const rows = part.map(({ text }) => ids(text));
  return [tf.tensor2d(rows, [rows.length, length], "int32"), tf.tensor2d(part.map((each) => [each.class]))];
}

export function program(tf) {
  const model = tf.sequential();
  model.add(tf.layers.embedding({ inputDim: words, outputDim: 128, inputLength: length }));
  model.add(tf.layers.lstm({ units: 32 }));
  model.add(tf.layers.dense({ units: 1, activation: "sigmoid" }));
  model.compile({ loss: "binaryCrossentropy", optimizer: "adam", metrics: ["acc"] });
  return {
    model,
    first: (count) => tensors(tf, reviews.slice(0, count)),
    async train(count) {
      const options = { epochs: count, batchSize: 128, validationSplit: 0.2, yieldEvery: "never", verbose: 0 };
      const { history } = await model.fit(...tensors(tf, reviews.slice(0, cut)), options);
      return history.val_acc;
    },
    right: () =>
      model.evaluate(...tensors(tf, reviews.slice(cut)), { batchSize: 128 }).map((each) => each.dataSync()[0]),
  };
}

export async function learn({ train, right }, count) {
  const validation = await train(count);
  console.log(`validation: ${validation.map((share) => share.toFixed(3))}`);
  const [loss, accuracy] = right();
  const others = `of ${reviews.length - cut} sentences not learned from`;
  console.log(`${(100 * accuracy).toFixed(1)} % ${others}, loss ${loss.toFixed(3)}`);
}
