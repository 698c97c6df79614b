import { describe, expect, test } from "vitest";
import { add, concatenate, dense, input, lstm } from "../layers/index.ts";
import { ones, tensor } from "../tensor/index.ts";
import { model } from "./functional.ts";

const names = (layers: readonly { name: string }[]) => layers.map(({ name }) => name);
const all = { kernelInitializer: "ones" } as const;

describe("order and names", () => {
  test("layers come in Keras's order, farthest from the outputs first", () => {
    const [a, b] = [input({ shape: [2], name: "a" }), input({ shape: [2], name: "b" })];
    const deep = dense({ units: 2, name: "deep2" }).apply(dense({ units: 2, name: "deep1" }).apply(a));
    const { layers } = model({
      inputs: [a, b],
      outputs: add().apply([deep, dense({ units: 2, name: "flat" }).apply(b)]),
    });
    expect(names(layers)).toEqual(["a", "deep1", "b", "deep2", "flat", "add"]);
  });

  test("named outputs are followed by their sorted names, as Keras does, whatever their order", () => {
    const x = input({ shape: [2], name: "x" });
    const [b, a] = [dense({ units: 1, name: "b" }).apply(x), dense({ units: 3, name: "a" }).apply(x)];
    const made = model({ inputs: x, outputs: { b, a } });
    expect(names(made.layers)).toEqual(["x", "a", "b"]);
    expect(Object.keys(made.predict(ones([1, 2])))).toEqual(["b", "a"]);
  });

  test("default names are numbered in each model, given ones are left alone", () => {
    const x = input({ shape: [2] });
    const chain = [dense({ units: 2 }), dense({ units: 2, name: "dense_1" }), dense({ units: 2 }), dense({ units: 2 })];
    const made = model({ inputs: x, outputs: chain.reduce((y, layer) => layer.apply(y), x) });
    expect(names(made.layers)).toEqual(["input_layer", "dense", "dense_1", "dense_2", "dense_3"]);
    const other = input({ shape: [2] });
    expect(names(model({ inputs: other, outputs: dense({ units: 2 }).apply(other) }).layers)).toEqual([
      "input_layer",
      "dense",
    ]);
  });

  test("two layers given one name are an error", () => {
    const x = input({ shape: [2] });
    const outputs = dense({ units: 2, name: "twin" }).apply(dense({ units: 2, name: "twin" }).apply(x));
    expect(() => model({ inputs: x, outputs })).toThrow(
      'Two layers of a model have the name "twin".\n  expected: a different name for each layer',
    );
  });
});

describe("graphs", () => {
  test("a shared layer is listed once and counted once", () => {
    const [a, b] = [input({ shape: [3] }), input({ shape: [3] })];
    const shared = dense({ units: 1, ...all });
    const twins = model({ inputs: [a, b], outputs: concatenate().apply([shared.apply(a), shared.apply(b)]) });
    expect(twins.countParams()).toBe(4);
    expect(
      twins
        .predict([
          ones([2, 3]),
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
        ])
        .arraySync(),
    ).toEqual([
      [3, 6],
      [3, 15],
    ]);
  });

  test("a model is a layer of another, with weights that are its own", () => {
    const inner = input({ shape: [2] });
    const block = model({ inputs: inner, outputs: dense({ units: 2, ...all }).apply(inner), name: "block" });
    const x = input({ shape: [2] });
    const outer = model({ inputs: x, outputs: block.apply(block.apply(x)) });
    expect(names(outer.layers)).toEqual(["input_layer", "block"]);
    expect(outer.weights).toEqual(block.weights);
    expect(outer.predict([[1, 2]]).arraySync()).toEqual([[6, 6]]);
    block.trainable = false;
    expect(outer.trainableWeights).toEqual([]);
  });

  test("a model may begin inside a larger graph, and then holds only what comes after", () => {
    const x = input({ shape: [2] });
    const middle = dense({ units: 3, ...all }).apply(x);
    const tail = model({ inputs: middle, outputs: dense({ units: 1, ...all, name: "last" }).apply(middle) });
    expect(names(tail.layers)).toEqual(["last"]);
    expect(tail.predict([[1, 2, 3]]).arraySync()).toEqual([[6]]);
  });

  test("a concrete tensor may stand in a call", () => {
    const x = input({ shape: [1, 1] });
    const state = [tensor([[0.5]]), tensor([[0.25]])];
    const layer = lstm({ units: 1, kernelInitializer: "ones", recurrentInitializer: "ones" });
    const started = model({ inputs: x, outputs: layer.apply(x, { initialState: state }) });
    const data = tensor([[[0.1]]]);
    expect(started.predict(data).item()).toBe(layer.apply(data, { initialState: state }).item());
  });

  test("outputs of one layer are numbered past the names that other layers have", () => {
    const x = input({ shape: [2] });
    const a = dense({ units: 1, name: "a" });
    const [first, other, again] = [a.apply(x), dense({ units: 1, name: "a_1" }).apply(x), a.apply(x)];
    expect(model({ inputs: x, outputs: [first, other, again] }).outputNames).toEqual(["a", "a_1", "a_2"]);
  });

  test("an input that is missing is named, with what needs it", () => {
    const [a, b] = [input({ shape: [2], name: "a" }), input({ shape: [2], name: "b" })];
    expect(() => model({ inputs: a, outputs: add({ name: "sum" }).apply([a, b]) })).toThrow(
      'expected: "b", which sum needs, among the inputs\n  received: "a"',
    );
  });

  test("what is not symbolic is an error", () => {
    const x = input({ shape: [2] });
    expect(() => model({ inputs: ones([2]) as never, outputs: x })).toThrow(
      "A model's inputs are not symbolic tensors.",
    );
    expect(() => model({ inputs: x, outputs: dense({ units: 1 }) as never })).toThrow(
      /outputs are not symbolic tensors/,
    );
    expect(() => model({ inputs: [x, x], outputs: x })).toThrow("listed twice");
  });
});
