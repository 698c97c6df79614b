/** What the compiler knows about models. */
import { expectTypeOf, test } from "vitest";
import { type AnyTensor, dense, gru, input, lstm, type SymbolicTensor } from "../layers/index.ts";
import { type Tensor, tensor } from "../tensor/index.ts";
import { type Functional, model } from "./functional.ts";
import type { Model } from "./model.ts";
import { sequential } from "./sequential.ts";
import type { History } from "./training/history.ts";
import type { Logs } from "./training/logs.ts";

const x = input({ shape: [3, 1] });
const data = tensor([[[0.1], [0.2], [0.3]]]);
const [output, h, c] = lstm({ units: 1, returnState: true }).apply(x);

test("predict gives a tensor for one output", () => {
  expectTypeOf(model({ inputs: x, outputs: output }).predict(data)).toEqualTypeOf<Tensor>();
  expectTypeOf(model({ inputs: x, outputs: output }).predictOnBatch(data)).toEqualTypeOf<Tensor>();
  expectTypeOf(sequential({ layers: [dense({ units: 1 })] }).predict(data)).toEqualTypeOf<Tensor>();
});

test("predict promises as much for a dataset", () => {
  const batches = (async function* () {
    yield { x: data };
  })();
  expectTypeOf(model({ inputs: x, outputs: output }).predict(batches)).toEqualTypeOf<Promise<Tensor>>();
});

test("predict gives a tuple for a tuple, of its length", () => {
  const states = model({ inputs: x, outputs: [output, h, c] });
  expectTypeOf(states.predict(data)).toEqualTypeOf<[Tensor, Tensor, Tensor]>();
  expectTypeOf(model({ inputs: x, outputs: [output] }).predict(data)).toEqualTypeOf<[Tensor]>();
  // @ts-expect-error there is no fourth output
  states.predict(data)[3];
  // @ts-expect-error a tuple is not a tensor
  const wrong: Tensor = states.predict(data);
  expectTypeOf(wrong).toEqualTypeOf<Tensor>();
});

test("predict gives a record for a record", () => {
  const named = model({ inputs: { sequence: x }, outputs: { last: output, cell: c } });
  expectTypeOf(named.predict({ sequence: data })).toEqualTypeOf<{ last: Tensor; cell: Tensor }>();
  // @ts-expect-error there is no such output
  named.predict(data).hidden;
});

test("predict gives a list where the number of outputs is not known", () => {
  const outputs: SymbolicTensor[] = [output, h];
  expectTypeOf(model({ inputs: x, outputs }).predict(data)).toEqualTypeOf<Tensor[]>();
});

test("a model is named by its outputs", () => {
  expectTypeOf(model({ inputs: x, outputs: output })).toEqualTypeOf<Functional<SymbolicTensor>>();
  const three: Model<[SymbolicTensor, SymbolicTensor, SymbolicTensor]> = model({ inputs: x, outputs: [output, h, c] });
  expectTypeOf(three.predict(data)).toEqualTypeOf<[Tensor, Tensor, Tensor]>();
  // @ts-expect-error two outputs are not three
  const two: Model<[SymbolicTensor, SymbolicTensor, SymbolicTensor]> = model({ inputs: x, outputs: [output, h] });
  expectTypeOf(two).not.toBeAny();
});

test("a model applied as a layer gives as many tensors as it has outputs", () => {
  expectTypeOf(model({ inputs: x, outputs: output }).apply(x)).toEqualTypeOf<SymbolicTensor>();
  expectTypeOf(model({ inputs: x, outputs: [output, h] }).apply(x)).toEqualTypeOf<[SymbolicTensor, SymbolicTensor]>();
  expectTypeOf(sequential({ layers: [dense({ units: 1 })] }).apply(data)).toEqualTypeOf<Tensor>();
});

test("inputs and outputs must be symbolic", () => {
  // @ts-expect-error a tensor is no input
  model({ inputs: data, outputs: output });
  // @ts-expect-error a layer is no output
  model({ inputs: x, outputs: dense({ units: 1 }) });
  // @ts-expect-error an unapplied layer of several outputs gives a tuple, which needs picking
  dense({ units: 1 }).apply(lstm({ units: 1, returnState: true }).apply(x) satisfies AnyTensor);
  model({ inputs: x, outputs: gru({ units: 1, returnState: true }).apply(x) });
});

test("names of losses, metrics and optimizers are checked", () => {
  const one = sequential({ layers: [dense({ units: 1 })] });
  one.compile({ optimizer: "adam", loss: "meanSquaredError", metrics: ["accuracy", "mae"] });
  one.compile({ loss: (_t: Tensor, p: Tensor) => p });
  // @ts-expect-error a loss gives a tensor
  one.compile({ loss: () => 1 });
  // @ts-expect-error misspelt loss
  one.compile({ loss: "meanSquareError" });
  // @ts-expect-error misspelt metric
  one.compile({ loss: "mse", metrics: ["acuracy"] });
  // @ts-expect-error misspelt optimizer
  one.compile({ optimizer: "adan", loss: "mse" });
  // @ts-expect-error misspelt option
  one.compile({ los: "mse" });
  const two = model({ inputs: x, outputs: [output, h] });
  two.compile({ loss: ["mse", null], metrics: [["mae"], []] });
  two.compile({ loss: { lstm: "mse" }, metrics: { lstm: ["mae", "mse"] } });
});

test("fit and its callbacks", () => {
  const one = sequential({ layers: [dense({ units: 1 })] });
  expectTypeOf(one.fit).returns.toEqualTypeOf<Promise<History>>();
  expectTypeOf(one.evaluate).returns.toEqualTypeOf<Promise<Logs>>();
  expectTypeOf(one.trainOnBatch).returns.toEqualTypeOf<Promise<Logs>>();
  const train = (options: Parameters<typeof one.fit>[2]) => () => one.fit([[1]], [1], options);
  train({
    callbacks: [{ onEpochEnd: (epoch, logs) => void ({ epoch, logs } satisfies { epoch: number; logs: Logs }) }],
  });
  train({ callbacks: [(_epoch, _logs, model) => void (model.stopTraining = true)] });
  train({ validationData: [[[1]], [1]] });
  // @ts-expect-error misspelt option
  train({ epoch: 3 });
  // @ts-expect-error no such verbosity
  train({ verbose: 3 });
});
