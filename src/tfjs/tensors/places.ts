/** Where elements go: gathering along axes, cutting, padding, and blocks of space in the batch. */
import { fill, ops } from "../../index.ts";
import {
  ConfigError,
  checkOption,
  formatShape,
  normalizeAxis,
  type Tensor as Plain,
  ShapeError,
  takes,
  wrap,
} from "../../tensor/index.ts";
import { anyNumber, checkWholes } from "./rules.ts";

/** Slices along an axis by number; the first `batchDims` axes of both pair up. */
export function gathered(x: Plain, indices: Plain, axis: number, batchDims: number): Plain {
  const at = normalizeAxis(axis, x.rank);
  const batch = batchDims < 0 ? batchDims + indices.rank : batchDims;
  if (batch === 0) return alongAxis(x, ops.cast(indices, "int32"), at);
  const lead = x.shape.slice(0, batch);
  if (batch > at || lead.join() !== indices.shape.slice(0, batch).join()) {
    throw new ShapeError({
      what: "gather: batchDims are axes that both tensors share, before axis.",
      expected: `${batch} equal first axes`,
      received: `${formatShape(x.shape)} and ${formatShape(indices.shape)}`,
    });
  }
  const rows = (tensor: Plain) => ops.unstack(ops.reshape(tensor, [-1, ...tensor.shape.slice(batch)]), 0);
  const ids = rows(ops.cast(indices, "int32"));
  const parts = rows(x).map((row, i) => alongAxis(row, ids[i]!, at - batch));
  const joined = ops.stack(parts, 0);
  return ops.reshape(joined, [...lead, ...joined.shape.slice(1)]);
}

function alongAxis(x: Plain, ids: Plain, axis: number): Plain {
  if (axis === 0) return ops.gather(x, ids);
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  const taken = ops.gather(ops.transpose(x, [axis, ...others]), ids);
  const own = ids.shape.map((_, i) => i);
  const rest = others.map((_, i) => i + ids.rank);
  return ops.transpose(taken, [...rest.slice(0, axis), ...own, ...rest.slice(axis)]);
}

/** Parts of an axis: a number of equal parts, or parts of the given sizes, one of which may be -1. */
export function parted(x: Plain, parts: number | readonly number[], axis: number): Plain[] {
  if (!Array.isArray(parts)) return ops.split(x, parts, axis);
  const length = x.shape[normalizeAxis(axis, x.rank)]!;
  checkWholes("split", { numOrSizeSplits: parts });
  const known = parts.reduce((sum, size) => sum + Math.max(size, 0), 0);
  const sizes = parts.map((size) => (size === -1 ? length - known : size));
  if (sizes.reduce((sum, size) => sum + size, 0) !== length || parts.filter((size) => size === -1).length > 1) {
    throw new ShapeError({
      what: "split: the sizes must fill the axis.",
      expected: `a sum of ${length}, one size at most -1`,
      received: `[${parts}]`,
    });
  }
  let end = 0;
  const cuts = sizes.slice(0, -1).map((size) => (end += size));
  return ops.split(x, cuts, axis);
}

/** x within a frame of one value. */
export function padded(x: Plain, widths: readonly (readonly [number, number])[], value: number): Plain {
  // any number: largest elements are sought within a frame of -Infinity, and what is missing may be NaN
  checkOption("pad", "constantValue", value, takes.either(anyNumber, takes.flag));
  const framed = ops.pad(x, widths);
  if (value === 0) return framed;
  const inside = ops.cast(ops.pad(fill(x.shape, 1), widths), "bool");
  return ops.where(inside, framed, fill([], Number(value), x.dtype));
}

/** x within a frame of its own mirror image. */
export function mirrored(x: Plain, widths: readonly (readonly [number, number])[], mode: string): Plain {
  if (mode !== "reflect" && mode !== "symmetric") {
    throw new ConfigError({
      what: "mirrorPad: unknown mode.",
      expected: "reflect or symmetric",
      received: mode,
    });
  }
  checkFrame("mirrorPad", "paddings", widths, x.rank);
  const skip = mode === "reflect" ? 1 : 0;
  return widths.reduce<Plain>((result, [before, after], axis) => {
    const length = x.shape[axis]!;
    if (before === 0 && after === 0) return result;
    if (Math.max(before, after) > length - skip) {
      throw new ShapeError({
        what: "mirrorPad: a frame is wider than what it mirrors.",
        expected: `at most ${length - skip}`,
      });
    }
    const ids = Array.from({ length: before + length + after }, (_, i) => {
      const at = i - before;
      if (at < 0) return -at - 1 + skip;
      return at < length ? at : 2 * length - 1 - at - skip;
    });
    return alongAxis(result, wrap(Int32Array.from(ids), [ids.length], "int32"), axis);
  }, x);
}

