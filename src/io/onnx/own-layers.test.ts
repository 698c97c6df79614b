/** Layers and models of a user's class as ONNX: what is made of layers is written, all else refused by name. */
import { describe, expect, it } from "vitest";
import { expectNumbers, normal } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import {
  Layer,
  layers,
  loadModel,
  Model,
  ops,
  type SymbolicTensor,
  saveModel,
  sequential,
  type Tensor,
} from "../../index.ts";

class Block extends Layer {
  readonly lstm = layers.bidirectional({ layer: layers.lstm({ units: 3, returnSequences: true }) });
  readonly sides = [layers.dense({ units: 4, activation: "tanh" }), layers.dense({ units: 4 })];
  readonly join = { sum: layers.add({}), norm: sequential([layers.layerNormalization({})]) };
  override call([x]: readonly Tensor[]) {
    const h = this.lstm.apply(x!);
    const [a, b] = this.sides.map((side) => side.apply(h)) as [Tensor, Tensor];
    return [this.join.norm.apply(this.join.sum.apply([a, b]))];
  }
}
class Whole extends Model<SymbolicTensor> {
  readonly block = new Block();
  readonly out = layers.dense({ units: 2 });
  override call([x]: readonly Tensor[]) {
    return [this.out.apply(this.block.apply(x!))];
  }
}
class Doubling extends Layer {
  readonly inner = layers.dense({ units: 2 });
  override call([x]: readonly Tensor[]) {
    return [ops.multiply(this.inner.apply(x!), 2)];
  }
}
const x = normal([2, 5, 3]);

describe("as ONNX", () => {
  it.each([
    ["a layer in a sequential model", () => sequential([new Block(), layers.gru({ units: 2 })], { seed: 1 })],
    ["a model", () => new Whole()],
  ])("%s made of layers", async (_, make) => {
    const made = make();
    const wanted = made.predict(x) as Tensor;
    const nodes = made.layers.map(({ inboundNodes }) => inboundNodes.length);
    const read = (await loadModel(await saveModel(made, undefined, { format: "onnx" }))).predict(x) as Tensor;
    expect(read.shape).toEqual(wanted.shape);
    for (const [i, value] of read.dataSync().entries()) expectNumbers(value, wanted.dataSync()[i]!, tolerance.float32);
    expect(made.layers.map(({ inboundNodes }) => inboundNodes.length)).toEqual(nodes);
  });

  it("refuses by name what does more than call its layers", async () => {
    const made = sequential([new Doubling()]);
    made.predict(x);
    await expect(saveModel(made, undefined, { format: "onnx" })).rejects.toThrow(/Doubling.*does more than call/s);
  });
});
