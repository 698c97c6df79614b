/** `tf.util`: helpers for shapes, lists and types. */
import { Random, randomSeed } from "../index.ts";
import {
  type Bytes,
  checkDType,
  checkOption,
  checkShape,
  type DType,
  isBytes,
  makeArray,
  ShapeError,
  shown,
  sizeOf,
  tagOf,
  takes,
} from "../tensor/index.ts";
import { refused } from "./absent.ts";

export { fetch } from "./fetch.ts";

import { holdsTexts, plainOf } from "./tensors/rules.ts";
import type { DataType, DataTypeMap, RecursiveArray, TensorLike, TypedArray } from "./types.ts";

/** Values that can be shuffled. */
type List = unknown[] | TypedArray | Uint32Array;

/** Throws an Error with the message unless the condition holds. */
export function assert(expr: boolean, msg: string | (() => string)): void {
  if (!expr) throw new Error(typeof msg === "function" ? msg() : msg);
}
/** Throws unless both shapes are the same. @throws ShapeError */
export function assertShapesMatch(shapeA: readonly number[], shapeB: readonly number[], errorMessagePrefix = ""): void {
  if (arraysEqual(shapeA, shapeB)) return;
  throw new ShapeError(`${errorMessagePrefix} Shapes ${shown(shapeA)} and ${shown(shapeB)} must match`.trim());
}
/** Throws for null and undefined. */
export function assertNonNull(a: unknown): void {
  assert(a != null, "The input must not be null or undefined.");
}
/** Throws unless all lengths are whole numbers of 0 or more. */
export function assertNonNegativeIntegerDimensions(shape: readonly number[]): void {
  checkShape(shape);
}

/** Milliseconds of a monotonic clock. */
export const now = (): number => performance.now();
/** Shuffles a list in place (Fisher & Yates). */
export function shuffle(array: List): void {
  shuffleAll([array]);
}
/** Shuffles two lists of one length in place, in the same way. */
export function shuffleCombo(array: List, array2: List): void {
  for (const list of [array, array2]) checkOption("shuffleCombo", "array", list, arrayLike);
  if (array.length !== array2.length) {
    throw new ShapeError({
      what: "shuffleCombo takes two lists of one length.",
      received: `${array.length} and ${array2.length}`,
    });
  }
  shuffleAll([array, array2]);
}
function shuffleAll(lists: readonly List[]): void {
  for (const list of lists) checkOption("shuffle", "array", list, arrayLike);
  const random = new Random(randomSeed());
  for (let i = lists[0]!.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    for (const list of lists) swap(list as unknown[], i, j);
  }
}
const arrayLike = /* @__PURE__ */ takes.check<List>(
  "a list or an array of numbers",
  (value) => Array.isArray(value) || ArrayBuffer.isView(value),
);
/** The list itself. @throws ConfigError for anything else */
function listed<T>(list: readonly T[]): readonly T[] {
  checkOption("util", "a list", list, takes.list);
  return list;
}
/** The numbers 0 to n - 1 in random order. */
export function createShuffledIndices(n: number): Uint32Array {
  checkOption("createShuffledIndices", "n", n, takes.integerFrom(0, 2 ** 28));
  const indices = Uint32Array.from({ length: n }, (_, i) => i);
  shuffle(indices);
  return indices;
}
/** Swaps two entries. */
export function swap<T>(object: { [index: number]: T }, left: number, right: number): void {
  [object[left], object[right]] = [object[right]!, object[left]!];
}

/** Nested lists as one list. Typed arrays count as lists unless `skipTypedArray` says otherwise. */
export function flatten<T>(
  arr: T | RecursiveArray<T> | readonly unknown[],
  result: T[] = [],
  skipTypedArray = false,
): T[] {
  checkOption("flatten", "result", result, takes.list);
  checkOption("flatten", "skipTypedArray", skipTypedArray, takes.flag);
  const walk = (part: unknown, depth: number): void => {
    const isNested = Array.isArray(part) || (isTypedArray(part) && !skipTypedArray);
    if (!isNested) result.push(part as T);
    else if (depth < MOST_LISTS) for (const entry of part as readonly unknown[]) walk(entry, depth + 1);
    else throw new ShapeError({ what: "flatten: the lists are nested too deeply.", hint: "a list may contain itself" });
  };
  walk(arr, 0);
  return result;
}
/** Maximum depth of lists: deeper ones contain themselves. */
const MOST_LISTS = 64;
/** Whether a value is an array of floats, integers or bytes. */
export const isTypedArray = (a: unknown): a is Float32Array | Int32Array | Uint8Array | Uint8ClampedArray =>
  /^(Float32|Int32|Uint8|Uint8Clamped)Array$/.test(tagOf(a));
