/** What `apply` gives, by type: checked by `npm run types`. */
import { expectTypeOf } from "vitest";
import { type Tensor, tensor } from "../tensor/index.ts";
import {
  activation,
  add,
  additiveAttention,
  attention,
  bidirectional,
  concatenate,
  dense,
  dropout,
  embedding,
  flatten,
  gruCell,
  input,
  layerNormalization,
  lstm,
  lstmCell,
  masking,
  permute,
  repeatVector,
  reshape,
  rnn,
  type SymbolicTensor,
  simpleRNNCell,
  stackedRNNCells,
  timeDistributed,
} from "./index.ts";

const x = tensor([[1]]);
const promise = input({ shape: [1] });

expectTypeOf(promise).toEqualTypeOf<SymbolicTensor>();

const oneOutput = [
  activation({ activation: "relu" }),
  add(),
  concatenate({ axis: 1 }),
  dense({ units: 1 }),
  dropout({ rate: 0.5 }),
  embedding({ inputDim: 2, outputDim: 1 }),
  flatten(),
  layerNormalization(),
  masking(),
  permute({ dims: [1] }),
  repeatVector({ n: 2 }),
  reshape({ targetShape: [1] }),
  timeDistributed({ layer: dense({ units: 1 }) }),
] as const;
for (const layer of oneOutput) {
  expectTypeOf(layer.apply(x)).toEqualTypeOf<Tensor>();
  expectTypeOf(layer.apply(promise)).toEqualTypeOf<SymbolicTensor>();
  expectTypeOf(layer.apply([x])).toEqualTypeOf<Tensor>();
  expectTypeOf(layer.apply([promise])).toEqualTypeOf<SymbolicTensor>();
}
expectTypeOf(add().apply([x, x])).toEqualTypeOf<Tensor>();
expectTypeOf(add().apply([promise, promise])).toEqualTypeOf<SymbolicTensor>();
// @ts-expect-error states are an option, initialState
lstm({ units: 2 }).apply([x, x, x]);
// @ts-expect-error one input
dense({ units: 2 }).apply([x, x]);

for (const layer of [attention({ useScale: true }), additiveAttention()] as const) {
  expectTypeOf(layer.apply([x, x])).toEqualTypeOf<Tensor>();
  expectTypeOf(layer.apply([promise, promise], { useCausalMask: true })).toEqualTypeOf<SymbolicTensor>();
  expectTypeOf(layer.apply([x, x], { returnAttentionScores: true })).toEqualTypeOf<[Tensor, Tensor]>();
  expectTypeOf(layer.apply([promise, promise], { returnAttentionScores: true })).toEqualTypeOf<
    [SymbolicTensor, SymbolicTensor]
  >();
}

const withStates = timeDistributed({ layer: lstm({ units: 1, returnState: true }) });
expectTypeOf(withStates.apply(x)).toEqualTypeOf<[Tensor, Tensor, Tensor]>();
expectTypeOf(withStates.apply(promise)).toEqualTypeOf<[SymbolicTensor, SymbolicTensor, SymbolicTensor]>();
expectTypeOf(timeDistributed({ layer: lstm({ units: 1 }) }).apply(x)).toEqualTypeOf<Tensor>();

// a cell gives its output and its states
expectTypeOf(gruCell({ units: 1 }).apply([x, x])).toEqualTypeOf<[Tensor, Tensor]>();
expectTypeOf(simpleRNNCell({ units: 1 }).apply([promise, promise])).toEqualTypeOf<[SymbolicTensor, SymbolicTensor]>();
expectTypeOf(lstmCell({ units: 1 }).apply(x)).toEqualTypeOf<[Tensor, Tensor, Tensor]>();
expectTypeOf(stackedRNNCells({ cells: [] }).apply(x)).toEqualTypeOf<Tensor | Tensor[]>();
rnn({ cell: [gruCell({ units: 1 }), lstmCell({ units: 1 })] });
bidirectional({ layer: rnn({ cell: lstmCell({ units: 1 }) }) });

// @ts-expect-error units are needed
dense({});
// @ts-expect-error no such option
dense({ units: 1, activaton: "relu" });
// @ts-expect-error no such activation
dense({ units: 1, activation: "rellu" });
// @ts-expect-error both widths are needed
embedding({ inputDim: 3 });
// @ts-expect-error a rate is needed
dropout({});
// @ts-expect-error no such score mode
attention({ scoreMode: "additive" });
// @ts-expect-error plain numbers are not a tensor
dense({ units: 1 }).apply([[1]]);
