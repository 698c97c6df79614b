/** Every number that a public function takes as an option is checked before any work: walked through for all of them. */
import { describe, expect, it } from "vitest";
import * as recurve from "../src/index.ts";

const { callbacks, constraints, data, initializers, layers, losses, metrics, optimizers, regularizers, tasks, text } =
  recurve;

type Options = Record<string, unknown>;
type Make = (options: any) => unknown;

const notNumbers = [Number.NaN, "3", true, Number.POSITIVE_INFINITY, -Infinity];
const notCounts = [...notNumbers, 1.5, -1];

/** What a wrong value must raise: one of the errors of this library, which names the option. */
function expectRefused(make: Make, options: Options, option: string, value: unknown, key = option): void {
  let error: unknown;
  try {
    const made = make({ ...options, [key]: value });
    // a generator begins with its first value
    if (typeof (made as Iterator<unknown>)?.next === "function") (made as Iterator<unknown>).next();
  } catch (caught) {
    error = caught;
  }
  const what = `${option}: ${String(value)}`;
  expect(error, what).toBeInstanceOf(Error);
  expect([recurve.ConfigError, recurve.ShapeError], what).toContain((error as Error).constructor);
  expect((error as Error).message, what).toContain(option);
}

/** Options that a factory needs to make anything. */
const needed: Record<string, Options> = {
  activation: { activation: "relu" },
  bidirectional: { layer: layers.lstm({ units: 2 }) },
  timeDistributed: { layer: layers.dense({ units: 2 }) },
  rnn: { cell: layers.lstmCell({ units: 2 }) },
  stackedRNNCells: { cells: [layers.lstmCell({ units: 2 })] },
  dot: { axes: 1 },
  dropout: { rate: 0.5 },
  spatialDropout1d: { rate: 0.5 },
  spatialDropout2d: { rate: 0.5 },
  spatialDropout3d: { rate: 0.5 },
  alphaDropout: { rate: 0.5 },
  gaussianDropout: { rate: 0.5 },
  gaussianNoise: { stddev: 0.5 },
  rescaling: { scale: 2 },
  depthwiseConv1d: { kernelSize: 3 },
  depthwiseConv2d: { kernelSize: 3 },
  einsumDense: { equation: "ab,bc->ac", outputShape: 2 },
  embedding: { inputDim: 3, outputDim: 2 },
  reversibleEmbedding: { inputDim: 3, outputDim: 2 },
  lambda: { function: (x: unknown) => x },
  multiHeadAttention: { numHeads: 2, keyDim: 3 },
  permute: { dims: [1] },
  repeatVector: { n: 2 },
  reshape: { targetShape: [2] },
  input: { shape: [2] },
};
const rnnLike = { units: 2 };
const convolution = { filters: 2, kernelSize: 3 };
const neededBy = (name: string): Options =>
  needed[name] ?? (/^(conv|separable|depthwise)/i.test(name) ? convolution : rnnNames.test(name) ? rnnLike : {});
const rnnNames = /^(dense|lstm|gru|simpleRNN)/;

/** Where null says that a number is none, though there is one by default. */
const mayBeNull = new Set(["normalization axis"]);

/** Options that count things. */
const counts =
  /^(units|filters|kernelSize|poolSize|strides|dilationRate|groups|numHeads|keyDim|valueDim|inputDim|outputDim|n)$/;

const isFactory = ([name, make]: [string, unknown]) =>
  /^[a-z]/.test(name) && name !== "input" && typeof make === "function";

describe.each(Object.entries(layers).filter(isFactory))("layers.%s", (name, factory) => {
  const make = factory as Make;
  let config: Options | undefined;
  try {
    config = (make({ ...neededBy(name) }) as { config: Options }).config;
  } catch {
    // a new kind of layer: its options stand in the table above
  }
  it("is made of the options that this test knows", () => expect(config).toBeDefined());
  it("is made again from what getConfig gives", () => {
    const layer = make({ ...neededBy(name) }) as recurve.Layer;
    if (!(layer instanceof recurve.Layer)) return;
    const again = make(layer.getConfig()) as recurve.Layer;
    expect(again.config).toEqual({ ...config, name: layer.name });
  });
  const numbers = Object.entries(config ?? {}).filter(([, value]) => typeof value === "number");
  const seeds = Object.keys(config ?? {}).filter((option) => option === "seed");
  it("refuses what is no number", () => {
    for (const [option] of numbers) {
      for (const value of [...notNumbers, null]) {
        if (value === null && mayBeNull.has(`${name} ${option}`)) continue;
        expectRefused(make, neededBy(name), option, value);
      }
      if (counts.test(option) && name !== "groupNormalization")
        for (const value of notCounts) expectRefused(make, neededBy(name), option, value);
    }
    for (const option of seeds)
      for (const value of [...notNumbers, 1.5]) expectRefused(make, neededBy(name), option, value);
  });
});

