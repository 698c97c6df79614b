import { describe, expect, test } from "vitest";
import { expectNumbers } from "../../test/numbers.ts";
import { tolerance } from "../../test/tolerance.ts";
import { dense, flatten, gru, input, lstm, masking, simpleRNN } from "../layers/index.ts";
import { ones, tensor, zeros } from "../tensor/index.ts";
import { model } from "./functional.ts";
import { type Sequential, sequential } from "./sequential.ts";

const fixed = { kernelInitializer: "ones", recurrentInitializer: "ones" } as const;

describe("building", () => {
  test("from the first data", () => {
    const chain = sequential({ layers: [lstm({ units: 1, ...fixed })] });
    expect(chain.built).toBe(false);
    expect(chain.weights).toEqual([]);
    expectNumbers(chain.predict(tensor([[[0.1], [0.2], [0.3]]])).item(), 0.20281446, tolerance.pointwise);
    expect(chain.outputs[0]!.shape).toEqual([null, 1]);
    expect(chain.predict(zeros([2, 7, 1])).shape).toEqual([2, 1]);
  });

  test.each([
    ["inputShape", () => [dense({ units: 2, inputShape: [3] })]],
    ["batchInputShape", () => [dense({ units: 2, batchInputShape: [null, 3] })]],
    ["input()", () => [input({ shape: [3] }), dense({ units: 2 })]],
    ["an input layer", () => [input({ shape: [3] }).layer as never, dense({ units: 2 })]],
    ["a model as first layer", () => [sequential({ layers: [dense({ units: 2, inputShape: [3] })] })]],
  ])("from %s", (_, layers) => {
    const chain = sequential({ layers: layers() });
    expect(chain.built).toBe(true);
    expect(chain.inputs[0]!.shape).toEqual([null, 3]);
    expect(chain.countParams()).toBe(8);
    expect(() => chain.predict(zeros([1, 4]))).toThrow(
      /do not fit the input "input_layer".*\n {2}expected: \(None, 3\)\n {2}received: \(1, 4\)/,
    );
  });

  test("takes sequences of other lengths than it declares, as Keras's does, where all layers can", async () => {
    const sums = { units: 1, activation: "linear", returnSequences: true, inputShape: [3, 1], ...fixed } as const;
    const chain = sequential({ layers: [simpleRNN(sums)] });
    chain.compile({ loss: "mse" });
    const [x, y] = [[[[1], [2], [3], [4]]], [[[1], [3], [6], [12]]]];
    expect(chain.predict(x).arraySync()).toEqual([[[1], [3], [6], [10]]]);
    expect(await chain.evaluate(x, y, { verbose: 0 })).toEqual({ loss: 1 });
    expect((await chain.fit(x, y, { epochs: 1, verbose: 0 })).history.loss).toEqual([1]);
    const flat = sequential({ layers: [simpleRNN(sums), flatten(), dense({ units: 1 })] });
    expect(() => flat.predict(x)).toThrow(
      /do not fit.*\n.*\(None, 3, 1\)\n.*\(1, 4, 1\)\n.*where every layer takes them: Dense "dense" received/,
    );
    // a graph refuses there, too
    expect(() => model({ inputs: chain.inputs, outputs: chain.outputs }).predict(x)).toThrow(/do not fit/);
  });

  test("layer by layer, before and after its input is known", () => {
    const chain = sequential();
    chain.add(dense({ units: 2, kernelInitializer: "ones", inputShape: [3] }));
    chain.add(dense({ units: 1, kernelInitializer: "ones" }));
    expect(chain.predict([[1, 2, 3]]).arraySync()).toEqual([[12]]);
    chain.add(dense({ units: 2, kernelInitializer: "ones" }));
    expect(chain.predict([[1, 2, 3]]).arraySync()).toEqual([[12, 12]]);
    expect(chain.layers.map(({ name }) => name)).toEqual(["dense", "dense_1", "dense_2"]);
    expect(chain.countParams()).toBe(8 + 3 + 4);
  });

  test("data that do not fit leave the model unbuilt", () => {
    const chain = sequential({ layers: [dense({ units: 2 }), gru({ units: 3 })] });
    expect(() => chain.predict(zeros([2, 4]))).toThrow(/GRU "gru" received an input that does not fit/);
    expect(chain.built).toBe(false);
    expect(chain.layers.map(({ built }) => built)).toEqual([false, false]);
    expect(chain.predict(zeros([2, 4, 5])).shape).toEqual([2, 3]);
  });

  test("whole numbers are taken as numbers", () => {
    const chain = sequential({ layers: [dense({ units: 1, kernelInitializer: "ones" })] });
    expect(chain.predict(tensor(Int32Array.of(1, 2, 3, 4), [2, 2])).arraySync()).toEqual([[3], [7]]);
  });
});

