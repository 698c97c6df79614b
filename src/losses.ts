/** Losses with Keras 3's formulas: one value per sample, or per step of a sequence, then reduced. */
import {
  abs,
  add,
  cast,
  clip,
  divide,
  expandDims,
  lessEqual,
  log,
  log1p,
  logitsOf,
  max,
  maximum,
  mean,
  multiply,
  negative,
  notEqual,
  power,
  relu,
  reshape,
  sigmoid,
  sigmoidCrossEntropy,
  softmax,
  softmaxCrossEntropy,
  softplus,
  sparseSoftmaxCrossEntropy,
  sqrt,
  square,
  subtract,
  sum,
  takeAlongLast,
  where,
} from "./ops/index.ts";
import {
  ConfigError,
  checkOptionNames,
  formatShape,
  ShapeError,
  sameShape,
  type Tensor,
  unknownName,
} from "./tensor/index.ts";

/** How the values become one number: their sum over the count, their sum, their weighted mean, or not at all. */
export type Reduction = "sumOverBatchSize" | "sum" | "meanWithSampleWeight" | "none";

/** A loss. `className` and `config` are what files hold. */
export interface Loss {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly reduction: Reduction;
  /** One value per sample or step: predictions (..., n) give (...). */
  values(yTrue: Tensor, yPred: Tensor): Tensor;
  /** Steps or samples that do not count, beside those of a mask; bool, of the shape of `values`. */
  ignore?(yTrue: Tensor): Tensor;
}

export interface LossOptions {
  /** Default "sumOverBatchSize". */
  reduction?: Reduction;
  name?: string;
}

/** Probabilities stay this far from 0 and 1, as in Keras. */
const EPSILON = 1e-7;

type Formula<O> = (yTrue: Tensor, yPred: Tensor, options: O) => Tensor;

/** A factory of losses of one formula. */
function define<O extends object>(name: string, className: string, defaults: O, formula: Formula<O>) {
  return (options: LossOptions & Partial<O> = {}): Loss => {
    checkOptionNames(name, options, ["reduction", "name", ...Object.keys(defaults)]);
    const { reduction = "sumOverBatchSize", name: ownName = snake(name), ...own } = options;
    const config = { ...defaults, ...own } as O;
    return {
      name: ownName,
      className,
      config: { ...(config as Record<string, unknown>), reduction },
      reduction,
      values: (yTrue, yPred) => formula(yTrue, yPred, config),
    };
  };
}

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Mean of (t - p)². */
export const meanSquaredError = define("meanSquaredError", "MeanSquaredError", {}, (t, p) =>
  mean(square(difference(t, p)), -1),
);
/** Mean of |t - p|. */
export const meanAbsoluteError = define("meanAbsoluteError", "MeanAbsoluteError", {}, (t, p) =>
  mean(abs(difference(t, p)), -1),
);
/** 100 times the mean of |t - p| / |t|. */
export const meanAbsolutePercentageError = define(
  "meanAbsolutePercentageError",
  "MeanAbsolutePercentageError",
  {},
  (t, p) => multiply(mean(divide(abs(difference(t, p)), maximum(abs(fitTo(t, p)), EPSILON)), -1), 100),
);
/** Mean of (log(1 + t) - log(1 + p))². */
export const meanSquaredLogarithmicError = define(
  "meanSquaredLogarithmicError",
  "MeanSquaredLogarithmicError",
  {},
  (t, p) => mean(square(subtract(log1p(maximum(p, EPSILON)), log1p(maximum(fitTo(t, p), EPSILON)))), -1),
);
/** Mean of e² / 2 where |e| <= delta, else delta |e| - delta² / 2 (Huber 1964). */
export const huber = define("huber", "Huber", { delta: 1 }, (t, p, { delta }) => {
  const error = abs(difference(t, p));
  const linear = subtract(multiply(error, delta), 0.5 * delta * delta);
  return mean(where(lessEqual(error, delta), multiply(square(error), 0.5), linear), -1);
});
/** Mean of log cosh(p - t). */
export const logCosh = define("logCosh", "LogCosh", {}, (t, p) => {
  const error = subtract(p, fitTo(t, p));
  return mean(subtract(add(error, softplus(multiply(error, -2))), Math.LN2), -1);
});
/** Minus the cosine of the angle between t and p. */
export const cosineSimilarity = define("cosineSimilarity", "CosineSimilarity", { axis: -1 }, (t, p, { axis }) => {
  const unit = (x: Tensor) => divide(x, sqrt(maximum(sum(square(x), axis, true), 1e-12)));
  return negative(sum(multiply(unit(fitTo(t, p)), unit(p)), axis));
});
/** Σ t log(t / p). */
export const klDivergence = define("klDivergence", "KLDivergence", {}, (t, p) => {
  const [truth, guess] = [clip(fitTo(t, p), EPSILON, 1), clip(p, EPSILON, 1)];
  return sum(multiply(truth, log(divide(truth, guess))), -1);
});
/** Mean of p - t log p. */
export const poisson = define("poisson", "Poisson", {}, (t, p) =>
  mean(subtract(p, multiply(fitTo(t, p), log(add(p, EPSILON)))), -1),
);
/** Mean of max(1 - t p, 0), t being -1 or 1 (0 counts as -1). */
export const hinge = define("hinge", "Hinge", {}, (t, p) => mean(margin(t, p), -1));
/** Mean of max(1 - t p, 0)². */
export const squaredHinge = define("squaredHinge", "SquaredHinge", {}, (t, p) => mean(square(margin(t, p)), -1));
/** max(max over others (1 - t) p - Σ t p + 1, 0). */
export const categoricalHinge = define("categoricalHinge", "CategoricalHinge", {}, (t, p) => {
  const truth = fitTo(t, p);
  const [own, others] = [sum(multiply(truth, p), -1), max(multiply(subtract(1, truth), p), -1)];
  return relu(add(subtract(others, own), 1));
});

