/** Which broadcasts and reductions the kernels serve, described as blocks of contiguous elements. */
import { makeArray, type Shape, sameShape, sizeOf, type Tensor, wrap } from "../../tensor/index.ts";

/** How an operand moves through the blocks: by `step` elements from block to block; `stretch`: one number per block. */
export interface Operand {
  step: number;
  stretch: boolean;
}

export interface Blocks {
  shape: Shape;
  /** Number of blocks, and elements in each. */
  outer: number;
  inner: number;
  a: Operand;
  b: Operand;
}

/** Two operands as blocks where they have one shape, or the smaller repeats over leading axes or along trailing ones. */
export function broadcastBlocks(a: Shape, b: Shape): Blocks | undefined {
  if (sameShape(a, b))
    return { shape: a, outer: 1, inner: sizeOf(a), a: { step: 0, stretch: false }, b: { step: 0, stretch: false } };
  const small = repeats(a, b);
  if (small)
    return {
      shape: a,
      outer: small.outer,
      inner: small.inner,
      a: { step: small.inner, stretch: false },
      b: small.operand,
    };
  const other = repeats(b, a);
  return (
    other && {
      shape: b,
      outer: other.outer,
      inner: other.inner,
      a: other.operand,
      b: { step: other.inner, stretch: false },
    }
  );
}

/** x, `a` of blocks, in their shape: whole numbers and booleans, which have no kernels. */
export function repeated(x: Tensor, { shape, outer, inner, a: { step, stretch } }: Blocks): Tensor {
  const from = x.read();
  const to = makeArray(x.dtype, outer * inner);
  for (let i = 0; i < outer; i++) {
    if (stretch) to.fill(from[i * step]!, i * inner, (i + 1) * inner);
    else to.set(from.subarray(i * step, i * step + inner), i * inner);
  }
  return wrap(to, shape, x.dtype);
}

/** How a small shape repeats to fill a large one, if it does so in blocks. */
function repeats(large: Shape, small: Shape): { outer: number; inner: number; operand: Operand } | undefined {
  const total = sizeOf(large);
  const size = sizeOf(small);
  if (size === 1 && small.length <= large.length)
    return { outer: 1, inner: total, operand: { step: 0, stretch: true } };
  const core = small.slice(small.findIndex((length) => length !== 1));
  const lead = large.length - core.length;
  if (lead >= 0 && small.length <= large.length && sameShape(large.slice(lead), core)) {
    return { outer: total / Math.max(size, 1), inner: size, operand: { step: 0, stretch: false } };
  }
  if (small.length !== large.length) return undefined;
  const same = small.findIndex((length, axis) => length !== large[axis]);
  if (!small.slice(same).every((length) => length === 1)) return undefined;
  return { outer: size, inner: total / Math.max(size, 1), operand: { step: 1, stretch: true } };
}

/** The order of axes in which some come last, and their numbers then. */
export const withLast = ({ shape }: Tensor, axes: readonly number[]): number[] => [
  ...[...shape.keys()].filter((axis) => !axes.includes(axis)),
  ...axes,
];
export const lastAxes = ({ rank }: Tensor, axes: readonly number[]): number[] =>
  axes.map((_, i) => rank - axes.length + i);

/** Axes that follow one another, as the sizes before, of and after them. */
export function contiguousRange(
  shape: Shape,
  axes: readonly number[],
): { before: number; length: number; after: number } | undefined {
  const [first, last] = [axes[0], axes.at(-1)];
  if (first === undefined || last === undefined || last - first !== axes.length - 1) return undefined;
  return {
    before: sizeOf(shape.slice(0, first)),
    length: sizeOf(shape.slice(first, last + 1)),
    after: sizeOf(shape.slice(last + 1)),
  };
}
