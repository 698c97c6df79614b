/** Change of element type. */
import { record } from "../autodiff/tape.ts";
import { run } from "../backend/current.ts";
import { asTensor, checkDType, type DType, type Tensor, type TensorLike } from "../tensor/index.ts";

/** The elements as another type: floats are cut to integers, anything but zero is true. */
export function cast(x: TensorLike, dtype: DType): Tensor {
  const input = asTensor(x);
  if (input.dtype === checkDType(dtype)) return input;
  const output = run((engine) => engine.cast(input, dtype));
  // no gradient flows through what becomes whole; one that was asked for by whole numbers begins here
  return dtype === "float32" ? record(output, [input], (dy) => [() => dy]) : output;
}
