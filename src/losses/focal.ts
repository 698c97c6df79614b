/** Cross-entropies that look away from what is already right (Lin et al., "Focal loss for dense object detection", 2017). */
import { add, log, mean, multiply, negative, power, sigmoid, softmax, subtract, sum } from "../ops/index.ts";
import { takes } from "../tensor/index.ts";
import { binaryTerms, type ProbabilityOptions, probabilityOptions, shares, smoothed } from "./crossentropy.ts";
import { defineLoss, fitTo, withLastAxis } from "./loss.ts";

/** What focal losses know, complete. */
export interface FocalOptions extends ProbabilityOptions {
  /** The share of targets of 1, or the factor of all. Default 0.25. */
  alpha: number;
  /** How little counts what is nearly right. Default 2. */
  gamma: number;
}

/** What the binary focal loss knows, complete. */
export interface BinaryFocalOptions extends FocalOptions {
  /** Weigh targets of 1 with alpha, those of 0 with 1 - alpha. Default false. */
  applyClassBalancing: boolean;
}

const gamma = /* @__PURE__ */ takes.withDefault(takes.nonNegativeNumber, 2);

/**
 * Binary cross-entropy times (1 - q)^gamma, where q is the probability given to the target; with class balancing,
 * also times alpha for targets of 1 and 1 - alpha for those of 0.
 */
export const binaryFocalCrossentropy = defineLoss<BinaryFocalOptions>(
  "binaryFocalCrossentropy",
  "BinaryFocalCrossentropy",
  (t, p, { applyClassBalancing, alpha, gamma, fromLogits, labelSmoothing, axis }) => {
    const truth = smoothed(fitTo(t, p), labelSmoothing, 2);
    const guess = fromLogits ? sigmoid(p) : p;
    const others = subtract(1, truth);
    const right = add(multiply(truth, guess), multiply(others, subtract(1, guess)));
    const values = multiply(power(subtract(1, right), gamma), binaryTerms(truth, p, fromLogits));
    const balance = () => add(multiply(truth, alpha), multiply(others, 1 - alpha));
    return mean(applyClassBalancing ? multiply(balance(), values) : values, axis);
  },
  { ...probabilityOptions, applyClassBalancing: false, alpha: 0.25, gamma },
);

/** -Σ alpha (1 - p)^gamma t log p over `axis`, t one-hot. */
export const categoricalFocalCrossentropy = defineLoss<FocalOptions>(
  "categoricalFocalCrossentropy",
  "CategoricalFocalCrossentropy",
  (t, p, { alpha, gamma, fromLogits, labelSmoothing, axis }) => {
    const input = withLastAxis(p, axis);
    const truth = smoothed(withLastAxis(fitTo(t, p), axis), labelSmoothing, input.shape.at(-1)!);
    const guess = shares(fromLogits ? softmax(input) : input);
    const factor = multiply(power(subtract(1, guess), gamma), alpha);
    return sum(multiply(factor, multiply(negative(truth), log(guess))), -1);
  },
  { ...probabilityOptions, alpha: 0.25, gamma },
);
