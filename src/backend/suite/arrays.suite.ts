/** Plain loops over indices, by which the suite knows what to expect; and arguments to give to a backend. */
import fc from "fast-check";
import {
  convertArray,
  type DType,
  type Shape,
  type Storage,
  sizeOf,
  Tensor,
  type TypedArray,
  wrap,
} from "../../tensor/index.ts";

export type Index = readonly number[];

/** Every index of a shape, in row-major order. */
export function indicesOf(shape: Shape): Index[] {
  return shape.reduce<Index[]>(
    (heads, length) => heads.flatMap((head) => Array.from({ length }, (_, k) => [...head, k])),
    [[]],
  );
}

/** The element of x at an index; axes of length 1 stretch, and missing leading axes are added. */
export function elementAt(x: Tensor, index: Index): number {
  const own = index.slice(index.length - x.rank);
  return x.read()[x.shape.reduce((offset, length, axis) => offset * length + (length === 1 ? 0 : own[axis]!), 0)]!;
}

/** A tensor of the given type with `compute(index)` everywhere. */
export function fromIndices(shape: Shape, compute: (index: Index) => number, dtype: DType = "float32"): Tensor {
  return wrap(convertArray(indicesOf(shape).map(compute), dtype), shape, dtype);
}

/** 1, 2, 3 ... (for `bool`: every third one false), so that every element tells where it came from. */
export function counting(shape: Shape, dtype: DType = "float32"): Tensor {
  const values = Array.from({ length: sizeOf(shape) }, (_, i) => (dtype === "bool" ? i % 3 : i + 1));
  return wrap(convertArray(values, dtype), shape, dtype);
}

export const float32 = (values: readonly number[], shape: Shape = [values.length]) =>
  wrap(Float32Array.from(values), shape, "float32");
export const int32 = (values: readonly number[], shape: Shape = [values.length]) =>
  wrap(Int32Array.from(values), shape, "int32");
export const bool = (values: readonly number[], shape: Shape = [values.length]) =>
  wrap(Uint8Array.from(values), shape, "bool");

/** The storage of some other library: not plain, and in the middle of a buffer. */
class ForeignStorage implements Storage {
  readonly plain = false;
  constructor(private readonly values: TypedArray) {}

  read(): TypedArray {
    return this.values.subarray(1);
  }
}

/** A copy of x whose elements lie in a storage that no backend knows. */
export function foreign(x: Tensor): Tensor {
  const values = convertArray([99, ...x.read()], x.dtype);
  return new Tensor(x.shape, x.dtype, new ForeignStorage(values));
}

export const dtypes = fc.constantFrom<DType>("float32", "int32", "bool");

/** Shapes of rank 0 to 4, with lengths from `least`. */
export function shapes({ least = 0, longest = 4, minRank = 0 } = {}): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: least, max: longest }), { minLength: minRank, maxLength: 4 });
}

/** The central difference of f at each element of `at`. */
export function differences(f: (x: Float64Array) => number, at: Float64Array, step = 1e-5): Float64Array {
  const point = at.slice();
  return at.map((value, i) => {
    point[i] = value + step;
    const above = f(point);
    point[i] = value - step;
    const below = f(point);
    point[i] = value;
    return (above - below) / (2 * step);
  });
}
