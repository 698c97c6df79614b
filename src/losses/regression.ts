/** Losses of numbers: how far predictions are from targets. Formulas are Keras 3's (`losses/losses.py`). */
import {
  abs,
  add,
  cast,
  divide,
  expandDims,
  lessEqual,
  log,
  log1p,
  maximum,
  mean,
  multiply,
  negative,
  reshape,
  softplus,
  sqrt,
  square,
  subtract,
  sum,
  where,
} from "../ops/index.ts";
import { formatShape, ShapeError, sameShape, type Tensor, takes, tensor } from "../tensor/index.ts";
import { defineLoss, EPSILON, fitTo } from "./loss.ts";

/** p - t. */
const difference = (t: Tensor, p: Tensor) => subtract(p, fitTo(t, p));

/** Mean of (t - p)² over the last axis. */
export const meanSquaredError = defineLoss("meanSquaredError", "MeanSquaredError", (t, p) =>
  mean(square(difference(t, p)), -1),
);

/** Mean of |t - p| over the last axis. */
export const meanAbsoluteError = defineLoss("meanAbsoluteError", "MeanAbsoluteError", (t, p) =>
  mean(abs(difference(t, p)), -1),
);

/** 100 times the mean of |t - p| / |t| over the last axis. */
export const meanAbsolutePercentageError = defineLoss(
  "meanAbsolutePercentageError",
  "MeanAbsolutePercentageError",
  (t, p) => {
    const scale = maximum(abs(fitTo(t, p)), EPSILON);
    return multiply(mean(abs(divide(difference(t, p), scale)), -1), 100);
  },
);

/** Mean of (log(1 + t) - log(1 + p))² over the last axis; negative numbers count as 0. */
export const meanSquaredLogarithmicError = defineLoss(
  "meanSquaredLogarithmicError",
  "MeanSquaredLogarithmicError",
  (t, p) => {
    const logarithm = (x: Tensor) => log1p(maximum(x, EPSILON));
    return mean(square(subtract(logarithm(p), logarithm(fitTo(t, p)))), -1);
  },
);

/** What the Huber loss knows, complete. */
export interface HuberOptions {
  /** Errors beyond it count as they are, not squared. Default 1. */
  delta: number;
}

/** Mean of e² / 2 where |e| <= delta, else delta |e| - delta² / 2, with e = t - p (Huber 1964). */
export const huber = defineLoss<HuberOptions>(
  "huber",
  "Huber",
  (t, p, { delta }) => {
    const error = abs(difference(t, p));
    const line = subtract(multiply(error, delta), 0.5 * delta * delta);
    return mean(where(lessEqual(error, delta), multiply(square(error), 0.5), line), -1);
  },
  { delta: takes.withDefault(takes.nonNegativeNumber, 1) },
);

/** Mean of log cosh(p - t) over the last axis. */
export const logCosh = defineLoss("logCosh", "LogCosh", (t, p) => {
  const error = difference(t, p);
  return mean(subtract(add(error, softplus(multiply(error, -2))), Math.LN2), -1);
});

/** What the cosine similarity knows, complete. */
export interface CosineSimilarityOptions {
  /** The axis along which vectors lie. Default -1. */
  axis: number;
}

/** Minus the cosine of the angle between t and p along `axis`. */
export const cosineSimilarity = defineLoss<CosineSimilarityOptions>(
  "cosineSimilarity",
  "CosineSimilarity",
  (t, p, { axis }) => {
    const unit = (x: Tensor) => divide(x, sqrt(maximum(sum(square(x), axis, true), EPSILON ** 2)));
    return negative(sum(multiply(unit(fitTo(t, p)), unit(p)), axis));
  },
  { axis: takes.withDefault(takes.integer, -1) },
);

/** Mean of p - t log p over the last axis: the likelihood of counts. */
export const poisson = defineLoss("poisson", "Poisson", (t, p) =>
  mean(subtract(p, multiply(fitTo(t, p), log(add(p, EPSILON)))), -1),
);

/** What the pinball loss knows, complete. */
export interface PinballOptions {
  /** The shares of targets that should lie below the predictions, each 0 to 1. Default [0.1, 0.5, 0.9]. */
  quantiles: readonly number[];
}

/**
 * Mean of max(q e, (q - 1) e) with e = t - p over targets and quantiles q: least where p is the q-quantile of t. Predictions
 * (..., T Q) hold the Q quantiles of the first of T targets, then those of the next; targets are (..., T), or (...) for one.
 * @throws ShapeError where they do not fit  @see Koenker & Bassett, "Regression quantiles", 1978
 */
export const pinball = defineLoss<PinballOptions>(
  "pinball",
  "Pinball",
  (t, p, { quantiles }) => {
    const truth = targetsOf(t, p, quantiles.length);
    const error = subtract(truth, reshape(p, [...truth.shape.slice(0, -1), quantiles.length]));
    const above = multiply(error, tensor(quantiles));
    return mean(maximum(above, subtract(above, error)), [-2, -1]);
  },
  { quantiles: takes.withDefault(takes.listOf(takes.fraction), [0.1, 0.5, 0.9]) },
);

/** Targets of quantiles as (..., T, 1). */
function targetsOf(t: Tensor, p: Tensor, count: number): Tensor {
  const [places, width] = [p.shape.slice(0, -1), p.shape.at(-1)! / count];
  const whole = sameShape(t.shape, places) && width === 1 ? expandDims(t, -1) : t;
  if (sameShape(whole.shape, [...places, width])) return expandDims(cast(whole, "float32"), -1);
  throw new ShapeError({
    what: "The predictions are not the quantiles of the targets.",
    expected: `${count} predictions for each target`,
    received: `targets ${formatShape(t.shape)}, predictions ${formatShape(p.shape)}`,
  });
}
