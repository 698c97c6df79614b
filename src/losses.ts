/** Losses with Keras 3's formulas, by name and by factory: one value per sample or step, then reduced to one number. */
export type { LossName, LossSpec } from "./losses/by-name.ts";
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
export {
  cosineSimilarity,
  huber,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  pinball,
  poisson,
} from "./losses/regression.ts";
