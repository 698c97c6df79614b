import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { ConfigError, ShapeError, tensor } from "../tensor/index.ts";
import { dense } from "./dense.ts";
import { input } from "./input.ts";

onEachBackend(() => {
  it("gives act(x W + b) on inputs of any rank from 2", () => {
    const layer = dense({ units: 2, activation: "relu" });
    layer.ensureBuilt([[null, 3]]);
    layer.setWeights([
      tensor([
        [1, -1],
        [2, 0],
        [0, 3],
      ]),
      tensor([0.5, -2]),
    ]);
    expectClose(layer.apply(tensor([[1, 2, 1]])), [[5.5, 0]]);
    expectClose(layer.apply(tensor([[[1, 2, 1]], [[0, 0, 1]]])), [[[5.5, 0]], [[0.5, 1]]]);
    expectClose(layer.apply(tensor(Int32Array.of(1, 2, 1), [1, 1, 1, 3])), [[[[5.5, 0]]]]);
  });

  it.each([
    [{ units: 2 }, [3, 4]],
    [{ units: 3, activation: "tanh" }, [2, 3, 4]],
    [{ units: 3, activation: "softmax", useBias: false }, [2, 2, 2, 3]],
  ] as const)("has right gradients with %j", (options, shape) => {
    checkLayer(dense(options), [normal(shape)]);
  });

  it("passes a mask on", () => {
    const x = normal([2, 3, 4]);
    x.mask = tensor([
      [true, true, false],
      [true, false, false],
    ]);
    expect(dense({ units: 2 }).apply(x).mask?.arraySync()).toEqual(x.mask.arraySync());
  });
});

describe("dense", () => {
  it("makes its weights in Keras's order and leaves out the bias when asked to", () => {
    const layer = dense({ units: 5 });
    expect(layer.apply(input({ shape: [null, 3] })).shape).toEqual([null, null, 5]);
    expect(layer.weights.map(({ name, shape }) => [name, shape])).toEqual([
      ["kernel", [3, 5]],
      ["bias", [5]],
    ]);
    expect(layer.countParams()).toBe(20);
    const plain = dense({ units: 5, useBias: false });
    plain.apply(input({ shape: [3] }));
    expect(plain.weights.map(({ name }) => name)).toEqual(["kernel"]);
  });

  it("refuses inputs that do not fit", () => {
    const layer = dense({ units: 2, name: "head" });
    layer.apply(normal([1, 3]));
    expect(() => layer.apply(normal([1, 4]))).toThrow(ShapeError);
    expect(() => layer.apply(normal([1, 4]))).toThrow(/Dense "head".*\n.*3 features/);
    expect(() => layer.apply(normal([3]))).toThrow(/at least 2 axes/);
    expect(() => dense({ units: 2 }).apply(input({ shape: [3, null] }))).toThrow(/number of features/);
  });

  it.each([
    [{ units: 0 }, /units must be a positive integer/],
    [{ units: 2.5 }, /received: 2\.5/],
    [{}, /units/],
    [{ units: 2, activaton: "tanh" }, /did you mean "activation"/],
    [{ units: 2, activation: "tahn" }, /did you mean "tanh"/],
  ])("refuses %j", (options, message) => {
    expect(() => dense(options as { units: number })).toThrow(ConfigError);
    expect(() => dense(options as { units: number })).toThrow(message);
  });
});
