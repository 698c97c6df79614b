import {
  type Declared,
  type NestedText,
  own,
  ShapeError,
  Tensor,
  type TensorLike,
  takes,
  unknownName,
} from "../tensor/index.ts";

/** Data for an input: numbers, or texts where the model takes texts. */
type InputData = TensorLike | NestedText;
/** Data for a model's inputs: samples on the first axis; a list or record for several inputs. */
export type ModelData = InputData | readonly InputData[] | Readonly<Record<string, InputData>>;
/** Targets for a model's outputs; `null` for an output without a loss. */
export type ModelTargets = TensorLike | readonly (TensorLike | null)[] | Readonly<Record<string, TensorLike>>;

/** Options about samples besides inputs and targets. */
export interface BatchOptions {
  /** A factor for each sample's loss, shape (samples,), or for each step, (samples, time); a list or record for several outputs. */
  sampleWeight?: ModelTargets | undefined;
  /** A factor for the loss of each class, by class number. */
  classWeight?: Readonly<Record<number, number>> | undefined;
  /** Allow NaN in inputs and targets. Default false: an error that names the sample. */
  allowNaN?: boolean | undefined;
}

/** The checks of {@link BatchOptions}. */
export const batchOptions = {
  sampleWeight: takes.anything,
  classWeight: /* @__PURE__ */ takes.check<Readonly<Record<number, number>>>(
    "a record of factors by class number, finite numbers of 0 or more",
    (given) =>
      (Array.isArray(given) || (isRecord(given) && !(Symbol.iterator in given))) &&
      Object.entries(given).every(
        ([number, factor]) => /^\d+$/.test(number) && takes.nonNegativeNumber.accepts(factor),
      ),
  ),
  allowNaN: false,
} satisfies Declared<BatchOptions>;

/** Samples ready for training: the first axis of every tensor counts them. */
export interface Samples {
  /** How many samples there are. */
  readonly size: number;
  /** One tensor for each input. */
  readonly inputs: readonly Tensor[];
  /** One for each output; none for an output without a loss. */
  readonly targets: readonly (Tensor | undefined)[];
  /** The weight of each sample or step, for each output. Absent: all 1. */
  readonly weights: readonly (Tensor | undefined)[];
}

/** A value, list or record as a list in the order of `names`. */
export function listByName(
  kind: "input" | "target" | "sampleWeight",
  given: ModelData | ModelTargets,
  names: readonly string[],
): (TensorLike | null)[] {
  if (isRecord(given)) {
    const unknown = Object.keys(given).find((name) => !names.includes(name));
    const hint = kind === "target" ? "options come after the targets: (x, y, options)" : undefined;
    if (unknown !== undefined) throw unknownName(kind, unknown, names, hint);
    const missing = names.find((name) => kind === "input" && !Object.hasOwn(given, name));
    if (missing === undefined) return names.map((name) => own(given, name) ?? null);
    throw new ShapeError({
      what: `The ${kind} "${missing}" is missing.`,
      expected: names.join(", "),
      received: Object.keys(given).join(", ") || "none",
    });
  }
  const isList = Array.isArray(given) && (names.length > 1 || isTensorLikeObject(given[0]));
  const list = (isList ? given : [given]) as (TensorLike | null)[];
  if (list.length === names.length) return list;
  throw new ShapeError({
    what: `A model of ${names.length} ${kind === "input" ? "input" : "output"}${names.length === 1 ? "" : "s"} received ${list.length}.`,
    expected: `${names.length === 1 ? "one tensor" : `a list of ${names.length}`}: ${names.join(", ")}`,
    received: isList ? `a list of ${list.length}` : "a single tensor",
  });
}

/** Whether an entry of a list is a whole input, and not a row of numbers. */
export function isTensorLikeObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isPlainNumbers(value);
}

/** A typed array as an entry of a list is a row of values, not an input. */
const isPlainNumbers = (value: object) => ArrayBuffer.isView(value);

/** Whether data are given by name. */
export function isRecord(value: unknown): value is Readonly<Record<string, TensorLike>> {
  if (typeof value !== "object" || value === null || value instanceof Tensor) return false;
  return (
    !Array.isArray(value) && !ArrayBuffer.isView(value) && !("data" in value && ("shape" in value || "dims" in value))
  );
}
