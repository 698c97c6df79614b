/** Layers that were called already, and what their `call` gives: the expected values are TensorFlow.js 4.22's. */
import { expect, it } from "vitest";
import * as tf from "../../src/tfjs/index.ts";
import { expectNumbers } from "../numbers.ts";

const two = () =>
  tf.sequential({
    layers: [1, 2].map((units) =>
      tf.layers.dense({ units, kernelInitializer: "ones", ...(units === 1 && { inputShape: [3] }) }),
    ),
  });
const numbers = (tensor: unknown) => Array.from((tensor as tf.Tensor).dataSync());

it("a layer that begins a second model has one call, that of the first", () => {
  const first = two();
  const second = tf.sequential({
    layers: [first.layers[0]!, tf.layers.dense({ units: 1, kernelInitializer: "ones" })],
  });
  const [layer] = second.layers;
  expect([layer!.inboundNodes.length, layer!.outputShape]).toEqual([1, [null, 1]]);
  expect(second.inputs[0]).toBe(first.inputs[0]);
  expectNumbers(numbers(second.predict(tf.ones([1, 3]))), [3]);
  second.pop();
  second.pop();
  expect(layer!.inboundNodes).toHaveLength(1);
  expect(() => tf.sequential({ layers: [first.layers[1]!] })).toThrow("it is in the middle of a graph");
});

it("a model that begins another one shares its input, and counts itself as its first call", () => {
  const inner = two();
  const outer = tf.sequential({ layers: [inner, tf.layers.dense({ units: 1, kernelInitializer: "ones" })] });
  expect(outer.inputs[0]).toBe(inner.inputs[0]);
  expect([inner.inboundNodes.length, outer.inputNames]).toEqual([1, inner.inputNames]);
  const part = tf.model({ inputs: inner.inputs, outputs: outer.outputs });
  expectNumbers(numbers(part.predict(tf.ones([1, 3]))), [6]);
  const called = inner.apply(tf.input({ shape: [3] })) as tf.SymbolicTensor;
  expect([called.nodeIndex, inner.inboundNodes.length]).toEqual([1, 2]);
});

class Both extends tf.layers.Layer {
  static className = "Both";
  override call(inputs: tf.Tensor | tf.Tensor[]): any {
    const x = [inputs].flat()[0]!;
    return { doubled: x.mul(2), notes: ["a", x.sum()] };
  }
}

it("a record comes to who applies a layer to tensors, with its gradient; in a model it is refused by name", () => {
  const both = new Both({ name: "both" });
  const { doubled, notes } = both.apply(tf.tensor1d([1, 2])) as any;
  expect([numbers(doubled), notes[0], numbers(notes[1])]).toEqual([[2, 4], "a", [3]]);
  const slope = tf.grad((x) => (both.apply(x) as any).doubled.square())(tf.tensor1d([1, 2]));
  expect(numbers(slope)).toEqual([8, 16]);
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] }), both] });
  expect(() => model.predict(tf.ones([1, 2]))).toThrow('The call of Both "both" does not give what a model needs.');
});

it("an optimizer of one's own moves the weights of a model by its applyGradients", async () => {
  class Fixed extends tf.Optimizer {
    static override className = "Fixed";
    override applyGradients(grads: any) {
      for (const { name } of grads) {
        const weight = tf.engine().registeredVariables[name]!;
        weight.assign(weight.sub(0.25));
      }
      this.incrementIterations();
    }
    getConfig() {
      return {};
    }
  }
  const model = two();
  model.compile({ optimizer: new Fixed(), loss: "meanSquaredError" });
  await model.fit(tf.ones([4, 3]), tf.zeros([4, 2]), { epochs: 1, batchSize: 2 });
  expect(numbers(model.getWeights()[0])).toEqual([0.5, 0.5, 0.5]);
  expect(model.optimizer.iterations).toBe(2);
});
