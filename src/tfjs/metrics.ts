/** `tf.metrics`: functions of targets and predictions; they return a value for each sample, or one for all where noted. */
import { ops } from "../index.ts";
import type { Tensor as Plain } from "../tensor/index.ts";
import { chained, type Tensor } from "./tensors/index.ts";
import { operand } from "./tensors/rules.ts";
import type { Like } from "./types.ts";

/** Compares targets with predictions. */
export type Metric = (yTrue: Like, yPred: Like) => Tensor;

const EPSILON = 1e-7;
/** Under its name, which logs show. */
const metric = (name: string, compute: (yTrue: Plain, yPred: Plain) => Plain): Metric =>
  Object.defineProperty((yTrue: Like, yPred: Like) => chained(compute(operand(yTrue), operand(yPred))), "name", {
    value: name,
  });
const count = (...conditions: [Plain, Plain]) => ops.cast(ops.sum(ops.logicalAnd(...conditions)), "float32");
const share = (part: Plain, whole: Plain) =>
  ops.where(ops.greater(whole, 0), ops.divide(part, ops.maximum(whole, EPSILON)), 0);
const unit = (x: Plain) => ops.divide(x, ops.sqrt(ops.maximum(ops.sum(ops.square(x), -1, true), EPSILON)));
const absolute = (y: Plain, p: Plain) => ops.mean(ops.abs(ops.subtract(p, y)), -1);
const squared = (y: Plain, p: Plain) => ops.mean(ops.square(ops.subtract(p, y)), -1);
const percentage = (y: Plain, p: Plain) => {
  const size = ops.maximum(ops.abs(y), EPSILON);
  return ops.multiply(ops.mean(ops.abs(ops.divide(ops.subtract(y, p), size)), -1), 100);
};
const clipped = (x: Plain) => ops.clip(x, EPSILON, 1 - EPSILON);

/** The share of elements of each sample that are right, predictions above ½ being 1. */
export const binaryAccuracy = /* @__PURE__ */ metric("binaryAccuracy", (y, p) =>
  ops.mean(ops.equal(y, ops.cast(ops.greater(p, 0.5), y.dtype)), -1),
);
/** Whether the largest prediction of each sample is at the largest target. */
export const categoricalAccuracy = /* @__PURE__ */ metric("categoricalAccuracy", (y, p) =>
  ops.cast(ops.equal(ops.argMax(y, -1), ops.argMax(p, -1)), "float32"),
);
/** Whether the largest prediction of each sample is that of the target, a number. */
export const sparseCategoricalAccuracy = /* @__PURE__ */ metric("sparseCategoricalAccuracy", (y, p) => {
  const classes = y.rank === p.rank ? ops.squeeze(y, -1) : y;
  return ops.cast(ops.equal(classes, ops.cast(ops.argMax(p, -1), y.dtype)), "float32");
});
/** Of the predictions that are 1, the share that is right: one value. */
export const precision = /* @__PURE__ */ metric("precision", (y, p) => {
  const said = ops.equal(p, 1);
  const hits = count(ops.equal(y, 1), said);
  return share(hits, ops.add(hits, count(ops.equal(y, 0), said)));
});
/** Of the targets that are 1, the share that is predicted: one value. */
export const recall = /* @__PURE__ */ metric("recall", (y, p) => {
  const wanted = ops.equal(y, 1);
  const hits = count(wanted, ops.equal(p, 1));
  return share(hits, ops.add(hits, count(wanted, ops.equal(p, 0))));
});
/** The mean cross entropy of the probabilities of each sample. */
export const binaryCrossentropy = /* @__PURE__ */ metric("binaryCrossentropy", (y, p) => {
  const q = clipped(p);
  const entropy = ops.add(ops.multiply(y, ops.log(q)), ops.multiply(ops.subtract(1, y), ops.log(ops.subtract(1, q))));
  return ops.negative(ops.mean(entropy, -1));
});
/** The cross entropy of each sample's probabilities, which are divided by their sum first. */
export const categoricalCrossentropy = /* @__PURE__ */ metric("categoricalCrossentropy", (y, p) => {
  const q = clipped(ops.divide(p, ops.sum(p, -1, true)));
  return ops.negative(ops.sum(ops.multiply(y, ops.log(q)), -1));
});
/** Minus the cosine of the angle between each sample's target and prediction. */
export const cosineProximity = /* @__PURE__ */ metric("cosineProximity", (y, p) =>
  ops.negative(ops.sum(ops.multiply(unit(y), unit(p)), -1)),
);
/** The mean absolute error of each sample. */
export const meanAbsoluteError = /* @__PURE__ */ metric("meanAbsoluteError", absolute);
/** The mean absolute error of each sample in percent of the target. */
export const meanAbsolutePercentageError = /* @__PURE__ */ metric("meanAbsolutePercentageError", percentage);
/** The mean squared error of each sample. */
export const meanSquaredError = /* @__PURE__ */ metric("meanSquaredError", squared);
/** 1 minus the squared errors over the targets' squared distances from their mean: one value. */
export const r2Score = /* @__PURE__ */ metric("r2Score", (y, p) => {
  const total = ops.sum(ops.square(ops.subtract(y, ops.mean(y))));
  return ops.subtract(1, ops.divide(ops.sum(ops.square(ops.subtract(y, p))), total));
});

// logs show the name by which a metric was given
/** {@link meanAbsoluteError} under this name. */
export const mae = /* @__PURE__ */ metric("mae", absolute);
/** {@link meanAbsoluteError} under this name. */
export const MAE = /* @__PURE__ */ metric("MAE", absolute);
/** {@link meanAbsolutePercentageError} under this name. */
export const mape = /* @__PURE__ */ metric("mape", percentage);
/** {@link meanAbsolutePercentageError} under this name. */
export const MAPE = /* @__PURE__ */ metric("MAPE", percentage);
/** {@link meanSquaredError} under this name. */
export const mse = /* @__PURE__ */ metric("mse", squared);
/** {@link meanSquaredError} under this name. */
export const MSE = /* @__PURE__ */ metric("MSE", squared);
