/**
 * NumPy's files: `.npy` (NEP 1: a magic word, a header in Python's notation, the elements) and `.npz`, a zip archive of
 * these.
 */
import {
  asTensor,
  type Bytes,
  ConfigError,
  checkOption,
  type DType,
  FormatError,
  fromFloat16,
  isBytes,
  makeArray,
  orderedRecord,
  plainBytes,
  shown,
  type Tensor,
  type TensorLike,
  takes,
  wrap,
} from "../tensor/index.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** The most elements of an array: 1 GiB of float32. */
const MAX_ELEMENTS = 2 ** 28;
/** The most arrays in an archive, and its largest unpacked size, all arrays together: 1 GiB. */
const MAX_MEMBERS = 10_000;
const MAX_UNPACKED = 2 ** 30;
/** Above this size in bytes, an archive may not unpack to more than `MAX_RATIO` times its own. */
const FREE_SIZE = 2 ** 26;
const MAX_RATIO = 100;

type Read = (view: DataView, at: number, littleEndian: boolean) => number;

/** Element types by their letter and size, and the types that they become. */
const types: Readonly<Record<string, { size: number; dtype: DType; read: Read }>> = {
  f2: { size: 2, dtype: "float32", read: (view, at, little) => fromFloat16(view.getUint16(at, little)) },
  f4: { size: 4, dtype: "float32", read: (view, at, little) => view.getFloat32(at, little) },
  f8: { size: 8, dtype: "float32", read: (view, at, little) => view.getFloat64(at, little) },
  i1: { size: 1, dtype: "int32", read: (view, at) => view.getInt8(at) },
  i2: { size: 2, dtype: "int32", read: (view, at, little) => view.getInt16(at, little) },
  i4: { size: 4, dtype: "int32", read: (view, at, little) => view.getInt32(at, little) },
  i8: { size: 8, dtype: "int32", read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  u1: { size: 1, dtype: "int32", read: (view, at) => view.getUint8(at) },
  u2: { size: 2, dtype: "int32", read: (view, at, little) => view.getUint16(at, little) },
  u4: { size: 4, dtype: "int32", read: (view, at, little) => view.getUint32(at, little) },
  u8: { size: 8, dtype: "int32", read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  b1: { size: 1, dtype: "bool", read: (view, at) => view.getUint8(at) },
};

/** The type that is written for each type of tensor. */
const written = {
  float32: { descr: "<f4", write: (view: DataView, at: number, value: number) => view.setFloat32(at, value, true) },
  int32: { descr: "<i4", write: (view: DataView, at: number, value: number) => view.setInt32(at, value, true) },
  bool: { descr: "|b1", write: (view: DataView, at: number, value: number) => view.setUint8(at, value) },
} as const satisfies Record<Exclude<DType, "string">, unknown>;

/**
 * The array in the bytes of a `.npy` file: float32 for floats, int32 for integers, bool.
 * @param from the bytes, in any form: `Uint8Array`, `Buffer`, another view, a buffer
 * @param name what to call the file in messages
 * @throws FormatError for anything but a whole array of numbers, and for integers beyond 32 bits; ConfigError for no bytes
 */
export function readNpy(from: Bytes, name = "the file given"): Tensor {
  const bytes = bytesGiven(from);
  const layout = npyLayout(bytes, name);
  const { shape, size, start } = layout;
  const count = shape.reduce((product, length) => product * length, 1);
  if (!(count <= MAX_ELEMENTS) || bytes.length - start !== count * size) {
    throw new FormatError({
      what: `${name} is not a whole array.`,
      expected: `${count * size} bytes of elements`,
      received: `${bytes.length - start}`,
    });
  }
  return npyElements(bytes.subarray(start), layout, shape, name);
}

/** How a `.npy` file stores its elements. */
export interface NpyLayout {
  readonly shape: readonly number[];
  /** Their type, by letter and size. */
  readonly type: string;
  /** Bytes of an element. */
  readonly size: number;
  readonly isLittleEndian: boolean;
  /** Whether they are stored column by column. */
  readonly isFortran: boolean;
  /** The byte where they begin. */
  readonly start: number;
}

/** What the head of a `.npy` file says, whether or not the elements are there. @throws FormatError for a head that is none */
export function npyLayout(head: Uint8Array, name: string): NpyLayout {
  const { header, start } = headerOf(head, name);
  const descr = header.match(/'descr':\s*'([<>|=]?)([a-z]\d+)'/);
  const shape = header.match(/'shape':\s*\(([\d,\s]*)\)/)?.[1];
  const order = header.match(/'fortran_order':\s*(True|False)/)?.[1];
  const [, endian, type = ""] = descr ?? [];
  if (!Object.hasOwn(types, type) || shape === undefined || !order) {
    throw new FormatError({
      what: `${name} is an array of a type that is not supported.`,
      expected: `numbers: ${Object.keys(types).join(", ")}`,
      received: header.trim().slice(0, 120),
      hint: "in NumPy: np.save(file, array.astype(np.float32))",
    });
  }
  const lengths = shape.split(",").filter((part) => part.trim() !== "");
  return {
    shape: lengths.map(Number),
    type,
    size: types[type]!.size,
    isLittleEndian: endian !== ">",
    isFortran: order === "True",
    start,
  };
}

/** Elements of a layout, in another shape where they are some rows of it. @throws FormatError for integers beyond 32 bits */
export function npyElements(
  bytes: Uint8Array,
  { type, size, isLittleEndian, isFortran }: NpyLayout,
  shape: readonly number[],
  name: string,
): Tensor {
  const { dtype, read } = types[type]!;
  const count = shape.reduce((product, length) => product * length, 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, count * size);
  const values = makeArray(dtype, count);
  const placeOf = isFortran ? fortranPlaces(shape) : undefined;
  for (let i = 0; i < count; i++) {
    const value = read(view, i * size, isLittleEndian);
    const to = placeOf ? placeOf(i) : i;
    values[to] = value;
    if (dtype === "int32" && values[to] !== value) throw beyond(value, name);
  }
  return wrap(values, shape, dtype);
}

/** An array in version 1.0 of the format; the elements begin at a multiple of 64 bytes. */
export function writeNpy(array: TensorLike): Uint8Array {
  const given = asTensor(array);
  const head = npyHead(given.shape, given.dtype);
  const body = npyBody(given);
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

/** What stands before the elements of an array. */
export function npyHead(shape: readonly number[], dtype: DType): Uint8Array {
  const { descr } = written[dtype as keyof typeof written];
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${lengths}), }`;
  const start = Math.ceil((MAGIC.length + 4 + dictionary.length + 1) / 64) * 64;
  const bytes = new Uint8Array(start);
  bytes.set([...MAGIC, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, start - 10, true);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(start - 11)}\n`), 10);
  return bytes;
}

