/** Change of element type. */
import { run } from "../backend/current.ts";
import { asTensor, checkDType, type DType, type Tensor, type TensorLike } from "../tensor/index.ts";

/** The elements as another type: floats are cut to integers, anything but zero is true. */
export function cast(x: TensorLike, dtype: DType): Tensor {
  const input = asTensor(x);
  if (input.dtype === checkDType(dtype)) return input;
  // one of the two types is no float, so no gradient flows
  return run((engine) => engine.cast(input, dtype));
}
