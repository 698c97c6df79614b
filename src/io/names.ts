/** Keras's names for what Recurve makes, both ways: classes by factory, options in snake_case by options in camelCase. */
import type * as constraints from "../constraints/index.ts";
import type * as initializers from "../initializers/index.ts";
import type * as layers from "../layers/index.ts";
import type * as losses from "../losses/index.ts";
import type * as metrics from "../metrics/index.ts";
import type * as optimizers from "../optimizers/index.ts";
import type * as schedules from "../optimizers/schedules.ts";
import type * as regularizers from "../regularizers/index.ts";

/** The factories among what a module exports. */
type FactoryOf<Module> = {
  [K in keyof Module]: Module[K] extends (...args: never) => unknown ? K : never;
}[keyof Module] &
  string;

export type ScheduleFactory = FactoryOf<typeof schedules>;
export type InitializerFactory = FactoryOf<typeof initializers>;
export type RegularizerFactory = FactoryOf<typeof regularizers>;
export type ConstraintFactory = FactoryOf<typeof constraints>;
export type LossFactory = FactoryOf<typeof losses>;
/** These accumulate values in your own loop, not in a model. */
export type MetricFactory = Exclude<FactoryOf<typeof metrics>, "mean" | "sum">;
/** Keras has neither averaged SGD, L-BFGS nor groups. */
export type OptimizerFactory = Exclude<FactoryOf<typeof optimizers>, ScheduleFactory | "asgd" | "lbfgs" | "groups">;
/** No file holds the code of a lambda. */
export type LayerFactory = Exclude<FactoryOf<typeof layers>, "lambda">;

export const layerClasses: Readonly<Record<LayerFactory, string>> = {
  activation: "Activation",
  activityRegularization: "ActivityRegularization",
  add: "Add",
  additiveAttention: "AdditiveAttention",
  alphaDropout: "AlphaDropout",
  attention: "Attention",
  average: "Average",
  averagePooling1d: "AveragePooling1D",
  averagePooling2d: "AveragePooling2D",
  averagePooling3d: "AveragePooling3D",
  batchNormalization: "BatchNormalization",
  bidirectional: "Bidirectional",
  concatenate: "Concatenate",
  conv1d: "Conv1D",
  conv1dTranspose: "Conv1DTranspose",
  conv2d: "Conv2D",
  conv2dTranspose: "Conv2DTranspose",
  conv3d: "Conv3D",
  conv3dTranspose: "Conv3DTranspose",
  convLstm1d: "ConvLSTM1D",
  convLstm2d: "ConvLSTM2D",
  convLstm3d: "ConvLSTM3D",
  cropping1d: "Cropping1D",
  cropping2d: "Cropping2D",
  cropping3d: "Cropping3D",
  dense: "Dense",
  depthwiseConv1d: "DepthwiseConv1D",
  depthwiseConv2d: "DepthwiseConv2D",
  dot: "Dot",
  dropout: "Dropout",
  eLU: "ELU",
  einsumDense: "EinsumDense",
  embedding: "Embedding",
  flatten: "Flatten",
  gaussianDropout: "GaussianDropout",
  gaussianNoise: "GaussianNoise",
  globalAveragePooling1d: "GlobalAveragePooling1D",
  globalAveragePooling2d: "GlobalAveragePooling2D",
  globalAveragePooling3d: "GlobalAveragePooling3D",
  globalMaxPooling1d: "GlobalMaxPooling1D",
  globalMaxPooling2d: "GlobalMaxPooling2D",
  globalMaxPooling3d: "GlobalMaxPooling3D",
  groupNormalization: "GroupNormalization",
  gru: "GRU",
  gruCell: "GRUCell",
  identity: "Identity",
  input: "InputLayer",
  integerLookup: "IntegerLookup",
  layerNormalization: "LayerNormalization",
  leakyReLU: "LeakyReLU",
  lstm: "LSTM",
  lstmCell: "LSTMCell",
  masking: "Masking",
  maximum: "Maximum",
  maxPooling1d: "MaxPooling1D",
  maxPooling2d: "MaxPooling2D",
  maxPooling3d: "MaxPooling3D",
  melSpectrogram: "MelSpectrogram",
  minimum: "Minimum",
  multiHeadAttention: "MultiHeadAttention",
  multiply: "Multiply",
  normalization: "Normalization",
  permute: "Permute",
  pReLU: "PReLU",
  reLU: "ReLU",
  repeatVector: "RepeatVector",
  rescaling: "Rescaling",
  reshape: "Reshape",
  reversibleEmbedding: "ReversibleEmbedding",
  rmsNormalization: "RMSNormalization",
  rnn: "RNN",
  separableConv1d: "SeparableConv1D",
  separableConv2d: "SeparableConv2D",
  simpleRNN: "SimpleRNN",
  simpleRNNCell: "SimpleRNNCell",
  softmax: "Softmax",
  spatialDropout1d: "SpatialDropout1D",
  spatialDropout2d: "SpatialDropout2D",
  spatialDropout3d: "SpatialDropout3D",
  stackedRNNCells: "StackedRNNCells",
  stftSpectrogram: "STFTSpectrogram",
  stringLookup: "StringLookup",
  subtract: "Subtract",
  textVectorization: "TextVectorization",
  timeDistributed: "TimeDistributed",
  unitNormalization: "UnitNormalization",
  upSampling1d: "UpSampling1D",
  upSampling2d: "UpSampling2D",
  upSampling3d: "UpSampling3D",
  zeroPadding1d: "ZeroPadding1D",
  zeroPadding2d: "ZeroPadding2D",
  zeroPadding3d: "ZeroPadding3D",
};