/** How many elements a tensor of this shape has. */
export const sizeFromShape = (shape: readonly number[]): number => sizeOf(checkShape(shape));
/** Whether a shape is that of a single number. */
export const isScalarShape = (shape: readonly number[]): boolean => shape.length === 0;
/** Whether two lists have the same entries. */
export const arraysEqual = (n1: ArrayLike<unknown> | null, n2: ArrayLike<unknown> | null): boolean =>
  n1 === n2 || (!!n1 && !!n2 && n1.length === n2.length && Array.from(n1).every((value, i) => value === n2[i]));
/** Whether two lists have the same entries; null fits anything. */
export const arraysEqualWithNull = (n1: readonly (number | null)[], n2: readonly (number | null)[]): boolean =>
  listed(n1).length === listed(n2).length &&
  n1.every((value, i) => value === null || n2[i] === null || value === n2[i]);
/** The strides of all axes but the last, in elements. */
export const computeStrides = (shape: readonly number[]): number[] =>
  checkShape(shape)
    .slice(1)
    .map((_, axis) => sizeOf(shape.slice(axis + 1)));
/** The position of a place among all elements. */
export function locToIndex(locs: readonly number[], rank: number, strides: readonly number[]): number {
  checkStrides("locToIndex", rank, strides);
  checkOption("locToIndex", "locs", locs, takes.listOf(takes.nonNegativeInteger, rank));
  return locs.reduce((index, at, axis) => index + at * (strides[axis] ?? 1), 0);
}
function checkStrides(owner: string, rank: number, strides: readonly number[]): void {
  checkOption(owner, "rank", rank, takes.integerFrom(0, MOST_LISTS));
  checkOption(owner, "strides", strides, takes.listOf(takes.positiveInteger, Math.max(rank - 1, 0)));
}
/** The place of a position among all elements. */
export function indexToLoc(index: number, rank: number, strides: readonly number[]): number[] {
  checkStrides("indexToLoc", rank, strides);
  checkOption("indexToLoc", "index", index, takes.nonNegativeInteger);
  let rest = index;
  return Array.from({ length: rank }, (_, axis) => {
    const at = Math.floor(rest / (strides[axis] ?? 1));
    rest -= at * (strides[axis] ?? 1);
    return at;
  });
}
/** A shape with its -1 filled in. @throws ShapeError when there is no such shape */
export function inferFromImplicitShape(shape: readonly number[], size: number): number[] {
  checkOption("inferFromImplicitShape", "shape", shape, takes.listOf(takes.integer));
  checkOption("inferFromImplicitShape", "size", size, takes.nonNegativeInteger);
  if (shape.length === 0 && size === 0) return [];
  const known = shape.reduce((product, length) => (length === -1 ? product : product * length), 1);
  const full = shape.map((length) => (length === -1 ? size / known : length));
  const fits = shape.filter((length) => length === -1).length <= 1 && full.every(Number.isInteger);
  if (fits && sizeOf(full) === size) return full;
  throw new ShapeError({ what: "There is no such shape.", expected: `${size} elements`, received: shown(shape) });
}
/** Axes as numbers from 0. @throws ShapeError when there is no such axis */
export function parseAxisParam(
  axis: number | readonly number[] | null | undefined,
  shape: readonly number[],
): number[] {
  checkShape(shape);
  const axes = axis == null ? shape.map((_, i) => i) : [axis].flat();
  if (axes.some((each) => !Number.isInteger(each) || each < -shape.length || each >= shape.length)) {
    throw new ShapeError({ what: "There is no such axis.", expected: `axes of [${shape}]`, received: shown(axes) });
  }
  return axes.map((each) => (each < 0 ? each + shape.length : each));
}
/** A shape without its axes of length 1, and which axes remain. */
export function squeezeShape(
  shape: readonly number[],
  axis?: readonly number[],
): { newShape: number[]; keptDims: number[] } {
  checkShape(shape);
  const removed = axis && [axis].flat().length > 0 ? parseAxisParam(axis, shape) : undefined;
  for (const at of removed ?? []) {
    if (shape[at] !== 1)
      throw new ShapeError({
        what: "Only axes of length 1 can be left out.",
        received: `axis ${at} of ${shown(shape)}`,
      });
  }
  const keptDims = shape.flatMap((length, i) => (length === 1 && (removed?.includes(i) ?? true) ? [] : [i]));
  return { newShape: keptDims.map((i) => shape[i]!), keptDims };
}
/** The elements as nested lists. */
export function toNestedArray(shape: readonly number[], a: TypedArray, isComplex = false): number | unknown[] {
  if (isComplex) refused("util.toNestedArray", "isComplex", isComplex, "false");
  checkShape(shape);
  checkOption("toNestedArray", "a", a, typed);
  if (sizeOf(shape) === 0) return [];
  if (sizeOf(shape) !== a.length) {
    throw new ShapeError({
      what: "toNestedArray: the values do not fill the shape.",
      expected: `${sizeOf(shape)} values`,
      received: `${a.length}`,
    });
  }
  return nested(shape, a);
}
const typed = /* @__PURE__ */ takes.check<TypedArray>(
  "a typed array",
  (value) => ArrayBuffer.isView(value) && tagOf(value) !== "DataView",
);
function nested(shape: readonly number[], a: TypedArray): number | unknown[] {
  if (shape.length === 0) return a[0]!;
  const stride = sizeOf(shape.slice(1));
  return Array.from({ length: shape[0]! }, (_, i) => nested(shape.slice(1), a.subarray(i * stride, (i + 1) * stride)));
}

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;
/** An array of zeros for a type. */
export function getArrayFromDType<D extends DataType>(dtype: D, size: number): DataTypeMap[D] {
  const type: DType = dtype === "string" ? "string" : checkDType(dtype as DType);
  checkOption("util", "size", size, takes.nonNegativeInteger);
  return (type === "string" ? new Array(size) : makeArray(type, size)) as unknown as DataTypeMap[D];
}
/** {@link getArrayFromDType}, for types of numbers. */
export const getTypedArrayFromDType = getArrayFromDType;
/** An array of zeros. */
export const makeZerosTypedArray = <D extends DataType>(size: number, dtype: D): DataTypeMap[D] =>
  getArrayFromDType(dtype, size);
