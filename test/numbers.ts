/** Numbers for tests: seeded ones to put in, and comparisons of what comes out. */
import { expect } from "vitest";
import { type NestedArray, Random, type Shape, sizeOf, type Tensor, tensor } from "../src/tensor/index.ts";
import { isClose, tolerance } from "./tolerance.ts";

/** Seeded normal numbers, so that no two are alike. */
export function normal(shape: Shape, stream = 0, scale = 1): Tensor {
  const random = new Random(17, stream);
  return tensor(
    Float32Array.from({ length: sizeOf(shape) }, () => scale * random.normal()),
    shape,
  );
}

/** Checks a number, or each of several. */
export function expectNumbers(
  actual: number | ArrayLike<number>,
  expected: number | ArrayLike<number>,
  allowed: number = tolerance.float32,
): void {
  const [values, goals] = [actual, expected].map((each) => (typeof each === "number" ? [each] : Array.from(each)));
  expect(values!.length).toBe(goals!.length);
  const at = goals!.findIndex((goal, i) => !isClose(values![i]!, goal, allowed));
  if (at >= 0) expect.fail(`number ${at} is ${values![at]}, expected ${goals![at]}`);
}

/** Checks shape and every element. */
export function expectClose(actual: Tensor, expected: Tensor | NestedArray, allowed: number = tolerance.float32): void {
  const wanted = tensor(expected);
  expect(actual.shape).toEqual(wanted.shape);
  const [values, goals] = [actual.dataSync(), wanted.dataSync()];
  const at = goals.findIndex((goal, i) => !isClose(values[i]!, goal, allowed));
  if (at >= 0) expect.fail(`element ${at} is ${values[at]}, expected ${goals[at]}`);
}
