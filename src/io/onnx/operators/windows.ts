/** Operators that slide a window over the axes after batch and channels, of which there may be any number: convolution and pooling. */
import { filtersLast, type Windows } from "../../../backend/windows.ts";
import { convolve, convolveTranspose } from "../../../ops/convolution.ts";
import { add, cast, max, mean, multiply, reshape, transpose } from "../../../ops/index.ts";
import { pool, shares } from "../../../ops/pooling.ts";
import type { Tensor } from "../../../tensor/index.ts";
import type { Call, Operator } from "./call.ts";
import { checkMade } from "./limits.ts";
import { asItLies, channelsFirst, channelsLast } from "./turned.ts";

/** Strides and dilations of a node, one for each axis after the channels. */
function stepsOf(call: Call, axes: number) {
  const ones = new Array<number>(axes).fill(1);
  const strides = call.attributes.ints("strides") ?? ones;
  const dilations = call.attributes.ints("dilations") ?? ones;
  if ([strides, dilations].some((list) => list.length !== axes || list.some((step) => step < 1))) {
    throw call.misfit(0, "a stride and a dilation of 1 or more for each axis after the channels");
  }
  return { strides, dilations };
}

const paddingModes = ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"];

/** How a node pads: its mode, and the widths that it gives before and after each axis, which may be left out. */
function paddingOf(call: Call, axes: number) {
  const mode = call.attributes.string("auto_pad", "NOTSET");
  if (!paddingModes.includes(mode)) throw call.unsupported("auto_pad", "NOTSET, VALID or SAME_*", mode);
  const pads = (mode === "NOTSET" ? call.attributes.ints("pads") : undefined) ?? new Array<number>(2 * axes).fill(0);
  if (pads.length !== 2 * axes) throw call.misfit(0, `${2 * axes} widths of padding`);
  return { mode, before: pads.slice(0, axes), after: pads.slice(axes) };
}

/** A width parted into two, the larger part after for SAME_UPPER, else before. */
function parted(width: number, mode: string): readonly [number, number] {
  const before = mode === "SAME_UPPER" ? Math.floor(width / 2) : Math.ceil(width / 2);
  return [before, width - before];
}

/** The windows of a node over axes of these lengths, and the padding after each; `ceil` lets a last window reach beyond. */
function findWindows(call: Call, input: readonly number[], size: readonly number[], ceil = false) {
  const { strides, dilations } = stepsOf(call, input.length);
  const { mode, ...given } = paddingOf(call, input.length);
  const [before, after] = [[...given.before], [...given.after]];
  const output = input.map((length, axis) => {
    const stride = strides[axis]!;
    const reach = (size[axis]! - 1) * dilations[axis]! + 1;
    if (mode.startsWith("SAME")) {
      const count = Math.ceil(length / stride);
      [before[axis], after[axis]] = parted(Math.max(0, (count - 1) * stride + reach - length), mode) as [
        number,
        number,
      ];
      return count;
    }
    const room = (length + before[axis]! + after[axis]! - reach) / stride;
    const count = (ceil ? Math.ceil(room) : Math.floor(room)) + 1;
    // a window that would start in the padding after the input does not count
    return ceil && (count - 1) * stride >= length + before[axis]! ? count - 1 : count;
  });
  checkMade(output);
  const windows: Windows = { input, output, size, strides, dilations, before };
  return { windows, after };
}

/** Convolution: input (N, C, ...), weights (M, C / groups, ...), result (N, M, ...). */
export function convolution(call: Call, x: Tensor, weights: Tensor, bias?: Tensor): Tensor {
  const groups = call.attributes.int("group", 1);
  const channels = x.shape[1]!;
  const [filters, width, ...kernel] = weights.shape as [number, number, ...number[]];
  if (x.rank < 3 || weights.rank !== x.rank) throw call.misfit(1, `${x.rank} axes, as input 0, and at least 3`);
  if (groups < 1 || width * groups !== channels || filters % groups !== 0) {
    throw call.misfit(1, `${channels} channels of the input over ${groups} groups`);
  }
  const { windows } = findWindows(call, x.shape.slice(2), kernel);
  checkMade([x.shape[0]!, ...windows.output, filters]);
  return channelsFirst(convolve(channelsLast(x), weights, windows, { ...(bias && { bias }), filtersFirst: true }));
}

