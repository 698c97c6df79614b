/** Truths that hold for every recurrent layer, whatever its weights: checked for each family, on both backends. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectClose } from "../../../test/numbers.ts";
import { valueAndGrad } from "../../autodiff/grad.ts";
import { type BackendName, setBackend } from "../../backend/current.ts";
import { add, concatenate, multiply, reverse, sliceAxis, sum } from "../../ops/index.ts";
import { Random, readOptions, type Shape, sizeOf, type Tensor, tensor } from "../../tensor/index.ts";
import { Bidirectional, bidirectional } from "./bidirectional.ts";
import { RNNCell } from "./cell.ts";
import { rnn } from "./cell-rnn.ts";
import { gru, gruCell } from "./gru.ts";
import { lstm, lstmCell } from "./lstm.ts";
import { RNN, type RNNOptions, rnnOptions } from "./rnn.ts";
import { simpleRNN, simpleRNNCell } from "./simple-rnn.ts";

const [B, T, F, U] = [3, 5, 2, 4];

/** Seeded normal numbers, so that no two weights are alike. */
function normal(shape: Shape, stream: number): Tensor {
  const random = new Random(11, stream);
  return tensor(
    Float32Array.from({ length: sizeOf(shape) }, () => 0.6 * random.normal()),
    shape,
  );
}

type Make = (options: RNNOptions & { units: number; activation?: "silu" | "tanh" }) => RNN<number>;

const families: Record<string, Make> = {
  SimpleRNN: (options) => simpleRNN(options) as RNN<number>,
  LSTM: (options) => lstm(options) as RNN<number>,
  GRU: (options) => gru(options) as RNN<number>,
  "GRU reset before": (options) => gru({ ...options, resetAfter: false }) as RNN<number>,
  "stacked cells": ({ units, ...options }) =>
    rnn({ ...options, cell: [lstmCell({ units: 3 }), gruCell({ units: 2 }), simpleRNNCell({ units })] }) as RNN<number>,
};

/** The layer with fixed random weights. */
function withWeights(layer: RNN<number>): RNN<number> {
  layer.ensureBuilt([[B, T, F]]);
  layer.setWeights(layer.weights.map((weight, i) => normal(weight.shape, 100 + i)));
  return layer;
}

/** A copy that walks step by step: a cell that says it has no fused form. */
function stepwise(layer: RNN<number>): RNN<number> {
  const cell = layer.cell.clone();
  cell.path = () => ({ fused: false, reason: "the test asks for it" });
  const copy = new RNN<number>(layer.config, cell);
  copy.ensureBuilt([[B, T, F]]);
  copy.setWeights(layer.getWeights());
  return copy;
}

const all = (result: Tensor | Tensor[]) => [result].flat();
const call = (layer: RNN<number>, ...args: Parameters<RNN<number>["apply"]>) =>
  all(layer.apply(...args) as Tensor | Tensor[]);

const masks = {
  "no mask": undefined,
  "padding on the right": [
    [1, 1, 1, 1, 1],
    [1, 1, 1, 0, 0],
    [1, 0, 0, 0, 0],
  ],
  "padding on the left": [
    [1, 1, 1, 1, 1],
    [0, 0, 1, 1, 1],
    [0, 0, 0, 0, 1],
  ],
  "holes and an empty row": [
    [1, 0, 1, 0, 1],
    [0, 1, 1, 0, 1],
    [0, 0, 0, 0, 0],
  ],
};

