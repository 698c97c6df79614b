/** Sums of small numbers, letter by letter: an encoder, its vector repeated, a decoder (the calls of addition-rnn). */
import { numbers, startFrom } from "./start.ts";

const letters = "0123456789+ ";
const [digits, longest, answer] = [2, 5, 3];

function encode(tf: any, texts: readonly string[], length: number): any {
  const buffer = tf.buffer([texts.length, length, letters.length]);
  for (const [i, text] of texts.entries()) {
    for (const [j, letter] of [...text].entries()) buffer.set(1, i, j, letters.indexOf(letter));
  }
  return buffer.toTensor().as3D(texts.length, length, letters.length);
}

function decode(tf: any, one: any): string {
  return tf.tidy(() =>
    [...one.as2D(answer, letters.length).argMax(1).dataSync()].map((at: number) => letters[at]).join(""),
  );
}

/** The losses of a short training, and the answers after it. */
export async function addition(tf: any, kind: "simpleRNN" | "gru" | "lstm" = "lstm"): Promise<unknown> {
  const pairs = numbers(96, 10 ** digits);
  const questions = pairs.flatMap((a, i) => (i % 2 ? [] : [`${a}+${pairs[i + 1]}`.padEnd(longest)]));
  const sums = pairs.flatMap((a, i) => (i % 2 ? [] : [String(a + pairs[i + 1]!).padEnd(answer)]));
  const [x, y] = [encode(tf, questions, longest), encode(tf, sums, answer)];
  const model = tf.sequential();
  const units = 16;
  model.add(tf.layers[kind]({ units, recurrentInitializer: "glorotNormal", inputShape: [longest, letters.length] }));
  model.add(tf.layers.repeatVector({ n: answer }));
  model.add(tf.layers[kind]({ units, recurrentInitializer: "glorotNormal", returnSequences: true }));
  model.add(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: letters.length }) }));
  model.add(tf.layers.activation({ activation: "softmax" }));
  model.compile({ loss: "categoricalCrossentropy", optimizer: "adam", metrics: ["accuracy"] });
  startFrom(tf, model);
  const history = await model.fit(x, y, {
    epochs: 3,
    batchSize: 16,
    shuffle: false,
    validationData: [x.slice([0, 0, 0], [8, -1, -1]), y.slice([0, 0, 0], [8, -1, -1])],
    yieldEvery: "epoch",
  });
  const guessed = tf.tidy(() => model.predict(x.slice([0, 0, 0], [4, longest, letters.length])));
  const rows = tf.split(guessed, 4);
  return { history: history.history, decoded: rows.map((row: any) => decode(tf, row)) };
}
