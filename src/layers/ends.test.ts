/** `layer.output` and `layer.input`: parts of a model as models of their own. */
import { expect, expectTypeOf, test } from "vitest";
import {
  ConfigError,
  input,
  Layer,
  layers,
  loadModel,
  model,
  type SymbolicTensor,
  saveModel,
  sequential,
  type Tensor,
  tensor,
} from "../index.ts";

const data = tensor([
  [
    [0.1, -0.4],
    [0.7, 0.2],
    [-0.3, 0.9],
  ],
]);

function whole() {
  const x = input({ shape: [3, 2], name: "x" });
  const h = layers.gru({ units: 3, returnSequences: true, name: "h" }).apply(x);
  const [last, state] = layers.lstm({ units: 2, returnState: true, name: "states" }).apply(h);
  const y = layers.dense({ units: 1, name: "y" }).apply(last);
  return { model: model({ inputs: x, outputs: y, seed: 4 }), h, state };
}

test("features of a model, as its layer computes them", async () => {
  const made = whole();
  const wanted = model({ inputs: made.model.inputs, outputs: made.h }).predict(data);
  for (const each of [made.model, await loadModel(await saveModel(made.model))]) {
    const features = model({ inputs: each.inputs, outputs: each.getLayer("h").output });
    expectTypeOf(features.predict(data)).toEqualTypeOf<Tensor>();
    expect(features.predict(data).arraySync()).toEqual(wanted.arraySync());
    const both = model({ inputs: each.inputs, outputs: [each.getLayer("h").output, each.getLayer("y").output] });
    expect(both.predict(data)[0].arraySync()).toEqual(wanted.arraySync());
    expect(both.predict(data)[1].arraySync()).toEqual((each.predict(data) as Tensor).arraySync());
  }
});

test("a layer of several outputs gives them all, an input layer what it promises", () => {
  const { model: made, state } = whole();
  const outputs = made.getLayer<3>("states").output;
  expectTypeOf(outputs).toEqualTypeOf<[SymbolicTensor, SymbolicTensor, SymbolicTensor]>();
  expect(outputs[1]).toBe(state);
  expect(made.getLayer("x").output).toBe(made.inputs[0]);
  expect(made.getLayer("h").input).toBe(made.inputs[0]);
  expect(made.getLayer("y").input).toBe(outputs[0]);
  expect(made.output).toBe(made.outputs[0]);
  expect(made.input).toBe(made.inputs[0]);
});

test("several inputs are a list, attention's too", () => {
  const [a, b] = [input({ shape: [3, 2] }), input({ shape: [4, 2] })];
  const attention = layers.attention();
  const seen = attention.apply([a, b]);
  expect(attention.input).toEqual([a, b]);
  expect(attention.output).toBe(seen);
});

test("sequential models, with a declared input or built by data", async () => {
  const chain = (first: object) =>
    sequential({ layers: [layers.simpleRNN({ units: 2, name: "r", ...first }), layers.dense({ units: 1 })], seed: 2 });
  const [declared, open] = [chain({ inputShape: [3, 2] }), chain({})];
  expect(() => open.getLayer("r").output).toThrow(/not called/);
  open.predict(data);
  for (const made of [declared, open, await loadModel(await saveModel(declared))]) {
    const features = model({ inputs: made.inputs, outputs: made.getLayer("r").output });
    const end = model({ inputs: made.getLayer("r").output, outputs: made.outputs[0]! });
    expect(end.predict(features.predict(data)).arraySync()).toEqual((made.predict(data) as Tensor).arraySync());
  }
});

test("a model inside another: its own ends, and those of its layers", () => {
  const x = input({ shape: [3, 2] });
  const inner = sequential({ layers: [input({ shape: [3, 2] }), layers.gru({ units: 2, name: "g" })], name: "inner" });
  const outer = model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(inner.apply(x)) });
  const found = outer.getLayer("inner");
  expect(found.output).toBe(inner.outputs[0]);
  expect(() => model({ inputs: outer.inputs, outputs: found.output })).toThrow(/disconnected/);
  const features = model({ inputs: inner.inputs, outputs: inner.getLayer("g").output });
  expect(features.predict(data).shape).toEqual([1, 2]);
});

test("a layer that is called several times, or not at all, says so", () => {
  const shared = layers.dense({ units: 2, name: "shared" });
  expect(() => shared.output).toThrow(ConfigError);
  shared.apply(data);
  expect(() => shared.input).toThrow(/not called in a graph/);
  const x = input({ shape: [3, 2] });
  const [first, second] = [shared.apply(x), shared.apply(x)];
  expect(() => shared.output).toThrow(/called several times/);
  expect(shared.inboundNodes.map(({ outputs }) => outputs[0])).toEqual([first, second]);
  expect(shared).toBeInstanceOf(Layer);
});