describe("as a layer", () => {
  test("of a functional model, masks flowing through", () => {
    const x = input({ shape: [3, 1] });
    const inner = sequential({ layers: [masking(), simpleRNN({ units: 1, ...fixed })] });
    const outer = model({ inputs: x, outputs: inner.apply(x) });
    const padded = outer.predict([[[0.1], [0.2], [0]]]).item();
    expect(padded).toBe(inner.predict([[[0.1], [0.2]]]).item());
  });

  test("of tensors", () => {
    const inner = sequential({ layers: [dense({ units: 1, kernelInitializer: "ones" })] });
    expect(inner.apply(ones([1, 3])).arraySync()).toEqual([[3]]);
  });
});

describe("errors", () => {
  test("a layer of several outputs, and what to do instead", () => {
    const chain = sequential({ layers: [dense({ units: 2 })] });
    expect(() => chain.add(lstm({ units: 1, returnState: true }) as never)).toThrow(
      `A layer of a sequential model gives one tensor; LSTM "lstm" gives 3.
  expected: a layer of a single output
  received: 3 outputs (returnState: true)
  hint: use model({ inputs, outputs }) to choose among the outputs, or leave returnState out`,
    );
    expect(chain.layers.length).toBe(1);
    expect(() =>
      sequential({ layers: [gru({ units: 1, returnState: true, returnSequences: true }) as never] }),
    ).toThrow('GRU "gru" gives 2');
  });

  test("a layer twice, no layer, no list, an input in the middle, an unknown option", () => {
    const layer = dense({ units: 2 });
    expect(() => sequential({ layers: [layer, layer] })).toThrow(
      'The layer "dense" is already in this sequential model.',
    );
    expect(() => sequential({ layers: [dense as never] })).toThrow("a function; did you forget to call it?");
    expect(() => sequential({ layers: layer as never })).toThrow("sequential takes a list of layers.");
    expect(() => sequential({ layers: [layer, input({ shape: [2] })] })).toThrow("An input comes first");
    expect(() => sequential({ layer: [layer] } as never)).toThrow('did you mean "layers"?');
    expect(() => sequential().predict([[1]])).toThrow('The model "sequential" has no layers.');
    expect(() => sequential({ layers: [dense({ units: 2 })] }).inputs).toThrow("has no input shape yet");
  });
});

describe("pop", () => {
  const shapeOf = (model: Sequential) => model.outputs[0]!.shape;

  test("takes the last layer away, whose place another takes", async () => {
    const last = dense({ units: 1 });
    const model = sequential({ layers: [dense({ units: 3, inputShape: [2] }), dense({ units: 4 }), last], seed: 1 });
    const before = model.predict([[1, 2]]).arraySync();
    expect(model.pop()).toBe(last);
    expect([model.layers.length, shapeOf(model), model.countParams()]).toEqual([2, [null, 4], 25]);
    expect(model.predict([[1, 2]]).shape).toEqual([1, 4]);
    model.add(last);
    expect(model.predict([[1, 2]]).arraySync()).toEqual(before);
    model.pop();
    model.add(dense({ units: 2 }));
    model.compile({ optimizer: "adam", loss: "mse" });
    await model.fit([[1, 2]], [[1, 2]], { verbose: 0 });
    expect(shapeOf(model)).toEqual([null, 2]);
    expect(last.inboundNodes).toHaveLength(0);
  });

  test("down to the input, which stays where it was declared", () => {
    const declared = sequential({ layers: [input({ shape: [2] }), dense({ units: 1 })] });
    declared.pop();
    expect([declared.layers.length, declared.graph]).toEqual([0, undefined]);
    expect(() => declared.pop()).toThrow(/no layer to remove/);
    declared.add(dense({ units: 5 }));
    expect(shapeOf(declared)).toEqual([null, 5]);
    const grown = sequential({ layers: [dense({ units: 1 })] });
    grown.predict([[1, 2]]);
    grown.pop();
    grown.add(dense({ units: 3 }));
    expect(grown.predict([[1, 2, 3, 4]]).shape).toEqual([1, 3]);
  });
});