const probability = { fromLogits: false, labelSmoothing: 0, axis: -1 };

/** Mean of -t log p - (1 - t) log(1 - p). `labelSmoothing` s moves t to t (1 - s) + s / 2. */
export const binaryCrossentropy = define("binaryCrossentropy", "BinaryCrossentropy", probability, (t, p, options) => {
  const truth = smoothed(fitTo(t, p), options.labelSmoothing, 2);
  const logits = options.fromLogits ? p : logitsOf(p);
  return mean(logits ? sigmoidCrossEntropy(logits, truth) : binaryTerms(truth, p), -1);
});

/** -Σ t log p, t one-hot. `labelSmoothing` s moves t to t (1 - s) + s / n. */
export const categoricalCrossentropy = define(
  "categoricalCrossentropy",
  "CategoricalCrossentropy",
  probability,
  (t, p, options) => {
    const truth = smoothed(fitTo(t, p, sparseHint), options.labelSmoothing, p.shape.at(-1)!);
    const logits = options.fromLogits ? p : logitsOf(p);
    return logits
      ? softmaxCrossEntropy(logits, truth)
      : negative(sum(multiply(truth, log(clipped(normalized(p)))), -1));
  },
);

const sparseDefaults = { fromLogits: false, ignoreClass: null as number | null, axis: -1 };
const sparseValues = define(
  "sparseCategoricalCrossentropy",
  "SparseCategoricalCrossentropy",
  sparseDefaults,
  (t, p, options) => {
    const all = labelsFor(t, p);
    const labels =
      options.ignoreClass === null ? all : cast(where(notEqual(all, options.ignoreClass), all, 0), "int32");
    const logits = options.fromLogits ? p : logitsOf(p);
    return logits ? sparseSoftmaxCrossEntropy(logits, labels) : negative(log(clipped(takeAlongLast(p, labels))));
  },
);

/** -log p[t], t a class number; steps of class `ignoreClass` do not count. */
export function sparseCategoricalCrossentropy(options: LossOptions & Partial<typeof sparseDefaults> = {}): Loss {
  const loss = sparseValues(options);
  const { ignoreClass = null } = options;
  if (ignoreClass === null) return loss;
  return { ...loss, ignore: (yTrue) => cast(notEqual(cast(yTrue, "int32"), ignoreClass), "bool") };
}

