/**
 * What each public function and method is called with when all is well, by its path among the exports: for the walk of
 * `hostile-exports.test.ts`, which puts hostile values in place of each argument and option.
 */
import * as testing from "../src/autodiff/testing.ts";
import * as recurve from "../src/index.ts";
import * as tfjs from "../src/tfjs/index.ts";
import * as worker from "../src/worker/index.ts";

const { data, input, layers, ones, ops, optimizers, Random, tasks, tensor, text } = recurve;

/** How to reach a function, and what it is given. */
export interface Case {
  /** The entry that exports it. Default "recurve". */
  entry?: keyof typeof entries;
  /** Its records have names of the user's own: files, fields of JSON. */
  takesAnyName?: boolean;
  /** What the method is called on, made anew for each call; without it the function itself is called. */
  on?: () => unknown;
  args: () => unknown[];
  /** What a user does next with what came. */
  use?: (made: any) => unknown;
}

type Table = Record<string, Case | (() => unknown[])>;

/** More epochs than this are a training that its user wants to go on for ever. */
export const seriesOfEpochs = 10;

export const entries = { recurve, "recurve/testing": testing, "recurve/tfjs": tfjs, "recurve/worker": worker };

export const matrix = tensor([
  [1, 2],
  [3, 4],
]);
const steps = ones([2, 3, 2]);
const image = ones([1, 4, 4, 2]);
const ids = tensor([0, 1], [2], "int32");
const vocabulary = text.Vocabulary.fromText("abc");
const rows = Array.from({ length: 40 }, (_, i) => ({ t: i, y: Math.sin(i) }));
const series = [1, 2, 3, 4, 5, 6, 7, 8];

/** A compiled model of one number. */
function net(): recurve.Sequential {
  const made = recurve.sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })] });
  made.compile({ optimizer: "sgd", loss: "mse" });
  return made;
}
const recurrent = () => recurve.sequential({ layers: [layers.lstm({ units: 1, inputShape: [2, 1] })] });
const x = [[1], [2]];

/** Options that factories of layers need. */
const needed: Record<string, () => object> = {
  activation: () => ({ activation: "relu" }),
  bidirectional: () => ({ layer: layers.lstm({ units: 2 }) }),
  timeDistributed: () => ({ layer: layers.dense({ units: 2 }) }),
  rnn: () => ({ cell: layers.lstmCell({ units: 2 }) }),
  stackedRNNCells: () => ({ cells: [layers.lstmCell({ units: 2 })] }),
  dot: () => ({ axes: 1 }),
  dropout: () => ({ rate: 0.5 }),
  spatialDropout1d: () => ({ rate: 0.5 }),
  spatialDropout2d: () => ({ rate: 0.5 }),
  spatialDropout3d: () => ({ rate: 0.5 }),
  alphaDropout: () => ({ rate: 0.5 }),
  gaussianDropout: () => ({ rate: 0.5 }),
  gaussianNoise: () => ({ stddev: 0.5 }),
  rescaling: () => ({ scale: 2 }),
  depthwiseConv1d: () => ({ kernelSize: 2 }),
  depthwiseConv2d: () => ({ kernelSize: 2 }),
  einsumDense: () => ({ equation: "abc,cd->abd", outputShape: [3, 2] }),
  embedding: () => ({ inputDim: 3, outputDim: 2 }),
  groupNormalization: () => ({ groups: 1 }),
  lambda: () => ({ function: (value: unknown) => value }),
  multiHeadAttention: () => ({ numHeads: 2, keyDim: 3 }),
  permute: () => ({ dims: [2, 1] }),
  repeatVector: () => ({ n: 2 }),
  reshape: () => ({ targetShape: [6] }),
  input: () => ({ shape: [2] }),
  reversibleEmbedding: () => ({ inputDim: 3, outputDim: 2 }),
  integerLookup: () => ({ vocabulary: [1, 2] }),
  stringLookup: () => ({ vocabulary: ["a"] }),
  textVectorization: () => ({ vocabulary: ["a"] }),
};
const severalInputs = /^(add|subtract|multiply|average|maximum|minimum|concatenate|dot|attention|additiveAttention)$/;

