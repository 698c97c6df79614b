/**
 * Losses of probabilities. Where predictions come from a softmax or sigmoid activation, or are logits, the
 * cross-entropy is computed from the logits, which stays exact where probabilities round to 0 or 1. Other
 * probabilities are kept within [1e-7, 1 - 1e-7], as in Keras.
 */
import {
  add,
  cast,
  clip,
  divide,
  log,
  logitsOf,
  mean,
  multiply,
  negative,
  notEqual,
  reshape,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  sparseSoftmaxCrossEntropy,
  subtract,
  sum,
  where,
} from "../ops/index.ts";
import { type Declared, formatShape, ShapeError, sameShape, shown, type Tensor, takes } from "../tensor/index.ts";
import { defineLoss, EPSILON, fitTo, type Loss, type LossOptions, withLastAxis } from "./loss.ts";

/** What losses of probabilities know, complete. */
export interface ProbabilityOptions {
  /** Whether predictions are logits rather than probabilities. Default false. */
  fromLogits: boolean;
  /** How far targets move from 0 and 1 towards equal shares, 0 to 1. Default 0. */
  labelSmoothing: number;
  /** The axis of the classes. Default -1. */
  axis: number;
}

export const probabilityOptions = {
  fromLogits: false,
  labelSmoothing: takes.withDefault(takes.fraction, 0),
  axis: takes.withDefault(takes.integer, -1),
} satisfies Declared<Partial<ProbabilityOptions>>;

/** Mean of -t log p - (1 - t) log(1 - p) over `axis`. Label smoothing s moves t to t (1 - s) + s / 2. */
export const binaryCrossentropy = defineLoss<ProbabilityOptions>(
  "binaryCrossentropy",
  "BinaryCrossentropy",
  (t, p, { fromLogits, labelSmoothing, axis }) =>
    mean(binaryTerms(smoothed(fitTo(t, p), labelSmoothing, 2), p, fromLogits), axis),
  probabilityOptions,
);

/** -Σ t log p over `axis`, t one-hot, p scaled to a sum of 1. Label smoothing s moves t to t (1 - s) + s / n. */
export const categoricalCrossentropy = defineLoss<ProbabilityOptions>(
  "categoricalCrossentropy",
  "CategoricalCrossentropy",
  (t, p, { fromLogits, labelSmoothing, axis }) => {
    const guess = withLastAxis(p, axis);
    const truth = smoothed(withLastAxis(fitTo(t, p), axis), labelSmoothing, guess.shape.at(-1)!);
    const logits = logitsOf(guess, "softmax") ?? (fromLogits ? guess : undefined);
    return logits ? softmaxCrossEntropy(logits, truth) : negative(sum(multiply(truth, log(shares(guess))), -1));
  },
  probabilityOptions,
);

/** What the loss of class numbers knows, complete. */
export interface SparseOptions extends Omit<ProbabilityOptions, "labelSmoothing"> {
  /** A class number that does not count. Default null: all count. */
  ignoreClass: number | null;
}

const sparseFormula = defineLoss<SparseOptions>(
  "sparseCategoricalCrossentropy",
  "SparseCategoricalCrossentropy",
  (t, p, { fromLogits, ignoreClass, axis }) => {
    const guess = withLastAxis(p, axis);
    const classes = labelsFor(t, guess);
    const valid = ignoreClass === null ? undefined : notEqual(classes, ignoreClass);
    const labels = valid ? cast(where(valid, classes, 0), "int32") : classes;
    const logits = logitsOf(guess, "softmax") ?? (fromLogits ? guess : undefined);
    // without logits, log p does as well: softmax(log p) = p / Σ p
    const values = sparseSoftmaxCrossEntropy(logits ?? log(clipped(guess)), labels);
    return valid ? where(valid, values, 0) : values;
  },
  {
    fromLogits: false,
    ignoreClass: takes.byDefaultNull(takes.integer),
    axis: probabilityOptions.axis,
  },
);

/** -log p[t], t a class number, p scaled to a sum of 1; entries whose t is `ignoreClass` do not count. */
export function sparseCategoricalCrossentropy(options: LossOptions & Partial<SparseOptions> = {}): Loss {
  const loss = sparseFormula(options);
  const { ignoreClass = null } = options;
  if (ignoreClass === null) return loss;
  const counts = (yTrue: Tensor) => notEqual(cast(yTrue, "int32"), ignoreClass);
  return { ...loss, ignore: counts };
}

/** Σ t log(t / p) over the last axis (Kullback & Leibler 1951). */
export const klDivergence = defineLoss("klDivergence", "KLDivergence", (t, p) => {
  const [truth, guess] = [clip(fitTo(t, p), EPSILON, 1), clip(p, EPSILON, 1)];
  return sum(multiply(truth, log(divide(truth, guess))), -1);
});

/** -t log p - (1 - t) log(1 - p), element by element. */
export function binaryTerms(truth: Tensor, p: Tensor, fromLogits = false): Tensor {
  const logits = logitsOf(p, "sigmoid") ?? (fromLogits ? p : undefined);
  if (logits) return sigmoidCrossEntropy(logits, truth);
  const guess = clipped(p);
  return negative(add(multiply(truth, log(guess)), multiply(subtract(1, truth), log(subtract(1, guess)))));
}

/** Targets moved from 0 and 1 towards equal shares. */
export function smoothed(truth: Tensor, smoothing: number, classes: number): Tensor {
  return smoothing === 0 ? truth : add(multiply(truth, 1 - smoothing), smoothing / classes);
}

/** Predictions scaled to a sum of 1 over the last axis, away from 0 and 1. */
export const shares = (p: Tensor) => clipped(divide(p, sum(p, -1, true)));

const clipped = (p: Tensor) => clip(p, EPSILON, 1 - EPSILON);

/** Class numbers (...) for predictions (..., V); a last axis of length 1 is taken away. */
function labelsFor(yTrue: Tensor, yPred: Tensor): Tensor {
  const rows = yPred.shape.slice(0, -1);
  if (!sameShape(yTrue.shape, rows) && !sameShape(yTrue.shape, [...rows, 1])) {
    throw new ShapeError({
      what: "Class labels do not fit the predictions.",
      expected: `labels of shape ${formatShape(rows)}, one per row of predictions ${formatShape(yPred.shape)}`,
      received: formatShape(yTrue.shape),
      hint: sameShape(yTrue.shape, yPred.shape) ? "one-hot targets need categoricalCrossentropy" : undefined,
    });
  }
  const broken = yTrue.dtype === "float32" ? yTrue.read().find((label) => !Number.isInteger(label)) : undefined;
  if (broken !== undefined) {
    throw new ShapeError({
      what: "A class label is not a class number.",
      expected: "integers from 0",
      received: shown(broken),
      hint: "targets that are numbers to predict need a loss such as meanSquaredError",
    });
  }
  return reshape(cast(yTrue, "int32"), rows);
}
