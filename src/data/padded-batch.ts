/** Batches of sequences of different lengths: padded to the longest, and grouped by length so that little padding is needed. */
import {
  asTensor,
  ConfigError,
  type Declared,
  own,
  ShapeError,
  shown,
  type TensorLike,
  takes,
} from "../tensor/index.ts";
import { type Batched, isNumeric, joinElements, stack } from "./elements.ts";
import { padSequences } from "./pad-sequences.ts";

/** One for all parts of an element, or by part; parts of a tuple are numbered from 0. */
export type ByPart<T> = T | Readonly<Record<string, T>>;

/** Options of `paddedBatch`: the padding value, its side, and the length. */
export interface PaddingOptions {
  /** The padding value. Default 0. */
  value?: ByPart<number> | undefined;
  /** Time steps to pad to. Default those of the longest in the batch. */
  length?: ByPart<number> | undefined;
  /** Pad after or before the values. Default "post". */
  padding?: "pre" | "post" | undefined;
  /** Leave out a last batch that is smaller. Default false. */
  dropRemainder?: boolean | undefined;
}

/** Options of `bucketByLength`: elements of similar length share a batch. */
export interface BucketOptions<T> extends Omit<PaddingOptions, "length"> {
  /** Boundaries between buckets, ascending: lengths below the first, from the first to below the second, and so on. */
  boundaries: readonly number[];
  /** Elements per batch; one number for all buckets, or one for each of the `boundaries.length + 1`. */
  batchSize: number | readonly number[];
  /** The length of an element. Default the time steps of its first part. */
  length?: ((element: T) => number) | undefined;
}

/** The check of an option that is one for all parts, or a record by part. */
const byPart = (check: takes.Check<number>): takes.Check<ByPart<number>> =>
  takes.either(
    check,
    takes.check<Readonly<Record<string, number>>>(
      "a record of such by the names of parts",
      (value) => typeof value === "object" && value !== null && Object.values(value).every(check.accepts),
    ),
  );

const fillingOptions = {
  value: byPart(takes.finiteNumber),
  padding: takes.withDefault(takes.oneOf("pre", "post"), "post"),
  dropRemainder: false,
};
export const paddingOptions = {
  ...fillingOptions,
  length: byPart(takes.nonNegativeInteger),
} satisfies Declared<PaddingOptions>;
export const bucketOptions = {
  ...fillingOptions,
  boundaries: takes.required(takes.listOf(takes.finiteNumber)),
  batchSize: takes.required(takes.either(takes.positiveInteger, takes.listOf(takes.positiveInteger))),
  length: takes.callable,
} satisfies Declared<BucketOptions<any>>;

/**
 * Elements as a batch, each part padded along its first axis. @throws ShapeError when other axes differ, or a sequence
 * is too long
 */
export function padElements<T>(
  elements: readonly T[],
  { value, length, padding }: PaddingOptions & { padding: "pre" | "post" },
): Batched<T> {
  return joinElements(elements, (values, name) => {
    const tensors = values.map(asTensor);
    if (tensors.every(({ rank }) => rank === 0)) return stack(tensors, name);
    const longest = Math.max(...tensors.map(({ shape }) => shape[0] ?? 0));
    const maxlen = partOf(length, name) ?? longest;
    if (longest > maxlen) {
      throw new ShapeError({
        what: `A sequence is longer than the length to pad to${name === undefined ? "" : ` in ${name}`}.`,
        expected: `at most ${maxlen} time steps`,
        received: shown(longest),
      });
    }
    return padSequences(tensors, { maxlen, padding, value: partOf(value, name) ?? 0, dtype: tensors[0]!.dtype });
  });
}

function partOf<T>(option: ByPart<T> | undefined, name: string | undefined): T | undefined {
  if (typeof option !== "object" || option === null) return option;
  return name === undefined ? undefined : own(option as Record<string, T>, name);
}

/** The size of each bucket, and the bucket of an element. @throws ConfigError for boundaries out of order */
export function bucketsOf<T>(options: BucketOptions<T>): { sizes: number[]; bucketOf: (element: T) => number } {
  const { boundaries, batchSize, length = lengthOfFirst } = options;
  const count = boundaries.length + 1;
  const sizes = typeof batchSize === "number" ? Array<number>(count).fill(batchSize) : [...batchSize];
  const rises = boundaries.every((boundary, i) => i === 0 || boundary > boundaries[i - 1]!);
  if (!rises || sizes.length !== count || !sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw new ConfigError({
      what: "bucketByLength: boundaries and batchSize do not fit.",
      expected: "ascending boundaries, and a batchSize of 1 or more for each bucket, one more than boundaries",
      received: `boundaries ${boundaries.join(", ")}; batchSize ${sizes.join(", ")}`,
    });
  }
  const bucketOf = (element: T) => {
    const steps = length(element);
    const bucket = boundaries.findIndex((boundary) => steps < boundary);
    return bucket < 0 ? boundaries.length : bucket;
  };
  return { sizes, bucketOf };
}

function lengthOfFirst(element: unknown): number {
  if (isNumeric(element)) return asTensor(element as TensorLike).shape[0] ?? 0;
  const [first] = typeof element === "object" && element !== null ? Object.values(element) : [];
  if (first !== undefined) return lengthOfFirst(first);
  throw new ConfigError({
    what: "bucketByLength cannot determine the length of an element.",
    expected: "a sequence, or a record or tuple whose first part is one",
    received: shown(element),
    hint: "give length: (element) => its number of time steps",
  });
}
