/** Windows that slide, in TensorFlow.js's words: paddings in numbers, channels first, one sample without a batch. */
import { ops } from "../../index.ts";
import { checkOption, checkShape, type Tensor as Plain, ShapeError, sameShape, takes } from "../../tensor/index.ts";
import { refused } from "../absent.ts";
import { padded } from "./places.ts";
import { checkNumbers } from "./rules.ts";

/** How a window's edges are met: by name, by a width all around, or by widths for each axis. */
export type Pad = "valid" | "same" | number | ExplicitPadding;
/** Widths before and after, for each axis of the input. */
export type ExplicitPadding = [number, number][];
/** Steps that memory has room for. */
const step = takes.integerFrom(1, 2 ** 31 - 1);
const aStep = takes.either(step, takes.listOf(step));
/** How a count of windows that is not whole is rounded. */
export type Rounding = "floor" | "round" | "ceil";

/** What is common to all sliding operations. */
export interface Sliding {
  /** The operation's name, for errors. */
  name: string;
  /** How many axes windows slide along. */
  axes: number;
  strides: number | readonly number[];
  pad: Pad;
  dilations?: number | readonly number[] | null | undefined;
  dataFormat?: string | undefined;
  dimRoundingMode?: Rounding | null | undefined;
}

/** Throws unless strides and dilations are steps. */
export function checkSteps({ name, strides, dilations }: Sliding): void {
  checkOption(name, "strides", strides, aStep);
  checkOption(name, "dilations", dilations ?? 1, aStep);
}

/** Checks names, adds the batch axis, moves channels last, and puts back afterwards what it moved. */
export function slid(
  x: Plain,
  how: Sliding,
  compute: (x: Plain, widths: readonly [number, number][] | undefined) => Plain,
): Plain {
  const { name, axes, pad, dataFormat = "NHWC", dimRoundingMode } = how;
  checkOption(name, "dataFormat", dataFormat, takes.text);
  checkSteps(how);
  checkOption(name, "dimRoundingMode", dimRoundingMode ?? "floor", takes.oneOf("floor", "round", "ceil"));
  if (dimRoundingMode != null && (pad === "valid" || pad === "same"))
    refused(name, "dimRoundingMode", dimRoundingMode, "none beside a padding by name");
  const channelsFirst = dataFormat.startsWith("NC");
  if (x.rank !== axes + 1 && x.rank !== axes + 2) {
    throw new ShapeError({
      what: `tf.${name} slides along ${axes} axes.`,
      expected: `${axes + 2} axes, or ${axes + 1} of one sample`,
      received: `${x.rank}`,
    });
  }
  const batched = x.rank === axes + 1 ? ops.expandDims(x, 0) : x;
  const spatial = Array.from({ length: axes }, (_, i) => i);
  const input = channelsFirst ? ops.transpose(batched, [0, ...spatial.map((i) => i + 2), 1]) : batched;
  const result = compute(input, widthsOf(name, pad, axes, channelsFirst));
  const back = channelsFirst ? ops.transpose(result, [0, axes + 1, ...spatial.map((i) => i + 1)]) : result;
  return x.rank === axes + 1 ? ops.squeeze(back, 0) : back;
}

/** The padding of the core's operation: what is given in numbers is padded before. */
export const nameOf = (pad: Pad): "valid" | "same" => (pad === "same" ? "same" : "valid");

function widthsOf(name: string, pad: Pad, axes: number, channelsFirst: boolean): [number, number][] | undefined {
  if (pad === "valid" || pad === "same") return undefined;
  if (takes.nonNegativeInteger.accepts(pad)) return Array.from({ length: axes }, () => [pad as number, pad as number]);
  // TensorFlow.js slides along one axis as along the second of two
  if (Array.isArray(pad)) checkOption(name, "pad", pad, takes.listOf(takes.listOf(takes.nonNegativeInteger, 2)));
  if (axes === 1 && Array.isArray(pad) && pad.length === 4) return [pad[channelsFirst ? 3 : 2]!];
  const isList = Array.isArray(pad) && pad.length === axes + 2;
  if (!isList) refused(name, "pad", pad, "valid, same, a number, or a pair of widths for each axis");
  return channelsFirst ? pad.slice(2) : pad.slice(1, -1);
}

/** x with widths around its spatial axes, filled with a value. */
export const framed = (x: Plain, widths: readonly (readonly [number, number])[] | undefined, value = 0) =>
  widths ? padded(x, [[0, 0], ...widths, [0, 0]], value) : x;

