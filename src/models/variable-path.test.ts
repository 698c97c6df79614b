/** Variables know where in a model they are. */
import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../test/numbers.ts";
import { tolerance } from "../../test/tolerance.ts";
import {
  clipByGlobalNorm,
  input,
  Layer,
  layers,
  lossAndGradients,
  model,
  ops,
  sequential,
  type Tensor,
  tensor,
} from "../index.ts";

describe("the path of a variable", () => {
  it("is that of Keras, by the names that the model gives its layers", () => {
    const made = sequential({
      layers: [
        input({ shape: [4, 2] }),
        layers.bidirectional({ layer: layers.lstm({ units: 3, returnSequences: true }) }),
        layers.gru({ units: 2 }),
        layers.dense({ units: 2 }),
        layers.dense({ units: 1, name: "head" }),
      ],
    });
    expect(made.weights.map(({ path }) => path)).toEqual([
      "bidirectional/forward_lstm/lstm_cell/kernel",
      "bidirectional/forward_lstm/lstm_cell/recurrent_kernel",
      "bidirectional/forward_lstm/lstm_cell/bias",
      "bidirectional/backward_lstm/lstm_cell/kernel",
      "bidirectional/backward_lstm/lstm_cell/recurrent_kernel",
      "bidirectional/backward_lstm/lstm_cell/bias",
      "gru/gru_cell/kernel",
      "gru/gru_cell/recurrent_kernel",
      "gru/gru_cell/bias",
      "dense/kernel",
      "dense/bias",
      "head/kernel",
      "head/bias",
    ]);
    const layer = layers.dense({ units: 1 });
    layer.apply(tensor([[1]]));
    expect(layer.weights.map(({ path }) => path)).toEqual(["dense/kernel", "dense/bias"]);
  });

  it("goes through models and layers of your own, also where they meet data first", () => {
    class Block extends Layer {
      override readonly className = "Block";
      readonly parts2 = { first: layers.dense({ units: 2 }), second: layers.dense({ units: 2 }) };
      override call([x]: readonly Tensor[]) {
        return [this.parts2.second.apply(this.parts2.first.apply(x!))];
      }
    }
    const inner = sequential({ layers: [new Block(), layers.dense({ units: 1 })], name: "inner" });
    const x = input({ shape: [2] });
    const made = model({ inputs: x, outputs: inner.apply(x) });
    expect(made.weights.map(({ path }) => path)).toEqual([
      "inner/block/dense/kernel",
      "inner/block/dense/bias",
      "inner/block/dense_1/kernel",
      "inner/block/dense_1/bias",
      "inner/dense/kernel",
      "inner/dense/bias",
    ]);
  });

  it("chooses gradients in a loop of your own, and names weights in messages", () => {
    const made = sequential({
      layers: [input({ shape: [3, 2] }), layers.lstm({ units: 2 }), layers.dense({ units: 1 })],
    });
    const { gradients } = lossAndGradients(made, () =>
      ops.sum(
        ops.multiply(
          made.apply(
            tensor([
              [
                [1, 2],
                [3, 4],
                [5, 6],
              ],
            ]),
          ),
          100,
        ),
      ),
    );
    const recurrent = [...gradients].filter(([{ path }]) => path.startsWith("lstm/"));
    expect(recurrent).toHaveLength(3);
    const clipped = new Map([...gradients, ...clipByGlobalNorm(new Map(recurrent), 1e-3)]);
    const norm = Math.hypot(...recurrent.flatMap(([variable]) => [...clipped.get(variable)!.dataSync()]));
    expectNumbers(norm, 1e-3, tolerance.pointwise);
    expect(clipped.get(made.weights[4]!)).toBe(gradients.get(made.weights[4]!));
    expect(() => made.weights[0]!.assign([1])).toThrow(/"lstm\/lstm_cell\/kernel"/);
    expect(() => made.setWeights(made.getWeights().reverse())).toThrow(/"lstm\/lstm_cell\/kernel"/);
  });
});