/** What a layer made by a factory is applied to. */
function applied(name: string): (layer: any) => unknown {
  const rank = /(\d)d/i.exec(name)?.[1];
  let given: unknown = rank ? ones([1, ...new Array<number>(Number(rank)).fill(4), 2]) : steps;
  if (/^convLstm/.test(name)) given = ones([1, 2, ...new Array<number>(Number(rank)).fill(4), 2]);
  if (name === "repeatVector") given = matrix;
  if (name === "embedding" || name === "reversibleEmbedding") given = ids;
  if (name === "integerLookup") given = ids;
  if (name === "melSpectrogram") given = ones([1, 4096]);
  if (name === "stftSpectrogram") given = ones([1, 4096, 1]);
  if (/^(stringLookup|textVectorization)$/.test(name)) given = tensor(["a b"], [1], "string");
  if (severalInputs.test(name)) given = [steps, steps];
  if (name === "multiHeadAttention") given = [steps, steps];
  if (/Cell/.test(name)) return (cell) => layers.rnn({ cell }).apply(steps);
  return (layer) => (name === "input" ? layer : layer.apply(given));
}

function optionsOf(name: string): object {
  const make = needed[name];
  if (make) return make();
  if (/^(conv|separable)/i.test(name)) return { filters: 2, kernelSize: 2 };
  if (/^(dense|lstm|gru|simpleRNN)/.test(name)) return { units: 2 };
  return {};
}

const factories = (namespace: object) =>
  Object.entries(namespace)
    .filter(([name, made]) => typeof made === "function" && /^[a-z]/.test(name))
    .map(([name]) => name);

/** The same case for each factory of a namespace. */
function forAll(prefix: string, namespace: object, make: (name: string) => Case): Table {
  return Object.fromEntries(factories(namespace).map((name) => [`${prefix}.${name}`, make(name)]));
}

const layerCase = (name: string): Case => ({ args: () => [optionsOf(name)], use: applied(name) });
const lossOptions: Record<string, object> = { pinball: { quantiles: [0.5] } };
const scheduleOptions: Record<string, object> = {
  cosineDecay: { initialLearningRate: 1, decaySteps: 2 },
  cosineDecayRestarts: { initialLearningRate: 1, firstDecaySteps: 2 },
  exponentialDecay: { initialLearningRate: 1, decaySteps: 2, decayRate: 0.5 },
  inverseTimeDecay: { initialLearningRate: 1, decaySteps: 2, decayRate: 0.5 },
  piecewiseConstantDecay: { boundaries: [1], values: [1, 2] },
  polynomialDecay: { initialLearningRate: 1, decaySteps: 2 },
};
const weight = () => new recurve.Variable({ name: "w", shape: [2], initialize: () => new Float32Array(2) });

function lossCase(name: string): Case {
  const y =
    name === "ctc" ? [ones([1, 1]), ones([1, 3, 2])] : name.startsWith("sparse") ? [ids, matrix] : [matrix, matrix];
  return { args: () => [lossOptions[name] ?? {}], use: (loss) => loss.call?.(...y) ?? loss.compute?.(...y) };
}

const metricCase = (name: string): Case => ({
  args: () => [{}],
  use: (metric) => {
    if (name === "mean" || name === "sum") return metric;
    const shares = ops.softmax(matrix);
    metric.update(/^(sparse|perplexity)/.test(name) ? ids : shares, shares);
    return metric.result();
  },
});

const opArgs: Table = {
  "ops.cast": () => [matrix, "int32"],
  "ops.conv": () => [image, ones([2, 2, 2, 2]), {}],
  "ops.convTranspose": () => [image, ones([2, 2, 2, 2]), {}],
  "ops.eye": () => [2, 2],
  "ops.randomNormal": () => [[2], {}],
  "ops.randomUniform": () => [[2], {}],
  "ops.range": () => [0, 2, 1],
  "ops.ctcLoss": () => [[[1, 2]], ones([1, 3, 3]), {}],
  "ops.ctcDecode": () => [ones([1, 3, 3]), {}],
  "ops.cumSum": () => [matrix, {}],
  "ops.dropout": () => [matrix, 0.5, new Random(1), [2, 2]],
  "ops.dropoutMask": () => [[2], 0.5, new Random(1)],
  "ops.einsum": () => ["ab,bc->ac", matrix, matrix],
  "ops.gather": () => [matrix, ids],
  "ops.oneHot": () => [ids, 2],
  "ops.takeAlongLast": () => [matrix, ids],
  "ops.where": () => [matrix, matrix, matrix],
  "ops.layerNorm": () => [matrix, {}],
  "ops.broadcastTo": () => [matrix, [2, 2]],
  "ops.concatenate": () => [[matrix, matrix], 0],
  "ops.expandDims": () => [matrix, 0],
  "ops.pad": () => [
    matrix,
    [
      [1, 1],
      [0, 0],
    ],
  ],
  "ops.reshape": () => [matrix, [4]],
  "ops.flip": () => [matrix, 0],
  "ops.reverse": () => [matrix, 0],
  "ops.slice": () => [matrix, [0, 0], [1, 1]],
  "ops.sliceAxis": () => [matrix, 0, 0, 1],
  "ops.split": () => [matrix, 2, 0],
  "ops.squeeze": () => [ones([1, 2]), 0],
  "ops.stack": () => [[matrix, matrix], 0],
  "ops.tile": () => [matrix, [2, 1]],
  "ops.transpose": () => [matrix, [1, 0]],
  "ops.unstack": () => [matrix, 0],
  "ops.matmul": () => [matrix, matrix, {}],
  "ops.argsort": () => [matrix, {}],
  "ops.sort": () => [matrix, {}],
  "ops.topK": () => [matrix, 1],
  "ops.averagePool": () => [image, 2, {}],
  "ops.maxPool": () => [image, 2, {}],
  "ops.interpolate": () => [matrix, 2, 0],
  "ops.repeat": () => [matrix, 2, 0],
  "ops.clip": () => [matrix, 0, 1],
  "ops.unary": () => ["relu", matrix],
  "ops.norm": () => [matrix, 2, 0, false],
  "ops.logitsOf": () => [matrix, "softmax"],
  "ops.withLogits": () => [matrix, matrix, "softmax"],
  "ops.sparseSoftmaxCrossEntropy": () => [matrix, ids],
  ...Object.fromEntries(
    ["all", "any", "max", "mean", "min", "sum", "logSumExp", "std", "variance"].map((name) => [
      `ops.${name}`,
      () => [matrix, 0, false],
    ]),
  ),
  ...Object.fromEntries(["argMax", "argMin"].map((name) => [`ops.${name}`, () => [matrix, 0]])),
  ...Object.fromEntries(
    ["segmentMax", "segmentMean", "segmentSum"].map((name) => [`ops.${name}`, () => [matrix, ids, 2]]),
  ),
};