/** Throws unless there is a pair of widths for each axis. */
function checkFrame(owner: string, argument: string, widths: unknown, count: number): void {
  checkOption(owner, argument, widths, takes.listOf(takes.listOf(takes.nonNegativeInteger, 2), count));
}

/** The number of block axes. @throws ConfigError unless they are lengths for axes after the batch */
function checkBlock(owner: string, block: readonly number[], x: Plain): number {
  checkOption(owner, "blockShape", block, takes.listOf(takes.positiveInteger));
  checkOption(owner, "the number of lengths", block.length, takes.integerFrom(1, Math.max(1, x.rank - 1)));
  return block.length;
}

/** Moves blocks of the axes after the batch into the batch axis. */
export function spaceToBatch(x: Plain, block: readonly number[], paddings: readonly (readonly number[])[]): Plain {
  checkFrame("spaceToBatchND", "paddings", paddings, checkBlock("spaceToBatchND", block, x));
  const count = block.length;
  const frame = x.shape.map((_, axis) => (paddings[axis - 1] ?? [0, 0]) as [number, number]);
  const full = ops.pad(x, frame);
  const rest = full.shape.slice(1 + count);
  const cut = block.flatMap((size, i) => [full.shape[i + 1]! / size, size]);
  const order = [
    ...block.map((_, i) => 2 * i + 2),
    0,
    ...block.map((_, i) => 2 * i + 1),
    ...rest.map((_, i) => 1 + 2 * count + i),
  ];
  const moved = ops.transpose(ops.reshape(full, [full.shape[0]!, ...cut, ...rest]), order);
  return ops.reshape(moved, [-1, ...block.map((size, i) => full.shape[i + 1]! / size), ...rest]);
}

/** Moves blocks from the batch axis into the axes after it: the inverse of {@link spaceToBatch}. */
export function batchToSpace(x: Plain, block: readonly number[], crops: readonly (readonly number[])[]): Plain {
  checkFrame("batchToSpaceND", "crops", crops, checkBlock("batchToSpaceND", block, x));
  const count = block.length;
  const batch = x.shape[0]! / block.reduce((product, size) => product * size, 1);
  const rest = x.shape.slice(1 + count);
  const open = ops.reshape(x, [...block, batch, ...x.shape.slice(1)]);
  const order = [count, ...block.flatMap((_, i) => [count + 1 + i, i]), ...rest.map((_, i) => 1 + 2 * count + i)];
  const laid = ops.reshape(ops.transpose(open, order), [
    batch,
    ...block.map((size, i) => size * x.shape[i + 1]!),
    ...rest,
  ]);
  const begin = [0, ...crops.map(([first]) => first!)];
  const size = [-1, ...crops.map(([first, last], i) => laid.shape[i + 1]! - first! - last!)];
  return ops.slice(laid, begin, size);
}

/** Channels laid out as blocks of height and width. */
export function depthToSpace(x: Plain, block: number, channelsFirst: boolean): Plain {
  checkOption("depthToSpace", "blockSize", block, takes.positiveInteger);
  const [batch, height, width, depth] = (channelsFirst ? ops.transpose(x, [0, 2, 3, 1]) : x).shape as number[];
  const input = channelsFirst ? ops.transpose(x, [0, 2, 3, 1]) : x;
  const open = ops.reshape(input, [batch!, height!, width!, block, block, depth! / block ** 2]);
  const laid = ops.reshape(ops.transpose(open, [0, 1, 3, 2, 4, 5]), [
    batch!,
    height! * block,
    width! * block,
    depth! / block ** 2,
  ]);
  return channelsFirst ? ops.transpose(laid, [0, 3, 1, 2]) : laid;
}