const focalDefaults = {
  applyClassBalancing: false,
  alpha: 0.25,
  gamma: 2,
  fromLogits: false,
  labelSmoothing: 0,
  axis: -1,
};

/** Binary cross-entropy times (1 - p_t)^gamma (Lin et al., "Focal loss for dense object detection", 2017). */
export const binaryFocalCrossentropy = define(
  "binaryFocalCrossentropy",
  "BinaryFocalCrossentropy",
  focalDefaults,
  (t, p, options) => {
    const truth = smoothed(fitTo(t, p), options.labelSmoothing, 2);
    const guess = options.fromLogits ? sigmoid(p) : p;
    const right = add(multiply(truth, guess), multiply(subtract(1, truth), subtract(1, guess)));
    const values = multiply(power(subtract(1, right), options.gamma), binaryTerms(truth, guess));
    if (!options.applyClassBalancing) return mean(values, -1);
    const balance = add(multiply(truth, options.alpha), multiply(subtract(1, truth), 1 - options.alpha));
    return mean(multiply(balance, values), -1);
  },
);

const categoricalFocalDefaults = { alpha: 0.25, gamma: 2, fromLogits: false, labelSmoothing: 0, axis: -1 };

/** Categorical cross-entropy times alpha (1 - p)^gamma. */
export const categoricalFocalCrossentropy = define(
  "categoricalFocalCrossentropy",
  "CategoricalFocalCrossentropy",
  categoricalFocalDefaults,
  (t, p, options) => {
    const truth = smoothed(fitTo(t, p), options.labelSmoothing, p.shape.at(-1)!);
    const guess = clipped(normalized(options.fromLogits ? softmax(p) : p));
    const factor = multiply(power(subtract(1, guess), options.gamma), options.alpha);
    return sum(multiply(factor, multiply(negative(truth), log(guess))), -1);
  },
);

const makers = {
  meanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  mse: meanSquaredError,
  mae: meanAbsoluteError,
  mape: meanAbsolutePercentageError,
  msle: meanSquaredLogarithmicError,
  huber,
  logCosh,
  cosineSimilarity,
  klDivergence,
  poisson,
  hinge,
  squaredHinge,
  categoricalHinge,
  binaryCrossentropy,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
  binaryFocalCrossentropy,
  categoricalFocalCrossentropy,
} as const satisfies Record<string, () => Loss>;

export type LossName = keyof typeof makers;
/** A name, one of `losses.*`, or a function of one's own that gives one value per sample or step. */
export type LossSpec = LossName | Loss | ((yTrue: Tensor, yPred: Tensor) => Tensor);

/** The loss that a name or function stands for. @throws ConfigError for an unknown name */
export function resolveLoss(spec: LossSpec): Loss {
  if (typeof spec === "string") {
    if (!Object.hasOwn(makers, spec)) throw unknownName("loss", spec, Object.keys(makers));
    return makers[spec]();
  }
  if (typeof spec === "function") {
    return {
      name: spec.name || "loss",
      className: spec.name || "custom",
      config: {},
      reduction: "sumOverBatchSize",
      values: spec,
    };
  }
  if (typeof spec?.values === "function") return spec;
  throw new ConfigError({
    what: "This is not a loss.",
    expected: 'a name such as "meanSquaredError", or a function',
    received: String(spec),
  });
}

export interface ReduceOptions {
  /** Which values count, bool, of their shape. */
  mask?: Tensor;
  /** A factor for each value: of their shape, or (batch,) or (batch, 1), then the same for all steps of a sample. */
  sampleWeight?: Tensor;
  reduction: Reduction;
}