const languageModel = () => tasks.languageModel({ vocabulary, units: 2, embedding: 2, depth: 1 });
const classifier = () => tasks.classifier({ classes: ["a", "b"], vocabulary, units: 2, embedding: 2, depth: 1 });
const translator = () => tasks.translator({ source: vocabulary, target: vocabulary, units: 2, embedding: 2, depth: 1 });
const forecaster = () => tasks.forecaster(rows, { target: "y", time: "t", horizon: 1, window: 3, units: 2 });
const few = { epochs: 1, verbose: 0, batchSize: 8 } as const;
const method = (on: () => unknown, args: () => unknown[], use?: Case["use"]): Case => ({
  on,
  args,
  ...(use && { use }),
});
const kneserNey = () => new text.KneserNeyModel(2, 2);
function learned(): recurve.text.KneserNeyModel {
  const model = kneserNey();
  model.learn([0, 1, 1]);
  return model;
}
const linear = () => new tasks.LinearClassifier(2, { buckets: 8 });
const stepper = () => recurrent().stream();
const numbers = () => data.dataset([1, 2, 3]);
const read = (made: recurve.data.Dataset<unknown>) => made.take(4).toArray();

const unaries = [
  ...[
    "logSoftmax",
    "softmax",
    "isFinite",
    "isNaN",
    "abs",
    "ceil",
    "cos",
    "erf",
    "exp",
    "floor",
    "log",
    "log1p",
    "logicalNot",
  ],
  ...[
    "negative",
    "reciprocal",
    "relu",
    "round",
    "rsqrt",
    "sigmoid",
    "sign",
    "sin",
    "softplus",
    "sqrt",
    "square",
    "tanh",
  ],
];
const binaries = [
  ...["add", "divide", "equal", "greater", "greaterEqual", "less", "lessEqual", "logicalAnd", "logicalOr", "maximum"],
  ...["minimum", "multiply", "notEqual", "power", "subtract", "sigmoidCrossEntropy", "softmaxCrossEntropy"],
];

const dense = () => layers.dense({ units: 1 });
const tfNet = () => new tfjs.LayersModel(net());
const tf = tfjs.tensor([
  [1, 2],
  [3, 4],
]);
/** Names of TensorFlow.js for factories that have another one in Keras. */
const tfjsNames: Readonly<Record<string, string>> = {
  ...{ avgPool1d: "averagePooling1d", avgPool2d: "averagePooling2d", avgPool3d: "averagePooling3d" },
  ...{ avgPooling1d: "averagePooling1d", avgPooling2d: "averagePooling2d", avgPooling3d: "averagePooling3d" },
};
/** What functions and methods of tensors take after the tensor. */
const tfjsArgs: Readonly<Record<string, unknown[]>> = {
  ...Object.fromEntries(
    ["add", "sub", "mul", "div", "pow", "maximum", "minimum", "equal", "greater", "less"].map((name) => [
      name,
      [matrix],
    ]),
  ),
  ...Object.fromEntries(
    ["abs", "exp", "log", "neg", "sqrt", "square", "relu", "sigmoid", "tanh", "softmax"].map((name) => [name, []]),
  ),
  ...Object.fromEntries(["sum", "mean", "max", "min"].map((name) => [name, [0, false]])),
  ...{ argMax: [0], argMin: [0], matMul: [matrix, false, false], reshape: [[4]], transpose: [[1, 0]], squeeze: [] },
  ...{
    expandDims: [0],
    tile: [[1, 2]],
    slice: [
      [0, 0],
      [1, 1],
    ],
    gather: [[0, 1]],
    cast: ["int32"],
    moments: [0],
  },
  ...{ as2D: [2, 2], as3D: [1, 2, 2], asType: ["int32"], concat: [[tf], 0] },
};