/** The elements of an array, or of a part of one. */
export function npyBody(array: Tensor): Uint8Array {
  const values = array.read();
  const { write } = written[array.dtype as keyof typeof written];
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) write(view, i * values.BYTES_PER_ELEMENT, values[i]!);
  return bytes;
}

/** The arrays of a `.npz` file by their names. @throws FormatError as {@link readNpy}, and for a damaged or oversized archive */
export async function readNpz(from: Bytes, name = "the file given"): Promise<Record<string, Tensor>> {
  const bytes = bytesGiven(from);
  const { unzipSync } = await import("fflate");
  const unzip = (filter: (member: { originalSize: number }) => boolean) => {
    try {
      return unzipSync(bytes, { filter });
    } catch (error) {
      throw new FormatError({
        what: `${name} is not an archive that NumPy saved.`,
        expected: "a whole .npz file",
        received: (error as Error).message,
      });
    }
  };
  // first the sizes that it claims, then the real ones
  let [count, unpacked] = [0, 0];
  unzip(({ originalSize }) => {
    count++;
    unpacked += originalSize;
    return false;
  });
  if (count > MAX_MEMBERS || unpacked > Math.min(MAX_UNPACKED, Math.max(FREE_SIZE, MAX_RATIO * bytes.length))) {
    throw new FormatError({
      what: `${name} is too large when unpacked.`,
      expected: `at most ${MAX_MEMBERS} arrays and ${MAX_UNPACKED} bytes; above ${FREE_SIZE}, ${MAX_RATIO} times what is packed`,
      received: `${count} arrays, ${unpacked} bytes`,
    });
  }
  const members = unzip(() => true);
  const arrays = Object.entries(members).map(([member, content]): [string, Tensor] => [
    member.replace(/\.npy$/, ""),
    readNpy(content, `${member} in ${name}`),
  ]);
  return orderedRecord(arrays);
}

/** Arrays by their names as a `.npz` file, compressed as by `np.savez_compressed`. */
export async function writeNpz(arrays: Readonly<Record<string, TensorLike>>): Promise<Uint8Array> {
  checkOption(
    "writeNpz",
    "arrays",
    arrays,
    takes.check("a record of arrays", (value) => typeof value === "object" && value !== null),
  );
  const { zipSync } = await import("fflate");
  const members = Object.entries(arrays).map(([name, array]): [string, Uint8Array] => [`${name}.npy`, writeNpy(array)]);
  return zipSync(Object.fromEntries(members));
}

/** Whether bytes start like a `.npy` file. */
export function isNpy(from: Bytes): boolean {
  const bytes = bytesGiven(from);
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

function bytesGiven(from: Bytes): Uint8Array {
  if (isBytes(from)) return plainBytes(from);
  throw new ConfigError({
    what: "NumPy's files are read from bytes.",
    expected: "Uint8Array, Buffer, another view, or ArrayBuffer",
    received: shown(from),
    hint: "in Node: await readFile(path); in a page: await file.arrayBuffer()",
  });
}

/** The row-by-row index of the i-th element of an array that is stored column by column. */
function fortranPlaces(shape: readonly number[]): (i: number) => number {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  return (i) => {
    let place = 0;
    for (let axis = 0; axis < shape.length; axis++) {
      place += (i % shape[axis]!) * strides[axis]!;
      i = Math.floor(i / shape[axis]!);
    }
    return place;
  };
}

function beyond(value: number, name: string): FormatError {
  return new FormatError({
    what: `${name} holds an integer beyond 32 bits.`,
    expected: "-2147483648 to 2147483647",
    received: shown(value),
    hint: "in NumPy: np.save(file, array.astype(np.float32))",
  });
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
