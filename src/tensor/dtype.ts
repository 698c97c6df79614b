/** The element types of a tensor and the arrays that hold them. */
import { BackendError, unknownName } from "./errors.ts";

/**
 * Element type: 32-bit float, 32-bit signed integer, boolean (one byte, 0 or 1), or text. Nothing computes with texts: layers
 * such as `textVectorization` read them.
 */
export type DType = "float32" | "int32" | "bool" | "string";

/** The array that holds a tensor's elements in row-major order. */
export type TypedArray = Float32Array | Int32Array | Uint8Array;

/** Texts, with the methods of typed arrays that cut and join rows. */
class TextArray extends Array<string> {
  constructor(length = 0) {
    super(length);
    this.fill("");
  }

  subarray(begin: number, end: number): string[] {
    return this.slice(begin, end);
  }

  set(texts: readonly string[], at = 0): void {
    for (const text of texts) this[at++] = text;
  }
}

const numberTypes = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;
const arrayTypes = { ...numberTypes, string: TextArray as unknown as Int32ArrayConstructor } as const;

/** The type itself. @throws ConfigError when there is no numeric type of this name */
export function checkDType(dtype: DType): DType {
  if (typeof dtype === "string" && Object.hasOwn(numberTypes, dtype)) return dtype;
  throw unknownName("dtype", dtype, Object.keys(numberTypes));
}

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): number {
  return arrayTypes[dtype].BYTES_PER_ELEMENT;
}

/** The array of a type. */
type ArrayOf<D extends DType> = InstanceType<(typeof arrayTypes)[D]>;

/** A zeroed array of `length` elements. @throws BackendError when the engine does not have that much memory */
export function makeArray<D extends DType>(dtype: D, length: number): ArrayOf<D> {
  try {
    return new arrayTypes[dtype](length) as ArrayOf<D>;
  } catch {
    throw tooLarge("An array", length, bytesPerElement(dtype));
  }
}

/** Zeroed numbers in full precision. @throws BackendError when the engine does not have that much memory */
export function makeNumbers(length: number): Float64Array {
  try {
    return new Float64Array(length);
  } catch {
    throw tooLarge("A list", length, 8);
  }
}

/** The error for more memory than there is. */
function tooLarge(what: string, length: number, bytesEach: number): BackendError {
  return new BackendError({
    what: `${what} of ${length} elements does not fit into memory.`,
    expected: "less than this engine has",
    received: `${formatBytes(length * bytesEach)}`,
    hint: "use fewer units, shorter sequences or smaller batches",
  });
}

/** 24310 as 23.7 KiB. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), 5);
  return power === 0 ? `${bytes} bytes` : `${(bytes / 1024 ** power).toFixed(1)} ${"KMGTP"[power - 1]}iB`;
}

/** A view of `length` elements at `byteOffset` of a buffer. */
export function viewArray(dtype: DType, buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray {
  return new arrayTypes[dtype](buffer as ArrayBuffer, byteOffset, length);
}

/** `values` as elements of `dtype`; a boolean tells whether the value differs from zero. */
export function convertArray(values: ArrayLike<number>, dtype: DType): TypedArray {
  if (dtype !== "bool") return arrayTypes[dtype].from(values);
  // `from` with a function takes sixty times as long
  const flags = makeArray(dtype, values.length);
  for (let i = 0; i < flags.length; i++) flags[i] = values[i] === 0 ? 0 : 1;
  return flags;
}