/** The other end of a port that takes a model in. */
function answering(): worker.Port {
  const { port1, port2 } = new MessageChannel();
  worker.serveModel(port2 as unknown as worker.Port);
  return port1 as unknown as worker.Port;
}

const table: Table = {
  grad: { args: () => [(a: recurve.Tensor) => ops.sum(a)], use: (f) => f(matrix) },
  valueAndGrad: { args: () => [(a: recurve.Tensor) => ops.sum(a)], use: (f) => f(matrix) },
  lossAndGradients: () => [[weight()], () => ones([])],
  noGrad: () => [() => 1],
  Variable: () => [{ name: "w", shape: [2], initialize: () => new Float32Array(2) }],
  "Variable.assign": method(weight, () => [[1, 2]]),
  init: () => [{}],
  setBackend: () => ["js"],
  clipByGlobalNorm: () => [new Map([[weight(), ones([2])]]), 1],
  tensor: () => [[1, 2], [2], "float32"],
  fill: () => [[2], 1, "float32"],
  ones: () => [[2], "float32"],
  zeros: () => [[2], "float32"],
  Random: { args: () => [1, 0], use: (random) => [random.uniform(), random.normal()] },
  "Random.integer": method(
    () => new Random(1),
    () => [3],
  ),
  "Random.permutation": method(
    () => new Random(1),
    () => [3],
  ),
  setRandomSeed: () => [1],
  input: () => [{ shape: [2] }],
  model: () => {
    const start = input({ shape: [2] });
    return [{ inputs: start, outputs: layers.dense({ units: 1 }).apply(start) }];
  },
  sequential: () => [{ layers: [layers.dense({ units: 1 })] }],
  cloneModel: () => [net(), {}],
  formatOf: () => [new TextEncoder().encode(recurve.modelToJSON(net()))],
  modelToJSON: () => [net()],
  plotModel: () => [net(), {}],
  saveModel: { args: () => [net(), undefined, { format: "keras" }] },
  saveWeights: { args: () => [net(), undefined, { format: "safetensors" }] },
  ...opArgs,
  "constraints.maxNorm": { args: () => [{}], use: (made) => made.project(matrix) },
  "constraints.unitNorm": { args: () => [{}], use: (made) => made.project(matrix) },
  "constraints.minMaxNorm": { args: () => [{}], use: (made) => made.project(matrix) },
  ...forAll("initializers", recurve.initializers, (name) => ({
    args: () => (name === "zeros" || name === "ones" ? [] : [{}]),
    use: (made) => made.draw([2, 2], new Random(1)),
  })),
  ...forAll("regularizers", recurve.regularizers, () => ({ args: () => [{}], use: (made) => made.penalty(matrix) })),
  ...forAll("losses", recurve.losses, lossCase),
  ...forAll("metrics", recurve.metrics, metricCase),
  ...forAll("optimizers", optimizers, (name) => ({
    args: () => [scheduleOptions[name] ?? {}],
    use: (made) => (typeof made === "function" ? made(1) : net().compile({ optimizer: made, loss: "mse" })),
  })),
  "optimizers.groups": () => [[{ optimizer: "sgd" }]],
  ...forAll("layers", layers, layerCase),
  "callbacks.modelCheckpoint": () => ["a.keras", {}],
  "callbacks.backupAndRestore": () => ["backup", {}],
  "callbacks.csvLogger": () => ["log.csv", {}],
  "callbacks.earlyStopping": () => [{}],
  "callbacks.EarlyStopping": () => [{}],
  "callbacks.reduceLROnPlateau": () => [{}],
  "callbacks.ReduceLROnPlateau": () => [{}],
  "callbacks.lambdaCallback": () => [{}],
  "callbacks.learningRateScheduler": () => [() => 1, {}],
  "callbacks.tensorBoard": () => ["logs", {}],
  "callbacks.terminateOnNaN": () => [{}],
  "callbacks.swapEMAWeights": () => [],
  "data.readCsv": { args: () => [new TextEncoder().encode("a,b\n1,2\n"), {}], use: (made) => made.next() },
  "data.readTable": () => [new TextEncoder().encode("a,b\n1,2\n"), {}],
  "data.readJsonLines": { args: () => [new TextEncoder().encode("1\n")], use: (made) => made.next() },
  "data.writeJsonLines": { args: () => [[1, 2]], use: (made) => made.next() },
  "data.isNpy": () => [data.writeNpy([1, 2])],
  "data.readNpy": () => [data.writeNpy([1, 2]), "a.npy"],
  "data.writeNpy": () => [[1, 2]],
  "data.writeNpz": () => [{ a: [1, 2] }],
  "data.dataset": { args: () => [[1, 2]], use: read },
  "data.zip": { args: () => [[numbers(), numbers()]], use: read },
  "data.padSequences": () => [[[1], [2, 3]], {}],
  "data.minMaxScaler": { args: () => [{}], use: (made) => made.fit(matrix) },
  "data.robustScaler": { args: () => [{}], use: (made) => made.fit(matrix) },
  "data.Scaler.fit": method(data.standardScaler, () => [matrix]),
  "data.Scaler.transform": method(
    () => data.standardScaler().fit(matrix),
    () => [matrix],
  ),
  "data.Scaler.inverse": method(
    () => data.standardScaler().fit(matrix),
    () => [matrix],
  ),
  "data.Scaler.fromJSON": { on: () => data.Scaler, args: () => [data.standardScaler().fit(matrix).toJSON()] },
  "data.timeSeriesWindows": () => [series, null, { sequenceLength: 2 }],
  "data.Dataset.epoch": method(
    numbers,
    () => [0],
    (made) => made.next(),
  ),
  "data.Dataset.map": method(numbers, () => [(n: number) => n], read),
  "data.Dataset.filter": method(numbers, () => [() => true], read),
  "data.Dataset.shuffle": method(numbers, () => [2, {}], read),
  "data.Dataset.batch": method(numbers, () => [2, {}], read),
  "data.Dataset.paddedBatch": method(
    () => data.dataset([[1], [2, 3]]),
    () => [2, {}],
    read,
  ),
  "data.Dataset.bucketByLength": method(
    () => data.dataset([[1], [2, 3]]),
    () => [{ boundaries: [2], batchSize: 2 }],
    read,
  ),
  "data.Dataset.window": method(numbers, () => [2, {}], read),
  "data.Dataset.take": method(numbers, () => [2], read),
  "data.Dataset.skip": method(numbers, () => [2], read),
  "data.Dataset.repeat": method(numbers, () => [2], read),
  "data.Dataset.concatenate": method(numbers, () => [numbers()], read),
  "data.Dataset.prefetch": method(numbers, () => [2], read),
  "text.editDistance": () => ["ab", "ac"],
  "text.beamSearch": () => [
    {
      state: 0,
      step: (states: readonly number[]) => states.map((state) => ({ probabilities: [0, 0, 0, 1], state })),
      start: 1,
      end: 3,
      maxTokens: 4,
    },
  ],
  "text.generate": {
    args: () => [{ step: () => [0, 0, 0, 0, 1, 1, 1], reset: () => {} }, vocabulary, { maxTokens: 2 }],
    use: (made) => made.next(),
  },
  "text.sample": () => [[0.5, 0.5], {}, new Random(1), [0]],
  "text.bleu": () => [["a"], ["a"], {}],
  "text.chrf": () => [["a"], ["a"]],
  "text.errorRate": () => [[["a"]], [["a"]]],
  "text.splitWords": () => ["a b", "en"],
  "text.Vocabulary": () => [vocabulary.tokens, "characters", false, ["", "\uFFFD", "\u0002", "\u0003"]],
  "text.Vocabulary.fromText": { on: () => text.Vocabulary, args: () => ["abc", {}] },
  "text.Vocabulary.fromJSON": { on: () => text.Vocabulary, args: () => [vocabulary.toJSON()] },
  "text.Vocabulary.encode": method(
    () => vocabulary,
    () => ["abc"],
  ),
  "text.Vocabulary.decode": method(
    () => vocabulary,
    () => [[4, 5]],
  ),
  "text.Vocabulary.writable": method(
    () => vocabulary,
    () => [[0.1, 0.2, 0.3, 0.4, 0.5]],
  ),
  "text.KerasVocabulary": { args: () => [["", "a"], {}], use: (made) => [made.encode("a b"), made.decode([1])] },
  "text.KerasVocabulary.fromJSON": {
    on: () => text.KerasVocabulary,
    args: () => [new text.KerasVocabulary(["a"]).toJSON()],
  },
  "text.KerasVocabulary.encode": method(
    () => new text.KerasVocabulary(["a"]),
    () => ["a"],
  ),
  "text.KerasVocabulary.decode": method(
    () => new text.KerasVocabulary(["a"]),
    () => [[0]],
  ),
  "text.KerasVocabulary.writable": method(
    () => new text.KerasVocabulary(["a"]),
    () => [[1]],
  ),
  "text.KneserNeyModel": () => [2, 2],
  "text.KneserNeyModel.learn": method(kneserNey, () => [[0, 1]]),
  "text.KneserNeyModel.probability": method(learned, () => [[0], 1]),
  "text.KneserNeyModel.bitsPerToken": method(learned, () => [[[0, 1]]]),
  "tasks.coverage": () => [series, series, series],
  "tasks.mase": () => [series, series, series, 1],
  "tasks.smape": () => [series, series],
  "tasks.exponentialSmoothing": () => [series, 2, 1],
  "tasks.naive": () => [series, 2],
  "tasks.seasonalNaive": () => [series, 2, 2],
  "tasks.classificationScores": () => [[0, 1], [0, 1], 2],
  "tasks.findTimes": () => [[{ t: "2001" }, { t: "2002" }], ["t"], "yyyy"],
  "tasks.readSeries": () => [rows, { columns: ["y"], time: "t" }],
  "tasks.sliceSeries": () => [tasks.readSeries(rows, { columns: ["y"], time: "t" }), 0, 2],
  "tasks.LinearClassifier": {
    args: () => [2, { buckets: 8 }],
    use: (made) => made.fit(["a", "b"], [0, 1]).predict(["a"]),
  },
  "tasks.LinearClassifier.fit": method(linear, () => [
    ["a", "b"],
    [0, 1],
  ]),
  "tasks.LinearClassifier.predict": method(linear, () => [["a", "b"]]),
  "tasks.languageModel": () => [{ vocabulary, units: 2, embedding: 2, depth: 1 }],
  "tasks.LanguageModel.from": { on: () => tasks.LanguageModel, args: () => [languageModel().model] },
  "tasks.LanguageModel.fit": method(languageModel, () => ["abc".repeat(30), { ...few, window: 8 }]),
  "tasks.LanguageModel.generate": method(
    languageModel,
    () => [{ maxTokens: 2 }],
    (made) => made.next(),
  ),
  "tasks.LanguageModel.search": method(languageModel, () => [{ maxTokens: 2 }]),
  "tasks.LanguageModel.bitsPerCharacter": method(languageModel, () => ["abc"]),
  "tasks.classifier": () => [{ classes: ["a", "b"], vocabulary, units: 2, embedding: 2, depth: 1 }],
  "tasks.Classifier.from": { on: () => tasks.Classifier, args: () => [classifier().model] },
  "tasks.Classifier.fit": method(classifier, () => [["a", "b"], ["a", "b"], few]),
  "tasks.Classifier.classify": method(classifier, () => ["a"]),
  "tasks.Classifier.predictClasses": method(classifier, () => [["a"]]),
  "tasks.Classifier.classNumbers": method(classifier, () => [["a"], ["a"]]),
  "tasks.translator": () => [{ source: vocabulary, target: vocabulary, units: 2, embedding: 2, depth: 1 }],
  "tasks.Translator.from": { on: () => tasks.Translator, args: () => [translator().model] },
  "tasks.Translator.fit": method(translator, () => [[["a", "b"]], few]),
  "tasks.Translator.translate": method(translator, () => ["a", { maxTokens: 2 }]),
  "tasks.forecaster": () => [rows, { target: "y", time: "t", horizon: 1, window: 3, units: 2 }],
  "tasks.Forecaster.from": { on: () => tasks.Forecaster, args: () => [forecaster().model] },
  "tasks.Forecaster.fit": method(forecaster, () => [rows, few]),
  "tasks.Forecaster.calibrate": method(forecaster, () => [rows, {}]),
  "tasks.Forecaster.batches": method(forecaster, () => [rows, {}]),
  "tasks.Forecaster.remember": method(forecaster, () => [rows]),
  "tasks.Forecaster.forecast": method(forecaster, () => [rows]),
  "tasks.Forecaster.past": method(forecaster, () => [2, rows]),
  "tasks.Forecaster.backtest": method(forecaster, () => [rows, {}]),
  "Model.getLayer": method(net, () => ["dense"]),
  "Model.compile": method(net, () => [{ optimizer: "sgd", loss: "mse", metrics: [] }]),
  "Model.fit": method(net, () => [x, x, { epochs: 1, verbose: 0 }]),
  "Model.evaluate": method(net, () => [x, x, { verbose: 0 }]),
  "Model.predict": method(net, () => [x, {}]),
  "Model.predictOnBatch": method(net, () => [x]),
  "Model.trainOnBatch": method(net, () => [x, x, {}]),
  "Model.testOnBatch": method(net, () => [x, x, {}]),
  "Model.summary": method(net, () => [{ print: () => {} }]),
  "Model.stream": method(
    recurrent,
    () => [{}],
    (made) => made.step([1]),
  ),
  "Model.build": method(net, () => [[null, 1]]),
  "Model.rename": method(net, () => ["a"]),
  "Model.setWeights": method(net, () => [[[[1]], [1]]]),
  "Model.apply": method(net, () => [ones([2, 1]), {}]),
  "Sequential.add": method(net, () => [layers.dense({ units: 1 })]),
  Functional: () => {
    const start = input({ shape: [2] });
    return [{ inputs: start, outputs: layers.dense({ units: 1 }).apply(start) }];
  },
  Sequential: () => [{ layers: [] }],
  "Stepper.step": method(stepper, () => [[1]]),
  "Stepper.setStates": method(stepper, () => [[[[0]], [[0]]]]),
  "optimizers.Optimizer.applyGradients": method(
    () => optimizers.sgd(),
    () => [new Map([[weight(), ones([2])]])],
  ),
  "optimizers.Optimizer.excludeFromWeightDecay": method(
    () => optimizers.adamw(),
    () => [["bias"]],
  ),
  "Layer.setWeights": method(
    () => layers.dense({ units: 1 }),
    () => [[]],
  ),
  "layers.RNNCell.apply": method(
    () => layers.dense({ units: 1 }),
    () => [matrix, {}],
  ),
  "data.readNpz": () => [new Uint8Array(22).fill(0).map((_, i) => [80, 75, 5, 6][i] ?? 0), "a.npz"],
  "layers.Layer.rename": method(dense, () => ["a"]),
  "Layer.apply": method(dense, () => [matrix, {}]),
  ...Object.fromEntries(binaries.map((name) => [`ops.${name}`, () => [matrix, matrix]])),
  ...Object.fromEntries(unaries.map((name) => [`ops.${name}`, () => [matrix]])),
  "ops.stopGradient": () => [matrix],
  "ops.arctan2": () => [matrix, matrix],
  "ops.rfft": () => [matrix, {}],
  "ops.irfft": () => [[matrix, matrix], {}],
  "data.writeWav": () => [[0, 0.5], { sampleRate: 8000 }],
  "data.readWav": () => [data.writeWav([0, 0.5], { sampleRate: 8000 })],
  "recurve/testing:checkGradients": () => [(a: recurve.Tensor) => ops.square(a), [matrix], {}],
  "recurve/worker:inWorker": () => [net(), answering()],
  ...forAll("recurve/tfjs:layers", tfjs.layers, (name) => layerCase(tfjsNames[name] ?? name)),
  "recurve/tfjs:LayersModel.apply": method(tfNet, () => [input({ shape: [1] })]),
  "recurve/tfjs:LayersModel.add": method(tfNet, () => [layers.dense({ units: 1 })]),
  "recurve/tfjs:LayersModel.compile": method(tfNet, () => [{ optimizer: "sgd", loss: "mse" }]),
  "recurve/tfjs:LayersModel.fit": method(tfNet, () => [x, x, { epochs: 1 }]),
  "recurve/tfjs:LayersModel.evaluate": method(tfNet, () => [x, x, {}]),
  "recurve/tfjs:LayersModel.predict": method(tfNet, () => [x, {}]),
  "recurve/tfjs:LayersModel.predictOnBatch": method(tfNet, () => [x]),
  "recurve/tfjs:LayersModel.trainOnBatch": method(tfNet, () => [x, x]),
  "recurve/tfjs:LayersModel.getLayer": method(tfNet, () => ["dense", 0]),
  "recurve/tfjs:LayersModel.setWeights": method(tfNet, () => [[[[1]], [1]]]),
  "recurve/tfjs:LayersModel.summary": method(tfNet, () => [80, [], () => {}]),
  "recurve/tfjs:model": () => {
    const start = input({ shape: [2] });
    return [{ inputs: start, outputs: layers.dense({ units: 1 }).apply(start) }];
  },
  "recurve/tfjs:sequential": () => [{ layers: [layers.dense({ units: 1 })] }],
  "recurve/tfjs:tidy": () => [() => 1],
  "recurve/tfjs:util.shuffle": () => [[1, 2]],
  "recurve/tfjs:util.sizeFromShape": () => [[1, 2]],
  "recurve/tfjs:buffer": () => [[2], "float32"],
  "recurve/tfjs:TensorBuffer": { args: () => [[2], "float32"], use: (made) => made.toTensor() },
  "recurve/tfjs:fill": () => [[2], 1, "float32"],
  "recurve/tfjs:ones": () => [[2], "float32"],
  "recurve/tfjs:zeros": () => [[2], "float32"],
  "recurve/tfjs:oneHot": () => [[0, 1], 2],
  "recurve/tfjs:onesLike": () => [tf],
  "recurve/tfjs:zerosLike": () => [tf],
  "recurve/tfjs:randomNormal": () => [[2], 0, 1, "float32", 1],
  "recurve/tfjs:randomUniform": () => [[2], 0, 1, "float32", 1],
  "recurve/tfjs:scalar": () => [1, "float32"],
  "recurve/tfjs:tensor": () => [[1, 2], [2], "float32"],
  "recurve/tfjs:tensor1d": () => [[1, 2], "float32"],
  "recurve/tfjs:tensor2d": () => [[1, 2], [1, 2], "float32"],
  "recurve/tfjs:tensor3d": () => [[1, 2], [1, 1, 2], "float32"],
  "recurve/tfjs:tensor4d": () => [[1, 2], [1, 1, 1, 2], "float32"],
  "recurve/tfjs:train.sgd": () => [0.1],
  "recurve/tfjs:train.momentum": () => [0.1, 0.9, false],
  "recurve/tfjs:train.rmsprop": () => [0.1, 0.9, 0, 1e-7, false],
  "recurve/tfjs:train.adam": () => [0.1, 0.9, 0.9, 1e-7],
  "recurve/tfjs:train.adamax": () => [0.1, 0.9, 0.9, 1e-7],
  "recurve/tfjs:train.adagrad": () => [0.1, 0.1],
  "recurve/tfjs:train.adadelta": () => [0.1, 0.9, 1e-7],
  ...Object.fromEntries(
    Object.entries(tfjsArgs).flatMap(([name, rest]): [string, Case | (() => unknown[])][] => [
      ...(name in tfjs ? [[`recurve/tfjs:${name}`, () => [matrix, ...rest]] as [string, () => unknown[]]] : []),
      ...(name in tf
        ? [
            [
              `recurve/tfjs:Tensor.${name}`,
              method(
                () => tf,
                () => rest,
              ),
            ] as [string, Case],
          ]
        : []),
    ]),
  ),
  "recurve/tfjs:concat": () => [[matrix, matrix], 0],
  "recurve/tfjs:stack": () => [[matrix, matrix], 0],
};

