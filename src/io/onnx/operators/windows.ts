/** Operators that slide a window over the axes after batch and channels, of which there may be any number: convolution and pooling. */
import {
  add,
  concatenate,
  matmul,
  max,
  mean,
  multiply,
  reshape,
  sliceAxis,
  sum,
  transpose,
} from "../../../ops/index.ts";
import { fill, sizeOf, stridesOf, type Tensor, wrap } from "../../../tensor/index.ts";
import type { Call, Operator } from "./call.ts";
import { checkMade } from "./limits.ts";
import { takeElements } from "./positions.ts";

/** Where the windows lie. */
interface Windows {
  /** The lengths of the result. */
  output: number[];
  /** For each window and each place in it the place of the input, row-major; the size of the input for one outside. */
  places: Int32Array;
  /** Places in a window. */
  taps: number;
  /** For each window the number of its places within the input. */
  inside: Float32Array;
  /** For each window the number of its places within the input and its padding. */
  padded: Float32Array;
}

/** The lengths of padding before and after each axis; `ceil` lets a last window reach beyond. */
function layOut(call: Call, spatial: readonly number[], kernel: readonly number[], ceil: boolean) {
  const { attributes } = call;
  const ones = spatial.map(() => 1);
  const strides = attributes.ints("strides") ?? ones;
  const dilations = attributes.ints("dilations") ?? ones;
  const mode = attributes.string("auto_pad", "NOTSET");
  const given = attributes.ints("pads") ?? [...ones, ...ones].map(() => 0);
  if ([strides, dilations].some((list) => list.length !== spatial.length || list.some((step) => step < 1))) {
    throw call.misfit(0, "a stride and a dilation of 1 or more for each axis after the channels");
  }
  if (given.length !== 2 * spatial.length) throw call.misfit(0, `${2 * spatial.length} widths of padding`);
  const reach = kernel.map((length, axis) => (length - 1) * dilations[axis]! + 1);
  const before: number[] = [];
  const after: number[] = [];
  const output = spatial.map((length, axis) => {
    const stride = strides[axis]!;
    if (mode === "SAME_UPPER" || mode === "SAME_LOWER") {
      const count = Math.ceil(length / stride);
      const padding = Math.max(0, (count - 1) * stride + reach[axis]! - length);
      before.push(mode === "SAME_UPPER" ? Math.floor(padding / 2) : Math.ceil(padding / 2));
      after.push(padding - before[axis]!);
      return count;
    }
    if (mode !== "NOTSET" && mode !== "VALID") throw call.unsupported("auto_pad", "NOTSET, VALID or SAME_*", mode);
    before.push(mode === "VALID" ? 0 : given[axis]!);
    after.push(mode === "VALID" ? 0 : given[axis + spatial.length]!);
    const room = (length + before[axis]! + after[axis]! - reach[axis]!) / stride;
    const count = (ceil ? Math.ceil(room) : Math.floor(room)) + 1;
    // a window that would start in the padding after the input does not count
    return ceil && (count - 1) * stride >= length + before[axis]! ? count - 1 : count;
  });
  return { output, strides, dilations, before, after };
}

function findWindows(call: Call, spatial: readonly number[], kernel: readonly number[], ceil = false): Windows {
  const { output, strides, dilations, before, after } = layOut(call, spatial, kernel, ceil);
  const [count, taps, size] = [sizeOf(checkMade(output)), sizeOf(kernel), sizeOf(spatial)];
  checkMade([count, taps]);
  const [outputStrides, kernelStrides, inputStrides] = [stridesOf(output), stridesOf(kernel), stridesOf(spatial)];
  const places = new Int32Array(count * taps);
  const inside = new Float32Array(count);
  const padded = new Float32Array(count);
  for (let window = 0; window < count; window++) {
    for (let tap = 0; tap < taps; tap++) {
      let place = 0;
      let isPadded = true;
      for (let axis = 0; axis < spatial.length; axis++) {
        const start = (Math.floor(window / outputStrides[axis]!) % output[axis]!) * strides[axis]! - before[axis]!;
        const at = start + (Math.floor(tap / kernelStrides[axis]!) % kernel[axis]!) * dilations[axis]!;
        isPadded &&= at < spatial[axis]! + after[axis]!;
        if (at < 0 || at >= spatial[axis]!) place = size;
        else if (place < size) place += at * inputStrides[axis]!;
      }
      places[window * taps + tap] = Math.min(place, size);
      if (place < size) inside[window]!++;
      if (isPadded) padded[window]!++;
    }
  }
  return { output, places, taps, inside, padded };
}

/**
 * What the windows see of the channels [from, to), `outside` where they reach beyond the input: (N, windows, channels, taps),
 * or with the channels before the windows.
 */
