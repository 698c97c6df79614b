/** Gradients as TensorFlow.js gives them where the core's operations give others or none. */
import { isTracked, record } from "../../autodiff/tape.ts";
import { fill, ops } from "../../index.ts";
import { type Tensor as Plain, viewAs } from "../../tensor/index.ts";

/** A value whose gradient is that of another tensor of its shape. */
export const along = (value: Plain, path: Plain): Plain => record(value, [path], (dy) => [() => dy]);

/** A value that changes in steps, or not at all, with its operands: their gradients are zeros. */
export const level = (value: Plain, ...operands: Plain[]): Plain =>
  record(value, operands, () =>
    operands.map(
      ({ shape }) =>
        () =>
          fill(shape, 0),
    ),
  );

/** A value that changes in steps with one more operand. */
export const beside = (value: Plain, operand: Plain): Plain =>
  isTracked([operand])
    ? record(viewAs(value, value.shape), [value, operand], (dy) => [() => dy, () => fill(operand.shape, 0)])
    : value;

/** The larger or smaller of each pair; of equals the first takes the whole gradient. */
export function preferred(name: "maximum" | "minimum", a: Plain, b: Plain): Plain {
  const value = ops[name](a, b);
  if (!isTracked([a, b])) return value;
  const first = name === "maximum" ? ops.greaterEqual(a, b) : ops.lessEqual(a, b);
  const type = value.dtype as "float32";
  return along(ops.stopGradient(value), ops.where(first, ops.cast(a, type), ops.cast(b, type)));
}

/** The largest or smallest over axes; each of several equals takes the whole gradient. */
export function extreme(
  name: "max" | "min",
  x: Plain,
  axis: number | readonly number[] | undefined,
  keepDims: boolean,
): Plain {
  const value = ops[name](x, axis, keepDims);
  if (!isTracked([x])) return value;
  const hits = ops.cast(ops.equal(x, ops[name](x, axis, true)), "float32");
  return along(ops.stopGradient(value), ops.sum(ops.multiply(x, hits), axis, keepDims));
}