/** The cases by path. */
export const cases: Readonly<Record<string, Case>> = Object.fromEntries(
  Object.entries(table).map(([path, one]) => {
    const entry = path.includes(":") ? (path.replace(/:.*/, "") as keyof typeof entries) : "recurve";
    const takesAnyName = /fromJSON|writeNpz|text.generate|sliceSeries|saveWeights/.test(path);
    return [path, { entry, takesAnyName, ...(typeof one === "function" ? { args: one } : one) }];
  }),
);

/** Paths without a case, as patterns, and why. */
export const exceptions: Readonly<Record<string, string>> = {
  "diagnose|randomSeed|constraints.nonNeg|data.standardScaler|data.Dataset|data.Scaler": "nothing is given to it",
  "(.*Error)": "thrown by the library",
  "Tensor|SymbolicTensor|recurve/tfjs:Tensor|Model|History|layers.Layer|layers.RNNCell|Layer|metrics.MeanMetric|optimizers.Optimizer":
    "made by functions, or a class to extend",
  "tasks.(Classifier|Forecaster|LanguageModel|Translator)": "made by functions",
  "(.*[.])?(Layer|RNNCell|Model|Functional|Sequential)[.](mixesRows|compute(OutputShapes|Masks)|ensureBuilt|initialStates|startSequence|prepare|pack|formOf|addAll|seedWeights)":
    "what a class of your own may override, called by the library",
  "(.*[.])?(EarlyStopping|ReduceLROnPlateau|History|MeanMetric|Optimizer)[.](on\\w+|[gs]etState|stateOf|attach|apply|build|update|minimize)":
    "called by the training",
  "Variable.drawFrom|layers.Layer.(setWeights|apply)|Layer.rename|ops.recurrent|tasks.LanguageModel.sequences":
    "inside the library, or the same as under another path",
  "loadModel|loadWeights|loadLayersModel|readVocabulary|readWeights|LayersModel.save":
    "hostile-values.test.ts walks sources of files",
  "LayersModel|dispose|getBackend|keep|memory|nextFrame|ready|setBackend|util.(assert|now)": "computes nothing",
  serveModel: "called in a worker, whose scope is the port: test/in-worker.test.ts",
  "ops.i?stft": "their module's own test walks their options",
  "TensorBuffer.set": "as an array's",
};
