/** Sums that run along an axis. */
import { record } from "../autodiff/tape.ts";
import {
  asTensor,
  makeArray,
  normalizeAxis,
  readOptions,
  sizeOf,
  type Tensor,
  type TensorLike,
  takes,
  wrap,
} from "../tensor/index.ts";
import { cast } from "./cast.ts";

/** Options of `ops.cumSum`: the axis and the direction. */
export interface CumSumOptions {
  /** The axis to sum along. Default the last. */
  axis?: number | undefined;
  /** Leaves each element out of its own sum, so that the first sum is 0. Default false. */
  exclusive?: boolean | undefined;
  /** Sums from the end. Default false. */
  reverse?: boolean | undefined;
}

/** y_i = x_0 + ... + x_i along an axis. */
export function cumSum(x: TensorLike, options: CumSumOptions = {}): Tensor {
  const given = asTensor(x);
  const input = given.dtype === "bool" ? cast(given, "int32") : given;
  const { axis, exclusive, reverse } = readOptions("cumSum", options, {
    axis: takes.withDefault(takes.integer, -1),
    exclusive: false,
    reverse: false,
  });
  const along = normalizeAxis(axis, input.rank);
  const output = runningSums(input, along, exclusive, reverse);
  return record(output, [input], (dy) => [() => runningSums(dy, along, exclusive, !reverse)]);
}

function runningSums(x: Tensor, axis: number, exclusive: boolean, reverse: boolean): Tensor {
  const values = x.read();
  const sums = makeArray(x.dtype, x.size);
  const length = x.shape[axis]!;
  const stride = sizeOf(x.shape.slice(axis + 1));
  for (let block = 0; block < x.size; block += length * stride) {
    for (let first = block; first < block + stride; first++) {
      let sum = 0;
      for (let step = 0; step < length; step++) {
        const at = first + (reverse ? length - 1 - step : step) * stride;
        if (exclusive) sums[at] = sum;
        sum += values[at]!;
        if (!exclusive) sums[at] = sum;
      }
    }
  }
  return wrap(sums, x.shape, x.dtype);
}
