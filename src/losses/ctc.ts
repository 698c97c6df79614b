/** The loss of labels in order, without their times; equations at `ops.ctcLoss`. */
import { ctcLoss } from "../ops/index.ts";
import { defineLoss, type Loss, type LossOptions } from "./loss.ts";

const define = /* @__PURE__ */ defineLoss("ctc", "CTC", (yTrue, yPred) => ctcLoss(yTrue, yPred, { mask: yPred.mask }));

/**
 * Connectionist temporal classification (Graves et al. 2006): targets (batch, length), class numbers followed by zeros, and
 * scores (batch, time, classes), before softmax, class 0 the blank. One value for each row; steps that the predictions' mask
 * leaves out do not take part. Infinity where a row has too few steps for its labels.
 */
export function ctc(options?: LossOptions): Loss {
  return { ...define(options), readsMask: true };
}
