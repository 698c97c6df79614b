/** HDF5 element types and shapes, and the values of attributes and datasets. */
import { FormatError } from "../../../tensor/index.ts";
import { type Cursor, damaged, utf8 } from "../cursor.ts";

/** An element type: numbers of a given size, text of a fixed length, or text in a heap. */
export interface Datatype {
  readonly kind: "int" | "uint" | "float" | "bfloat16" | "text" | "heapText";
  readonly size: number;
  /** Whether the largest byte of a number comes first. */
  readonly bigEndian?: boolean;
}

/** Values in row-major order. */
export type Values = Float32Array | Float64Array | Int32Array | readonly string[];

/** @throws FormatError for a type that no model has, such as a compound */
export function readDatatype(cursor: Cursor): Datatype {
  const { what } = cursor;
  const kind = cursor.u8() & 0x0f;
  const bits = cursor.u8() | (cursor.u8() << 8) | (cursor.u8() << 16);
  const size = cursor.u32();
  if (size === 0 || size > 2 ** 20) throw damaged(what, `elements of ${size} bytes`);
  const bigEndian = (bits & 1) !== 0;
  if (kind === 0 && [1, 2, 4, 8].includes(size)) return { kind: (bits & 8) !== 0 ? "int" : "uint", size, bigEndian };
  // another bit says that the order is that of a VAX
  if (kind === 1 && (bits & 0x40) === 0) {
    const exponentBits = cursor.skip(5).u8();
    if (size === 2) return { kind: exponentBits === 8 ? "bfloat16" : "float", size, bigEndian };
    if (size === 4 || size === 8) return { kind: "float", size, bigEndian };
  }
  if (kind === 3) return { kind: "text", size };
  if (kind === 8) return readDatatype(cursor);
  if (kind === 9 && (bits & 0x0f) === 1) return { kind: "heapText", size };
  throw unreadable(what, `elements that are ${kinds[kind] ?? `of type ${kind}`}, ${size} bytes each`);
}

/** HDF5's kinds of elements, by their numbers. */
const kinds = [
  "integers",
  "floating-point numbers",
  "times",
  "texts",
  "bit fields",
  "opaque bytes",
  "compounds",
  "references",
  "enumerations",
  "lists of varying length",
  "arrays",
];

/** Lengths of the axes; none for a scalar, undefined for no values at all. @throws FormatError for an impossible shape */
export function readDataspace(cursor: Cursor): number[] | undefined {
  const [version, rank, flags] = [cursor.u8(), cursor.u8(), cursor.u8()];
  if (version !== 1 && version !== 2) throw damaged(cursor.what, `a shape of version ${version}`);
  const kind = cursor.skip(version === 1 ? 5 : 0) && version === 2 ? cursor.u8() : 1;
  if (rank > 32 || (flags & ~3) !== 0) throw damaged(cursor.what, `a shape of ${rank} axes`);
  if (kind === 2) return undefined;
  return Array.from({ length: rank }, () => cursor.u64());
}

/** `count` values from the bytes that hold them. @throws FormatError when the bytes are too few */
export function readValues(content: Cursor, type: Datatype, count: number, file: Cursor): Values {
  const { kind, size } = type;
  if (!(count * size <= content.bytes.length - content.at))
    throw damaged(content.what, `${count} values of ${size} bytes`);
  if (kind === "text") return Array.from({ length: count }, () => trimmed(utf8(content.take(size))));
  if (kind === "heapText") return Array.from({ length: count }, () => readHeapText(content, file));
  // a copy is aligned
  const copied = new Uint8Array(content.take(count * size));
  if (type.bigEndian) for (let i = 0; i < count; i++) copied.subarray(i * size, (i + 1) * size).reverse();
  const bytes = copied.buffer;
  if (kind === "bfloat16") return widened(new Uint16Array(bytes));
  if (kind === "float") {
    return size === 4
      ? new Float32Array(bytes)
      : size === 8
        ? new Float64Array(bytes)
        : fromHalves(new Uint16Array(bytes));
  }
  if (size === 8)
    return Float64Array.from(kind === "int" ? new BigInt64Array(bytes) : new BigUint64Array(bytes), Number);
  if (size === 4) return kind === "int" ? new Int32Array(bytes) : Float64Array.from(new Uint32Array(bytes));
  if (size === 2) return Int32Array.from(kind === "int" ? new Int16Array(bytes) : new Uint16Array(bytes));
  return Int32Array.from(kind === "int" ? new Int8Array(bytes) : new Uint8Array(bytes));
}

const trimmed = (text: string) => text.replace(/\0[\s\S]*$/, "");

/** Text in a global heap: its length, the heap's address, its number there. */
function readHeapText(reference: Cursor, file: Cursor): string {
  const [length, address, index] = [reference.u32(), reference.u64(), reference.u32()];
  if (length === 0) return "";
  const heap = file.from(address);
  if (heap.ascii(4) !== "GCOL") throw damaged(file.what, `no heap at byte ${address}`);
  const end = address + heap.skip(4).u64();
  while (heap.at + 16 <= end) {
    const number = heap.u16();
    const size = heap.skip(6).u64();
    if (number === index) return trimmed(utf8(heap.take(Math.min(length, size))));
    if (number === 0) break;
    heap.skip(Math.ceil(size / 8) * 8);
  }
  throw damaged(file.what, `no text ${index} in the heap at byte ${address}`);
}

function widened(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (bits) => bits << 16).buffer);
}

/** IEEE half-precision numbers; engines without Float16Array are served too. */
function fromHalves(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const [exponent, fraction] = [(bits >> 10) & 0x1f, bits & 0x3ff];
    if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** The error for a feature of HDF5 that model files do not use. */
export function unreadable(
  what: string,
  received: string,
  hint = "load the file in Keras, and save the model or its weights again",
): FormatError {
  return new FormatError({
    what: `${what} holds something that is not supported.`,
    expected: "groups, and datasets of numbers or text, as Keras writes them",
    received,
    hint,
  });
}
