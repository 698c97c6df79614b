/** Losses with Keras 3's formulas, by name and by factory: one value per sample or step, then reduced to one number. */
import { lossMakers } from "./losses/by-name.ts";
import type { Loss } from "./losses/loss.ts";
import { ConfigError, type Tensor, unknownName } from "./tensor/index.ts";

export {
  binaryCrossentropy,
  categoricalCrossentropy,
  klDivergence,
  sparseCategoricalCrossentropy,
} from "./losses/crossentropy.ts";
export { ctc } from "./losses/ctc.ts";
export { binaryFocalCrossentropy, categoricalFocalCrossentropy } from "./losses/focal.ts";
export { categoricalHinge, hinge, squaredHinge } from "./losses/hinge.ts";
export type { Loss, LossOptions, Reduction } from "./losses/loss.ts";
export { type ReduceOptions, reduceLoss } from "./losses/reduce.ts";
export {
  cosineSimilarity,
  huber,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
} from "./losses/regression.ts";

export type LossName = keyof typeof lossMakers;
/** A name, one of `losses.*`, or a function of one's own that gives one value per sample or step. */
export type LossSpec = LossName | Loss | ((yTrue: Tensor, yPred: Tensor) => Tensor);

/** The loss that a name or function stands for. @throws ConfigError for an unknown name */
export function resolveLoss(spec: LossSpec): Loss {
  if (typeof spec === "string") {
    if (!Object.hasOwn(lossMakers, spec)) throw unknownName("loss", spec, Object.keys(lossMakers));
    return lossMakers[spec]();
  }
  if (typeof spec === "function") {
    const name = spec.name || "custom";
    return { name, className: name, config: {}, reduction: "sumOverBatchSize", values: spec };
  }
  if (typeof spec?.values === "function") return spec;
  throw new ConfigError({
    what: "This is not a loss.",
    expected: 'a name such as "meanSquaredError", one of losses.*, or a function',
    received: String(spec),
  });
}