const vocabulary = text.Vocabulary.fromText("abc");
const rows = Array.from({ length: 200 }, (_, i) => ({ t: i, y: Math.sin(i) }));

/** Makers of other things, what they need, and the options that count, that are seeds, and that are other numbers. */
const others: Record<string, [Make, Options, { counts?: string[]; seeds?: string[]; numbers?: string[] }]> = {
  ...Object.fromEntries(
    ["sgd", "adam", "adamw", "rmsprop", "adagrad", "adadelta", "adamax", "nadam", "ftrl", "lion"].map((name) => [
      `optimizers.${name}`,
      [
        (optimizers as unknown as Record<string, Make>)[name]!,
        {},
        {
          numbers: ["learningRate", "weightDecay", "clipnorm", "globalClipnorm", "clipvalue", "emaMomentum"],
          counts: ["emaOverwriteFrequency", "gradientAccumulationSteps"],
        },
      ],
    ]),
  ),
  "optimizers.sgd momentum": [optimizers.sgd, {}, { numbers: ["momentum"] }],
  "optimizers.adam betas": [optimizers.adam, {}, { numbers: ["beta1", "beta2", "epsilon"] }],
  "optimizers.rmsprop rho": [optimizers.rmsprop, {}, { numbers: ["rho", "momentum", "epsilon"] }],
  "optimizers.exponentialDecay": [
    optimizers.exponentialDecay,
    { initialLearningRate: 1, decaySteps: 2, decayRate: 0.5 },
    { numbers: ["initialLearningRate", "decaySteps", "decayRate"] },
  ],
  "optimizers.inverseTimeDecay": [
    optimizers.inverseTimeDecay,
    { initialLearningRate: 1, decaySteps: 2, decayRate: 0.5 },
    { numbers: ["initialLearningRate", "decaySteps", "decayRate"] },
  ],
  "optimizers.polynomialDecay": [
    optimizers.polynomialDecay,
    { initialLearningRate: 1, decaySteps: 2 },
    { numbers: ["initialLearningRate", "decaySteps", "endLearningRate", "power"] },
  ],
  "optimizers.cosineDecay": [
    optimizers.cosineDecay,
    { initialLearningRate: 1, decaySteps: 2 },
    { numbers: ["initialLearningRate", "decaySteps", "alpha", "warmupTarget", "warmupSteps"] },
  ],
  "optimizers.cosineDecayRestarts": [
    optimizers.cosineDecayRestarts,
    { initialLearningRate: 1, firstDecaySteps: 2 },
    { numbers: ["initialLearningRate", "firstDecaySteps", "tMul", "mMul", "alpha"] },
  ],
  "losses.huber": [losses.huber, {}, { numbers: ["delta"] }],
  "losses.binaryCrossentropy": [losses.binaryCrossentropy, {}, { numbers: ["labelSmoothing", "axis"] }],
  "losses.categoricalCrossentropy": [losses.categoricalCrossentropy, {}, { numbers: ["labelSmoothing", "axis"] }],
  "losses.sparseCategoricalCrossentropy": [
    losses.sparseCategoricalCrossentropy,
    {},
    { numbers: ["ignoreClass", "axis"] },
  ],
  "losses.binaryFocalCrossentropy": [losses.binaryFocalCrossentropy, {}, { numbers: ["gamma", "alpha"] }],
  "losses.cosineSimilarity": [losses.cosineSimilarity, {}, { numbers: ["axis"] }],
  "losses.pinball": [losses.pinball, {}, { numbers: ["quantiles"] }],
  "metrics.binaryAccuracy": [metrics.binaryAccuracy, {}, { numbers: ["threshold"] }],
  "metrics.topKCategoricalAccuracy": [metrics.topKCategoricalAccuracy, {}, { counts: ["k"] }],
  "metrics.sparseTopKCategoricalAccuracy": [metrics.sparseTopKCategoricalAccuracy, {}, { counts: ["k"] }],
  "metrics.precision": [metrics.precision, {}, { counts: ["topK", "classId"], numbers: ["thresholds"] }],
  "metrics.recall": [metrics.recall, {}, { counts: ["topK", "classId"], numbers: ["thresholds"] }],
  "metrics.f1Score": [metrics.f1Score, {}, { numbers: ["threshold"] }],
  "metrics.fbetaScore": [metrics.fbetaScore, {}, { numbers: ["beta"] }],
  "metrics.auc": [metrics.auc, {}, { counts: ["numThresholds"] }],
  "regularizers.l1": [regularizers.l1, {}, { numbers: ["l1"] }],
  "regularizers.l2": [regularizers.l2, {}, { numbers: ["l2"] }],
  "regularizers.l1l2": [regularizers.l1l2, {}, { numbers: ["l1", "l2"] }],
  "regularizers.orthogonalRegularizer": [regularizers.orthogonalRegularizer, {}, { numbers: ["factor"] }],
  "constraints.maxNorm": [constraints.maxNorm, {}, { numbers: ["maxValue", "axis"] }],
  "constraints.unitNorm": [constraints.unitNorm, {}, { numbers: ["axis"] }],
  "constraints.minMaxNorm": [constraints.minMaxNorm, {}, { numbers: ["minValue", "maxValue", "rate", "axis"] }],
  "initializers.randomNormal": [initializers.randomNormal, {}, { numbers: ["mean", "stddev"], seeds: ["seed"] }],
  "initializers.truncatedNormal": [initializers.truncatedNormal, {}, { numbers: ["mean", "stddev"], seeds: ["seed"] }],
  "initializers.randomUniform": [initializers.randomUniform, {}, { numbers: ["minval", "maxval"], seeds: ["seed"] }],
  "initializers.varianceScaling": [initializers.varianceScaling, {}, { numbers: ["scale"], seeds: ["seed"] }],
  "initializers.glorotUniform": [initializers.glorotUniform, {}, { seeds: ["seed"] }],
  "initializers.orthogonal": [initializers.orthogonal, {}, { numbers: ["gain"], seeds: ["seed"] }],
  "initializers.identity": [initializers.identity, {}, { numbers: ["gain"] }],
  "callbacks.earlyStopping": [
    callbacks.earlyStopping,
    {},
    { counts: ["patience", "startFromEpoch"], numbers: ["minDelta", "baseline"] },
  ],
  "callbacks.reduceLROnPlateau": [
    callbacks.reduceLROnPlateau,
    {},
    { counts: ["patience", "cooldown"], numbers: ["factor", "minDelta", "minLr"] },
  ],
  "callbacks.tensorBoard": [
    (options) => callbacks.tensorBoard("logs", options),
    {},
    { counts: ["histogramFreq", "updateFreq"] },
  ],
  "callbacks.backupAndRestore": [(options) => callbacks.backupAndRestore("dir", options), {}, { counts: ["saveFreq"] }],
  "callbacks.modelCheckpoint": [
    (options) => callbacks.modelCheckpoint("a.keras", options),
    { save: () => {} },
    { counts: ["saveFreq"], numbers: ["initialValueThreshold"] },
  ],
  "data.padSequences": [
    (options) => data.padSequences([[1], [2, 3]], options),
    {},
    { counts: ["maxlen"], numbers: ["value"] },
  ],
  "data.timeSeriesWindows": [
    (options) => data.timeSeriesWindows([1, 2, 3, 4], null, options),
    { sequenceLength: 2 },
    {
      counts: ["sequenceLength", "sequenceStride", "samplingRate", "batchSize", "startIndex", "endIndex"],
      seeds: ["seed"],
    },
  ],
  "data.minMaxScaler": [data.minMaxScaler, {}, { numbers: ["range"] }],
  "data.robustScaler": [data.robustScaler, {}, { numbers: ["quantiles"] }],
  "data.dataset shuffle": [(options) => data.dataset([1, 2]).shuffle(2, options), {}, { seeds: ["seed"] }],
  "data.dataset window": [(options) => data.dataset([1, 2]).window(2, options), {}, { numbers: ["stride"] }],
  "data.dataset paddedBatch": [
    (options) => data.dataset([[1]]).paddedBatch(2, options),
    {},
    { counts: ["length"], numbers: ["value"] },
  ],
  "data.dataset bucketByLength": [
    (options) => data.dataset([[1]]).bucketByLength(options),
    { boundaries: [2], batchSize: 2 },
    { counts: ["batchSize"], numbers: ["value"] },
  ],
  "text.generate": [
    (options) => text.generate({ step: () => [0, 0, 0, 0, 1, 1, 1], reset: () => {} }, vocabulary, options),
    {},
    { counts: ["topK", "maxTokens"], numbers: ["temperature", "topP", "repetitionPenalty"], seeds: ["seed"] },
  ],
  "text.beamSearch": [
    text.beamSearch as Make,
    { state: 0, step: () => [], start: 1, end: 2 },
    { counts: ["beams", "maxTokens"], numbers: ["lengthPenalty"] },
  ],
  "text.Vocabulary": [(options) => text.Vocabulary.fromText("abc", options), {}, { seeds: [], numbers: [] }],
  "tasks.languageModel": [
    tasks.languageModel as Make,
    { vocabulary },
    { counts: ["embedding", "units", "depth"], numbers: ["dropout"], seeds: ["seed"] },
  ],
  "tasks.translator": [
    tasks.translator as Make,
    { source: vocabulary, target: vocabulary },
    { counts: ["embedding", "units", "depth"], numbers: ["dropout"], seeds: ["seed"] },
  ],
  "tasks.classifier": [
    tasks.classifier as Make,
    { classes: ["a", "b"], vocabulary },
    { counts: ["embedding", "units", "depth"], numbers: ["dropout"], seeds: ["seed"] },
  ],
  "tasks.forecaster": [
    (options) => tasks.forecaster(rows, options),
    { target: "y", time: null },
    { counts: ["horizon", "window", "units"], numbers: ["dropout"], seeds: ["seed"] },
  ],
  sequential: [recurve.sequential as Make, {}, { seeds: ["seed"] }],
  init: [recurve.init, {}, { counts: ["threads"] }],
};

