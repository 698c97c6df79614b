/** Every number that a public function takes as an option is checked before any work: walked through for all of them. */
import { describe, expect, it } from "vitest";
import * as recurve from "../src/index.ts";
import { expectRefused, type Make, type Options } from "./expect-refused.ts";

const { callbacks, constraints, data, initializers, layers, losses, metrics, optimizers, regularizers, tasks, text } =
  recurve;

const notNumbers = [Number.NaN, "3", true, Number.POSITIVE_INFINITY, -Infinity];
const notCounts = [...notNumbers, 1.5, -1];

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
    // a new kind of layer: add its options to the table above
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

const families = { initializers, regularizers, constraints, losses, metrics, optimizers, callbacks };
const makers = Object.entries(families).flatMap(([family, makes]) =>
  Object.entries(makes).flatMap(([name, make]): [string, Make][] =>
    typeof make === "function" && /^[a-z]/.test(name) ? [[`${family}.${name}`, make as Make]] : [],
  ),
);

it.each([...makers, ["data.standardScaler", data.standardScaler as Make]] as const)(
  "%s ignores no option that it does not have",
  (_, make) => {
    expect(() => make({ notAnOption: 1 })).toThrow(recurve.ConfigError);
  },
);

it.each([
  [initializers.zeros, "zeros"],
  [constraints.nonNeg, "nonNeg"],
  [callbacks.swapEMAWeights, "swapEMAWeights"],
])("what has no options says so", (make, name) => {
  // @ts-expect-error no option
  const given = () => make({ seed: 1 });
  expect(given).toThrow(`${name} takes no options.\n  expected: ${name}()\n  received: { seed }`);
  expect(() => make(3 as never)).toThrow(`${name} takes no options.\n  expected: ${name}()\n  received: 3`);
});
