/**
 * The safetensors container: 8 bytes with the length of a header, the header in JSON, then the tensors' bytes.
 * It says nothing of what the names mean; `pytorch.ts` and `keras.ts` do.
 */
import { FormatError, formatShape, type Shape, setOwn, sizeOf, warn } from "../../tensor/index.ts";
import { asCount, asList, asRecord, asText, type Json, parseRecord, show } from "../json.ts";
import { headerLength, MAX_HEADER, PREFIX } from "../starts.ts";
import { readFloats, type StoredType, storedNumbers, writeFloats } from "../stored-numbers.ts";

/** A tensor of a file, its values as float32. */
export interface NamedArray {
  readonly shape: Shape;
  readonly values: Float32Array;
  /** The type of the file, where float32 cannot hold its numbers as they are. */
  readonly narrowedFrom?: StoredType;
}

/** Axes of a tensor, at most. */
const MAX_RANK = 32;

/**
 * The tensors of a file by name, in the order of its header. Every byte belongs to exactly one tensor.
 * @throws FormatError for anything else
 */
export function readSafetensors(bytes: Uint8Array, name: string): Map<string, NamedArray> {
  return new Map(
    safetensorsLayout(bytes, bytes.length, name).map(({ key, type, shape, begin, end }) => {
      const stored = bytes.subarray(begin, end);
      const values = readFloats(stored, type);
      return [key, { shape, values, ...(isNarrowed(stored, type, values) && { narrowedFrom: type }) }];
    }),
  );
}

/** Bytes at the begin of a file that hold its header, by its first 8 bytes. */
export function headOf(bytes: Uint8Array): number {
  return bytes.length < PREFIX ? PREFIX : Math.min(PREFIX + headerLength(bytes), PREFIX + MAX_HEADER);
}

/**
 * The positions of the tensors in a file.
 * @param head the file's begin, with its header or all of it  @param size the bytes of the whole file
 * @throws as {@link readSafetensors}
 */
export function safetensorsLayout(head: Uint8Array, size: number, name: string): Entry[] {
  const { header, start } = parts(head, size, name);
  const entries = Object.entries(header)
    .filter(([key]) => key !== "__metadata__")
    .map(([key, entry]) => readEntry(key, entry!, size - start, name));
  checkCovered(entries, size - start, name);
  return entries.map((entry) => ({ ...entry, begin: start + entry.begin, end: start + entry.end }));
}

/** Says in a warning which tensors had numbers that float32 cannot hold as they are. */
export function tellNarrowed(tensors: ReadonlyMap<string, NamedArray>): void {
  const narrowed = [...tensors].flatMap(([name, { narrowedFrom }]) => (narrowedFrom ? [{ name, narrowedFrom }] : []));
  if (narrowed.length === 0) return;
  const types = [...new Set(narrowed.map(({ narrowedFrom }) => longNames[narrowedFrom] ?? narrowedFrom))];
  const names = narrowed.map(({ name }) => `"${name}"`);
  warn(`tensors of ${types.join(", ")} were rounded to float32: ${names.join(", ")}.`);
}

const longNames: Partial<Record<StoredType, string>> = {
  F64: "float64",
  I64: "int64",
  U64: "uint64",
  I32: "int32",
  U32: "uint32",
};

/** float64 always counts as narrowed; wide integers do where a number has changed. */
function isNarrowed(stored: Uint8Array, type: StoredType, values: Float32Array): boolean {
  if (type === "F64") return values.length > 0;
  if (!/^[IU](32|64)$/.test(type)) return false;
  const { size, read } = storedNumbers[type];
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  return values.some((value, i) => value !== read(view, i * size));
}

/** A file of float32 tensors; they begin at multiples of 8 bytes. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, NamedArray>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, Json> = { __metadata__: metadata };
  let end = 0;
  for (const [key, { shape, values }] of tensors) {
    const begin = end;
    end += values.length * 4;
    setOwn(header, key, { dtype: "F32", shape: [...shape], data_offsets: [begin, end] });
  }
  const text = JSON.stringify(header);
  const encoded = new TextEncoder().encode(text);
  const length = Math.ceil(encoded.length / 8) * 8;
  const bytes = new Uint8Array(PREFIX + length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, PREFIX, PREFIX + length);
  bytes.set(encoded, PREFIX);
  let at = PREFIX + length;
  for (const { values } of tensors.values()) {
    bytes.set(writeFloats(values), at);
    at += values.length * 4;
  }
  return bytes;
}

/** A tensor of a file: its name, type and shape, and the range of its bytes. */
export interface Entry {
  key: string;
  type: StoredType;
  shape: number[];
  begin: number;
  end: number;
}

function parts(bytes: Uint8Array, size: number, name: string) {
  const length = bytes.length < PREFIX ? Number.POSITIVE_INFINITY : headerLength(bytes);
  if (length > MAX_HEADER || PREFIX + length > bytes.length) {
    throw new FormatError({
      what: `${name} is not a whole safetensors file.`,
      expected: `a header of at most ${Math.max(0, Math.min(MAX_HEADER, size - PREFIX))} bytes`,
      received: bytes.length < PREFIX ? `${bytes.length} bytes in all` : `a header of ${length} bytes`,
    });
  }
  const text = decode(bytes.subarray(PREFIX, PREFIX + length), name);
  return { header: parseRecord(text, `The header of ${name}`), start: PREFIX + length };
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FormatError({ what: `The header of ${name} is not text.`, expected: "UTF-8" });
  }
}

function readEntry(key: string, value: Json, length: number, name: string): Entry {
  const where = `The tensor ${show(key)} of ${name}`;
  const { dtype, shape: lengths, data_offsets: offsets } = asRecord(value, where);
  const type = asText(dtype, `The type of ${where}`);
  if (!Object.hasOwn(storedNumbers, type)) {
    throw new FormatError({
      what: `${where} is stored in a type that is not read.`,
      expected: Object.keys(storedNumbers).join(", "),
      received: show(type),
    });
  }
  const shape = asList(lengths, `The shape of ${where}`).map((axis) => asCount(axis, `The shape of ${where}`));
  const [begin, end, ...more] = asList(offsets, `The place of ${where}`).map((at) =>
    asCount(at, `The place of ${where}`),
  );
  const size = sizeOf(shape) * storedNumbers[type as StoredType].size;
  const fits = begin !== undefined && end !== undefined && more.length === 0 && begin <= end && end <= length;
  if (!fits || end - begin !== size || shape.length > MAX_RANK) {
    throw new FormatError({
      what: `${where} is not inside the file.`,
      expected: `${size} bytes, for ${type} of shape ${formatShape(shape)}, within the ${length} that there are`,
      received: `data_offsets ${show(offsets)}`,
    });
  }
  return { key, type: type as StoredType, shape, begin, end };
}

/** Holes and overlaps would let a file mean two things. */
function checkCovered(entries: readonly Entry[], length: number, name: string): void {
  let at = 0;
  for (const { key, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      throw new FormatError({
        what: `The tensors of ${name} ${begin < at ? "overlap" : "leave a hole"}.`,
        expected: `${show(key)} at byte ${at}`,
        received: `at byte ${begin}`,
      });
    }
    at = end;
  }
  if (at === length) return;
  throw new FormatError({
    what: `${name} has bytes that belong to no tensor.`,
    expected: `${at} bytes of tensors`,
    received: `${length}`,
  });
}