describe.each(Object.entries(others))("%s", (_, [make, options, { counts = [], seeds = [], numbers = [] }]) => {
  it("refuses what is no number", () => {
    for (const option of counts) for (const value of notCounts) expectRefused(make, options, option, value);
    for (const option of seeds) for (const value of [...notNumbers, 1.5]) expectRefused(make, options, option, value);
    for (const option of numbers) for (const value of notNumbers) expectRefused(make, options, option, value);
  });
});

it("counts given as arguments are checked", () => {
  const numbers = data.dataset([1, 2, 3]);
  const counts: Record<string, (count: number) => unknown> = {
    "batch size": (count) => numbers.batch(count),
    "paddedBatch size": (count) => numbers.paddedBatch(count),
    "shuffle bufferSize": (count) => numbers.shuffle(count),
    "window size": (count) => numbers.window(count),
    "window shift": (shift) => numbers.window(2, { shift }),
    "take count": (count) => numbers.take(count),
    "skip count": (count) => numbers.skip(count),
    "repeat count": (count) => numbers.repeat(count),
    "prefetch count": (count) => numbers.prefetch(count),
  };
  const mayBeAll = ["shuffle bufferSize", "take count", "repeat count"];
  for (const [name, make] of Object.entries(counts)) {
    const [owner, argument] = name.split(" ") as [string, string];
    for (const count of [Number.NaN, "3", 1.5, -1, null, Number.POSITIVE_INFINITY] as number[]) {
      const makes = expect(() => make(count), `${name}: ${count}`);
      if (count === Number.POSITIVE_INFINITY && mayBeAll.includes(name)) makes.not.toThrow();
      else {
        makes.toThrow(recurve.ConfigError);
        makes.toThrow(new RegExp(`${owner}: ${argument} must be`));
      }
    }
  }
});

