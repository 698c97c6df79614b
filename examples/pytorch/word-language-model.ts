/** A language model of words: two LSTMs and one table for the words that come in and go out, learned in windows of 35. Moby-Dick. After word_language_model of pytorch/examples. */
import { readFile } from "node:fs/promises";
import { layers, optimizers, Random, sequential, tensor, text } from "recurve";

export function network({ words = 5000, units = 200, dropout = 0.2 } = {}) {
  const table = layers.embedding({ inputDim: words, outputDim: units, inputShape: [null], name: "encoder" });
  const lstm = (name: string) => layers.lstm({ units, returnSequences: true, name });
  const decoder = layers.dense({ units: words, activation: "softmax", name: "decoder", tiedTo: table });
  const drop = () => layers.dropout({ rate: dropout });
  return sequential([table, drop(), lstm("first"), drop(), lstm("second"), drop(), decoder], { seed: 1 });
}

export async function run({ length = 600_000, words = 3000, units = 128, epochs = 6, rows = 20 } = {}) {
  const book = (await readFile("data/moby-dick.txt", "utf8")).slice(0, length);
  const vocabulary = text.Vocabulary.fromText(book, { split: "words", maxSize: words });
  const ids = vocabulary.encode(book);
  const cut = Math.floor(0.9 * ids.length);

  // (rows, steps): each row goes on where its last window ended
  const inRows = (ids: number[], rows: number) => {
    const steps = Math.floor((ids.length - 1) / rows);
    const from = (start: number) => tensor(Int32Array.from(ids.slice(start, start + rows * steps)), [rows, steps]);
    return [from(0), from(1)] as const;
  };
  const [xs, ys] = inRows(ids.slice(0, cut), rows);
  const unseen = inRows(ids.slice(cut), 10);

  const model = network({ words: vocabulary.size, units });
  model.summary();
  // steep steps, shortened where the gradient is long; the rate falls when the unseen words are guessed no better
  const optimizer = optimizers.sgd({ learningRate: 20, globalClipnorm: 0.25 });
  model.compile({ optimizer, loss: "sparseCategoricalCrossentropy" });
  const perplexities: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    await model.fit(xs, ys, { epochs: 1, batchSize: rows, truncate: 35, shuffle: false });
    const { loss } = await model.evaluate(...unseen, { batchSize: 2, verbose: 0 });
    if (loss! > Math.log(Math.min(...perplexities))) optimizer.learningRate /= 4;
    perplexities.push(Math.exp(loss!));
    console.log(`epoch ${epoch + 1}: perplexity ${perplexities.at(-1)!.toFixed(1)} of ${vocabulary.size} words`);
  }

  const [stepper, random] = [model.stream(), new Random(1)];
  const written = vocabulary.encode("The whale");
  for (let t = 0; t < 40; t++) {
    const next = stepper.step([written[t]!]);
    if (t >= written.length - 1) written.push(text.sample(vocabulary.writable(next), { temperature: 0.8 }, random));
  }
  console.log(vocabulary.decode(written));
  return { perplexities };
}
