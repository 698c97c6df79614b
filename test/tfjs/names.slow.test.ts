/** Every name in TensorFlow.js's declarations, types and members of classes too, is one of Recurve's, or left for a reason. */
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { namesOf } from "./declarations.ts";

const theirs = namesOf(`${process.env.RECURVE_TFJS}/node_modules/@tensorflow/tfjs/dist/index.d.ts`);
const ours = namesOf(resolve("src/tfjs/index.ts"));

/** What is left, by reason. */
const left: Readonly<Record<string, RegExp>> = {
  "rooms that refuse whatever is asked of them":
    /^(backend_util|kernel_impls|shared|broadcast_util|tensor_util|slice_util|gather_util|scatter_util|device_util|webgl(_util)?|gpgpu_util)(\.|$)/,
  "tests of TensorFlow.js itself": /^test_util\./,
  "kernels, backends and platforms of one's own": new RegExp(
    `^(${[
      "\\w+(Inputs|Attrs)|DataId|DataStorage|DataMover|BackendTimingInfo|KernelBackend|MathBackend(CPU|WebGL)",
      "Kernel(Func|SetupFunc|DisposeFunc|Config)|Grad(Func|Config)|ForwardFunc|Attribute|NamedAttrMap|NamedTensorInfoMap",
      "Environment|Platform|WebGL\\w+|WebGPUData|GPUData|DataToGPU\\w+|GPGPU\\w+|OptimizerConstructors",
      "OP_SCOPE_SUFFIX|version_(cpu|webgl|converter)|setWebGLContext|forceHalfFloat|data\\.version_data|Tensor\\.prototype",
    ].join("|")})$`,
  ),
  "graph-models, pictures and sound":
    /^(browser\.|PixelData$|data\.(Microphone|Webcam)Config|Graph(Model#|Node$)|OpExecutor|InferenceModel|Model(PredictConfig|TensorInfo)|MetaGraph|SavedModel|SignatureDef|I(AttrValue|NameAttrList|NodeDef|Tensor|TensorShape)$)/,
  "options of sources, their version": /^data\.(FileDataSource|URLDataSource)#/,
  "streams of weights": /^io\.(CompositeArrayBuffer|decodeWeightsStream)/,
  "helpers of TensorFlow.js's inside":
    /^util\.(createScalarValue|repeatedTry|checkConversionForErrors|hasEncodingLoss|bytesFromStringArray|convertBackendValuesAndArrayBuffer|makeZerosNestedTypedArray|hexToLong|fingerPrint64)$/,
  "how a graph is kept inside":
    /#(outboundNodes|activityRegularizer|initialWeights|callArgs|stateSpec|unroll|dropoutMask|recurrentDropoutMask|constraint|lossFunctions|metricsTensors|fitLoop|loadTrainingConfig|inputLayers\w+|outputLayers\w+|\w+ByDepth|internalContainerRefs|containerNodes|feedInputShapes|findLayer|base|makeDataElement|classNameMap)$/,
};
const reasons = Object.values(left);

/** Kernels have constants with their names. */
const isKernel = (path: string, isType: boolean) => !isType && /^_?[A-Z][A-Za-z0-9]+$/.test(path) && path !== "ENV";

it("has every name, as a value and as a type", () => {
  const wanting = [...theirs].filter(([path, { isValue, isType }]) => {
    const own = ours.get(path);
    const [owner, member] = path.split("#") as [string, string?];
    if (isKernel(path, isType) || (member && !ours.has(owner))) return false;
    return !(own && (own.isValue || !isValue) && (own.isType || !isType)) && !reasons.some((each) => each.test(path));
  });
  expect(wanting.map(([path]) => path)).toEqual([]);
});