describe("numbers given to operations", () => {
  const { ops } = recurve;
  const x = recurve.tensor([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
  const image = recurve.ones([1, 6, 6, 2]);
  const kernel = recurve.ones([2, 2, 2, 2]);
  const ids = recurve.tensor([0, 1], [2], "int32");
  const notIntegers = [Number.NaN, "3", 1.5, null, {}, true];

  /** By operation and argument: what calls it with a value. */
  const calls: Record<string, (value: any) => unknown> = {
    "argMax axis": (axis) => ops.argMax(x, axis),
    "argMin axis": (axis) => ops.argMin(x, axis),
    "argsort axis": (axis) => ops.argsort(x, { axis }),
    "averagePool poolSize": (size) => ops.averagePool(image, size),
    "averagePool strides": (strides) => ops.averagePool(image, 2, { strides }),
    "broadcastTo shape": (length) => ops.broadcastTo(x, [length, 2, 4]),
    "concatenate axis": (axis) => ops.concatenate([x, x], axis),
    "conv dilationRate": (dilationRate) => ops.conv(image, kernel, { dilationRate }),
    "conv strides": (strides) => ops.conv(image, kernel, { strides }),
    "convTranspose dilationRate": (dilationRate) => ops.convTranspose(image, kernel, { dilationRate }),
    "convTranspose outputPadding": (length) => ops.convTranspose(image, kernel, { outputPadding: [length, 0] }),
    "convTranspose strides": (strides) => ops.convTranspose(image, kernel, { strides }),
    "ctcDecode beamWidth": (beamWidth) => ops.ctcDecode(recurve.ones([1, 2, 3]), { beamWidth }),
    "ctcDecode maskIndex": (maskIndex) => ops.ctcDecode(recurve.ones([1, 2, 3]), { maskIndex }),
    "ctcDecode topPaths": (topPaths) => ops.ctcDecode(recurve.ones([1, 2, 3]), { topPaths }),
    "ctcLoss maskIndex": (maskIndex) => ops.ctcLoss([[1, 0]], recurve.ones([1, 2, 3]), { maskIndex }),
    "cumSum axis": (axis) => ops.cumSum(x, { axis }),
    "dropoutMask shape": (length) => ops.dropoutMask([length], 0.5, new recurve.Random(1)),
    "expandDims axis": (axis) => ops.expandDims(x, axis),
    "eye columns": (columns) => ops.eye(2, columns),
    "eye rows": (rows) => ops.eye(rows, 2),
    "flip axis": (axis) => ops.flip(x, axis),
    "interpolate axis": (axis) => ops.interpolate(x, 2, axis),
    "interpolate factor": (factor) => ops.interpolate(x, factor, 0),
    "layerNorm axes": (axis) => ops.layerNorm(x, { axes: [axis] }),
    "maxPool poolSize": (size) => ops.maxPool(image, size),
    "maxPool strides": (strides) => ops.maxPool(image, 2, { strides }),
    "oneHot depth": (depth) => ops.oneHot(ids, depth),
    "pad widths": (width) =>
      ops.pad(x, [
        [width, 0],
        [0, 0],
      ]),
    "randomNormal shape": (length) => ops.randomNormal([length]),
    "randomUniform shape": (length) => ops.randomUniform([length]),
    "repeat axis": (axis) => ops.repeat(x, 2, axis),
    "repeat count": (count) => ops.repeat(x, count, 0),
    "reshape shape": (length) => ops.reshape(x, [length, -1]),
    "reverse axis": (axis) => ops.reverse(x, axis),
    "segmentMax count": (count) => ops.segmentMax(x, ids, count),
    "segmentMean count": (count) => ops.segmentMean(x, ids, count),
    "segmentSum count": (count) => ops.segmentSum(x, ids, count),
    "slice begin": (begin) => ops.slice(x, [begin, 0]),
    "slice size": (size) => ops.slice(x, [0, 0], [size, 1]),
    "sliceAxis axis": (axis) => ops.sliceAxis(x, axis, 0),
    "sliceAxis from": (from) => ops.sliceAxis(x, 1, from),
    "sliceAxis to": (to) => ops.sliceAxis(x, 1, 0, to),
    "sort axis": (axis) => ops.sort(x, { axis }),
    "split axis": (axis) => ops.split(x, 2, axis),
    "split parts": (parts) => ops.split(x, parts),
    "squeeze axis": (axis) => ops.squeeze(recurve.ones([1, 2, 1]), axis),
    "stack axis": (axis) => ops.stack([x, x], axis),
    "tile repeats": (count) => ops.tile(x, [count, 1]),
    "topK k": (k) => ops.topK(x, k),
    "transpose permutation": (axis) => ops.transpose(x, [axis, 0]),
    "unstack axis": (axis) => ops.unstack(x, axis),
    ...Object.fromEntries(
      (["sum", "mean", "max", "min", "any", "all", "variance", "std", "logSumExp"] as const).flatMap((name) => [
        [`${name} axes`, (axes) => ops[name](x, axes)],
        [`${name} axes `, (axis) => ops[name](x, [0, axis])],
      ]),
    ),
    "norm axes": (axes) => ops.norm(x, 2, axes),
  };

  it.each(Object.keys(calls))("%s is an integer", (name) => {
    const [, argument] = name.split(" ") as [string, string];
    for (const value of notIntegers) {
      expectRefused(({ value }) => calls[name]!(value), {}, argument, value, "value");
    }
  });

  const real: typeof calls = {
    "clip high": (high) => ops.clip(x, 0, high),
    "clip low": (low) => ops.clip(x, low, 2),
    "dropout rate": (rate) => ops.dropout(x, rate, new recurve.Random(1)),
    "dropoutMask rate": (rate) => ops.dropoutMask([2], rate, new recurve.Random(1)),
    "layerNorm epsilon": (epsilon) => ops.layerNorm(x, { epsilon }),
    "norm order": (order) => ops.norm(x, order),
    "randomNormal mean": (mean) => ops.randomNormal([2], { mean }),
    "randomNormal stddev": (stddev) => ops.randomNormal([2], { stddev }),
    "randomUniform maxval": (maxval) => ops.randomUniform([2], { maxval }),
    "randomUniform minval": (minval) => ops.randomUniform([2], { minval }),
    "range start": (start) => ops.range(start, 2),
    "range step": (step) => ops.range(0, 2, step),
    "range stop": (stop) => ops.range(0, stop),
  };

  it.each(Object.keys(real))("%s is a number", (name) => {
    const [, argument] = name.split(" ") as [string, string];
    for (const value of [Number.NaN, "3", null, {}, true]) {
      expectRefused(({ value }) => real[name]!(value), {}, argument, value, "value");
    }
  });

  it.each(["tile repeats", "slice begin", "slice size"])("%s has no more entries than there are axes", (name) => {
    const [op, argument] = name.split(" ") as ["tile" | "slice", string];
    const list = [1, 1, 1];
    expect(() => (argument === "size" ? ops.slice(x, [0], list) : ops[op](x, list))).toThrow(
      `${argument} has more entries than the tensor has axes`,
    );
  });

  it("lists that are none are refused", () => {
    for (const list of [Number.NaN, "3", 1.5, null, 2] as any[]) {
      for (const call of [
        () => ops.reshape(x, list),
        () => ops.broadcastTo(x, list),
        () => ops.transpose(x, list),
        () => ops.tile(x, list),
        () => ops.slice(x, list),
        () => ops.slice(x, [0], list),
        () => ops.pad(x, list),
        () => ops.layerNorm(x, { axes: list }),
        () => ops.randomNormal(list),
        () => ops.dropoutMask(list, 0.5, new recurve.Random(1)),
      ]) {
        expectRefused(call, {}, "", list);
      }
    }
  });
});

describe("weights of losses and classes", () => {
  const compiled = (lossWeights: unknown) => {
    const net = recurve.sequential({ layers: [layers.dense({ units: 2, inputShape: [1] })] });
    net.compile({ loss: "mse", lossWeights: lossWeights as number });
    return net;
  };

  it("lossWeights are finite numbers", () => {
    for (const weight of [Number.NaN, Number.POSITIVE_INFINITY, "3", true]) {
      for (const given of [weight, [weight], { dense: weight }]) {
        expect(() => compiled(given), String(weight)).toThrow(recurve.ConfigError);
      }
    }
    expect(() => compiled([0.5])).not.toThrow();
  });

  it("classWeight has finite numbers by class number", async () => {
    const net = compiled(1);
    const wrong = [3, "3", null, new Map([[0, 1]]), { 0: Number.NaN }, { 0: "3" }, { 1: -1 }, { cat: 1 }, { 1.5: 1 }];
    for (const classWeight of wrong as any[]) {
      const training = net.fit(
        [[1], [2]],
        [
          [0, 1],
          [1, 0],
        ],
        { classWeight },
      );
      await expect(training).rejects.toThrow(/fit: classWeight must be/);
    }
  });
});
