/** Masks through a call: those of the inputs, and those of the outputs. */
import { cast, reshape } from "../ops/index.ts";
import type { Tensor } from "../tensor/index.ts";
import type { CallOptions } from "./symbolic.ts";

/** The mask of each input: the given one, otherwise the one that the input carries. */
export function masksOf(inputs: readonly Tensor[], given: CallOptions<Tensor>["mask"]): (Tensor | undefined)[] {
  if (given === undefined) return inputs.map((input) => input.mask);
  const list = Array.isArray(given) ? given : [given];
  return inputs.map((input, i) => {
    if (i < list.length && list[i] === undefined) return input.mask;
    return list[i] ? cast(list[i], "bool") : undefined;
  });
}

/** The output with its mask; an output that is one of the inputs stays as it is. */
export function withMask(output: Tensor, mask: Tensor | undefined, isInput: boolean): Tensor {
  if (output.mask === mask) return output;
  const own = isInput ? reshape(output, output.shape) : output;
  own.mask = mask;
  return own;
}