describe.each(["js", "wasm"] satisfies BackendName[])("on %s", (backend) => {
  beforeAll(() => setBackend(backend));
  afterAll(() => setBackend("wasm"));

  describe.each(Object.entries(families))("%s", (_, make) => {
    const x = normal([B, T, F], 1);

    describe.each(Object.entries(masks))("%s", (__, rows) => {
      const mask = rows && tensor(rows.flat().map(Boolean), [B, T]);

      it.each([false, true])(
        "fused equals stepwise, goBackwards %s: outputs, states and every gradient",
        (goBackwards) => {
          for (const zeroOutputForMask of [false, true]) {
            const options = { units: U, returnSequences: true, returnState: true, goBackwards, zeroOutputForMask };
            const fused = withWeights(make(options));
            const walked = stepwise(fused);
            const states = fused.cell.stateShapes.map((shape, i) => normal([B, ...shape], 50 + i));
            const run = (layer: RNN<number>) => {
              const outputs = call(layer, x, { initialState: states, ...(mask && { mask }) });
              const loss = (input: Tensor, ...initialState: Tensor[]) => {
                const parts = call(layer, input, { initialState, ...(mask && { mask }) });
                return parts
                  .map((part, i) => sum(multiply(part, normal(part.shape, 70 + i))))
                  .reduce((a, b) => add(a, b));
              };
              const { grad } = valueAndGrad(loss as (...args: [Tensor, Tensor]) => Tensor)(x, ...(states as [Tensor]));
              return [...outputs, ...(grad as Tensor[])];
            };
            const [a, b] = [run(fused), run(walked)];
            for (const [i, part] of a.entries()) expectClose(part, b[i]!);
          }
        },
      );
    });

    it("carries its state: a sequence in two parts equals the whole", () => {
      const layer = withWeights(make({ units: U, returnSequences: true, returnState: true }));
      const [whole, ...finals] = call(layer, x);
      const [first, ...between] = call(layer, sliceAxis(x, 1, 0, 2));
      const [second, ...ends] = call(layer, sliceAxis(x, 1, 2), { initialState: between });
      expectClose(concatenate([first!, second!], 1), whole!);
      for (const [i, end] of ends.entries()) expectClose(end, finals[i]!);
    });

    it("goes backwards as it goes forwards over the reversed sequence", () => {
      const forward = withWeights(make({ units: U, returnSequences: true }));
      const backward = withWeights(make({ units: U, returnSequences: true, goBackwards: true }));
      expectClose(call(backward, x)[0]!, call(forward, reverse(x, 1))[0]!);
    });

    it("is blind to what lies under a mask", () => {
      const layer = withWeights(make({ units: U, returnSequences: true, returnState: true }));
      const mask = tensor(masks["padding on the right"].flat().map(Boolean), [B, T]);
      const garbage = tensor(
        x.dataSync().map((value, i) => (mask.dataSync()[Math.floor(i / F)] ? value : 77)) as Float32Array,
        [B, T, F],
      );
      const [clean, dirty] = [call(layer, x, { mask }), call(layer, garbage, { mask })];
      for (const [i, part] of clean.entries()) expect(dirty[i]!.dataSync()).toEqual(part.dataSync());
    });

    it("keeps a state that is no number out of the outputs of masked steps", () => {
      const layer = withWeights(make({ units: U, returnSequences: true, returnState: true }));
      const [, ...states] = call(layer, x);
      const initialState = states.map(({ shape }) => tensor(new Float32Array(sizeOf(shape)).fill(Number.NaN), shape));
      const mask = tensor(new Array(B * T).fill(false), [B, T]);
      const zeros = new Float32Array(B * T * U);
      expect(call(layer, x, { mask, initialState })[0]!.dataSync()).toEqual(zeros);
    });

    it("treats a row alone as the row in its batch, to the last bit", () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: B - 1 }), (row) => {
          const layer = withWeights(make({ units: U, returnSequences: true }));
          const [whole] = call(layer, x);
          const [alone] = call(layer, sliceAxis(x, 0, row, row + 1));
          expect(alone!.dataSync()).toEqual(sliceAxis(whole!, 0, row, row + 1).dataSync());
        }),
        { numRuns: 5 },
      );
    });

    it("unrolled is the same", () => {
      const plain = withWeights(make({ units: U }));
      const unrolled = withWeights(make({ units: U, unroll: true }));
      expect(call(unrolled, x)[0]!.dataSync()).toEqual(call(plain, x)[0]!.dataSync());
    });

    it("stateful: two batches equal one long one, until it is reset", () => {
      const layer = withWeights(make({ units: U, stateful: true }));
      const fresh = withWeights(make({ units: U }));
      const [half, rest] = [sliceAxis(x, 1, 0, 2), sliceAxis(x, 1, 2)];
      call(layer, half);
      expectClose(call(layer, rest)[0]!, call(fresh, x)[0]!);
      layer.resetStates();
      expectClose(call(layer, half)[0]!, call(fresh, half)[0]!);
      expect(() => call(layer, sliceAxis(x, 0, 0, 2))).toThrow(/batch size/);
    });
  });

  it("runs in both directions as its two layers do one by one", () => {
    const x = normal([B, T, F], 1);
    const both = new Bidirectional<number>({ layer: lstm({ units: U, returnSequences: true }) });
    both.ensureBuilt([[B, T, F]]);
    both.setWeights(both.weights.map((weight, i) => normal(weight.shape, 200 + i)));
    const forward = both.forwardLayer.apply(x) as Tensor;
    const backward = reverse(both.backwardLayer.apply(x) as Tensor, 1);
    expectClose(both.apply(x) as Tensor, concatenate([forward, backward]));
  });
});

describe("explainPath", () => {
  it("says fused, or why not", () => {
    expect(lstm({ units: 2, activation: "gelu" }).explainPath()).toMatch(/^fused/);
    expect(lstm({ units: 2, activation: "softmax" }).explainPath()).toMatch(
      /step by step: the activation "softmax" has no kernel/,
    );
    expect(rnn({ cell: new Counter({ units: 2 }) }).explainPath()).toMatch(/Counter is a cell of its own kind/);
  });

  it("a user's own cell walks", () => {
    const layer = new RNN(
      readOptions("rnn", { returnSequences: true } as RNNOptions, rnnOptions),
      new Counter({ units: F }),
    );
    const x = tensor([
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ]);
    expect((layer.apply(x) as Tensor).arraySync()).toEqual([
      [
        [1, 2],
        [4, 6],
        [9, 12],
      ],
    ]);
  });
});

it("bidirectional turns a layer that reads backwards round for the other direction", () => {
  const sums = { kernelInitializer: "ones", recurrentInitializer: "ones", activation: null } as const;
  const layer = simpleRNN({ ...sums, units: 1, goBackwards: true, returnSequences: true });
  const both = bidirectional({ layer });
  expect((both.apply(tensor([[[1], [2], [3]]])) as Tensor).arraySync()).toEqual([
    [
      [3, 6],
      [5, 3],
      [6, 1],
    ],
  ]);
});

/** Adds up its inputs. */
class Counter extends RNNCell {
  override readonly className = "Counter";
  readonly stateSizes: readonly number[];
  constructor(override readonly config: { units: number }) {
    super();
    this.stateSizes = [config.units];
  }
  step(x: Tensor, [total]: readonly Tensor[]) {
    const next = add(x, total!);
    return { output: next, states: [next] };
  }
}
