/** How windows of a size, strides and padding slide over the axes between batch and channels. */
import type { Windows } from "../backend/windows.ts";
import { formatShape, hasName, type Shape, ShapeError, type Tensor, takes, unknownName } from "../tensor/index.ts";

/**
 * The padding of the input. "valid": none, windows stay inside. "same": zeros on both sides, one more after than
 * before where they are odd, so that stride 1 keeps the length. "causal": zeros before, so that no window sees the future.
 */
export type Padding = keyof typeof paddings;
const paddings = { valid: true, same: true, causal: true } as const;

/** How windows slide over axes: a length, a stride and a dilation for each. */
export interface Sliding {
  /** Places of a window along each axis. */
  lengths: readonly number[];
  /** Places from one window to the next. */
  strides: readonly number[];
  /** Places from one element of a window to the next; 1 leaves no gaps. */
  dilations: readonly number[];
  /** The padding of the input: none, zeros, or zeros before it. */
  padding: Padding;
}

/** How many places a window spans from its first to its last. */
const reachOf = ({ lengths, dilations }: Sliding, axis: number) => (lengths[axis]! - 1) * dilations[axis]! + 1;

/** How many windows an axis has room for; open where its length is, none or fewer where no window fits. */
export function windowCount(length: number | null, sliding: Sliding, axis: number): number | null {
  if (length === null) return null;
  const room = sliding.padding === "valid" ? length - reachOf(sliding, axis) : length - 1;
  return Math.floor(room / sliding.strides[axis]!) + 1;
}

/** The width of the padding before an axis. */
function paddingBefore(length: number, sliding: Sliding, axis: number): number {
  const reach = reachOf(sliding, axis);
  if (sliding.padding === "valid") return 0;
  if (sliding.padding === "causal") return reach - 1;
  const spanned = (windowCount(length, sliding, axis)! - 1) * sliding.strides[axis]! + reach;
  return Math.floor(Math.max(0, spanned - length) / 2);
}

/** The windows over axes of these lengths. */
export function windowsOver(input: Shape, sliding: Sliding): Windows {
  return {
    input,
    output: input.map((length, axis) => windowCount(length, sliding, axis)!),
    size: sliding.lengths,
    strides: sliding.strides,
    dilations: sliding.dilations,
    before: input.map((length, axis) => paddingBefore(length, sliding, axis)),
  };
}

/** One number for each of so many axes. */
export function forEachAxis(given: number | readonly number[], axes: number): readonly number[] {
  return typeof given === "number" ? new Array<number>(axes).fill(given) : given;
}

/** A number, 1 or more, for all axes or for each. */
export const perAxis: takes.Check<number | readonly number[]> = /* @__PURE__ */ takes.either(
  takes.positiveInteger,
  /* @__PURE__ */ takes.listOf(takes.positiveInteger),
);

export function slidingOf(
  lengths: readonly number[],
  strides: number | readonly number[],
  padding: Padding = "valid",
  dilationRate: number | readonly number[] = 1,
): Sliding {
  if (!hasName(paddings, padding)) throw unknownName("padding", padding, Object.keys(paddings));
  const dilations = forEachAxis(dilationRate, lengths.length);
  return { lengths, strides: forEachAxis(strides, lengths.length), dilations, padding };
}

/** @throws ShapeError unless there is a length, a stride and a dilation, 1 or more, for each axis, and room for a window */
export function fittingWindows(x: Tensor, sliding: Sliding): Windows {
  const spatial = x.shape.slice(1, -1);
  const { lengths, strides, dilations } = sliding;
  const complete = [lengths, strides, dilations].every(
    (list) => list.length === spatial.length && list.every((value) => Number.isInteger(value) && value > 0),
  );
  const windows = complete ? windowsOver(spatial, sliding) : undefined;
  if (windows && spatial.length > 0 && windows.output.every((count) => count > 0)) return windows;
  throw new ShapeError({
    what: "The window does not fit into the tensor.",
    expected: "(batch, ..., channels), and a window, strides and dilations, 1 or more, for each axis between them",
    received: `${formatShape(x.shape)}, window ${formatShape(lengths)}, strides ${formatShape(strides)}, dilations ${formatShape(dilations)}`,
    hint: 'padding "same" lets windows reach outside',
  });
}
