/** Every number that an operation takes is checked before any work. */
import { describe, expect, it } from "vitest";
import * as recurve from "../src/index.ts";
import { expectRefused } from "./expect-refused.ts";

describe("numbers given to operations", () => {
  const { ops } = recurve;
  const x = recurve.tensor([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
  const image = recurve.ones([1, 6, 6, 2]);
  const kernel = recurve.ones([2, 2, 2, 2]);
  const ids = recurve.tensor([0, 1], [2], "int32");
  const notIntegers = [Number.NaN, "3", 1.5, null, {}, true];

  /** By operation and argument: what calls it with a value. */
  const calls: Record<string, (value: any) => unknown> = {
    "argMax axis": (axis) => ops.argMax(x, axis),
    "argMin axis": (axis) => ops.argMin(x, axis),
    "argsort axis": (axis) => ops.argsort(x, { axis }),
    "averagePool poolSize": (size) => ops.averagePool(image, size),
    "averagePool strides": (strides) => ops.averagePool(image, 2, { strides }),
    "broadcastTo shape": (length) => ops.broadcastTo(x, [length, 2, 4]),
    "concatenate axis": (axis) => ops.concatenate([x, x], axis),
    "conv dilationRate": (dilationRate) => ops.conv(image, kernel, { dilationRate }),
    "conv strides": (strides) => ops.conv(image, kernel, { strides }),
    "convTranspose dilationRate": (dilationRate) => ops.convTranspose(image, kernel, { dilationRate }),
    "convTranspose outputPadding": (length) => ops.convTranspose(image, kernel, { outputPadding: [length, 0] }),
    "convTranspose strides": (strides) => ops.convTranspose(image, kernel, { strides }),
    "ctcDecode beamWidth": (beamWidth) => ops.ctcDecode(recurve.ones([1, 2, 3]), { beamWidth }),
    "ctcDecode maskIndex": (maskIndex) => ops.ctcDecode(recurve.ones([1, 2, 3]), { maskIndex }),
    "ctcDecode topPaths": (topPaths) => ops.ctcDecode(recurve.ones([1, 2, 3]), { topPaths }),
    "ctcLoss maskIndex": (maskIndex) => ops.ctcLoss([[1, 0]], recurve.ones([1, 2, 3]), { maskIndex }),
    "cumSum axis": (axis) => ops.cumSum(x, { axis }),
    "dropoutMask shape": (length) => ops.dropoutMask([length], 0.5, new recurve.Random(1)),
    "expandDims axis": (axis) => ops.expandDims(x, axis),
    "eye columns": (columns) => ops.eye(2, columns),
    "eye rows": (rows) => ops.eye(rows, 2),
    "flip axis": (axis) => ops.flip(x, axis),
    "interpolate axis": (axis) => ops.interpolate(x, 2, axis),
    "interpolate factor": (factor) => ops.interpolate(x, factor, 0),
    "layerNorm axes": (axis) => ops.layerNorm(x, { axes: [axis] }),
    "maxPool poolSize": (size) => ops.maxPool(image, size),
    "maxPool strides": (strides) => ops.maxPool(image, 2, { strides }),
    "oneHot depth": (depth) => ops.oneHot(ids, depth),
    "pad widths": (width) =>
      ops.pad(x, [
        [width, 0],
        [0, 0],
      ]),
    "randomNormal shape": (length) => ops.randomNormal([length]),
    "randomUniform shape": (length) => ops.randomUniform([length]),
    "repeat axis": (axis) => ops.repeat(x, 2, axis),
    "repeat count": (count) => ops.repeat(x, count, 0),
    "reshape shape": (length) => ops.reshape(x, [length, -1]),
    "reverse axis": (axis) => ops.reverse(x, axis),
    "segmentMax count": (count) => ops.segmentMax(x, ids, count),
    "segmentMean count": (count) => ops.segmentMean(x, ids, count),
    "segmentSum count": (count) => ops.segmentSum(x, ids, count),
    "slice begin": (begin) => ops.slice(x, [begin, 0]),
    "slice size": (size) => ops.slice(x, [0, 0], [size, 1]),
    "sliceAxis axis": (axis) => ops.sliceAxis(x, axis, 0),
    "sliceAxis from": (from) => ops.sliceAxis(x, 1, from),
    "sliceAxis to": (to) => ops.sliceAxis(x, 1, 0, to),
    "sort axis": (axis) => ops.sort(x, { axis }),
    "split axis": (axis) => ops.split(x, 2, axis),
    "split parts": (parts) => ops.split(x, parts),
    "squeeze axis": (axis) => ops.squeeze(recurve.ones([1, 2, 1]), axis),
    "stack axis": (axis) => ops.stack([x, x], axis),
    "tile repeats": (count) => ops.tile(x, [count, 1]),
    "topK k": (k) => ops.topK(x, k),
    "transpose permutation": (axis) => ops.transpose(x, [axis, 0]),
    "unstack axis": (axis) => ops.unstack(x, axis),
    ...Object.fromEntries(
      (["sum", "mean", "max", "min", "any", "all", "variance", "std", "logSumExp"] as const).flatMap((name) => [
        [`${name} axes`, (axes) => ops[name](x, axes)],
        [`${name} axes `, (axis) => ops[name](x, [0, axis])],
      ]),
    ),
    "norm axes": (axes) => ops.norm(x, 2, axes),
  };

  it.each(Object.keys(calls))("%s is an integer", (name) => {
    const [, argument] = name.split(" ") as [string, string];
    for (const value of notIntegers) {
      expectRefused(({ value }) => calls[name]!(value), {}, argument, value, "value");
    }
  });

  const real: typeof calls = {
    "clip high": (high) => ops.clip(x, 0, high),
    "clip low": (low) => ops.clip(x, low, 2),
    "dropout rate": (rate) => ops.dropout(x, rate, new recurve.Random(1)),
    "dropoutMask rate": (rate) => ops.dropoutMask([2], rate, new recurve.Random(1)),
    "layerNorm epsilon": (epsilon) => ops.layerNorm(x, { epsilon }),
    "norm order": (order) => ops.norm(x, order),
    "randomNormal mean": (mean) => ops.randomNormal([2], { mean }),
    "randomNormal stddev": (stddev) => ops.randomNormal([2], { stddev }),
    "randomUniform maxval": (maxval) => ops.randomUniform([2], { maxval }),
    "randomUniform minval": (minval) => ops.randomUniform([2], { minval }),
    "range start": (start) => ops.range(start, 2),
    "range step": (step) => ops.range(0, 2, step),
    "range stop": (stop) => ops.range(0, stop),
  };

  it.each(Object.keys(real))("%s is a number", (name) => {
    const [, argument] = name.split(" ") as [string, string];
    for (const value of [Number.NaN, "3", null, {}, true]) {
      expectRefused(({ value }) => real[name]!(value), {}, argument, value, "value");
    }
  });

  it.each(["tile repeats", "slice begin", "slice size"])("%s has no more entries than there are axes", (name) => {
    const [op, argument] = name.split(" ") as ["tile" | "slice", string];
    const list = [1, 1, 1];
    expect(() => (argument === "size" ? ops.slice(x, [0], list) : ops[op](x, list))).toThrow(
      `${argument} has more entries than the tensor has axes`,
    );
  });

  it("lists that are none are refused", () => {
    for (const list of [Number.NaN, "3", 1.5, null, 2] as any[]) {
      for (const call of [
        () => ops.reshape(x, list),
        () => ops.broadcastTo(x, list),
        () => ops.transpose(x, list),
        () => ops.tile(x, list),
        () => ops.slice(x, list),
        () => ops.slice(x, [0], list),
        () => ops.pad(x, list),
        () => ops.layerNorm(x, { axes: list }),
        () => ops.randomNormal(list),
        () => ops.dropoutMask(list, 0.5, new recurve.Random(1)),
      ]) {
        expectRefused(call, {}, "", list);
      }
    }
  });
});
