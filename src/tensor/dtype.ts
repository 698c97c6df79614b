/** The element types of a tensor and the arrays that hold them. */

/** Element type: 32-bit float, 32-bit signed integer, or boolean (one byte, 0 or 1). */
export type DType = "float32" | "int32" | "bool";

/** The array that holds a tensor's elements in row-major order. */
export type TypedArray = Float32Array | Int32Array | Uint8Array;

const arrayTypes = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): number {
  return arrayTypes[dtype].BYTES_PER_ELEMENT;
}

/** A zeroed array of `length` elements. */
export function makeArray(dtype: DType, length: number): TypedArray {
  return new arrayTypes[dtype](length);
}

/** A view of `length` elements at `byteOffset` of a buffer. */
export function viewArray(dtype: DType, buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray {
  return new arrayTypes[dtype](buffer as ArrayBuffer, byteOffset, length);
}

/** `values` as elements of `dtype`; a boolean is whether the value differs from zero. */
export function convertArray(values: ArrayLike<number>, dtype: DType): TypedArray {
  if (dtype === "bool") return Uint8Array.from(values, (value) => (value === 0 ? 0 : 1));
  return arrayTypes[dtype].from(values);
}
