/**
 * The parts of a dataset's elements, and how several elements become a batch: records and tuples part by part, numbers
 * as tensors.
 */
import {
  asTensor,
  formatShape,
  makeArray,
  type NestedArray,
  own,
  type Shape,
  ShapeError,
  sameShape,
  shown,
  Tensor,
  type TensorLike,
  type TypedArray,
  wrap,
} from "../tensor/index.ts";

/**
 * A batch of elements `T`: records stay records and tuples tuples; a number, nested lists of numbers, a typed array or a tensor
 * becomes a tensor with the batch as its first axis; anything else, such as a string, a list of them.
 */
export type Batched<T> = T extends undefined
  ? undefined
  : T extends Tensor | TypedArray | Float64Array | NestedArray
    ? Tensor
    : T extends string | readonly string[]
      ? T[]
      : T extends object
        ? { [K in keyof T]: Batched<T[K]> }
        : T[];

/** A row of a batch `T`, the inverse of {@link Batched}. */
export type Unbatched<T> = T extends Tensor
  ? Tensor
  : T extends ArrayLike<number>
    ? number
    : T extends readonly (infer V extends string | NestedArray)[]
      ? V
      : T extends object
        ? { [K in keyof T]: Unbatched<T[K]> }
        : T;

/** Joins the values of one part; `name` is its key, or its place in a tuple, or undefined if an element is a single value. */
type Join = (values: readonly TensorLike[], name: string | undefined) => Tensor;

/** Several elements as one, part by part. @throws ShapeError where their parts differ */
export function joinElements<T>(elements: readonly T[], join: Join, name?: string): Batched<T> {
  const [first] = elements;
  if (first === undefined) return undefined as Batched<T>;
  if (isNumeric(first)) return join(elements as readonly TensorLike[], name) as Batched<T>;
  if (!isComposite(first)) return [...elements] as Batched<T>;
  const keys = Object.keys(first);
  const parts = keys.map((key) => {
    const column = elements.map((element) => own(element as Record<string, unknown>, key));
    const missing = column.findIndex((part) => (part === undefined) !== (column[0] === undefined));
    if (missing >= 0) {
      throw new ShapeError({
        what: `The elements of a batch are not alike: ${key} is not in all of them.`,
        expected: keys.join(", "),
        received: Object.keys(elements[missing] as object).join(", ") || String(elements[missing]),
      });
    }
    return joinElements(column, join, key);
  });
  if (Array.isArray(first)) return parts as Batched<T>;
  return Object.fromEntries(keys.map((key, i) => [key, parts[i]])) as Batched<T>;
}

/** Tensors of one shape along a new first axis. @throws ShapeError for shapes that differ */
export function stack(values: readonly TensorLike[], name?: string): Tensor {
  // texts come only as tensors
  const tensors = values.map((value) => (value instanceof Tensor ? value : asTensor(value)));
  const [{ shape, size, dtype }] = tensors as [Tensor];
  const rows = makeArray(dtype, tensors.length * size);
  for (const [i, row] of tensors.entries()) {
    if (!sameShape(row.shape, shape)) {
      throw new ShapeError({
        what: `The elements of a batch differ in shape${name === undefined ? "" : ` in ${name}`}.`,
        expected: `${formatShape(shape)} like the first`,
        received: formatShape(row.shape),
        hint: "use paddedBatch or bucketByLength for sequences of different lengths",
      });
    }
    rows.set(row.read(), i * size);
  }
  return wrap(rows, [tensors.length, ...shape], dtype);
}

/**
 * The parts of tensors along their first axis, one after the other: of a record or tuple of tensors, records or tuples.
 * @throws ShapeError for different counts, and for what has no rows
 */
export function* rowsOf(columns: unknown): Generator<unknown> {
  const length = lengthOf(columns, "").length;
  for (let i = 0; i < length; i++) yield rowOf(columns, i);
}

/** The number of rows, and the part that determined it. */
function lengthOf(columns: unknown, path: string): { length: number; path: string } {
  if (columns instanceof Tensor && columns.rank > 0) return { length: columns.shape[0]!, path };
  if (Array.isArray(columns) ? !isComposite(columns) : ArrayBuffer.isView(columns)) {
    return { length: (columns as ArrayLike<unknown>).length, path };
  }
  const parts = !(columns instanceof Tensor) && isComposite(columns) ? Object.entries(columns) : [];
  const lengths = parts
    .filter(([, part]) => part !== undefined)
    .map(([name, part]) => lengthOf(part, path ? `${path}.${name}` : name));
  const [first] = lengths;
  if (first === undefined) {
    throw new ShapeError({
      what: `There are no rows in ${path || "the source of rows"}.`,
      expected: "tensors of one axis or more, lists, or records and tuples of them",
      received: columns instanceof Tensor ? "a tensor without axes" : shown(columns),
    });
  }
  const other = lengths.find(({ length }) => length !== first.length);
  if (!other) return first;
  throw new ShapeError({
    what: "The columns of a dataset differ in length.",
    expected: `${first.length} rows, as in ${first.path}`,
    received: `${other.length} in ${other.path}`,
  });
}

function rowOf(columns: unknown, i: number): unknown {
  if (columns === undefined) return undefined;
  if (columns instanceof Tensor) {
    const shape: Shape = columns.shape.slice(1);
    const width = columns.size / columns.shape[0]!;
    return wrap(columns.read().slice(i * width, (i + 1) * width), shape, columns.dtype);
  }
  if (!isComposite(columns)) return (columns as ArrayLike<unknown>)[i];
  if (Array.isArray(columns)) return columns.map((part) => rowOf(part, i));
  return Object.fromEntries(Object.entries(columns).map(([name, part]) => [name, rowOf(part, i)]));
}

/** Anything that becomes a tensor: numbers, nested lists of only numbers, typed arrays, tensors. */
export function isNumeric(value: unknown): value is TensorLike {
  if (typeof value === "number" || typeof value === "boolean") return true;
  if (Array.isArray(value)) return value.length === 0 || (!ArrayBuffer.isView(value[0]) && isPlainNumbers(value[0]));
  return value instanceof Tensor || ArrayBuffer.isView(value);
}

function isPlainNumbers(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0 || isPlainNumbers(value[0]);
  return typeof value === "number" || typeof value === "boolean";
}

/** Records, and tuples that do not hold only texts. */
function isComposite(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) ? !isNumeric(value) && typeof value[0] !== "string" : !isNumeric(value);
}
