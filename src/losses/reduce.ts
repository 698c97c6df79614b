/** From one value per sample or step to one number, with masks and sample weights. */
import { broadcastTo, cast, divide, equal, maximum, multiply, reshape, sum, where } from "../ops/index.ts";
import { formatShape, ShapeError, type Tensor } from "../tensor/index.ts";
import type { Reduction } from "./loss.ts";

export interface ReduceOptions {
  /** Which values count: bool, of their shape. */
  mask?: Tensor | undefined;
  /** A factor for each value: of their shape, or (batch,) or (batch, 1), then one for all steps of a sample. */
  sampleWeight?: Tensor | undefined;
  reduction: Reduction;
}

/**
 * The values l as one number, with mask m and sample weights w, as in Keras: `sumOverBatchSize` and `mean` give
 * Σ l m w / Σ m (weights do not change the count), `sum` gives Σ l m w, `meanWithSampleWeight` Σ l m w / Σ m w, where
 * without a mask Σ w counts the weights as they were given: one for all steps of a sample counts once. `none` gives
 * the values l m w themselves. Where nothing counts the result is 0. Unlike in Keras, a masked value that is infinite or NaN
 * does not count either, and weights of shape (batch,) are taken for values (batch, time) too: one for all steps of a sample.
 * @throws ShapeError when the mask or the weights do not fit the values
 */
export function reduceLoss(values: Tensor, { mask, sampleWeight, reduction }: ReduceOptions): Tensor {
  const counts = mask && stretchOver(mask, values, "mask");
  const weights = sampleWeight && stretchOver(sampleWeight, values, "sample weights");
  // chosen, not multiplied: what is masked may be infinite
  const kept = counts ? where(counts, values, 0) : values;
  const weighted = weights ? multiply(kept, weights) : kept;
  if (reduction === "none") return weighted;
  const total = sum(weighted);
  if (reduction === "sum") return total;
  if (reduction === "meanWithSampleWeight" && sampleWeight && weights) {
    const weight = sum(counts ? multiply(weights, counts) : cast(sampleWeight, "float32"));
    return divide(total, where(equal(weight, 0), 1, weight));
  }
  return counts ? divide(total, maximum(sum(counts), 1)) : divide(total, Math.max(values.size, 1));
}

/**
 * A mask or weights as float32 in the shape of the values: leading axes must agree, lengths of 1 and missing trailing
 * axes stretch.
 * @throws ShapeError when they do not fit
 */
export function stretchOver(factors: Tensor, values: Tensor, what: "mask" | "sample weights"): Tensor {
  const shape = [...factors.shape];
  while (shape.length > values.rank && shape.at(-1) === 1) shape.pop();
  const fits = shape.length <= values.rank && shape.every((length, i) => length === 1 || length === values.shape[i]);
  if (!fits || (values.rank > 0 && shape.length === 0)) {
    throw new ShapeError({
      what: `The ${what} do${what === "mask" ? "es" : ""} not fit the targets.`,
      expected: `shape ${formatShape(values.shape)}${values.rank > 1 ? `, or ${formatShape(values.shape.slice(0, 1))} for one per sample` : ""}`,
      received: formatShape(factors.shape),
      hint:
        values.rank === 0
          ? "a loss or metric of your own gives one value per sample or step; leave the mean over them to the model"
          : undefined,
    });
  }
  const padded = [...shape, ...values.shape.slice(shape.length).map(() => 1)];
  return broadcastTo(reshape(cast(factors, "float32"), padded), values.shape);
}
