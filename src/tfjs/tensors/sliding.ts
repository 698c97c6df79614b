/** Windows that slide, in TensorFlow.js's words: paddings in numbers, channels first, one sample without a batch. */
import { ops } from "../../index.ts";
import {
  ConfigError,
  checkOption,
  checkShape,
  fill,
  type Tensor as Plain,
  ShapeError,
  sameShape,
  takes,
} from "../../tensor/index.ts";
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

/** Checks names, adds the batch axis, moves channels last, and puts back afterwards what it moved. */
export function slid(
  x: Plain,
  how: Sliding,
  compute: (x: Plain, widths: readonly [number, number][] | undefined) => Plain,
): Plain {
  const { name, axes, pad, dataFormat = "NHWC", dimRoundingMode } = how;
  checkOption(name, "dataFormat", dataFormat, takes.text);
  checkOption(name, "strides", how.strides, aStep);
  checkOption(name, "dilations", how.dilations ?? 1, aStep);
  if (dimRoundingMode != null && dimRoundingMode !== "floor")
    refused(name, "dimRoundingMode", dimRoundingMode, "floor");
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
  const isList = Array.isArray(pad) && pad.length === axes + 2;
  if (!isList) refused(name, "pad", pad, "valid, same, a number, or a pair of widths for each axis");
  return channelsFirst ? pad.slice(2) : pad.slice(1, -1);
}

/** x with widths around its spatial axes, filled with a value. */
const framed = (x: Plain, widths: readonly [number, number][] | undefined, value = 0) =>
  widths ? padded(x, [[0, 0], ...widths, [0, 0]], value) : x;

/** Convolution; `groups` are said by the filter's width. */
export function convolved(x: Plain, filter: Plain, how: Sliding): Plain {
  const { strides, dilations, pad } = how;
  return slid(x, how, (input, widths) =>
    ops.conv(framed(input, widths), filter, { strides, padding: nameOf(pad), dilationRate: dilations ?? 1 }),
  );
}

/** Convolution of each channel by filters of its own, (...window, channels, filters of each). */
export function depthwise(x: Plain, filter: Plain, how: Sliding): Plain {
  const [channels, each] = filter.shape.slice(-2) as [number, number];
  return convolved(x, ops.reshape(filter, [...filter.shape.slice(0, -2), 1, channels * each]), how);
}

/** The gradient of a convolution by its input, of the shape given. */
export function transposed(x: Plain, filter: Plain, outputShape: readonly number[], how: Sliding): Plain {
  const { name, axes, strides, pad } = how;
  if (pad !== "valid" && pad !== "same") refused(name, "pad", pad, "valid or same");
  checkShape(outputShape);
  return slid(x, how, (input) => {
    const steps = typeof strides === "number" ? Array<number>(axes).fill(strides) : strides;
    const wanted = outputShape.slice(-axes - 1, -1);
    const outputPadding = wanted.map((length, i) => {
      const [before, reach] = [(input.shape[i + 1]! - 1) * steps[i]!, filter.shape[i]!];
      return length - before - (pad === "valid" ? reach : reach % 2);
    });
    const base = outputPadding.every((extra) => extra >= 0);
    const result = ops.convTranspose(input, filter, {
      strides: [...steps],
      padding: nameOf(pad),
      ...(base && { outputPadding }),
    });
    if (sameShape(result.shape.slice(-axes - 1), outputShape.slice(-axes - 1))) return result;
    throw new ShapeError({
      what: `tf.${name}: outputShape does not lead back to the input.`,
      expected: `[${result.shape}]`,
      received: `[${outputShape}]`,
    });
  });
}

/** The largest or the mean of each window; places outside do not count. */
export function pooled(kind: string, x: Plain, size: number | readonly number[], how: Sliding): Plain {
  const { strides, pad, dilations, name } = how;
  if (dilations != null && [dilations].flat().some((each) => each !== 1)) refused(name, "dilations", dilations, "1");
  if (kind !== "max" && kind !== "avg") throw new ConfigError({ what: "A pool takes max or avg.", received: kind });
  const options = { strides, padding: nameOf(pad) };
  return slid(x, how, (input, widths) => {
    if (kind === "max") return ops.maxPool(framed(input, widths, Number.NEGATIVE_INFINITY), size, options);
    const mean = ops.averagePool(framed(input, widths), size, options);
    if (!widths) return mean;
    return ops.divide(mean, ops.averagePool(framed(fill(input.shape, 1), widths), size, options));
  });
}

/** x over (bias + alpha Σ x² of the channels within `radius`) to the power beta. */
export function normalizedLocally(x: Plain, radius: number, bias: number, alpha: number, beta: number): Plain {
  checkOption("localResponseNormalization", "depthRadius", radius, takes.integerFrom(0, 65_536));
  checkNumbers("localResponseNormalization", { bias, alpha, beta });
  const depth = x.shape.at(-1)!;
  const widths = x.shape.map((_, i): [number, number] => (i === x.rank - 1 ? [radius, radius] : [0, 0]));
  const squares = ops.pad(ops.square(x), widths);
  let sum = ops.sliceAxis(squares, -1, 0, depth);
  for (let i = 1; i <= 2 * radius; i++) sum = ops.add(sum, ops.sliceAxis(squares, -1, i, i + depth));
  return ops.multiply(x, ops.power(ops.add(ops.multiply(sum, alpha), bias), -beta));
}
