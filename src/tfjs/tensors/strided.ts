/** Strided slices: begin, end and step along each axis, with TensorFlow's bit masks. */
import { ops } from "../../index.ts";
import { ConfigError, type Tensor as Plain, wrap } from "../../tensor/index.ts";
import { gathered } from "./places.ts";
import { checkWholes } from "./rules.ts";

/** The bit masks of `stridedSlice`; bit i is about entry i. */
export interface SliceMasks {
  /** Entries that begin at the edge, whatever `begin` says. */
  begin: number;
  /** Entries that end at the edge, whatever `end` says. */
  end: number;
  /** The entry for all axes that the other entries omit. */
  ellipsis: number;
  /** Entries that add an axis of length 1. */
  newAxis: number;
  /** Entries that take one place and lose the axis. */
  shrink: number;
}

/** The elements from `begin` in steps of `strides` to before `end`, along each axis. */
export function strided(
  x: Plain,
  begin: readonly number[],
  end: readonly number[],
  strides: readonly number[] | null | undefined,
  masks: SliceMasks,
): Plain {
  checkWholes("stridedSlice", { begin, end, strides: strides ?? [] });
  const steps = strides ?? begin.map(() => 1);
  const has = (mask: number, i: number) => (mask & (1 << i)) !== 0;
  const taken = begin.filter((_, i) => !has(masks.ellipsis, i) && !has(masks.newAxis, i)).length;
  let result = x;
  let axis = 0;
  for (let i = 0; i < begin.length; i++) {
    if (has(masks.ellipsis, i)) axis += x.rank - taken;
    else if (has(masks.newAxis, i)) result = ops.expandDims(result, axis++);
    else {
      const length = result.shape[axis]!;
      if (has(masks.shrink, i)) {
        const at = begin[i]! < 0 ? begin[i]! + length : begin[i]!;
        result = ops.squeeze(ops.sliceAxis(result, axis, at, at + 1), axis);
        continue;
      }
      const open = { begin: has(masks.begin, i), end: has(masks.end, i) };
      const ids = places(length, begin[i]!, end[i]!, steps[i]!, open);
      result = gathered(result, wrap(Int32Array.from(ids), [ids.length], "int32"), axis++, 0);
    }
  }
  return result;
}

function places(
  length: number,
  begin: number,
  end: number,
  step: number,
  open: { begin: boolean; end: boolean },
): number[] {
  if (step === 0) throw new ConfigError("stridedSlice: a stride must not be 0.");
  const forward = step > 0;
  const clamp = (at: number) => {
    const absolute = at < 0 ? at + length : at;
    return forward ? Math.min(Math.max(absolute, 0), length) : Math.min(Math.max(absolute, -1), length - 1);
  };
  const first = open.begin ? (forward ? 0 : length - 1) : clamp(begin);
  const last = open.end ? (forward ? length : -1) : clamp(end);
  const ids: number[] = [];
  for (let i = first; forward ? i < last : i > last; i += step) ids.push(i);
  return ids;
}
