/** No argument is dropped: every parameter in TensorFlow.js's declarations is one of Recurve's function of that name. */
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { functionsOf } from "./declarations.ts";

const theirs = functionsOf(`${process.env.RECURVE_TFJS}/node_modules/@tensorflow/tfjs/dist/index.d.ts`);
const ours = functionsOf(resolve("src/tfjs/index.ts"));

/** What is for those who write backends, tests of TensorFlow.js, or graph-models, and what only pages have. */
const left = [
  /^(backend_util|kernel_impls|shared|test_util|broadcast_util|tensor_util|slice_util|gather_util|scatter_util|device_util)\./,
  /^(data\.(microphone|webcam)|ENV\.|env$|op$|copyRegisteredKernels|getGradient|getKernelsForBackend|unregister|findBackendFactory)/,
  /^(setPlatform|forceHalfFloat|setWasmPath|deprecationWarn|registerCallbackConstructor)/,
  /^util\.(bytesFromStringArray|checkConversionForErrors|convertBackendValuesAndArrayBuffer|createScalarValue|fingerPrint64)/,
  /^util\.(hasEncodingLoss|hexToLong|makeZerosNestedTypedArray|repeatedTry)/,
  /^io\.(CompositeArrayBuffer|concatenateArrayBuffers|decodeWeightsStream|getModelArtifacts|getWeightSpecs|isHTTPScheme)/,
  /^(webgl|version|setWebGLContext|gpgpu_util)/,
  /^io\.(loadWeights|weightsLoaderFactory)$/,
];
const wanted = [...theirs].filter(([path]) => !left.some((pattern) => pattern.test(path)));

it("has every function and method, or refuses it by name", () => {
  expect(wanted.map(([path]) => path).filter((path) => !ours.has(path))).toEqual([]);
});

it.each(wanted.filter(([path]) => ours.has(path)))("%s takes every argument", (path, { names, open }) => {
  const own = ours.get(path)!;
  if (!own.open) expect(own.names.length, `${names} against ${own.names}`).toBeGreaterThanOrEqual(names.length);
  if (open) expect(own.open).toBe(true);
});

/** Arguments that change nothing here, with the reason. The compiler finds all others unused. */
const idle: Readonly<Record<string, string>> = {
  "Tensor.transpose _conjugate": "nothing is complex",
  "transpose _conjugate": "nothing is complex",
  "dispose _container": "tensors are collected like any other object",
  "removeBackend _name": "backends stay",
};

/** Layers that throw by name. */
const refusedLayer = /^layers\.(centerCrop|resizing|randomWidth|categoryEncoding)$/;

it("uses every argument but those that mean nothing here", () => {
  const unused = [...ours].flatMap(([path, { names, open }]) =>
    open || refusedLayer.test(path)
      ? []
      : names.filter((name) => /^_[a-z]/.test(name)).map((name) => `${path} ${name}`),
  );
  expect(unused.filter((each) => !(each in idle))).toEqual([]);
});
