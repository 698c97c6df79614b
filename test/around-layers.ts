/** Small models around a layer, of sequences, images, ids and texts, with inputs for them. */
import { input, layers, model, type Tensor, tensor } from "../src/index.ts";
import type { AnyModel } from "../src/models/index.ts";
import { normal } from "./numbers.ts";

export interface LayerModel {
  readonly model: AnyModel;
  readonly inputs: readonly Tensor[];
  /** Whether training draws random numbers, which differ between systems. */
  readonly isRandom?: boolean;
}

export const [batch, time, features] = [3, 4, 3];
export const steps = () => input({ shape: [time, features] });
export const row = () => normal([batch, time, features]);

export type SymbolicTensor = ReturnType<typeof input>;

/** The layers between a sequence and a column of numbers. */
export function around(middle: (x: SymbolicTensor) => SymbolicTensor, isRandom = false): LayerModel {
  const x = steps();
  const y = middle(x);
  const flat = y.rank > 2 ? layers.flatten().apply(y) : y;
  return { model: model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(flat) }), inputs: [row()], isRandom };
}

/** The layers between an image of two channels and a column of numbers. */
export const onImage = (middle: (x: SymbolicTensor) => SymbolicTensor, isRandom = false) =>
  around((x) => {
    const image = layers.reshape({ targetShape: [time, features, 1] }).apply(x);
    return middle(layers.conv2d({ filters: 2, kernelSize: 1 }).apply(image));
  }, isRandom);

/** The layers between a body of one channel and a column of numbers. */
export const onBody = (middle: (x: SymbolicTensor) => SymbolicTensor, isRandom = false) =>
  around((x) => middle(layers.reshape({ targetShape: [2, 2, features, 1] }).apply(x)), isRandom);

/** Layers that join two sequences. */
export const joining = (layer: { apply(inputs: SymbolicTensor[]): SymbolicTensor }): LayerModel => {
  const [a, b] = [steps(), steps()];
  const joined = layers.flatten().apply(layer.apply([a, b]));
  return {
    model: model({ inputs: [a, b], outputs: layers.dense({ units: 1 }).apply(joined) }),
    inputs: [row(), normal([batch, time, features], 1)],
  };
};

export const words = (maskZero: boolean): LayerModel => {
  // no word twice: Keras on TensorFlow has sparse gradients here, and some of its optimizers move a row that repeats otherwise
  const padded = [1, 2, 0, 0, 3, 4, 5, 6, 7, 0, 0, 0];
  const whole = [1, 2, 8, 9, 3, 4, 5, 6, 7, 10, 11, 12];
  const x = input({ shape: [time], dtype: "int32" });
  const embedded = layers.embedding({ inputDim: 13, outputDim: 3, maskZero }).apply(x);
  const last = layers.lstm({ units: 2 }).apply(embedded);
  return {
    model: model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(last) }),
    inputs: [tensor(maskZero ? padded : whole, [batch, time], "int32")],
  };
};

/** A language model whose scores come from its embedding. */
export const reversible = (): LayerModel => {
  const x = input({ shape: [time], dtype: "int32" });
  const table = layers.reversibleEmbedding({ inputDim: 13, outputDim: 3, logitSoftCap: 2 });
  const state = layers.lstm({ units: 3 }).apply(table.apply(x));
  const scores = table.apply(state, { reverse: true });
  return {
    model: model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(scores) }),
    inputs: [tensor([1, 2, 8, 9, 3, 4, 5, 6, 7, 10, 11, 12], [batch, time], "int32")],
  };
};

/** Zeros at the end of the first two rows. */
export const paddedRows = () => {
  const values = row().dataSync();
  for (const [at, count] of [
    [6, 6],
    [21, 3],
  ] as const)
    values.fill(0, at, at + count);
  return tensor(values, [batch, time, features]);
};

/** A vocabulary layer on texts, followed by a column of numbers. */
export const onTexts = (
  lookUp: (x: SymbolicTensor) => SymbolicTensor,
  texts: readonly string[],
  shape: readonly number[],
): LayerModel => {
  const x = input({ shape, dtype: "string" });
  return {
    model: model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(lookUp(x)) }),
    inputs: [tensor(texts, [batch, ...shape], "string")],
  };
};
