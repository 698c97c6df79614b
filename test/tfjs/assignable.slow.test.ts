/**
 * What `recurve/tfjs` declares stands where TensorFlow.js's declarations stand: each function, each member of each class, each option.
 * RECURVE_TFJS is a folder where TensorFlow.js is installed.
 */
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { misfits } from "./assignable.ts";

/** What is not there or of another type, and why. */
const kept: Readonly<Record<string, RegExp>> = {
  "the inside of TensorFlow.js: its engine, its flags, its backends and what its classes keep for themselves":
    /^(env|ENV#.*|engine|backend|version#.*|SerializationMap#classNameMap|(RNNCell#(dropout|recurrentDropout)Mask)|RNN#(unroll|stateSpec))$|^(LayersModel|Layer|LayerVariable|SymbolicTensor)#(lossFunctions|metricsTensors|fitLoop|loadTrainingConfig|.*(Indices|ByDepth)|internalContainerRefs|containerNodes|feedInputShapes|findLayer|initialWeights|outboundNodes|inboundNodes|activityRegularizer|constraint|callArgs)$|^CSVDataset#(base|makeDataElement)$|^(File|URL)DataSource#iterator$/,
  "GPUs, bytes as texts, and graph-models": /^(util\.inferDtype|tensor|test_util\.encodeStrings|GraphModel#.*)$/,
  "classes without a public name there: containers, the ancestor of callbacks":
    /^registerCallbackConstructor$|#setModel$/,
  'padding "causal" is of conv1d alone, and any other layer refuses it when it runs':
    /^layers\.(conv(2d|3d)(Transpose)?|(separable|depthwise)Conv2d|(average|avg|max)Pool(ing)?[123]d|convLstm2d(Cell)?)$/,
  "a hook for TensorFlow.js's own tests, a function of any kind as a clock, and a cell for a layer that has one":
    /LayerArgs#(dropoutFunc|cell)$|^CustomCallbackArgs#(nowFunc|nextFrameFunc)$/,
  "more is told than there: losses and metrics as `compile` was given them, and sizes that are not known":
    /^(LayersModel#(loss|metrics)|Dataset#size)$/,
  "the same, which the compiler does not see: enumerations, parameters of types, types of another room by this name":
    /^(Rank|DataType|Activation#.*|TensorInfo#name|Tensor#variable|LayerVariable#write|SerializableConstructor#fromConfig|LazyIterator#next|Dataset#(forEachAsync|map|mapAsync|skip|shuffle|take))$/,
};

const { compared, found } = misfits(
  `${process.env.RECURVE_TFJS}/node_modules/@tensorflow/tfjs/dist/index.d.ts`,
  resolve("src/tfjs/index.ts"),
);

it("declares what TensorFlow.js declares", () => {
  expect(compared).toBeGreaterThan(2500);
  const reasons = Object.values(kept);
  expect([...found].filter(([path]) => !reasons.some((pattern) => pattern.test(path)))).toEqual([]);
});

it("each exception is needed", () => {
  const unmet = Object.values(kept).filter((pattern) => ![...found.keys()].some((path) => pattern.test(path)));
  expect(unmet).toEqual([]);
});
