/** Names of TensorFlow.js that Recurve refuses, each with what to use instead. */
import { absent } from "./absent.ts";

const images = "images are not Recurve's subject: use TensorFlow.js beside it, and hand over the numbers of dataSync()";
const spectra = 'ops.rfft, ops.irfft, ops.stft and ops.istft of "recurve" take and give real and imaginary parts';
const sparseParts = "gatherND, scatterND and sparseToDense take places and values";
const texts = 'layers.textVectorization and layers.stringLookup of "recurve" make numbers of texts';
const ragged = 'padSequences of "recurve" makes rows of one length, and masks say which steps count';
const kernels = "Recurve computes by its own kernels";
const graphs =
  "graph-models hold operators and no layers; convert the Keras model to a layers-model, or to ONNX and loadModel";

/** Refuses each name of a namespace. */
const room = <K extends string>(prefix: string, names: readonly K[], instead: string) =>
  Object.fromEntries(names.map((name) => [name, absent(`${prefix}.${name}`, instead)])) as Record<
    K,
    (..._: any[]) => never
  >;

/** Makes every member of a namespace throw. */
const closed = (name: string, instead: string): Record<string, (..._: any[]) => never> =>
  new Proxy({}, { get: (_, key) => (typeof key === "string" ? absent(`${name}.${key}`, instead) : undefined) });
const forKernels = "it serves those who write kernels, and Recurve computes by its own";

/** Refused: for custom kernels. */
export const backend_util = /* @__PURE__ */ closed("backend_util", forKernels);
/** Refused: for custom kernels. */
export const broadcast_util = /* @__PURE__ */ closed("broadcast_util", forKernels);
/** Refused: for custom kernels. */
export const device_util = /* @__PURE__ */ closed("device_util", forKernels);
/** Refused: for custom kernels. */
export const gather_util = /* @__PURE__ */ closed("gather_util", forKernels);
/** Refused: for custom kernels. */
export const kernel_impls = /* @__PURE__ */ closed("kernel_impls", forKernels);
/** Refused: for custom kernels. */
export const scatter_util = /* @__PURE__ */ closed("scatter_util", forKernels);
/** Refused: for custom kernels. */
export const slice_util = /* @__PURE__ */ closed("slice_util", forKernels);
/** Refused: for custom kernels. */
export const tensor_util = /* @__PURE__ */ closed("tensor_util", forKernels);

/** Refused: images. */
export const image = /* @__PURE__ */ room(
  "image",
  [
    "cropAndResize",
    "flipLeftRight",
    "grayscaleToRGB",
    "nonMaxSuppression",
    "nonMaxSuppressionAsync",
    "nonMaxSuppressionPadded",
    "nonMaxSuppressionPaddedAsync",
    "nonMaxSuppressionWithScore",
    "nonMaxSuppressionWithScoreAsync",
    "resizeBilinear",
    "resizeNearestNeighbor",
    "rgbToGrayscale",
    "rotateWithOffset",
    "threshold",
    "transform",
  ],
  images,
);
/** Refused: pixels of pages. */
export const browser = /* @__PURE__ */ room("browser", ["draw", "fromPixels", "fromPixelsAsync", "toPixels"], images);
/** Refused: complex spectra. */
export const spectral = /* @__PURE__ */ room("spectral", ["fft", "ifft", "irfft", "rfft"], spectra);
/** Refused: sparse tensors. */
export const sparse = /* @__PURE__ */ room(
  "sparse",
  ["sparseFillEmptyRows", "sparseReshape", "sparseSegmentMean", "sparseSegmentSum"],
  sparseParts,
);
/** Refused: operations on texts. */
export const string = /* @__PURE__ */ room(
  "string",
  ["staticRegexReplace", "stringNGrams", "stringSplit", "stringToHashBucketFast"],
  texts,
);

/** Refused: there are no complex numbers. */
export const complex = /* @__PURE__ */ absent("complex", spectra);
/** Refused: there are no complex numbers. */
export const real = /* @__PURE__ */ absent("real", spectra);
/** Refused: there are no complex numbers. */
export const imag = /* @__PURE__ */ absent("imag", spectra);
/** Refused: its result is complex. */
export const fft = /* @__PURE__ */ absent("fft", spectra);
/** Refused: it takes complex numbers. */
export const ifft = /* @__PURE__ */ absent("ifft", spectra);
/** Refused: its result is complex. */
export const rfft = /* @__PURE__ */ absent("rfft", spectra);
/** Refused: it takes complex numbers. */
export const irfft = /* @__PURE__ */ absent("irfft", spectra);
/** Refused: an operation of images. */
export const dilation2d = /* @__PURE__ */ absent("dilation2d", "maxPool is the dilation by a flat window");
/** Refused: an operation of images. */
export const maxPoolWithArgmax = /* @__PURE__ */ absent("maxPoolWithArgmax", "maxPool gives the values");
/** Refused: rows of different lengths. */
export const raggedGather = /* @__PURE__ */ absent("raggedGather", ragged);
/** Refused: rows of different lengths. */
export const raggedRange = /* @__PURE__ */ absent("raggedRange", ragged);
/** Refused: rows of different lengths. */
export const raggedTensorToTensor = /* @__PURE__ */ absent("raggedTensorToTensor", ragged);

/** Refused: graph-models. */
export const loadGraphModel = /* @__PURE__ */ absent("loadGraphModel", graphs);
/** Refused: graph-models. */
export const loadGraphModelSync = /* @__PURE__ */ absent("loadGraphModelSync", graphs);
/** A graph-model, as a type and for `instanceof`. Recurve has none; any member compiles. */
export class GraphModel {
  [member: string]: any;
  /** @throws ConfigError in any case */
  constructor(..._: unknown[]) {
    absent("GraphModel", graphs)();
  }
}
/** Refused: operators of graph-models. */
export const registerOp = /* @__PURE__ */ absent("registerOp", graphs);
/** Refused: operators of graph-models. */
export const deregisterOp = /* @__PURE__ */ absent("deregisterOp", graphs);
/** Refused: custom kernels. */
export const registerKernel = /* @__PURE__ */ absent("registerKernel", kernels);
/** Refused: custom kernels. */
export const registerGradient = /* @__PURE__ */ absent(
  "registerGradient",
  "customGrad gives an operation its gradient",
);
/** Refused: custom kernels. */
export const getKernel = /* @__PURE__ */ absent("getKernel", kernels);
/** Refused: custom operations under names. */
export const op = /* @__PURE__ */ absent("op", "a function that calls others is an operation");
/** Refused: other platforms. */
export const setPlatform = /* @__PURE__ */ absent("setPlatform", "Recurve finds out by itself where it runs");
/** Refused: custom kernels. */
export const copyRegisteredKernels = /* @__PURE__ */ absent("copyRegisteredKernels", kernels);
/** Refused: custom kernels. */
export const getGradient = /* @__PURE__ */ absent("getGradient", kernels);
/** Refused: custom kernels. */
export const getKernelsForBackend = /* @__PURE__ */ absent("getKernelsForBackend", kernels);
/** Refused: custom kernels. */
export const unregisterGradient = /* @__PURE__ */ absent("unregisterGradient", kernels);
/** Refused: custom kernels. */
export const unregisterKernel = /* @__PURE__ */ absent("unregisterKernel", kernels);
/** Refused: backends by name. */
export const findBackendFactory = /* @__PURE__ */ absent("findBackendFactory", kernels);
/** Refused: backends by name. */
export const findBackend = /* @__PURE__ */ absent("findBackend", kernels);