function seen(
  x: Tensor,
  { places, taps }: Windows,
  options: { from: number; to: number; outside: number; channelsFirst: boolean },
): Tensor {
  const [batch, channels] = x.shape as [number, number];
  const size = sizeOf(x.shape.slice(2));
  const [count, width] = [places.length / taps, options.to - options.from];
  const shape = options.channelsFirst ? [batch, width, count, taps] : [batch, count, width, taps];
  checkMade(shape);
  const flat = reshape(x, [x.size]);
  const framed = places.includes(size) ? concatenate([flat, fill([1], options.outside)], 0) : flat;
  const sources = new Int32Array(batch * count * width * taps);
  let to = 0;
  const copy = (n: number, window: number, channel: number) => {
    const start = (n * channels + options.from + channel) * size;
    for (let tap = window * taps; tap < (window + 1) * taps; tap++) {
      sources[to++] = places[tap] === size ? x.size : start + places[tap]!;
    }
  };
  for (let n = 0; n < batch; n++) {
    if (options.channelsFirst) {
      for (let channel = 0; channel < width; channel++) for (let w = 0; w < count; w++) copy(n, w, channel);
    } else for (let w = 0; w < count; w++) for (let channel = 0; channel < width; channel++) copy(n, w, channel);
  }
  return takeElements(framed, sources, shape);
}

/** Convolution: input (N, C, ...), weights (M, C / groups, ...), result (N, M, ...). */
function convolution(call: Call): Tensor {
  const [x, weights] = [call.input(0), call.input(1)];
  const groups = call.attributes.int("group", 1);
  const [batch, channels] = x.shape as [number, number];
  const [filters, width, ...kernel] = weights.shape as [number, number, ...number[]];
  if (x.rank < 3 || weights.rank !== x.rank) throw call.misfit(1, `${x.rank} axes, as input 0, and at least 3`);
  if (groups < 1 || width * groups !== channels || filters % groups !== 0) {
    throw call.misfit(1, `${channels} channels of the input over ${groups} groups`);
  }
  const windows = findWindows(call, x.shape.slice(2), kernel);
  const count = sizeOf(windows.output);
  const perGroup = filters / groups;
  const bias = call.optional(2);
  const results = Array.from({ length: groups }, (_, g) => {
    const options = { from: g * width, to: (g + 1) * width, outside: 0, channelsFirst: false };
    const patches = reshape(seen(x, windows, options), [batch * count, width * windows.taps]);
    const own = groups === 1 ? weights : sliceAxis(weights, 0, g * perGroup, (g + 1) * perGroup);
    const filter = reshape(own, [perGroup, width * windows.taps]);
    return matmul(patches, filter, { transposeB: true, bias: groups === 1 ? bias : undefined });
  });
  const rows = groups === 1 ? results[0]! : concatenate(results, 1);
  const result = reshape(bias && groups > 1 ? add(rows, bias) : rows, [batch, count, filters]);
  return reshape(transpose(result, [0, 2, 1]), [batch, filters, ...windows.output]);
}

function poolingWindows(call: Call): Windows {
  const x = call.input(0);
  const kernel = call.attributes.ints("kernel_shape") ?? [];
  if (x.rank < 3 || kernel.length !== x.rank - 2 || kernel.some((length) => length < 1)) {
    throw call.misfit(0, `${kernel.length + 2} axes, for the kernel of the node`);
  }
  return findWindows(call, x.shape.slice(2), kernel, call.attributes.int("ceil_mode", 0) !== 0);
}

/** Joins what each window sees of each channel: (N, C, windows). */
function pooled(call: Call, windows: Windows, outside: number, join: (x: Tensor, axis: number) => Tensor): Tensor {
  const x = call.input(0);
  const options = { from: 0, to: x.shape[1]!, outside, channelsFirst: true };
  return join(seen(x, windows, options), 3);
}

function maxPooling(call: Call): Tensor {
  if (call.wants(1)) throw call.unsupported("Indices", "the first output alone", "a second output");
  const windows = poolingWindows(call);
  const largest = pooled(call, windows, Number.NEGATIVE_INFINITY, max);
  return reshape(largest, [...largest.shape.slice(0, 2), ...windows.output]);
}

function averagePooling(call: Call): Tensor {
  const windows = poolingWindows(call);
  const counted = call.attributes.int("count_include_pad", 0) === 0 ? windows.inside : windows.padded;
  const shares = wrap(
    counted.map((count) => 1 / count),
    [counted.length],
    "float32",
  );
  const means = multiply(pooled(call, windows, 0, sum), shares);
  return reshape(means, [...means.shape.slice(0, 2), ...windows.output]);
}

/** A reduction over all axes after the channels. */
const globalPooling =
  (reduce: (x: Tensor, axes: readonly number[], keepDims: boolean) => Tensor): Operator =>
  (call) =>
    reduce(call.input(0), [...call.input(0).shape.keys()].slice(2), true);

/** Convolution and pooling. */
export const windows: Readonly<Record<string, Operator>> = {
  AveragePool: averagePooling,
  Conv: convolution,
  GlobalAveragePool: globalPooling(mean),
  GlobalMaxPool: globalPooling(max),
  MaxPool: maxPooling,
};
