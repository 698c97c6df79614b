/** Every loss by its name, and the cross-entropy that suits its shapes. */
import { ConfigError, type Shape, shown, type Tensor, unknownName } from "../tensor/index.ts";
import {
  binaryCrossentropy,
  categoricalCrossentropy,
  klDivergence,
  sparseCategoricalCrossentropy,
} from "./crossentropy.ts";
import { ctc } from "./ctc.ts";
import { binaryFocalCrossentropy, categoricalFocalCrossentropy } from "./focal.ts";
import { categoricalHinge, hinge, squaredHinge } from "./hinge.ts";
import type { Loss } from "./loss.ts";
import {
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

/** Every loss by name, Keras's short forms included. */
export const lossMakers = {
  meanSquaredError,
  mse: meanSquaredError,
  meanAbsoluteError,
  mae: meanAbsoluteError,
  meanAbsolutePercentageError,
  mape: meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  msle: meanSquaredLogarithmicError,
  huber,
  logCosh,
  cosineSimilarity,
  klDivergence,
  pinball,
  poisson,
  hinge,
  squaredHinge,
  categoricalHinge,
  binaryCrossentropy,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
  binaryFocalCrossentropy,
  categoricalFocalCrossentropy,
  ctc,
  crossentropy,
} as const satisfies Record<string, () => Loss>;

/** What targets are, by the shapes of targets and predictions. */
export type TargetKind = "binary" | "sparse" | "categorical";

/** Predictions of one column are binary; targets of fewer axes, or one column, are class numbers; others are one-hot. */
export function targetKind(yTrue: Shape, yPred: Shape): TargetKind {
  if (yPred.at(-1) === 1) return "binary";
  return yTrue.length < yPred.length || yTrue.at(-1) === 1 ? "sparse" : "categorical";
}

const crossentropies: Record<TargetKind, () => Loss> = {
  binary: binaryCrossentropy,
  sparse: sparseCategoricalCrossentropy,
  categorical: categoricalCrossentropy,
};

/** The cross-entropy that suits the shapes of targets and predictions; see {@link targetKind}. */
function crossentropy(): Loss {
  return {
    name: "crossentropy",
    className: "crossentropy",
    config: {},
    reduction: "sumOverBatchSize",
    values: (yTrue, yPred) => crossentropies[targetKind(yTrue.shape, yPred.shape)]().values(yTrue, yPred),
  };
}

/** The losses that can be given by name, such as "meanSquaredError" or "mse". */
export type LossName = keyof typeof lossMakers;
/** A name, one of `losses.*`, or a function of your own that gives one value per sample or step. */
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
    received: shown(spec),
  });
}