/**
 * The transpose of a convolution: input (N, C, ...), weights (C, M / groups, ...), result (N, M, ...). Its windows are
 * in the result, one for each position of the input.
 */
function transposedConvolution(call: Call): Tensor {
  const [x, weights, bias] = [call.input(0), call.input(1), call.optional(2)];
  const groups = call.attributes.int("group", 1);
  const [channels, width, ...size] = weights.shape as [number, number, ...number[]];
  if (x.rank < 3 || weights.rank !== x.rank) throw call.misfit(1, `${x.rank} axes, as input 0, and at least 3`);
  if (groups < 1 || channels !== x.shape[1] || channels % groups !== 0) {
    throw call.misfit(1, `${x.shape[1]} channels of the input over ${groups} groups`);
  }
  const output = x.shape.slice(2);
  const { strides, dilations } = stepsOf(call, output.length);
  const { mode, before, after } = paddingOf(call, output.length);
  const extra = call.attributes.ints("output_padding") ?? output.map(() => 0);
  const wanted = call.attributes.ints("output_shape");
  if (extra.length !== output.length) throw call.misfit(0, `${output.length} widths of output_padding`);
  const first: number[] = [];
  const input = output.map((count, axis) => {
    const reach = (size[axis]! - 1) * dilations[axis]! + 1;
    const whole = (count - 1) * strides[axis]! + reach + extra[axis]!;
    const length = wanted?.at(axis - output.length) ?? (mode.startsWith("SAME") ? count * strides[axis]! : undefined);
    // a given output length determines the padding
    first.push(length === undefined ? before[axis]! : parted(Math.max(0, whole - length), mode)[0]);
    return length ?? whole - before[axis]! - after[axis]!;
  });
  const filters = width * groups;
  checkMade([x.shape[0]!, ...input, filters]);
  const windows: Windows = { input, output, size, strides, dilations, before: first };
  const result = channelsFirst(
    convolveTranspose(channelsLast(x), transpose(weights, filtersLast(weights)), windows, filters),
  );
  return bias ? add(result, reshape(bias, [filters, ...size.map(() => 1)])) : result;
}

function poolingWindows(call: Call) {
  const x = call.input(0);
  const kernel = call.attributes.ints("kernel_shape") ?? [];
  if (x.rank < 3 || kernel.length !== x.rank - 2 || kernel.some((length) => length < 1)) {
    throw call.misfit(0, `${kernel.length + 2} axes, for the kernel of the node`);
  }
  const found = findWindows(call, x.shape.slice(2), kernel, call.attributes.int("ceil_mode", 0) !== 0);
  checkMade([...x.shape.slice(0, 2), ...found.windows.output]);
  return found;
}

function maxPooling(call: Call): Tensor {
  if (call.wants(1)) throw call.unsupported("Indices", "the first output alone", "a second output");
  const x = call.input(0);
  const largest = pool("max", cast(channelsLast(x), "float32"), poolingWindows(call).windows);
  return channelsFirst(cast(largest, x.dtype));
}

export function averagePooling(call: Call): Tensor {
  const { windows, after } = poolingWindows(call);
  const countsPadding = call.attributes.int("count_include_pad", 0) !== 0;
  const sums = pool("sum", channelsLast(call.input(0)), windows);
  return channelsFirst(multiply(sums, shares(windows, countsPadding ? after : undefined)));
}

/** A reduction over all axes after the channels. */
const globalPooling =
  (reduce: (x: Tensor, axes: readonly number[], keepDims: boolean) => Tensor): Operator =>
  (call) => {
    const { own, channels, given } = asItLies(call.input(0));
    const axes = [...own.shape.keys()].filter((axis) => axis !== 0 && axis !== channels);
    return given(reduce(own, axes, true));
  };

/** Convolution and pooling. */
export const windows: Readonly<Record<string, Operator>> = {
  AveragePool: averagePooling,
  Conv: (call) => convolution(call, call.input(0), call.input(1), call.optional(2)),
  ConvTranspose: transposedConvolution,
  GlobalAveragePool: globalPooling(mean),
  GlobalMaxPool: globalPooling(max),
  MaxPool: maxPooling,
};
