/** What computes an operation of Keras, and the commonest forms of it. */
import type { Tensor, TensorLike } from "../../../tensor/index.ts";
import { axesIn, numeric, type Options, tensorIn, type Value } from "./values.ts";

/** Computes an operation: its arguments in order, and its options by name. */
export type Compute = (args: readonly Value[], options: Options) => Tensor | Tensor[];

/** Of one tensor. */
export const one =
  (compute: (x: Tensor) => Tensor): Compute =>
  ([x]) =>
    compute(tensorIn(x));

/** Of two tensors or numbers. */
export const two =
  (compute: (a: TensorLike, b: TensorLike) => Tensor): Compute =>
  ([a, b]) =>
    compute(numeric(a), numeric(b));

/** Over axes of a tensor. */
export const over =
  (compute: (x: Tensor, axes: readonly number[] | undefined, keepDims: boolean) => Tensor): Compute =>
  ([x], { axis, keepdims }) =>
    compute(tensorIn(x), axesIn(axis), keepdims === true);

/** A value that is given, be it by name or in its place. */
export const given = (named: Value, placed: Value, otherwise: Value = null): Value => named ?? placed ?? otherwise;