/** The values as one number. As in Keras, masked values are not counted, and sample weights do not change the count. */
export function reduceLoss(values: Tensor, { mask, sampleWeight, reduction }: ReduceOptions): Tensor {
  const counts = mask && checkedMask(cast(mask, "float32"), values);
  const weights = sampleWeight && weightsFor(sampleWeight, values);
  let weighted = counts ? multiply(values, counts) : values;
  if (weights) weighted = multiply(weighted, weights);
  if (reduction === "none") return weighted;
  const total = sum(weighted);
  if (reduction === "sum") return total;
  if (reduction === "meanWithSampleWeight" && weights) {
    return divide(total, maximum(sum(counts ? multiply(weights, counts) : weights), EPSILON));
  }
  return counts ? divide(total, maximum(sum(counts), EPSILON)) : divide(total, Math.max(values.size, 1));
}

/** Sample weights stretched over the steps of each sample. */
export function weightsFor(sampleWeight: Tensor, values: Tensor): Tensor {
  let weights = cast(sampleWeight, "float32");
  while (weights.rank < values.rank) weights = expandDims(weights, -1);
  const fits =
    weights.rank === values.rank &&
    weights.shape.every((length, axis) => length === 1 || length === values.shape[axis]);
  if (fits) return weights;
  throw new ShapeError({
    what: "Sample weights do not fit the targets.",
    expected: `shape ${formatShape(values.shape)}, or ${formatShape(values.shape.slice(0, 1))} for one weight per sample`,
    received: formatShape(sampleWeight.shape),
  });
}

function checkedMask(mask: Tensor, values: Tensor): Tensor {
  if (sameShape(mask.shape, values.shape)) return mask;
  if (mask.rank < values.rank && mask.shape.every((length, axis) => length === values.shape[axis]))
    return weightsFor(mask, values);
  throw new ShapeError({
    what: "The mask of the predictions does not fit the targets.",
    expected: formatShape(values.shape),
    received: formatShape(mask.shape),
  });
}

const sparseHint = "integer labels, one per row, need sparseCategoricalCrossentropy";

/** Targets in the shape of the predictions: a missing or surplus last axis of 1 is mended, anything else is an error. */
function fitTo(yTrue: Tensor, yPred: Tensor, hint?: string): Tensor {
  const truth = cast(yTrue, "float32");
  if (sameShape(truth.shape, yPred.shape)) return truth;
  if (sameShape([...truth.shape, 1], yPred.shape)) return expandDims(truth, -1);
  if (sameShape(truth.shape, [...yPred.shape, 1])) return reshape(truth, yPred.shape);
  throw new ShapeError({
    what: "The targets do not fit the predictions.",
    expected: `targets of shape ${formatShape(yPred.shape)}, as the model predicts`,
    received: formatShape(yTrue.shape),
    hint,
  });
}

const difference = (t: Tensor, p: Tensor) => subtract(fitTo(t, p), p);

/** Class numbers (...) for predictions (..., V); a last axis of 1 is taken away. */
function labelsFor(yTrue: Tensor, yPred: Tensor): Tensor {
  const labels = cast(yTrue, "int32");
  const wanted = yPred.shape.slice(0, -1);
  return sameShape(labels.shape, [...wanted, 1]) ? reshape(labels, wanted) : labels;
}

function smoothed(truth: Tensor, smoothing: number, classes: number): Tensor {
  return smoothing === 0 ? truth : add(multiply(truth, 1 - smoothing), smoothing / classes);
}

const clipped = (p: Tensor) => clip(p, EPSILON, 1 - EPSILON);
const normalized = (p: Tensor) => divide(p, sum(p, -1, true));

function binaryTerms(truth: Tensor, p: Tensor): Tensor {
  const guess = clipped(p);
  return negative(add(multiply(truth, log(guess)), multiply(subtract(1, truth), log(subtract(1, guess)))));
}

function margin(t: Tensor, p: Tensor): Tensor {
  const truth = fitTo(t, p);
  const hasZeros = truth.read().some((value) => value === 0);
  const isBinary = hasZeros && truth.read().every((value) => value === 0 || value === 1);
  const signs = isBinary ? subtract(multiply(truth, 2), 1) : truth;
  return relu(subtract(1, multiply(signs, p)));
}