export const initializerClasses: Readonly<Record<InitializerFactory, string>> = {
  constant: "Constant",
  glorotNormal: "GlorotNormal",
  glorotUniform: "GlorotUniform",
  heNormal: "HeNormal",
  heUniform: "HeUniform",
  identity: "Identity",
  lecunNormal: "LecunNormal",
  lecunUniform: "LecunUniform",
  ones: "Ones",
  orthogonal: "Orthogonal",
  randomNormal: "RandomNormal",
  randomUniform: "RandomUniform",
  truncatedNormal: "TruncatedNormal",
  varianceScaling: "VarianceScaling",
  zeros: "Zeros",
};

export const regularizerClasses: Readonly<Record<RegularizerFactory, string>> = {
  l1: "L1",
  l1l2: "L1L2",
  l2: "L2",
  orthogonalRegularizer: "OrthogonalRegularizer",
};

export const constraintClasses: Readonly<Record<ConstraintFactory, string>> = {
  maxNorm: "MaxNorm",
  minMaxNorm: "MinMaxNorm",
  nonNeg: "NonNeg",
  unitNorm: "UnitNorm",
};

export const lossClasses: Readonly<Record<LossFactory, string>> = {
  binaryCrossentropy: "BinaryCrossentropy",
  binaryFocalCrossentropy: "BinaryFocalCrossentropy",
  categoricalCrossentropy: "CategoricalCrossentropy",
  categoricalFocalCrossentropy: "CategoricalFocalCrossentropy",
  categoricalHinge: "CategoricalHinge",
  cosineSimilarity: "CosineSimilarity",
  ctc: "CTC",
  hinge: "Hinge",
  huber: "Huber",
  klDivergence: "KLDivergence",
  logCosh: "LogCosh",
  meanAbsoluteError: "MeanAbsoluteError",
  meanAbsolutePercentageError: "MeanAbsolutePercentageError",
  meanSquaredError: "MeanSquaredError",
  meanSquaredLogarithmicError: "MeanSquaredLogarithmicError",
  pinball: "Pinball",
  poisson: "Poisson",
  sparseCategoricalCrossentropy: "SparseCategoricalCrossentropy",
  squaredHinge: "SquaredHinge",
};

