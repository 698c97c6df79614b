/**
 * Sequences of many lengths: padding makes one tensor of them, a mask says what is padding, and layers make, pass on or use masks. After
 * Keras's guide "Understanding masking & padding".
 */
import { data, input, Layer, layers, model, ops, Random, sequential, type Tensor, tensor } from "recurve";

/** The embedding makes the mask; the LSTM passes over what it masks. */
export function network({ words = 20, units = 16 } = {}) {
  const ids = input({ shape: [null], dtype: "int32" });
  const vectors = layers.embedding({ inputDim: words, outputDim: units, maskZero: true }).apply(ids);
  const read = layers.lstm({ units }).apply(vectors);
  return model({ inputs: ids, outputs: layers.dense({ units: 1, activation: "sigmoid" }).apply(read), seed: 1 });
}

/** Changes the length of the sequence, and so must say what becomes of the mask: of the first half here, and of the second. */
class TemporalSplit extends Layer<2> {
  override get outputCount() {
    return 2 as const;
  }
  override call([x]: readonly Tensor[]) {
    return ops.split(x!, 2, 1);
  }
  override computeMasks(_: readonly Tensor[], { masks }: layers.CallContext) {
    return masks[0] ? ops.split(masks[0], 2, 1) : [];
  }
}

/** Uses the mask: a softmax over the steps that count. */
class TemporalSoftmax extends Layer {
  override call([x]: readonly Tensor[], { masks }: layers.CallContext) {
    const counted = ops.multiply(ops.exp(x!), masks[0] ? ops.expandDims(ops.cast(masks[0], "float32"), -1) : 1);
    return [ops.divide(counted, ops.sum(counted, 1, true))];
  }
}

export async function run({ sequences = 600, units = 16, epochs = 8 } = {}) {
  // sequences of 3 to 11 ids; are more of them even than odd?
  const random = new Random(1);
  const ids = (count: number) => Array.from({ length: count }, () => 1 + random.integer(19));
  const rows = Array.from({ length: sequences }, () => ids(3 + random.integer(9)));
  const isEven = rows.map((row) => Number(row.filter((id) => id % 2 === 0).length > row.length / 2));
  const padded = data.padSequences(rows.slice(0, 3), { padding: "post", maxlen: 12 });
  padded.print();

  // embedding and masking make masks, which go with their tensors or are given to a call
  const embedded = layers.embedding({ inputDim: 20, outputDim: 8, maskZero: true }).apply(padded);
  embedded.mask!.print();
  const lstm = layers.lstm({ units });
  const [carried, given] = [lstm.apply(embedded), lstm.apply(embedded, { mask: ops.notEqual(padded, 0) })];
  const [first, second] = new TemporalSplit().apply(embedded);
  for (const half of [first, second]) half.mask!.print();
  const shares = sequential([layers.masking(), new TemporalSoftmax()]).predict(tensor([[[1], [2], [0]]]));
  shares.print();

  const reader = network({ units });
  reader.compile({ optimizer: "adam", loss: "binaryCrossentropy", metrics: ["accuracy"] });
  const { history } = await reader.fit(data.padSequences(rows), isEven, { epochs, validationSplit: 0.2 });
  const answers = [12, 30].map((maxlen) => reader.predict(data.padSequences(rows, { maxlen, padding: "post" })));
  return { accuracy: history.val_accuracy!, same: [[carried, given], answers], shares };
}
