/** `timeDistributed` around layers that look across the rows of a batch: in training, each step is a batch of its own. */
import { expect, test } from "vitest";
import { Layer, layers, type OpenShape, ops, sequential, type Tensor, tensor } from "../src/index.ts";
import { testRecords } from "./keras-json.ts";

testRecords("time_distributed.json");

const x = tensor([
  [[1], [10]],
  [[3], [20]],
]);

test("each step moves the averages along", () => {
  const norm = layers.batchNormalization({ momentum: 0.5 });
  layers.timeDistributed({ layer: norm }).apply(x, { training: true });
  expect(norm.weights.map(({ name, value }) => [name, value.item()])).toEqual([
    ["gamma", 1],
    ["beta", 0],
    ["moving_mean", 8],
    ["moving_variance", 13],
  ]);
});

const centered = [
  [[-1], [-5]],
  [[1], [5]],
];

test("a function, and a layer of your own that says so, see one step's rows", async () => {
  const center = (rows: Tensor) => ops.subtract(rows, ops.mean(rows, [0], true));
  class Center extends Layer {
    override readonly className = "Center";
    override readonly config = {};
    override mixesRows() {
      return true;
    }
    override computeOutputShapes([shape]: readonly OpenShape[]): OpenShape[] {
      return [shape!];
    }
    override call([rows]: readonly Tensor[]): Tensor[] {
      return [center(rows!)];
    }
  }
  for (const inner of [layers.lambda({ function: center }), new Center(), sequential({ layers: [new Center()] })]) {
    expect(layers.timeDistributed({ layer: inner }).apply(x).arraySync()).toEqual(centered);
  }
});
