/** Layers as activations of other layers, in files and given directly, and LayerNormalization's `rms_scaling`. */
import { expect, test } from "vitest";
import { input, layers, loadModel, ops, saveModel, saveWeights, sequential, type Tensor } from "../src/index.ts";
import { testRecords } from "./keras-json.ts";
import { expectClose, normal } from "./numbers.ts";

testRecords("activation_layers.json");

const x = normal([2, 4, 3], 1);
const slope = () => layers.leakyReLU({ negativeSlope: 0.1 });

test("a layer as an activation computes as the same layer behind", async () => {
  const within = sequential([
    input({ shape: [4, 3] }),
    layers.conv1d({ filters: 2, kernelSize: 2, activation: slope() }),
  ]);
  const behind = sequential([input({ shape: [4, 3] }), layers.conv1d({ filters: 2, kernelSize: 2 }), slope()]);
  behind.setWeights(within.getWeights());
  expectClose(within.predict(x) as Tensor, behind.predict(x) as Tensor);
  const again = await loadModel(await saveModel(within));
  expectClose(again.predict(x) as Tensor, behind.predict(x) as Tensor);
});

test("a layer with weights is no activation that a file can hold", async () => {
  const made = sequential([
    input({ shape: [4, 3] }),
    layers.conv1d({ filters: 2, kernelSize: 2, activation: layers.pReLU() }),
  ]);
  await expect(saveModel(made)).rejects.toThrow(/The activation of Conv1D "conv1d" cannot be kept[\s\S]*layer PReLU/);
});

test("a function of your own is not taken for the built-in one of its name", async () => {
  const relu = (y: Tensor) => ops.maximum(y, -1);
  const made = sequential([input({ shape: [3] }), layers.dense({ units: 2, activation: relu })]);
  await expect(saveModel(made, undefined, { format: "onnx" })).rejects.toThrow(
    /no operators for the activation "relu\(\)"/,
  );
});

test("rmsScaling is not lost in other formats", async () => {
  const made = sequential([input({ shape: [4, 3] }), layers.layerNormalization({ rmsScaling: true })]);
  await expect(saveModel(made, undefined, { format: "tfjs" })).rejects.toThrow(/rms_scaling/);
  await expect(saveWeights(made, undefined, { format: "safetensors", to: "pytorch" })).rejects.toThrow(
    /no counterpart/,
  );
  const read = await loadModel(await saveModel(made, undefined, { format: "onnx" }));
  expectClose(read.predict(x) as Tensor, made.predict(x) as Tensor);
});
