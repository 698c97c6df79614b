/** TensorFlow.js's functions of tensors, by its names. */
import { ops } from "../index.ts";
import { chained, type Like, type Tensor, tensorOf } from "./tensors.ts";

export const add = (a: Like, b: Like) => tensorOf(a).add(b);
export const sub = (a: Like, b: Like) => tensorOf(a).sub(b);
export const mul = (a: Like, b: Like) => tensorOf(a).mul(b);
export const div = (a: Like, b: Like) => tensorOf(a).div(b);
export const pow = (a: Like, b: Like) => tensorOf(a).pow(b);
export const maximum = (a: Like, b: Like) => tensorOf(a).maximum(b);
export const minimum = (a: Like, b: Like) => tensorOf(a).minimum(b);
export const abs = (x: Like) => tensorOf(x).abs();
export const exp = (x: Like) => tensorOf(x).exp();
export const log = (x: Like) => tensorOf(x).log();
export const neg = (x: Like) => tensorOf(x).neg();
export const sqrt = (x: Like) => tensorOf(x).sqrt();
export const square = (x: Like) => tensorOf(x).square();
export const relu = (x: Like) => tensorOf(x).relu();
export const sigmoid = (x: Like) => tensorOf(x).sigmoid();
export const tanh = (x: Like) => tensorOf(x).tanh();
export const softmax = (x: Like) => tensorOf(x).softmax();

type Axis = number | readonly number[];
export const sum = (x: Like, axis?: Axis, keepDims?: boolean) => tensorOf(x).sum(axis, keepDims);
export const mean = (x: Like, axis?: Axis, keepDims?: boolean) => tensorOf(x).mean(axis, keepDims);
export const max = (x: Like, axis?: Axis, keepDims?: boolean) => tensorOf(x).max(axis, keepDims);
export const min = (x: Like, axis?: Axis, keepDims?: boolean) => tensorOf(x).min(axis, keepDims);
export const argMax = (x: Like, axis?: number) => tensorOf(x).argMax(axis);
export const argMin = (x: Like, axis?: number) => tensorOf(x).argMin(axis);

export const matMul = (a: Like, b: Like, transposeA?: boolean, transposeB?: boolean) =>
  tensorOf(a).matMul(b, transposeA, transposeB);
export const reshape = (x: Like, shape: readonly number[]) => tensorOf(x).reshape(shape);
export const transpose = (x: Like, order?: readonly number[]) => tensorOf(x).transpose(order);
export const squeeze = (x: Like, axis?: number) => tensorOf(x).squeeze(axis);
export const expandDims = (x: Like, axis?: number) => tensorOf(x).expandDims(axis);
export const tile = (x: Like, repeats: readonly number[]) => tensorOf(x).tile(repeats);
export const slice = (x: Like, begin: Axis, size?: Axis) => tensorOf(x).slice(begin, size);
export const gather = (x: Like, indices: Like) => tensorOf(x).gather(indices);
export const concat = (all: readonly Like[], axis = 0): Tensor => chained(ops.concatenate(all, axis));
export const stack = (all: readonly Like[], axis = 0): Tensor => chained(ops.stack(all, axis));
export const cast = (x: Like, dtype: "float32" | "int32" | "bool") => tensorOf(x).cast(dtype);

/** The mean and the variance. */
export function moments(x: Like, axis?: Axis): { mean: Tensor; variance: Tensor } {
  const values = tensorOf(x);
  const centered = values.sub(values.mean(axis, true));
  return { mean: values.mean(axis), variance: centered.square().mean(axis) };
}
