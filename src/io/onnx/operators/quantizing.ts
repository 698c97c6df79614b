/** Operators of quantized models: numbers as integers times a scale, around a zero point. */
import { add, broadcastTo, cast, divide, matmul, multiply, reshape, sliceAxis, subtract } from "../../../ops/index.ts";
import { normalizeAxis, roundHalfToEven, type Tensor, wrap } from "../../../tensor/index.ts";
import { elementType } from "../element-types.ts";
import { bounds } from "../integer-types.ts";
import type { Call, Operator } from "./call.ts";
import { takeAlong } from "./positions.ts";
import { convolution } from "./windows.ts";

const clamp = (value: number, [low, high]: readonly [number, number]) => Math.min(Math.max(value, low), high);

/** Scales or zero points, broadcast to x: one for all, one for each entry of an axis, or one for each block of it. */
function spread(call: Call, given: Tensor): Tensor {
  const x = call.input(0);
  if (given.size === 1 && given.rank <= 1) return reshape(given, []);
  const axis = normalizeAxis(call.attributes.int("axis", 1), x.rank);
  const block = call.attributes.int("block_size", 0);
  const length = x.shape[axis]!;
  if (block > 0 && given.rank === x.rank) {
    const blocks = Array.from({ length }, (_, i) => Math.floor(i / block));
    return takeAlong(given, axis, blocks);
  }
  if (given.rank === 1 && given.size === length) {
    return reshape(given, [length, ...x.shape.slice(axis + 1).map(() => 1)]);
  }
  throw call.misfit(0, `${given.size} entries on axis ${axis}, one for each scale and zero point`);
}

/** The type that a node quantizes to: that of its zero point, or the one it names. */
function quantizedBounds(call: Call): readonly [number, number] {
  const named = call.attributes.int("output_dtype", 0);
  const type = named > 0 ? elementType(named, call.node.title).name : call.optional(2) ? call.elementType(2) : "uint8";
  if (type !== undefined && Object.hasOwn(bounds, type)) return bounds[type]!;
  throw call.unsupported("output_dtype", Object.keys(bounds).join(", "), type ?? "a zero point of unknown type");
}

/** y = x / scale, rounded, plus the zero point, within the bounds of its type. */
function quantize(call: Call): Tensor {
  const [x, zero] = [call.input(0), call.optional(2)];
  const limits = quantizedBounds(call);
  const scaled = divide(cast(x, "float32"), spread(call, call.input(1)));
  const zeros = zero && broadcastTo(spread(call, zero), x.shape).read();
  const values = Int32Array.from(scaled.read(), (value, i) =>
    clamp(roundHalfToEven(value) + (zeros?.[i] ?? 0), limits),
  );
  return wrap(values, x.shape, "int32");
}

/** y = (x - zero point) scale. */
function dequantize(call: Call): Tensor {
  const [x, zero] = [call.input(0), call.optional(2)];
  if (x.dtype !== "int32") throw call.unsupported("input", "integers", x.dtype);
  const whole = zero ? subtract(x, spread(call, zero)) : x;
  return multiply(cast(whole, "float32"), spread(call, call.input(1)));
}

/** The scale and zero point that map x and 0 into 0 to 255. */
function rangeOf(x: Tensor): { scale: number; zero: number } {
  let [low, high] = [0, 0];
  for (const value of x.read()) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = low === high ? 1 : Math.fround(Math.fround(high - low) / 255);
  return { scale, zero: clamp(roundHalfToEven(Math.fround(-low / scale)), bounds.uint8!) };
}

function quantizeByRange(call: Call): Tensor[] {
  const x = call.input(0);
  const { scale, zero } = rangeOf(x);
  const values = Int32Array.from(x.read(), (value) =>
    clamp(roundHalfToEven(Math.fround(value / scale)) + zero, bounds.uint8!),
  );
  return [
    wrap(values, x.shape, "int32"),
    wrap(Float32Array.of(scale), [], "float32"),
    wrap(Int32Array.of(zero), [], "int32"),
  ];
}

/** x as it is after being quantized by its own range, and back. */
export function throughRange(x: Tensor): Tensor {
  const { scale, zero } = rangeOf(x);
  const values = Float32Array.from(x.read(), (value) => {
    return (clamp(roundHalfToEven(Math.fround(value / scale)) + zero, bounds.uint8!) - zero) * scale;
  });
  return wrap(values, x.shape, "float32");
}

/** The number of 9-bit products whose sum stays below 2^24, so that float32 holds it exactly. */
const EXACT = 256;

/** Integers and their zero points: one for all, or one for each entry of an axis. */
interface Quantized {
  readonly values: Tensor;
  readonly zeros: Tensor | undefined;
}

/** One number, or one for each entry of an axis, shaped to broadcast to a tensor of the given rank. */
export function along(given: Tensor, axis: number, rank: number): Tensor {
  const shape = given.size === 1 ? [] : Array.from({ length: rank }, (_, i) => (i === axis ? given.size : 1));
  return reshape(cast(given, "float32"), shape);
}

