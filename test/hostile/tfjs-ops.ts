/** Cases for the functions of tensors of `recurve/tfjs`. */
import * as recurve from "../../src/index.ts";
import * as tfjs from "../../src/tfjs/index.ts";
import { ids, image, matrix, type Table } from "./case.ts";

const { ones } = recurve;

const each = (names: readonly string[], args: () => unknown[]): Table =>
  Object.fromEntries(names.map((name) => [`recurve/tfjs:${name}`, args]));
const volume = ones([1, 4, 4, 4, 2]);
const signal = tfjs.tensor([1, 2, 3, 4]);
const whole = tfjs.tensor([1, 2], [2], "int32");
const truths = recurve.ops.greater(matrix, 0);
const frame = [
  [1, 1],
  [0, 0],
];

const ofOne = [
  ...["abs", "sign", "ceil", "floor", "round", "relu6", "expm1", "log1p", "rsqrt", "reciprocal", "sin", "cos", "tan"],
  ...[
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "asinh",
    "acosh",
    "atanh",
    "erf",
    "softplus",
    "elu",
    "selu",
    "logSigmoid",
  ],
  ...["isInf", "isFinite", "isNaN", "logicalNot", "clone", "diag", "linalg.gramSchmidt"],
];
const ofTwo = [
  ...["dot", "divNoNan", "floorDiv", "mod", "squaredDifference", "atan2", "notEqual", "greaterEqual", "lessEqual"],
  ...["logicalAnd", "logicalOr", "logicalXor", "prelu", "lowerBound", "upperBound", "outerProduct"],
];
const comparing = [
  ...["absoluteDifference", "hingeLoss", "meanSquaredError", "sigmoidCrossEntropy", "huberLoss"],
  "logLoss",
];
const scores = [
  ...["binaryAccuracy", "categoricalAccuracy", "precision", "recall", "binaryCrossentropy", "categoricalCrossentropy"],
  ...["cosineProximity", "meanAbsoluteError", "mae", "MAE", "meanAbsolutePercentageError", "mape", "MAPE"],
  ...["meanSquaredError", "mse", "MSE", "r2Score"],
];

const pointwise: Table = {
  ...each(ofOne, () => [matrix]),
  ...each(ofTwo, () => [matrix, matrix]),
  ...each(["step", "leakyRelu"], () => [matrix, 0.5]),
  ...each(["clipByValue"], () => [matrix, 0, 1]),
  ...each(["where"], () => [truths, matrix, matrix]),
  ...each(["whereAsync"], () => [truths]),
  ...each(["addN"], () => [[matrix, matrix]]),
  ...each(["bitwiseAnd"], () => [whole, whole]),
  ...each(["broadcastArgs"], () => [[2, 1], [2]]),
  ...each(
    comparing.map((name) => `losses.${name}`),
    () => [matrix, matrix, matrix],
  ),
  "recurve/tfjs:losses.softmaxCrossEntropy": () => [matrix, matrix, [1, 2]],
  "recurve/tfjs:losses.cosineDistance": () => [matrix, matrix, 0],
  "recurve/tfjs:losses.computeWeightedLoss": () => [matrix, matrix],
  ...each(
    scores.map((name) => `metrics.${name}`),
    () => [matrix, matrix],
  ),
  "recurve/tfjs:metrics.sparseCategoricalAccuracy": () => [ids, matrix],
  "recurve/tfjs:math.confusionMatrix": () => [[0, 1], [0, 1], 2],
};

const along: Table = {
  ...each(["prod", "logSumExp", "euclideanNorm"], () => [matrix, 0, false]),
  ...each(["all", "any"], () => [truths, 0, false]),
  ...each(["norm"], () => [matrix, 2, 0, false]),
  ...each(["cumsum", "cumprod"], () => [matrix, 0, false, false]),
  ...each(["logSoftmax"], () => [matrix, -1]),
  ...each(["topk"], () => [matrix, 1, true]),
  ...each(["broadcastTo"], () => [matrix, [2, 2]]),
  ...each(["split"], () => [matrix, 2, 0]),
  ...each(["unstack", "reverse", "unique"], () => [matrix, 0]),
  ...each(["reverse1d"], () => [signal]),
  ...each(["reverse2d"], () => [matrix, 0]),
  ...each(["reverse3d"], () => [ones([1, 2, 2]), 0]),
  ...each(["reverse4d"], () => [image, 0]),
  ...each(["pad", "pad2d"], () => [matrix, frame, 0]),
  ...each(["pad1d"], () => [signal, [1, 1], 0]),
  ...each(["pad3d"], () => [ones([1, 2, 2]), [...frame, [0, 0]], 0]),
  ...each(["pad4d"], () => [image, [...frame, ...frame], 0]),
  ...each(["mirrorPad"], () => [matrix, frame, "reflect"]),
  ...each(["slice1d"], () => [signal, 0, 2]),
  ...each(["slice2d"], () => [matrix, [0, 0], [1, 1]]),
  ...each(["slice3d"], () => [ones([1, 2, 2]), [0, 0, 0], [1, 1, 1]]),
  ...each(["slice4d"], () => [image, [0, 0, 0, 0], [1, 1, 1, 1]]),
  ...each(["stridedSlice"], () => [matrix, [0, 0], [2, 2], [1, 1]]),
  ...each(["concat1d"], () => [[signal, signal]]),
  ...each(["concat2d"], () => [[matrix, matrix], 0]),
  ...each(["concat3d"], () => [[ones([1, 2, 2]), ones([1, 2, 2])], 0]),
  ...each(["concat4d"], () => [[image, image], 0]),
  ...each(["meshgrid"], () => [signal, signal]),
  ...each(["ensureShape"], () => [matrix, [2, 2]]),
  ...each(["unsortedSegmentSum"], () => [matrix, ids, 2]),
  ...each(["batchToSpaceND"], () => [
    ones([4, 1, 1, 1]),
    [2, 2],
    [
      [0, 0],
      [0, 0],
    ],
  ]),
  ...each(["spaceToBatchND"], () => [
    ones([1, 2, 2, 1]),
    [2, 2],
    [
      [0, 0],
      [0, 0],
    ],
  ]),
  ...each(["depthToSpace"], () => [ones([1, 1, 1, 4]), 2, "NHWC"]),
  ...each(["gatherND"], () => [matrix, [[0, 1]]]),
  ...each(["scatterND"], () => [[[0]], [1], [2]]),
  ...each(["sparseToDense"], () => [[0], [1], [2], 0]),
  ...each(["tensorScatterUpdate"], () => [signal, [[0]], [1]]),
  ...each(["searchSorted"], () => [matrix, matrix, "left"]),
  ...each(["setdiff1dAsync"], () => [signal, signal]),
  ...each(["booleanMaskAsync"], () => [matrix, [1, 0], 0]),
  ...each(["inTopKAsync"], () => [matrix, ids, 1]),
};

