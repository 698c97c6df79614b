/** TensorFlow.js's tensors: those of the core, with chained methods. */
import { ConfigError, Tensor as Plain, wrap } from "../../tensor/index.ts";
import type { DataType, DataTypeMap, Rank, ShapeMap, TensorLike } from "../types.ts";
import { Elements } from "./buffer.ts";
import { numberType, plainOf } from "./rules.ts";
import { Sliders } from "./windows.ts";

/** A tensor whose methods are the functions of the same name. Gradients flow through all that have one. */
export class Tensor<R extends Rank = Rank> extends Sliders<R> {
  protected made<T extends Tensor>(result: Plain): T {
    return chained(result) as T;
  }

  /** A buffer of a copy of the elements, to be changed one by one. */
  async buffer<D extends DataType = "float32">(): Promise<TensorBuffer<R, D>> {
    return this.bufferSync<D>();
  }
  /** The same as {@link buffer}, at once. */
  bufferSync<D extends DataType = "float32">(): TensorBuffer<R, D> {
    return new TensorBuffer<R, D>(this.shape, this.dtype as D, this.dataSync<D>());
  }
}

/** Elements that are set one by one; {@link TensorBuffer.toTensor} makes a tensor of them. */
export class TensorBuffer<R extends Rank = Rank, D extends DataType = "float32"> extends Elements<R, D> {
  /** A tensor of the elements as they are; later changes of the buffer do not change it. */
  toTensor(): Tensor<R> {
    const values = this.dtype === "string" ? [...this.values] : this.values.slice();
    return chained(wrap(values as Float32Array, [...this.shape], this.dtype as "float32"));
  }
}

/**
 * A tensor of the core as one with methods. It stays the same object, by which the tape of gradients and the running step
 * know it.
 */
export function chained<R extends Rank = Rank>(tensor: Plain): Tensor<R> {
  if (tensor instanceof Tensor) return tensor as Tensor<R>;
  return Object.setPrototypeOf(tensor, Tensor.prototype) as Tensor<R>;
}

/** {@link chained} for every tensor in lists and plain records, at any depth; gives the same value back. */
export function chainedAll<T>(value: T): T {
  if (value instanceof Plain) chained(value);
  else if (Array.isArray(value)) value.forEach(chainedAll);
  else if (value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    Object.values(value).forEach(chainedAll);
  }
  return value;
}

/** Any values as a tensor with methods. */
export function tensorOf<T extends Tensor = Tensor>(values: Plain | TensorLike, dtype?: DataType): T {
  return chained(plainOf(values, dtype)) as unknown as T;
}

/** A buffer of zeros, or of the values given, to fill element by element; `toTensor()` makes the tensor. Default float32. */
export function buffer<R extends Rank, D extends DataType = "float32">(
  shape: ShapeMap[R],
  dtype: D = "float32" as D,
  values?: DataTypeMap[D],
): TensorBuffer<R, D> {
  if (dtype === "complex64") numberType(dtype);
  if (!Array.isArray(shape)) throw new ConfigError({ what: "A buffer needs a shape.", expected: "a list of lengths" });
  return new TensorBuffer<R, D>(shape, dtype, values);
}