/** An array of ones. */
export const makeOnesTypedArray = <D extends DataType>(size: number, dtype: D): DataTypeMap[D] =>
  (getArrayFromDType(dtype, size) as Float32Array).fill(1) as DataTypeMap[D];
/** Values as the array of a type. */
export const toTypedArray = (a: TensorLike, dtype: DataType): TypedArray => plainOf(a, dtype).dataSync() as TypedArray;
/** The type that values imply. */
export const inferDtype = (values: TensorLike): DataType => (holdsTexts(values) ? "string" : plainOf(values).dtype);
/** Whether a name is that of a type. */
export const isValidDtype = (dtype: DataType): boolean =>
  ["bool", "complex64", "float32", "int32", "string"].includes(dtype);
/** Bytes of one element. */
export const bytesPerElement = (dtype: DataType): number =>
  arrays[checkDType(dtype as DType) as "bool"].BYTES_PER_ELEMENT;

/** x, limited to the range from min to max. */
export const clamp = (min: number, x: number, max: number): number => Math.max(min, Math.min(x, max));
/** The next even number, or the number itself. */
export const nearestLargerEven = (val: number): number => (val % 2 === 0 ? val : val + 1);
/** The smallest divisor of `size` that is not below `start`. */
export function nearestDivisor(size: number, start: number): number {
  for (let i = start; i < size; i++) if (size % i === 0) return i;
  return size;
}
/** The sum of a list. */
export const sum = (arr: readonly number[]): number => arr.reduce((total, value) => total + value, 0);
/** A random number between a and b. */
export const randUniform = (a: number, b: number): number => {
  const share = new Random(randomSeed()).uniform();
  return b * share + (1 - share) * a;
};
/** The squared distance of two vectors. */
export const distSquared = (a: ArrayLike<number | boolean>, b: ArrayLike<number | boolean>): number =>
  Array.from(a, Number).reduce((total, value, i) => total + (value - Number(b[i])) ** 2, 0);
/** The hyperbolic tangent. */
export const tanh = (x: number): number => Math.tanh(x);
/** Two similar lengths whose product is at least the number of elements. */
export const sizeToSquarishShape = (size: number): [number, number] => {
  const width = Math.ceil(Math.sqrt(size));
  return [width, Math.ceil(size / width)];
};
/** A text padded with blanks. */
export const rightPad = (a: string, size: number): string => a.padEnd(size);
/** Whether a number is whole. */
export const isInt = (a: number): boolean => a % 1 === 0;
/** Whether a value is a text. */
export const isString = (value: unknown): value is string => typeof value === "string" || value instanceof String;
/** Whether a value is a boolean. */
export const isBoolean = (value: unknown): boolean => typeof value === "boolean";
/** Whether a value is a number. */
export const isNumber = (value: unknown): boolean => typeof value === "number";
/** Whether a value can be called. */
export const isFunction = (f: unknown): boolean => typeof f === "function";
/** Whether a value can be awaited. */
export const isPromise = (object: any): object is Promise<unknown> => typeof object?.then === "function";
/** A text's bytes, UTF-8. */
export function encodeString(s: string, encoding = "utf-8"): Uint8Array {
  checkOption("encodeString", "s", s, takes.text);
  if (typeof encoding !== "string" || !/^utf-?8$/i.test(encoding))
    refused("util.encodeString", "encoding", encoding, "utf-8");
  return new TextEncoder().encode(s);
}
/** The text of bytes, UTF-8 unless `encoding` says otherwise. */
export function decodeString(bytes: Uint8Array, encoding = "utf-8"): string {
  checkOption("decodeString", "bytes", bytes, someBytes);
  checkOption("decodeString", "encoding", encoding, takes.text);
  return decoder(encoding).decode(bytes);
}
const someBytes = /* @__PURE__ */ takes.check<Bytes>("bytes", isBytes);
function decoder(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch {
    return refused("util.decodeString", "encoding", encoding, 'such as "utf-8"');
  }
}
