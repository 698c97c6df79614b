/** The largest or the mean of windows, with paddings in numbers and with places left out between. */
import { ops } from "../../index.ts";
import { ConfigError, checkOption, fill, type Tensor as Plain, takes } from "../../tensor/index.ts";
import { batchToSpace, spaceToBatch } from "./places.ts";
import { checkSteps, each, framed, nameOf, rounded, type Sliding, slid } from "./sliding.ts";

type Widths = readonly (readonly [number, number])[];
const NONE = Number.NEGATIVE_INFINITY;

/** The largest or the mean of each window; places outside do not count. */
export function pooled(kind: string, x: Plain, size: number | readonly number[], how: Sliding): Plain {
  const { strides, pad, dilations, axes } = how;
  if (kind !== "max" && kind !== "avg") throw new ConfigError({ what: "A pool takes max or avg.", received: kind });
  checkOption(
    how.name,
    "filterSize",
    size,
    takes.either(takes.positiveInteger, takes.listOf(takes.positiveInteger, axes)),
  );
  checkSteps(how);
  const [window, gaps, steps] = [each(size, axes), each(dilations, axes), each(strides, axes)];
  const isDilated = gaps.some((gap) => gap !== 1);
  if (isDilated && steps.some((step) => step !== 1)) {
    throw new ConfigError({
      what: `tf.${how.name}: either strides or dilations are 1.`,
      received: `${steps}; ${gaps}`,
    });
  }
  const options = { strides: [...steps], padding: nameOf(pad) };
  return slid(x, how, (input, widths) => {
    const around = rounded(input, widths, window, how);
    if (isDilated)
      return dilated(kind, input, window, gaps, around ?? (pad === "same" ? sameWidths(window, gaps) : []));
    if (kind === "max") return ops.maxPool(framed(input, around, NONE), window, options);
    const mean = ops.averagePool(framed(input, around), window, options);
    return around ? counted(mean, ops.averagePool(framed(fill(input.shape, 1), around), window, options)) : mean;
  });
}

/** Means over windows with padding, as means over the places within; 0 where there is none. */
const counted = (mean: Plain, share: Plain): Plain =>
  ops.divide(mean, ops.where(ops.equal(share, 0), fill([], 1), share));

const sameWidths = (window: readonly number[], gaps: readonly number[]): Widths =>
  window.map((length, i) => {
    const all = (length - 1) * gaps[i]!;
    return [Math.floor(all / 2), Math.ceil(all / 2)];
  });

/** Dilated windows are plain windows over every n-th position. */
function dilated(kind: "max" | "avg", x: Plain, window: readonly number[], gaps: readonly number[], widths: Widths) {
  const lengths = window.map((_, i) => x.shape[i + 1]! + (widths[i]?.[0] ?? 0) + (widths[i]?.[1] ?? 0));
  const frame = window.map((_, i): [number, number] => {
    const [before, after] = widths[i] ?? [0, 0];
    return [before, after + ((gaps[i]! - (lengths[i]! % gaps[i]!)) % gaps[i]!)];
  });
  const apart = (input: Plain, value: number, pool: (x: Plain) => Plain): Plain => {
    const none = gaps.map(() => [0, 0]);
    const laid = batchToSpace(pool(spaceToBatch(framed(input, frame, value), gaps, none)), gaps, none);
    const wanted = lengths.map((length, i) => length - (window[i]! - 1) * gaps[i]!);
    return ops.slice(laid, Array(x.rank).fill(0), [-1, ...wanted, -1]);
  };
  if (kind === "max") return apart(x, NONE, (input) => ops.maxPool(input, window, { strides: 1, padding: "valid" }));
  const mean = (input: Plain) => ops.averagePool(input, window, { strides: 1, padding: "valid" });
  return counted(apart(x, 0, mean), apart(fill(x.shape, 1), 0, mean));
}
