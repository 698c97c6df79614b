/** NumPy's `.npy` files (NEP 1): a magic word, a header in Python's notation, the elements. */
import { FormatError, type Tensor, tensor } from "../index.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** The most elements that are read: 1 GiB of float32. */
const MAX_ELEMENTS = 2 ** 28;

type Read = (view: DataView, at: number, littleEndian: boolean) => number;

/** Element types by their letter and size. */
const types: Readonly<Record<string, { size: number; read: Read }>> = {
  f4: { size: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { size: 8, read: (view, at, little) => view.getFloat64(at, little) },
  i1: { size: 1, read: (view, at) => view.getInt8(at) },
  i2: { size: 2, read: (view, at, little) => view.getInt16(at, little) },
  i4: { size: 4, read: (view, at, little) => view.getInt32(at, little) },
  i8: { size: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  u1: { size: 1, read: (view, at) => view.getUint8(at) },
  u2: { size: 2, read: (view, at, little) => view.getUint16(at, little) },
  u4: { size: 4, read: (view, at, little) => view.getUint32(at, little) },
  b1: { size: 1, read: (view, at) => view.getUint8(at) },
};

/** @throws FormatError for anything but a whole array of numbers in C order */
export function readNpy(bytes: Uint8Array, name: string): Tensor {
  const { header, start } = headerOf(bytes, name);
  const descr = header.match(/'descr':\s*'([<>|=]?)([a-z]\d+)'/);
  const shapeText = header.match(/'shape':\s*\(([\d,\s]*)\)/)?.[1];
  const type = descr && Object.hasOwn(types, descr[2]!) ? types[descr[2]!] : undefined;
  if (!type || shapeText === undefined || !/'fortran_order':\s*False/.test(header)) {
    throw new FormatError({
      what: `${name} is an array that is not read.`,
      expected: `numbers in C order: ${Object.keys(types).join(", ")}`,
      received: header.trim().slice(0, 120),
      hint: "in NumPy: np.save(file, np.ascontiguousarray(array, dtype=np.float32))",
    });
  }
  const shape = shapeText
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean)
    .map(Number);
  const count = shape.reduce((product, length) => product * length, 1);
  if (!(count <= MAX_ELEMENTS) || bytes.length - start !== count * type.size) {
    throw new FormatError({
      what: `${name} is not a whole array.`,
      expected: `${count * type.size} bytes of elements`,
      received: `${bytes.length - start}`,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  const little = descr![1] !== ">";
  const values = Float32Array.from({ length: count }, (_, i) => type.read(view, i * type.size, little));
  return tensor(values, shape);
}

/** An array of float32 in version 1.0 of the format; the elements begin at a multiple of 64 bytes. */
export function writeNpy(array: Tensor): Uint8Array {
  const { shape } = array;
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${lengths}), }`;
  const start = Math.ceil((MAGIC.length + 4 + dictionary.length + 1) / 64) * 64;
  const values = Float32Array.from(array.dataSync());
  const bytes = new Uint8Array(start + values.length * 4);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, 1, 0]);
  view.setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(start - 11)}\n`), 10);
  for (const [i, value] of values.entries()) view.setFloat32(start + 4 * i, value, true);
  return bytes;
}

export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

function headerOf(bytes: Uint8Array, name: string): { header: string; start: number } {
  const prefix = bytes[6] === 1 ? 10 : 12;
  if (isNpy(bytes) && bytes.length >= prefix) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const length = prefix === 10 ? view.getUint16(8, true) : view.getUint32(8, true);
    if (prefix + length <= bytes.length) {
      return {
        header: new TextDecoder("latin1").decode(bytes.subarray(prefix, prefix + length)),
        start: prefix + length,
      };
    }
  }
  throw new FormatError({ what: `${name} is not an array that NumPy saved.`, expected: "a whole .npy file" });
}
