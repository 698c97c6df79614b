/** `tf.losses`: losses of tensors, weighted and reduced as {@link Reduction} says. */
import { ops } from "../index.ts";
import { type Tensor as Plain, ShapeError } from "../tensor/index.ts";
import { refused } from "./absent.ts";
import { Reduction } from "./reduction.ts";
import { chained, type Tensor } from "./tensors/index.ts";
import { operand } from "./tensors/rules.ts";
import type { Like } from "./types.ts";

/** Losses times their weights, reduced. */
export function computeWeightedLoss<O extends Tensor>(
  losses: Like,
  weights?: Like | null,
  reduction: Reduction = Reduction.SUM_BY_NONZERO_WEIGHTS,
): O {
  const each = operand(losses);
  const shares = weights == null ? undefined : operand(weights);
  const weighted = shares ? ops.multiply(each, shares) : each;
  const reduced = (): Plain => {
    if (reduction === Reduction.NONE) return weighted;
    if (reduction === Reduction.SUM) return ops.sum(weighted);
    if (reduction === Reduction.MEAN) {
      if (!shares) return ops.mean(weighted);
      const repeats = each.size / shares.size;
      return ops.divide(ops.divide(ops.sum(weighted), ops.sum(shares)), Math.max(repeats, 1));
    }
    if (reduction !== Reduction.SUM_BY_NONZERO_WEIGHTS)
      refused("losses", "reduction", reduction, "one of tf.Reduction");
    if (!shares) return ops.mean(weighted);
    const counting = ops.cast(ops.notEqual(ops.broadcastTo(shares, weighted.shape), 0), "float32");
    return ops.divide(ops.sum(weighted), ops.sum(counting));
  };
  return chained(reduced()) as unknown as O;
}

function pair(name: string, labels: Like, predictions: Like): [Plain, Plain] {
  const [right, said] = [operand(labels), operand(predictions)];
  if (right.shape.join() === said.shape.join()) return [right, said];
  throw new ShapeError({
    what: `tf.losses.${name} compares tensors of one shape.`,
    received: `[${right.shape}] and [${said.shape}]`,
  });
}

/** |labels - predictions|. */
export function absoluteDifference<O extends Tensor>(
  labels: Like,
  predictions: Like,
  weights?: Like | null,
  reduction?: Reduction,
): O {
  const [right, said] = pair("absoluteDifference", labels, predictions);
  return computeWeightedLoss(chained(ops.abs(ops.subtract(right, said))), weights, reduction);
}
/** 1 - Σ labels · predictions along `axis`. */
export function cosineDistance<O extends Tensor>(
  labels: Like,
  predictions: Like,
  axis: number,
  weights?: Like | null,
  reduction?: Reduction,
): O {
  const [right, said] = pair("cosineDistance", labels, predictions);
  const losses = ops.subtract(1, ops.sum(ops.multiply(right, said), axis, true));
  return computeWeightedLoss(chained(losses), weights, reduction);
}
/** max(0, 1 - (2 labels - 1) predictions), of labels 0 and 1. */
export function hingeLoss<O extends Tensor>(
  labels: Like,
  predictions: Like,
  weights?: Like | null,
  reduction?: Reduction,
): O {
  const [right, said] = pair("hingeLoss", labels, predictions);
  const signs = ops.subtract(ops.multiply(right, 2), 1);
  return computeWeightedLoss(chained(ops.relu(ops.subtract(1, ops.multiply(signs, said)))), weights, reduction);
}
/** Half the squared error up to `delta`, from there on a straight line. */
export function huberLoss<O extends Tensor>(
  labels: Like,
  predictions: Like,
  weights?: Like | null,
  delta = 1,
  reduction?: Reduction,
): O {
  const [right, said] = pair("huberLoss", labels, predictions);
  const error = ops.abs(ops.subtract(said, right));
  const small = ops.minimum(error, delta);
  const losses = ops.add(ops.multiply(0.5, ops.square(small)), ops.multiply(delta, ops.subtract(error, small)));
  return computeWeightedLoss(chained(losses), weights, reduction);
}
/** -labels log(predictions + ε) - (1 - labels) log(1 - predictions + ε). */
export function logLoss<O extends Tensor>(
  labels: Like,
  predictions: Like,
  weights?: Like | null,
  epsilon = 1e-7,
  reduction?: Reduction,
): O {
  const [right, said] = pair("logLoss", labels, predictions);
  const hit = ops.multiply(right, ops.log(ops.add(said, epsilon)));
  const miss = ops.multiply(ops.subtract(1, right), ops.log(ops.add(ops.subtract(1, said), epsilon)));
  return computeWeightedLoss(chained(ops.negative(ops.add(hit, miss))), weights, reduction);
}
/** (labels - predictions)². */
export function meanSquaredError<O extends Tensor>(
  labels: Like,
  predictions: Like,
  weights?: Like | null,
  reduction?: Reduction,
): O {
  const [right, said] = pair("meanSquaredError", labels, predictions);
  return computeWeightedLoss(chained(ops.square(ops.subtract(right, said))), weights, reduction);
}
/** The cross-entropy of sigmoid(logits) for each class separately; `labelSmoothing` moves labels towards ½. */
export function sigmoidCrossEntropy<O extends Tensor>(
  multiClassLabels: Like,
  logits: Like,
  weights?: Like | null,
  labelSmoothing = 0,
  reduction?: Reduction,
): O {
  const [right, said] = pair("sigmoidCrossEntropy", multiClassLabels, logits);
  const smooth = ops.add(ops.multiply(right, 1 - labelSmoothing), 0.5 * labelSmoothing);
  const losses = ops.add(
    ops.subtract(ops.relu(said), ops.multiply(said, smooth)),
    ops.log1p(ops.exp(ops.negative(ops.abs(said)))),
  );
  return computeWeightedLoss(chained(losses), weights, reduction);
}
/** The cross entropy of softmax(logits) of each row; `labelSmoothing` moves labels towards an even share. */
export function softmaxCrossEntropy<O extends Tensor>(
  onehotLabels: Like,
  logits: Like,
  weights?: Like | null,
  labelSmoothing = 0,
  reduction?: Reduction,
): O {
  const [right, said] = pair("softmaxCrossEntropy", onehotLabels, logits);
  const classes = said.shape.at(-1) ?? 1;
  const smooth = ops.add(ops.multiply(right, 1 - labelSmoothing), labelSmoothing / classes);
  const losses = ops.negative(ops.sum(ops.multiply(smooth, ops.logSoftmax(said)), -1));
  return computeWeightedLoss(chained(losses), weights, reduction);
}
