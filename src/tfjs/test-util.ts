/** `tf.test_util`: comparisons of arrays for tests, which throw an Error where they fail. */
import type { TensorLike } from "./types.ts";

/** The tolerance of {@link expectArraysClose} unless another is given: 0.001. */
export const testEpsilon = (): 1e-3 | 1e-1 => 1e-3;

const isTyped = (value: unknown): value is Float32Array => ArrayBuffer.isView(value);

function shapeOf(value: unknown): number[] {
  if (isTyped(value)) return [value.length];
  if (!Array.isArray(value)) return [];
  return [value.length, ...(value.length > 0 ? shapeOf(value[0]) : [])];
}

function flat(value: unknown): unknown[] {
  if (isTyped(value)) return Array.from(value);
  return Array.isArray(value) ? value.flatMap(flat) : [value];
}

/** Numbers that are not finite are near each other, as TensorFlow.js has it. */
function near(a: any, b: any, epsilon: number): boolean {
  if (typeof a !== "number" || typeof b !== "number") return a === b || Number(a) === Number(b);
  if (!Number.isFinite(a) && !Number.isFinite(b)) return true;
  return Math.abs(a - b) <= epsilon;
}

function compare(actual: unknown, expected: unknown, epsilon: number): void {
  const kinds = [actual, expected].map((value) => (value as object)?.constructor?.name);
  if (isTyped(actual) === isTyped(expected) && kinds[0] !== kinds[1]) {
    throw new Error(`The array is of the kind ${kinds[0]}, expected ${kinds[1]}.`);
  }
  const [shape, wanted] = [shapeOf(actual), shapeOf(expected)];
  if (Array.isArray(actual) && Array.isArray(expected) && shape.join() !== wanted.join()) {
    throw new Error(`The array has the shape [${shape}], expected [${wanted}].`);
  }
  const [a, b] = [flat(actual), flat(expected)];
  if (a.length !== b.length) throw new Error(`The array has ${a.length} values, expected ${b.length}.`);
  const at = a.findIndex((value, i) => !near(value, b[i], epsilon));
  if (at >= 0) throw new Error(`The value ${at} is ${a[at]}, expected ${b[at]}.\nAll: ${a}\nExpected: ${b}`);
}

/** Throws unless the arrays have the same shape, and values at most `epsilon` apart. Default 0.001. */
export function expectArraysClose(actual: TensorLike, expected: TensorLike, epsilon: number | null = null): void {
  compare(actual, expected, epsilon ?? testEpsilon());
}
/** Throws unless the arrays have the same shape and the same values. */
export function expectArraysEqual(actual: TensorLike, expected: TensorLike): void {
  const list = (value: TensorLike) => (Array.isArray(value) || isTyped(value) ? value : [value]);
  compare(list(actual), list(expected), 0);
}
/** Throws unless the numbers are at most `epsilon` apart. Default 0.001. */
export function expectNumbersClose(a: number, e: number, epsilon: number | null = null): void {
  if (!near(a, e, epsilon ?? testEpsilon())) throw new Error(`The number is ${a}, expected ${e}.`);
}
/** Throws unless all values are from `low` to `high`. */
export function expectValuesInRange(actual: ArrayLike<number>, low: number, high: number): void {
  const outside = Array.from(actual).find((value) => !(value >= low && value <= high));
  if (outside !== undefined) throw new Error(`The value ${outside} is not from ${low} to ${high}.`);
}
/** Throws unless the bytes are the same, read as floats. */
export function expectArrayBuffersEqual(actual: ArrayBuffer, expected: ArrayBuffer): void {
  compare(new Float32Array(actual), new Float32Array(expected), 0);
}
/** Calls `done` when the promise fails, `done.fail` otherwise. */
export function expectPromiseToFail(fn: () => Promise<unknown>, done: { (): void; fail(): void }): void {
  fn().then(
    () => done.fail(),
    () => done(),
  );
}
/** Texts in nested lists, replaced in place by their bytes. */
export function encodeStrings(a: any[]): any[] {
  a.forEach((value, i) => {
    a[i] = Array.isArray(value) ? encodeStrings(value) : new TextEncoder().encode(value);
  });
  return a;
}
