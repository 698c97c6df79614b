/** Losses with Keras 3's formulas, by name and by factory: one value per sample or step, then reduced to one number. */
export type { LossName, LossSpec } from "./by-name.ts";
export type { ProbabilityOptions, SparseOptions } from "./crossentropy.ts";
export {
  binaryCrossentropy,
  categoricalCrossentropy,
  klDivergence,
  sparseCategoricalCrossentropy,
} from "./crossentropy.ts";
export { ctc } from "./ctc.ts";
export type { BinaryFocalOptions, FocalOptions } from "./focal.ts";
export { binaryFocalCrossentropy, categoricalFocalCrossentropy } from "./focal.ts";
export { categoricalHinge, hinge, squaredHinge } from "./hinge.ts";
export type { Loss, LossOptions, Reduction } from "./loss.ts";
export type { CosineSimilarityOptions, HuberOptions, PinballOptions } from "./regression.ts";
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
} from "./regression.ts";
