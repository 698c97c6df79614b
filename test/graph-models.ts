/** Models whose graphs are more than a chain, for tests of files. */
import { input, layers, model, sequential, tensor } from "../src/index.ts";
import {
  batch,
  features,
  type LayerModel,
  paddedRows,
  row,
  type SymbolicTensor,
  steps,
  time,
} from "./around-layers.ts";
import { normal } from "./numbers.ts";

/** Two branches of equal layers, one of them masked: its operations on masks change the order in which Keras lists the layers. */
function maskedBranch(
  start: (x: SymbolicTensor) => SymbolicTensor,
  shape: readonly number[],
  inputs: LayerModel["inputs"],
): LayerModel {
  const [a, b] = [shape, [time, features]].map((each) => input({ shape: each }));
  const hidden = (x: SymbolicTensor) => layers.dense({ units: 3, activation: "tanh" }).apply(x);
  const ends = [hidden(hidden(b!)), start(a!)].map((x) => layers.gru({ units: 2 }).apply(x));
  const joined = layers.dense({ units: 1 }).apply(layers.subtract().apply(ends));
  return { model: model({ inputs: [a!, b!], outputs: joined }), inputs };
}

/** No word twice, see above. */
const wordRows = () => tensor([1, 2, 0, 8, 3, 4, 5, 6, 7, 9, 10, 11], [batch, time]);
const embedding = (maskZero = true) => layers.embedding({ inputDim: 12, outputDim: 3, maskZero });

/** Models within models, shared layers, masks that are joined, and several ends. */
export const graphModels: Readonly<Record<string, () => LayerModel>> = {
  maskingInBranch: () =>
    maskedBranch(
      (x) => layers.masking({}).apply(layers.dense({ units: 3, useBias: false }).apply(x)),
      [time, features],
      [paddedRows(), row()],
    ),
  masksJoined: () =>
    maskedBranch(
      (x) => layers.concatenate({ name: "joined" }).apply([embedding().apply(x), embedding().apply(x)]),
      [time],
      [wordRows(), row()],
    ),
  masksJoinedByDefaultName: () =>
    maskedBranch(
      (x) => layers.concatenate().apply([embedding().apply(x), embedding(false).apply(x)]),
      [time],
      [wordRows(), row()],
    ),
  masksJoinedAlongTime: () =>
    maskedBranch(
      (x) => layers.concatenate({ axis: 1 }).apply([embedding().apply(x), embedding().apply(x)]),
      [time],
      [wordRows(), row()],
    ),
  masksInAttention: () =>
    maskedBranch(
      (x) =>
        layers
          .attention()
          .apply([layers.add().apply([embedding().apply(x), embedding().apply(x)]), embedding().apply(x)]),
      [time],
      [wordRows(), row()],
    ),
  sequentialInside: () => {
    const inner = sequential({
      layers: [layers.dense({ units: 3, inputShape: [time, features] }), layers.gru({ units: 2 })],
    });
    const shared = layers.dense({ units: 2 });
    const x = steps();
    const functional = model({ inputs: x, outputs: shared.apply(x), name: "functional_inside" });
    const [a, b] = [steps(), steps()];
    const joined = layers.add().apply([inner.apply(a), inner.apply(b)]);
    const flat = layers.flatten().apply(functional.apply(b));
    return {
      model: model({
        inputs: [a, b],
        outputs: layers.dense({ units: 1 }).apply(layers.concatenate().apply([joined, flat])),
      }),
      inputs: [row(), normal([batch, time, features], 1)],
    };
  },
  frozen: () => {
    const made = sequential({
      layers: [
        input({ shape: [time, features] }),
        layers.lstm({ units: 2, trainable: false }),
        layers.dense({ units: 1 }),
      ],
    });
    return { model: made, inputs: [row()] };
  },
};
