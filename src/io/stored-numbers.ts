/** Numbers as files store them, little-endian, between their bytes and float32. */
import { fromFloat16 } from "../tensor/index.ts";

/** How one kind of number is stored. */
export interface StoredNumbers {
  /** Bytes of one. */
  readonly size: number;
  /** The one at a byte of a file. */
  read(view: DataView, at: number): number;
}

/** The kinds of numbers that weights are stored in, by safetensors' names. */
export const storedNumbers = {
  F64: { size: 8, read: (view, at) => view.getFloat64(at, true) },
  F32: { size: 4, read: (view, at) => view.getFloat32(at, true) },
  F16: { size: 2, read: (view, at) => fromFloat16(view.getUint16(at, true)) },
  BF16: { size: 2, read: (view, at) => fromBfloat16(view.getUint16(at, true)) },
  I64: { size: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  I32: { size: 4, read: (view, at) => view.getInt32(at, true) },
  I16: { size: 2, read: (view, at) => view.getInt16(at, true) },
  I8: { size: 1, read: (view, at) => view.getInt8(at) },
  U64: { size: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  U32: { size: 4, read: (view, at) => view.getUint32(at, true) },
  U16: { size: 2, read: (view, at) => view.getUint16(at, true) },
  U8: { size: 1, read: (view, at) => view.getUint8(at) },
  BOOL: { size: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
} satisfies Record<string, StoredNumbers>;

export type StoredType = keyof typeof storedNumbers;

/** All numbers of some bytes as float32; a copy, wherever in their buffer the bytes begin. */
export function readFloats(bytes: Uint8Array, type: StoredType): Float32Array {
  const { size, read }: StoredNumbers = storedNumbers[type];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(Math.floor(bytes.length / size));
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * size);
  return values;
}

/** Float32 numbers as bytes. */
export function writeFloats(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return bytes;
}

/** Whole numbers as the bytes of int32. */
export function writeInts(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setInt32(4 * i, value, true);
  return new Uint8Array(view.buffer);
}

/** bfloat16 is the upper half of a float32. */
function fromBfloat16(bits: number): number {
  const whole = new DataView(new ArrayBuffer(4));
  whole.setUint16(0, bits);
  return whole.getFloat32(0);
}
