/** Losses, and how they are made from formulas. */
import { cast, expandDims, reshape, transpose } from "../ops/index.ts";
import {
  type Declared,
  formatShape,
  normalizeAxis,
  readOptions,
  ShapeError,
  sameShape,
  type Tensor,
  takes,
} from "../tensor/index.ts";

/**
 * How values become one number: `sumOverBatchSize` and `mean` divide their sum by their count, `meanWithSampleWeight`
 * by the sum of the sample weights, `sum` not at all; `none` leaves the values.
 */
export type Reduction = "sumOverBatchSize" | "sum" | "mean" | "meanWithSampleWeight" | "none";

/** A loss. `className` and `config` are what files hold. */
export interface Loss {
  /** The name in files. */
  readonly name: string;
  /** Keras's name of the class, as files show it. */
  readonly className: string;
  /** The options, as files hold them. */
  readonly config: Readonly<Record<string, unknown>>;
  /** How the values become one number. */
  readonly reduction: Reduction;
  /** One value per sample, or per step of a sequence: predictions (..., n) give (...). */
  values(yTrue: Tensor, yPred: Tensor): Tensor;
  /** Which samples or steps count, in addition to a mask: bool, of the shape of the values. Absent if all do. */
  ignore?(yTrue: Tensor): Tensor;
  /** Whether `values` itself looks at the mask of the predictions, which is then not that of the values. */
  readonly readsMask?: boolean;
}

/** Options of every loss. */
export interface LossOptions {
  /** Default "sumOverBatchSize". */
  reduction?: Reduction | undefined;
  /** The name in files. Default the loss's own. */
  name?: string | undefined;
}

/** Probabilities stay this far from 0 and 1, as in Keras. */
export const EPSILON = 1e-7;

type Formula<O> = (yTrue: Tensor, yPred: Tensor, options: O) => Tensor;

const lossOptions = {
  reduction: takes.withDefault(
    takes.oneOf("sumOverBatchSize", "sum", "mean", "meanWithSampleWeight", "none"),
    "sumOverBatchSize",
  ),
} satisfies Declared<Omit<LossOptions, "name">>;

/**
 * A factory of losses of one formula, with the options of the formula, declared.
 * The factory throws a ConfigError for an unknown option, an unknown reduction or a label smoothing outside 0 to 1.
 */
export function defineLoss<O extends object = object>(
  name: string,
  className: string,
  formula: Formula<O>,
  declared?: Declared<Partial<O>>,
) {
  return (options: LossOptions & Partial<O> = {}): Loss => {
    const all = { ...lossOptions, name: takes.withDefault(takes.text, name), ...declared };
    const config = readOptions<object, object>(name, options, all) as Readonly<Required<LossOptions>> & O;
    return {
      name: config.name,
      className,
      config: config as Readonly<Record<string, unknown>>,
      reduction: config.reduction,
      values: (yTrue, yPred) => formula(yTrue, yPred, config),
    };
  };
}

/**
 * Targets as float32 in the shape of the predictions. A missing or extra last axis of length 1 is corrected.
 * @throws ShapeError for any other difference; nothing is broadcast
 */
export function fitTo(yTrue: Tensor, yPred: Tensor): Tensor {
  const truth = cast(yTrue, "float32");
  if (sameShape(truth.shape, yPred.shape)) return truth;
  if (sameShape([...truth.shape, 1], yPred.shape)) return expandDims(truth, -1);
  if (sameShape(truth.shape, [...yPred.shape, 1])) return reshape(truth, yPred.shape);
  throw new ShapeError({
    what: "The targets do not fit the predictions.",
    expected: `targets of shape ${formatShape(yPred.shape)}, as the model predicts`,
    received: formatShape(yTrue.shape),
    hint: hintFor(yTrue, yPred),
  });
}

function hintFor(yTrue: Tensor, yPred: Tensor): string | undefined {
  const perRow = yPred.shape.slice(0, -1);
  if (sameShape(yTrue.shape, perRow) || sameShape(yTrue.shape, [...perRow, 1])) {
    const axes = perRow.length === 2 ? "[batch, time]" : perRow.length === 1 ? "[batch]" : "one per row:";
    return `${axes} integer labels need sparseCategoricalCrossentropy`;
  }
  if (yTrue.rank < yPred.rank && yPred.rank === 3) {
    return "the model predicts every time step; without returnSequences its last recurrent layer gives the last one only";
  }
  return undefined;
}

/** x with an axis moved to the end; x itself where it is there already. */
export function withLastAxis(x: Tensor, axis: number): Tensor {
  const at = normalizeAxis(axis, x.rank);
  if (at === x.rank - 1) return x;
  return transpose(x, [...x.shape.map((_, i) => i).filter((i) => i !== at), at]);
}