/** A number for each axis. */
export const each = (given: number | readonly number[] | null | undefined, axes: number): readonly number[] =>
  typeof given === "number" || given == null ? Array<number>(axes).fill(given ?? 1) : given;

/** The widths, with the extra padding at the end that rounding up the number of windows needs. */
export function rounded(
  x: Plain,
  widths: readonly [number, number][] | undefined,
  size: readonly number[],
  how: Sliding,
): readonly [number, number][] | undefined {
  const { dimRoundingMode: mode, axes } = how;
  if (!widths || mode == null || mode === "floor") return widths;
  const [steps, gaps] = [each(how.strides, axes), each(how.dilations, axes)];
  return widths.map(([before, after], i) => {
    const reach = (size[i]! - 1) * gaps[i]! + 1;
    const free = x.shape[i + 1]! + before + after - reach;
    return [before, after + Math.max(Math[mode](free / steps[i]!) * steps[i]! - free, 0)];
  });
}

/** Convolution; `groups` are said by the filter's width. */
export function convolved(x: Plain, filter: Plain, how: Sliding): Plain {
  const { strides, dilations, pad } = how;
  return slid(x, how, (input, widths) =>
    ops.conv(framed(input, rounded(input, widths, filter.shape, how)), filter, {
      strides,
      padding: nameOf(pad),
      dilationRate: dilations ?? 1,
    }),
  );
}

/** Convolution of each channel by filters of its own, (...window, channels, filters of each). */
export function depthwise(x: Plain, filter: Plain, how: Sliding): Plain {
  const [channels, each] = filter.shape.slice(-2) as [number, number];
  return convolved(x, ops.reshape(filter, [...filter.shape.slice(0, -2), 1, channels * each]), how);
}

/** The gradient of a convolution by its input, of the shape given. */
export function transposed(x: Plain, filter: Plain, outputShape: readonly number[], how: Sliding): Plain {
  const { name, axes, pad } = how;
  const steps = each(how.strides, axes);
  checkShape(outputShape);
  return slid(x, how, (input, widths) => {
    const inner = outputShape.slice(-axes - 1, -1);
    const wanted = widths ? inner.map((length, i) => length + widths[i]![0] + widths[i]![1]) : inner;
    const outputPadding = wanted.map((length, i) => {
      const [before, reach] = [(input.shape[i + 1]! - 1) * steps[i]!, filter.shape[i]!];
      return length - before - (pad === "same" ? reach % 2 : reach);
    });
    const base = outputPadding.every((extra) => extra >= 0);
    const full = ops.convTranspose(input, filter, {
      strides: [...steps],
      padding: nameOf(pad),
      ...(base && { outputPadding }),
    });
    const starts = [0, ...(widths ?? []).map(([before]) => before), 0];
    const result = widths ? ops.slice(full, starts, [-1, ...inner, -1]) : full;
    if (sameShape(result.shape.slice(-axes - 1), outputShape.slice(-axes - 1))) return result;
    throw new ShapeError({
      what: `tf.${name}: outputShape does not lead back to the input.`,
      expected: `[${result.shape}]`,
      received: `[${outputShape}]`,
    });
  });
}

/** x over (bias + alpha Σ x² of the channels within `radius`) to the power beta. */
export function normalizedLocally(x: Plain, radius: number, bias: number, alpha: number, beta: number): Plain {
  checkOption("localResponseNormalization", "depthRadius", radius, takes.integerFrom(0, 65_536));
  checkNumbers("localResponseNormalization", { bias, alpha, beta });
  if (x.rank !== 3 && x.rank !== 4) {
    throw new ShapeError({
      what: "localResponseNormalization takes images.",
      expected: "3 or 4 axes",
      received: `[${x.shape}]`,
    });
  }
  const depth = x.shape.at(-1)!;
  const widths = x.shape.map((_, i): [number, number] => (i === x.rank - 1 ? [radius, radius] : [0, 0]));
  const squares = ops.pad(ops.square(x), widths);
  let sum = ops.sliceAxis(squares, -1, 0, depth);
  for (let i = 1; i <= 2 * radius; i++) sum = ops.add(sum, ops.sliceAxis(squares, -1, i, i + depth));
  return ops.multiply(x, ops.power(ops.add(ops.multiply(sum, alpha), bias), -beta));
}