/** Values less their zero points, in float32, which holds them exactly. */
function whole({ values, zeros }: Quantized, axis: number): Tensor {
  const x = cast(values, "float32");
  if (!zeros) return x;
  return subtract(x, zeros.rank > 1 ? cast(zeros, "float32") : along(zeros, axis, values.rank));
}

/** (A - its zero points) times (B - its zero points), in integers: one zero point, or one for each row of A and column of B. */
export function integerProduct(left: Quantized, right: Quantized): Tensor {
  const a = whole(left, left.values.rank - 2);
  const b = whole(right, right.values.rank - 1);
  const depth = a.shape.at(-1)!;
  if (depth <= EXACT || b.rank < 2) return cast(matmul(a, b), "int32");
  let sum: Tensor | undefined;
  for (let k = 0; k < depth; k += EXACT) {
    const end = Math.min(k + EXACT, depth);
    const part = cast(matmul(sliceAxis(a, a.rank - 1, k, end), sliceAxis(b, b.rank - 2, k, end)), "int32");
    sum = sum ? add(sum, part) : part;
  }
  return sum!;
}

/** Convolution of (x - its zero point) with (W - its zero points), in integers: one zero point, or one for each filter. */
function integerConvolution(call: Call, x: Quantized, filters: Quantized): Tensor {
  const [input, kernel] = [whole(x, 1), whole(filters, 0)];
  const [, width = 1, ...size] = kernel.shape;
  const each = Math.max(1, Math.floor(EXACT / size.reduce((a, b) => a * b, 1)));
  if (width <= each || width !== input.shape[1]) return cast(convolution(call, input, kernel), "int32");
  let sum: Tensor | undefined;
  for (let from = 0; from < width; from += each) {
    const to = Math.min(from + each, width);
    const part = cast(convolution(call, sliceAxis(input, 1, from, to), sliceAxis(kernel, 1, from, to)), "int32");
    sum = sum ? add(sum, part) : part;
  }
  return sum!;
}

/** The inputs of QLinearMatMul and QLinearConv: of both operands the values, scale and zero point, then the result's scale and zero point. */
function linearInputs(call: Call) {
  const [a, b] = [0, 3].map((at) => ({ values: call.input(at), zeros: call.input(at + 2) }));
  return { a: a!, b: b!, scales: [call.input(1), call.input(4)] as const };
}

/** Sums of products of quantized numbers, quantized as the result. @param scale of the sums */
function requantized(call: Call, sums: Tensor, scale: Tensor): Tensor {
  return bounded(call, multiply(cast(sums, "float32"), divide(scale, reshape(call.input(6), []))), 7);
}

/** Values around a zero point, within the bounds of its type. */
function bounded(call: Call, values: Tensor, zeroAt: number): Tensor {
  const type = call.elementType(zeroAt);
  if (type === undefined || !Object.hasOwn(bounds, type)) {
    throw call.unsupported("the result's zero point", Object.keys(bounds).join(", "), type ?? "of unknown type");
  }
  const zero = call.input(zeroAt).read()[0] as number;
  const limits = bounds[type]!;
  const quantized = Int32Array.from(values.read() as Float32Array, (value) =>
    clamp(roundHalfToEven(value) + zero, limits),
  );
  return wrap(quantized, values.shape, "int32");
}

/** Numbers as integers of the scale and zero point that a call has from this input on. */
export function quantizedAs(call: Call, values: Tensor, at: number): Tensor {
  return bounded(call, divide(values, reshape(call.input(at), [])), at + 1);
}

/** The dequantized numbers of an input; its scale and zero point follow it. */
export function dequantized(call: Call, at: number): Tensor {
  const [x, zero] = [cast(call.input(at), "float32"), call.optional(at + 2)];
  const scale = reshape(call.input(at + 1), []);
  return multiply(zero ? subtract(x, cast(reshape(zero, []), "float32")) : x, scale);
}

function linearProduct(call: Call): Tensor {
  const { a, b, scales } = linearInputs(call);
  const scale = multiply(along(scales[0], 0, 2), along(scales[1], 1, 2));
  return requantized(call, integerProduct(a, b), scale);
}

function linearConvolution(call: Call): Tensor {
  const { a, b, scales } = linearInputs(call);
  const [sums, bias] = [integerConvolution(call, a, b), call.optional(8)];
  const biased = bias ? add(sums, reshape(bias, [bias.size, ...sums.shape.slice(2).map(() => 1)])) : sums;
  return requantized(call, biased, multiply(reshape(scales[0], []), along(scales[1], 1, sums.rank)));
}

/** Operators of quantized models; DynamicQuantizeLSTM is with the recurrent ones. */
export const quantizing: Readonly<Record<string, Operator>> = {
  ConvInteger: (call) =>
    integerConvolution(
      call,
      { values: call.input(0), zeros: call.optional(2) },
      { values: call.input(1), zeros: call.optional(3) },
    ),
  DequantizeLinear: dequantize,
  DynamicQuantizeLinear: quantizeByRange,
  MatMulInteger: (call) =>
    integerProduct(
      { values: call.input(0), zeros: call.optional(2) },
      { values: call.input(1), zeros: call.optional(3) },
    ),
  QLinearConv: linearConvolution,
  QLinearMatMul: linearProduct,
  QuantizeLinear: quantize,
};
