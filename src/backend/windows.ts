/** Windows that slide over the axes between batch and channels of a tensor (B, ...S, C): where each of them lies. */
import { makeArray } from "../tensor/dtype.ts";
import type { Shape, Tensor } from "../tensor/index.ts";

/** One number for each axis that is slid over, of which there may be any number. */
export interface Windows {
  /** Lengths of the axes, S. */
  input: Shape;
  /** How many windows there are along each, O. */
  output: Shape;
  /** Places of a window along each, K in all. */
  size: Shape;
  /** Steps from window to window. */
  strides: Shape;
  /** Steps from place to place within a window. */
  dilations: Shape;
  /** How far before the axis the first window starts. */
  before: Shape;
}

/**
 * For each window and each place in it the row-major number of the input's place, -1 for one outside; (O, K). Windows and
 * places follow one another in row-major order.
 */
export function placesOf({ input, output, size, strides, dilations, before }: Windows): Int32Array {
  let numbers = Int32Array.of(0);
  let [windows, taps] = [1, 1];
  for (const [axis, length] of input.entries()) {
    const [count, width] = [output[axis]!, size[axis]!];
    const next = makeArray("int32", numbers.length * count * width);
    let to = 0;
    for (let window = 0; window < windows; window++) {
      for (let i = 0; i < count; i++) {
        const start = i * strides[axis]! - before[axis]!;
        for (let tap = 0; tap < taps; tap++) {
          const outer = numbers[window * taps + tap]!;
          for (let k = 0; k < width; k++) {
            const at = start + k * dilations[axis]!;
            next[to++] = outer < 0 || at < 0 || at >= length ? -1 : outer * length + at;
          }
        }
      }
    }
    numbers = next;
    windows *= count;
    taps *= width;
  }
  return numbers;
}

/** The order of axes that makes a kernel (N, C, ...K) one of (...K, C, N). */
export const filtersLast = ({ shape }: Tensor): number[] => [...[...shape.keys()].slice(2), 1, 0];
