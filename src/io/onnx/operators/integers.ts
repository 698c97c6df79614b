/** Arithmetic on integers, on the host: the shapes and positions that exporters compute with never pass a float kernel. */
import { broadcastTo } from "../../../ops/index.ts";
import { broadcastShapes, ShapeError, shown, type Tensor, wrap } from "../../../tensor/index.ts";
import { checkMade } from "./limits.ts";

/** Whether a tensor holds integers or booleans. */
export const isIntegral = (x: Tensor) => x.dtype !== "float32";

/** A function of each element. @throws ShapeError where a result needs more than 32 bits */
export function mapIntegers(x: Tensor, compute: (value: number) => number): Tensor {
  return wrap(
    Int32Array.from(x.read(), (value) => checked(compute(value))),
    x.shape,
    "int32",
  );
}

/** A function of each pair of elements, with broadcasting. @throws ShapeError where a result needs more than 32 bits */
export function zipIntegers(a: Tensor, b: Tensor, compute: (a: number, b: number) => number): Tensor {
  const shape = checkMade(broadcastShapes(a.shape, b.shape));
  const [fullA, fullB] = [broadcastTo(a, shape), broadcastTo(b, shape)];
  const [x, y] = [fullA.read(), fullB.read()];
  return wrap(
    Int32Array.from(x, (value, i) => checked(compute(value, y[i]!))),
    shape,
    "int32",
  );
}

/** A vector of integers. */
export function integerVector(values: readonly number[]): Tensor {
  return wrap(Int32Array.from(values, checked), [values.length], "int32");
}

function checked(value: number): number {
  if (value >= -(2 ** 31) && value < 2 ** 31) return value;
  throw new ShapeError({
    what: "An integer computed by the ONNX graph is too large.",
    expected: "integers of 32 bits",
    received: shown(value),
  });
}
