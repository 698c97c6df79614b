/** Tensors of values, by rank, and tensors filled by rule. */
import { fill as plainFill } from "../../index.ts";
import {
  ConfigError,
  checkShape,
  convertArray,
  type Tensor as Plain,
  tensor as plainTensor,
  ShapeError,
  shown,
  sizeOf,
  wrap,
} from "../../tensor/index.ts";
import type {
  DataType,
  Like,
  Rank,
  Scalar,
  ScalarLike,
  ShapeMap,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Tensor4D,
  Tensor5D,
  Tensor6D,
  TensorLike,
  TensorLike1D,
  TensorLike2D,
  TensorLike3D,
  TensorLike4D,
  TensorLike5D,
  TensorLike6D,
} from "../types.ts";
import { holdsTexts, numberType, plainOf } from "./rules.ts";
import { chained, type Tensor, tensorOf } from "./tensor.ts";

/**
 * A tensor of the given values: nested lists, a typed array or one value. `shape` and `dtype` default to those of the values.
 * @throws ShapeError when the values do not fill the shape, or are nested otherwise
 */
export function tensor<R extends Rank>(values: Like, shape?: ShapeMap[R] | null, dtype?: DataType | null): Tensor<R> {
  const type = numberType(dtype ?? undefined);
  if (shape != null) checkShape(shape);
  // a float32 does not hold all whole numbers
  const flat = plainOf(values as TensorLike, type === "int32" && !holdsTexts(values) ? type : undefined);
  const own = flat.shape;
  // the innermost lists may hold several axes
  const last = own.length - 1;
  const fits =
    own.slice(0, last).every((length, i) => length === shape?.[i]) && own[last] === sizeOf(shape?.slice(last) ?? []);
  if (shape && own.length > 1 && own.join() !== shape.join() && !fits) {
    throw new ShapeError({
      what: "The nested values have another shape than the one given.",
      expected: `[${shape}]`,
      received: `[${own}]`,
    });
  }
  if (holdsTexts(values)) {
    const texts = flat.dataSync() as unknown as string[];
    if (type === undefined || type === "string") return chained(plainTensor(texts, shape ?? own, "string"));
    return chained(plainTensor(convertArray(Float64Array.from(texts, numberOf), type), shape ?? own, type));
  }
  if (!shape && type === undefined)
    return chained(values === (flat as unknown) ? wrap(flat.dataSync(), own, flat.dtype) : flat);
  // what is true is what rounds to another number than 0
  const numbers = type === "bool" && flat.dtype === "float32" ? flat.dataSync().map(Math.round) : flat.read();
  return chained(
    plainTensor(convertArray(numbers, type ?? flat.dtype), (shape as number[]) ?? own, type ?? flat.dtype),
  );
}

/** The number that a text is: cells of CSV come as texts. */
function numberOf(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && !Number.isNaN(number)) return number;
  throw new ConfigError({
    what: "A text is not a number.",
    expected: 'numbers, or texts such as "1.5"',
    received: text,
  });
}

function ranked(
  rank: number,
  values: unknown,
  shape: readonly number[] | null | undefined,
  dtype?: DataType | null,
): Plain {
  const depth = depthOf(values);
  if (shape && shape.length !== rank) {
    throw new ShapeError({
      what: `tensor${rank}d makes ${rank} axes.`,
      expected: `${rank} lengths`,
      received: shown(shape),
    });
  }
  if (depth !== rank && !(depth === 1 && shape)) {
    throw new ShapeError({
      what: `tensor${rank}d takes values nested ${rank} deep, or flat ones with a shape.`,
      received: depth === 1 ? "flat values without a shape" : `values nested ${depth} deep`,
    });
  }
  return tensor(values as TensorLike, shape as ShapeMap[Rank], dtype);
}

/** Deeper than any tensor: a list that contains itself is this deep. */
const DEEPEST = 100;

function depthOf(values: unknown): number {
  let depth = 0;
  let level = values;
  while (depth < DEEPEST && (Array.isArray(level) || (ArrayBuffer.isView(level) && "length" in level))) {
    depth++;
    level = (level as unknown as unknown[])[0];
  }
  return depth;
}

/** A tensor of one axis. */
export const tensor1d = (values: TensorLike1D, dtype?: DataType | null): Tensor1D =>
  chained(ranked(1, values, undefined, dtype));
/** A tensor of two axes; flat values need the `shape` (rows, columns). */
export const tensor2d = (values: TensorLike2D, shape?: [number, number] | null, dtype?: DataType | null): Tensor2D =>
  chained(ranked(2, values, shape, dtype));
/** A tensor of three axes; flat values need the `shape`. */
export const tensor3d = (
  values: TensorLike3D,
  shape?: [number, number, number] | null,
  dtype?: DataType | null,
): Tensor3D => chained(ranked(3, values, shape, dtype));
/** A tensor of four axes; flat values need the `shape`. */
export const tensor4d = (values: TensorLike4D, shape?: ShapeMap["R4"] | null, dtype?: DataType | null): Tensor4D =>
  chained(ranked(4, values, shape, dtype));
/** A tensor of five axes; flat values need the `shape`. */
export const tensor5d = (values: TensorLike5D, shape?: ShapeMap["R5"] | null, dtype?: DataType | null): Tensor5D =>
  chained(ranked(5, values, shape, dtype));
/** A tensor of six axes; flat values need the `shape`. */
export const tensor6d = (values: TensorLike6D, shape?: ShapeMap["R6"] | null, dtype?: DataType | null): Tensor6D =>
  chained(ranked(6, values, shape, dtype));

/** A tensor of one number, truth or text, with the shape []. */
export function scalar(value: ScalarLike, dtype?: DataType | null): Scalar {
  if (depthOf(value) > 0) {
    throw new ShapeError({ what: "scalar takes one value.", received: "a list", hint: "tensor takes lists" });
  }
  return tensor<Rank.R0>(value as TensorLike, undefined, dtype);
}

/** A tensor with one value everywhere. Default float32, bool of a truth, string of a text. */
export function fill<R extends Rank>(
  shape: ShapeMap[R],
  value: number | string | boolean,
  dtype?: DataType,
): Tensor<R> {
  if (typeof value === "string") {
    const count = (shape as number[]).reduce((product, length) => product * length, 1);
    return tensor<R>(Array<string>(count).fill(value), shape, dtype ?? "string");
  }
  const [number, own] = typeof value === "boolean" ? [Number(value), "bool" as const] : [value, "float32" as const];
  return chained(plainFill(shape, number, numberType(dtype) ?? own));
}
/** A tensor of zeros. Default float32. */
export const zeros = <R extends Rank>(shape: ShapeMap[R], dtype: DataType = "float32"): Tensor<R> =>
  chained(plainFill(shape, 0, numberType(dtype)));
/** A tensor of ones. Default float32. */
export const ones = <R extends Rank>(shape: ShapeMap[R], dtype: DataType = "float32"): Tensor<R> =>
  chained(plainFill(shape, 1, numberType(dtype)));

/** Prints a tensor to the console; `verbose` adds type, rank and shape. */
export function print<T extends Tensor>(x: T, verbose = false): void {
  tensorOf(x).print(verbose);
}