const made: Table = {
  ...each(["bincount", "denseBincount"], () => [ids, [1, 2], 2]),
  ...each(["linspace"], () => [0, 1, 3]),
  ...each(["range"], () => [0, 2, 1, "float32"]),
  ...each(["eye"], () => [2, 2, [1], "float32"]),
  ...each(["cosineWindow"], () => [4, 0.5, 0.5]),
  ...each(["signal.hannWindow", "signal.hammingWindow"], () => [4]),
  ...each(["signal.frame"], () => [signal, 2, 1, true, 0]),
  ...each(["rand"], () => [[2], () => 1, "float32"]),
  ...each(["randomUniformInt"], () => [[2], 0, 3, 1]),
  ...each(["randomStandardNormal"], () => [[2], "float32", 1]),
  ...each(["truncatedNormal"], () => [[2], 0, 1, "float32", 1]),
  ...each(["randomGamma"], () => [[2], 1, 1, "float32", 1]),
  ...each(["multinomial"], () => [matrix, 2, 1, false]),
  ...each(["tensor5d"], () => [[1, 2], [1, 1, 1, 1, 2], "float32"]),
  ...each(["tensor6d"], () => [[1, 2], [1, 1, 1, 1, 1, 2], "float32"]),
  ...each(["print"], () => [matrix, false]),
  ...each(["variable"], () => [tfjs.tensor([1]), true, "named", "float32"]),
  ...each(["sumOutType"], () => ["bool"]),
  ...each(["upcastType"], () => ["bool", "int32"]),
};

const products: Table = {
  "recurve/tfjs:fused.matMul": () => [{ a: matrix, b: matrix }],
  "recurve/tfjs:fused.conv2d": () => [{ x: image, filter: ones([2, 2, 2, 2]), strides: 1, pad: "same" }],
  "recurve/tfjs:fused.depthwiseConv2d": () => [{ x: image, filter: ones([2, 2, 2, 1]), strides: 1, pad: "same" }],
  ...each(["linalg.bandPart"], () => [matrix, 0, 0]),
  ...each(["linalg.qr"], () => [matrix, false]),
  ...each(["einsum"], () => ["ab,bc->ac", matrix, matrix]),
  ...each(["batchNorm", "batchNorm2d"], () => [matrix, [0, 0], [1, 1], [0, 0], [1, 1], 0.1]),
  ...each(["batchNorm3d"], () => [ones([1, 2, 2]), [0, 0], [1, 1], [0, 0], [1, 1], 0.1]),
  ...each(["batchNorm4d"], () => [image, [0, 0], [1, 1], [0, 0], [1, 1], 0.1]),
  ...each(["basicLSTMCell"], () => [1, ones([4, 8]), ones([8]), matrix, matrix, matrix]),
  ...each(["multiRNNCell"], () => [[(_: unknown, c: unknown, h: unknown) => [c, h]], matrix, [matrix], [matrix]]),
  ...each(["dropout"], () => [matrix, 0.5, [2, 2], 1]),
  ...each(["movingAverage"], () => [matrix, matrix, 0.5, 1, true]),
  ...each(["conv1d"], () => [ones([1, 4, 2]), ones([2, 2, 2]), 1, "same", "NWC", 1]),
  ...each(["conv2d"], () => [image, ones([2, 2, 2, 2]), 1, "same", "NHWC", 1]),
  ...each(["conv3d"], () => [volume, ones([2, 2, 2, 2, 2]), 1, "same", "NDHWC", 1]),
  ...each(["depthwiseConv2d"], () => [image, ones([2, 2, 2, 1]), 1, "same", "NHWC", 1]),
  ...each(["separableConv2d"], () => [image, ones([2, 2, 2, 1]), ones([1, 1, 2, 2]), 1, "same", 1, "NHWC"]),
  ...each(["conv2dTranspose"], () => [image, ones([2, 2, 2, 2]), [1, 4, 4, 2], 1, "same"]),
  ...each(["conv3dTranspose"], () => [volume, ones([2, 2, 2, 2, 2]), [1, 4, 4, 4, 2], 1, "same"]),
  ...each(["avgPool", "maxPool"], () => [image, 2, 1, "same"]),
  ...each(["avgPool3d", "maxPool3d"], () => [volume, 2, 1, "same"]),
  ...each(["pool"], () => [image, 2, "max", "same", 1, 1]),
  ...each(["localResponseNormalization"], () => [image, 1, 1, 1, 0.5]),
};

export const tfjsOpCases: Table = { ...pointwise, ...along, ...made, ...products };
