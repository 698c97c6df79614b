/** Tensors: a shape, a type, and storage for the elements. No mathematics and no gradients here. */
import type { DType, TypedArray } from "./dtype.ts";
import { ShapeError } from "./errors.ts";
import { formatTensor } from "./print.ts";
import { formatShape, type Shape, sizeOf } from "./shape.ts";

/** Nested lists of numbers (booleans for `bool` tensors), as `array()` returns them. */
export type NestedArray = number | boolean | readonly NestedArray[];

/** Texts in nested lists, as `array()` returns them for a tensor of texts. */
export type NestedText = string | readonly NestedText[];

/** The memory of a tensor's elements. Each backend has its own kind; plain JavaScript memory is {@link PlainStorage}. */
export interface Storage {
  /** The live elements, valid only until the next operation, which may move or reuse their memory. */
  read(): TypedArray;
  /** A copy of the elements, for a storage that can copy faster than from {@link read}. */
  copy?(): TypedArray;
  /** True for plain JavaScript memory, which is garbage-collected. */
  readonly plain: boolean;
  /**
   * Called after elements were changed in place, for a storage that caches something derived from them, such as packed
   * weights.
   */
  changed?(): void;
}

/** Elements in plain JavaScript memory. */
export class PlainStorage implements Storage {
  readonly plain = true;
  constructor(private readonly values: TypedArray) {}

  read(): TypedArray {
    return this.values;
  }
}

/**
 * A rectangular block of numbers. Immutable to its users: operations (`ops.add(a, b)`) return new tensors.
 * A tensor needs no disposal; it is garbage-collected like any other object.
 */
export class Tensor {
  /** Number of elements. */
  readonly size: number;
  /** Which time steps count, shape `(batch, time)`: set by Masking and Embedding, read by the layers that follow. */
  mask: Tensor | undefined = undefined;

  constructor(
    /** The length of each axis; [] for a single number. */
    readonly shape: Shape,
    /** The type of the elements: "float32", "int32", "bool" or "string". */
    readonly dtype: DType,
    /** The storage of the elements; when a step ends, the engine moves its results to plain memory. */
    public storage: Storage,
  ) {
    this.size = sizeOf(shape);
  }

  /** Number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** The live elements; for operations only. Users read with {@link data} or {@link array}. */
  read(): TypedArray {
    return this.storage.read();
  }

  /** A copy of the elements in row-major order. */
  async data(): Promise<TypedArray> {
    return this.dataSync();
  }

  /** A copy of the elements in row-major order, at once (CPU backends). */
  dataSync(): TypedArray {
    return this.storage.copy?.() ?? this.read().slice();
  }

  /** The elements as nested lists: `array<number[][]>()` for a matrix. */
  async array<T extends NestedArray | NestedText = NestedArray>(): Promise<T> {
    return this.arraySync<T>();
  }

  /** The elements as nested lists, at once (CPU backends): `arraySync<number[][]>()` for a matrix. */
  arraySync<T extends NestedArray | NestedText = NestedArray>(): T {
    return nest(this.read(), this.shape, this.dtype) as T;
  }

  /** The single element of a tensor of size 1. Throws a ShapeError for any other size. */
  item(): number {
    if (this.size !== 1) {
      throw new ShapeError({
        what: "item() reads a tensor of one element.",
        expected: "a tensor of size 1",
        received: `shape ${formatShape(this.shape)}`,
        hint: "use arraySync() or dataSync() to read several elements",
      });
    }
    return this.read()[0]!;
  }

  /** Prints the elements to the console, as {@link toString} formats them. */
  print(): void {
    console.log(this.toString());
  }

  /** The elements as text, at most 8 significant digits, long axes shortened. */
  toString(): string {
    return formatTensor(this.read(), this.shape, this.dtype);
  }
}

function nest(values: TypedArray, shape: Shape, dtype: DType): NestedArray {
  let offset = 0;
  const level = (axis: number): NestedArray => {
    if (axis === shape.length) {
      const value = values[offset++]!;
      return dtype === "bool" ? value !== 0 : value;
    }
    return Array.from({ length: shape[axis]! }, () => level(axis + 1));
  };
  return level(0);
}
