/** Convolutions, PReLU and GroupNorm between PyTorch and Recurve; state_dicts and answers are real PyTorch's (convolutions.py). */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FormatError, input, layers, loadWeights, saveWeights, sequential, tensor } from "../src/index.ts";
import { readSafetensors, writeSafetensors } from "../src/io/safetensors/container.ts";
import { expectClose } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

type Nested = number[] | Nested[];
interface Answer {
  x: Nested[];
  y: Nested[];
  state: Record<string, { shape: number[]; values: Nested }>;
}
const answers = JSON.parse(readFileSync("test/fixtures/pytorch/files/convolutions.json", "utf8")) as Record<
  string,
  Answer
>;
const made: Record<string, () => layers.Layer<1>> = {
  "conv1d of groups": () => layers.conv1d({ filters: 6, kernelSize: 3, groups: 2 }),
  "depthwise, 1-D": () => layers.depthwiseConv1d({ kernelSize: 2, depthMultiplier: 2 }),
  "depthwise, 2-D": () => layers.depthwiseConv2d({ kernelSize: [2, 3], depthMultiplier: 2, strides: 2 }),
  "transposed, 1-D": () => layers.conv1dTranspose({ filters: 4, kernelSize: 3, strides: 2 }),
  "transposed, 2-D": () => layers.conv2dTranspose({ filters: 2, kernelSize: [3, 2], useBias: false }),
  "PReLU of channels": () => layers.pReLU({ sharedAxes: [1] }),
  "PReLU of one slope": () => layers.pReLU({ sharedAxes: [1, 2] }),
  GroupNorm: () => layers.groupNormalization({ groups: 2 }),
};

const valuesOf = (values: Nested) => Float32Array.from(values.flat(8) as number[]);
const modelOf = (name: string, x: Nested[]) =>
  sequential({ layers: [input({ shape: tensor(x as number[][]).shape.slice(1) }), made[name]!()] });

describe.each(Object.entries(answers))("%s", (name, { x, y, state }) => {
  const tensors = new Map(
    Object.entries(state).map(([key, { shape, values }]) => [key, { shape, values: valuesOf(values) }]),
  );

  it("predicts as in PyTorch", async () => {
    const net = modelOf(name, x);
    await loadWeights(net, writeSafetensors(tensors, {}), { from: "pytorch" });
    expectClose(net.predict(tensor(x as number[][])), tensor(y as number[][]), tolerance.golden);
  });

  it("is written with PyTorch's names, shapes and values", async () => {
    const net = modelOf(name, x);
    await loadWeights(net, writeSafetensors(tensors, {}), { from: "pytorch" });
    const written = readSafetensors(await saveWeights(net, undefined, { format: "safetensors", to: "pytorch" }), name);
    const own = [...written].map(([key, { shape, values }]) => [key.replace(/^.*\./, ""), [...shape], [...values]]);
    expect(own.sort()).toEqual([...tensors].map(([key, { shape, values }]) => [key, shape, [...values]]).sort());
  });
});

it("refuses slopes of single places, which PyTorch does not have", async () => {
  const net = sequential({ layers: [input({ shape: [4, 3] }), layers.pReLU()] });
  await expect(saveWeights(net, undefined, { format: "safetensors", to: "pytorch" })).rejects.toThrow(FormatError);
});
