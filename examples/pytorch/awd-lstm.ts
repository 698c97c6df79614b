/** AWD-LSTM: dropped are entries of the recurrent kernels, whole words, and features at all steps; averaged SGD. Moby-Dick. After awd-lstm-lm (Merity et al. 2017). */
import { readFile } from "node:fs/promises";
import { input, Layer, layers, model, ops, optimizers, type Tensor, tensor, text } from "recurve";

/** 0 for dropped words, at all their positions in the batch, else the factor that keeps the mean. Takes the ids. */
class WordDropout extends Layer {
  override readonly className = "WordDropout";
  constructor(override readonly config: { words: number; rate: number }) {
    super();
  }
  override get worksPerStep() {
    return true;
  }
  override call([ids]: readonly Tensor[], { training, run }: layers.CallContext): Tensor[] {
    const { words, rate } = this.config;
    const ones = ops.broadcastTo(1, [words, 1]);
    return [ops.gather(training ? ops.dropout(ones, rate, run.nextRandom()) : ones, ids!)];
  }
}

export function network({ words = 3004, width = 100, units = 200, drop = 0.4 } = {}) {
  const ids = input({ shape: [null], dtype: "int32" });
  const table = layers.embedding({ inputDim: words, outputDim: width, name: "encoder" });
  let x = layers.multiply().apply([table.apply(ids), new WordDropout({ words, rate: 0.1 }).apply(ids)]);
  for (const [level, size] of [units, units, width].entries()) {
    // locked dropout: a feature is dropped at all steps or at none
    x = layers.spatialDropout1d({ rate: drop / 2 }).apply(x);
    const options = { units: size, returnSequences: true, recurrentKernelDropout: 0.5, name: `rnn${level}` };
    x = layers.lstm(options).apply(x);
  }
  const head = layers.dense({ units: words, activation: "softmax", tiedTo: table, name: "decoder" });
  return model({ inputs: ids, outputs: head.apply(layers.spatialDropout1d({ rate: drop }).apply(x)), seed: 1 });
}

export async function run({ length = 405_000, words = 2000, width = 64, units = 128, epochs = 8, rate = 20 } = {}) {
  const book = (await readFile("data/moby-dick.txt", "utf8")).slice(0, length);
  const vocabulary = text.Vocabulary.fromText(book, { split: "words", maxSize: words });
  const ids = vocabulary.encode(book);
  const cut = Math.floor(0.9 * ids.length);
  const inRows = (ids: number[], rows: number) => {
    const steps = Math.floor((ids.length - 1) / rows);
    const from = (start: number) => tensor(ids.slice(start, start + rows * steps), [rows, steps], "int32");
    return [from(0), from(1)] as const;
  };
  const [xs, ys] = inRows(ids.slice(0, cut), 20);
  const unseen = inRows(ids.slice(cut), 10);

  const writer = network({ words: vocabulary.size, width, units });
  writer.summary();
  // the average of all weights from the second epoch on takes their place at the end
  const t0 = Math.ceil(xs.shape[1]! / 35);
  const optimizer = optimizers.asgd({ learningRate: rate, lambd: 0, t0, weightDecay: 1.2e-6, globalClipnorm: 0.25 });
  writer.compile({ optimizer, loss: "sparseCategoricalCrossentropy" });
  const before = (await writer.evaluate(...unseen, { batchSize: 2, verbose: 0 })).loss!;
  await writer.fit(xs, ys, { epochs, batchSize: 20, truncate: 35, shuffle: false });
  const after = (await writer.evaluate(...unseen, { batchSize: 2, verbose: 0 })).loss!;
  console.log(`perplexity ${Math.exp(after).toFixed(1)} of ${vocabulary.size} words`);
  return { perplexity: Math.exp(after), untrained: Math.exp(before) };
}