export const metricClasses: Readonly<Record<MetricFactory, string>> = {
  auc: "AUC",
  binaryAccuracy: "BinaryAccuracy",
  categoricalAccuracy: "CategoricalAccuracy",
  f1Score: "F1Score",
  falseNegatives: "FalseNegatives",
  falsePositives: "FalsePositives",
  fbetaScore: "FBetaScore",
  perplexity: "Perplexity",
  precision: "Precision",
  r2Score: "R2Score",
  recall: "Recall",
  rootMeanSquaredError: "RootMeanSquaredError",
  sparseCategoricalAccuracy: "SparseCategoricalAccuracy",
  sparseTopKCategoricalAccuracy: "SparseTopKCategoricalAccuracy",
  topKCategoricalAccuracy: "TopKCategoricalAccuracy",
  trueNegatives: "TrueNegatives",
  truePositives: "TruePositives",
};

export const optimizerClasses: Readonly<Record<OptimizerFactory, string>> = {
  adadelta: "Adadelta",
  adagrad: "Adagrad",
  adam: "Adam",
  adamax: "Adamax",
  adamw: "AdamW",
  ftrl: "Ftrl",
  lion: "Lion",
  nadam: "Nadam",
  rmsprop: "RMSprop",
  sgd: "SGD",
};

export const scheduleClasses: Readonly<Record<ScheduleFactory, string>> = {
  cosineDecay: "CosineDecay",
  cosineDecayRestarts: "CosineDecayRestarts",
  exponentialDecay: "ExponentialDecay",
  inverseTimeDecay: "InverseTimeDecay",
  piecewiseConstantDecay: "PiecewiseConstantDecay",
  polynomialDecay: "PolynomialDecay",
};

/**
 * What other versions of Keras call these classes, without underscores and in lower case: Keras 3.0 to 3.6 wrote
 * OrthogonalInitializer and IdentityInitializer, TensorFlow 1.13 UnifiedLSTM, and all take the short forms.
 */
const formerNames: Readonly<Record<string, string>> = {
  zero: "Zeros",
  zerosinitializer: "Zeros",
  one: "Ones",
  onesinitializer: "Ones",
  constantinitializer: "Constant",
  normal: "RandomNormal",
  randomnormalinitializer: "RandomNormal",
  uniform: "RandomUniform",
  randomuniforminitializer: "RandomUniform",
  truncatednormalinitializer: "TruncatedNormal",
  variancescalinginitializer: "VarianceScaling",
  glorotuniforminitializer: "GlorotUniform",
  glorotnormalinitializer: "GlorotNormal",
  orthogonalinitializer: "Orthogonal",
  identityinitializer: "Identity",
  syncbatchnormalization: "BatchNormalization",
  unifiedgru: "GRU",
  unifiedlstm: "LSTM",
};

/**
 * The factory of a class, compared without regard to case and underscores: classes have short forms such as "glorot_uniform",
 * and TensorFlow's copies of Keras set V1 and V2 behind some.
 */
export function factoryOf<F extends string>(classes: Readonly<Record<F, string>>, className: string): F | undefined {
  const plain = (name: string) => name.replaceAll("_", "").toLowerCase();
  const given = plain(className)
    .replace(/v[12]$/, "")
    .replace("convolution", "conv")
    .replace(/(avg|average|max)pool(?=\dd$)/, (_, kind) => `${kind === "max" ? kind : "average"}pooling`);
  const wanted = Object.hasOwn(formerNames, given) ? plain(formerNames[given]!) : given;
  return (Object.keys(classes) as F[]).find((factory) => plain(classes[factory]) === wanted);
}

/** Names with a separate digit. */
const apart: Readonly<Record<string, string>> = { beta1: "beta_1", beta2: "beta_2" };

/** `returnSequences` as `return_sequences`; text that is not camelCase stays. */
export function snakeCase(name: string): string {
  return (
    apart[name] ?? name.replaceAll(/(?<=[a-z0-9])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])/g, (next) => `_${next.toLowerCase()}`)
  );
}

/** `return_sequences` as `returnSequences`, `beta_1` as `beta1`; text without underscores stays. */
export function camelCase(name: string): string {
  return name.replaceAll(/(?<=[A-Za-z0-9])_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The result of the factory of this name in a module. */
export function make<T>(module: object, factory: string, options: object): T {
  return (module as Readonly<Record<string, (options: object) => T>>)[factory]!(options);
}
