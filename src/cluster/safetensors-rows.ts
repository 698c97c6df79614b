/** The samples of a safetensors file, some at a time: each tensor holds a part of all of them. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { npyElements } from "../data/npy.ts";
import { type Entry, headOf, safetensorsLayout } from "../io/safetensors/container.ts";
import { readFloats, storedNumbers } from "../io/stored-numbers.ts";
import { ShapeError, type Tensor, wrap } from "../tensor/index.ts";

/** NumPy's names of the types; those that it lacks, or reads as other numbers, are floats. */
const types: Readonly<Record<string, string>> = {
  F64: "f8",
  F32: "f4",
  I64: "i8",
  I32: "i4",
  I16: "i2",
  I8: "i1",
  U64: "u8",
  U32: "u4",
  U16: "u2",
  U8: "u1",
  BOOL: "b1",
};

/**
 * Rows of all tensors of a file by name.
 * @param most bytes that are read at once, about
 * @throws FormatError for a file of another form, integers beyond 32 bits; ShapeError where tensors differ in rows
 */
export function* safetensorsRows(path: string, most: number): Generator<Readonly<Record<string, Tensor>>> {
  const file = openSync(path, "r");
  const bytesAt = (begin: number, length: number) => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, begin));
  };
  try {
    const { size } = fstatSync(file);
    const head = bytesAt(0, Math.min(size, headOf(bytesAt(0, 8))));
    const entries = safetensorsLayout(head, size, path);
    const count = rowsOf(entries, path);
    const each = entries.map(({ begin, end }) => (count === 0 ? 0 : (end - begin) / count));
    const many = Math.max(1, Math.floor(most / Math.max(1, ...each)));
    for (let row = 0; row < count; row += many) {
      const rows = Math.min(many, count - row);
      const read = (entry: Entry, i: number) =>
        tensorOf(entry, bytesAt(entry.begin + row * each[i]!, rows * each[i]!), rows, path);
      yield Object.fromEntries(entries.map((entry, i) => [entry.key, read(entry, i)]));
    }
  } finally {
    closeSync(file);
  }
}

/** @throws ShapeError unless all tensors hold a part of as many samples */
function rowsOf(entries: readonly Entry[], path: string): number {
  const count = entries[0]?.shape[0] ?? 0;
  const other = entries.find(({ shape }) => shape[0] !== count);
  if (!other) return count;
  throw new ShapeError({
    what: `The tensors of ${path} do not hold the same samples.`,
    expected: `${count} rows of each`,
    received: `"${other.key}" with ${other.shape.length === 0 ? "no rows" : `${other.shape[0]}`}`,
  });
}

function tensorOf({ type, shape }: Entry, bytes: Buffer, rows: number, path: string): Tensor {
  const part = [rows, ...shape.slice(1)];
  const known = types[type];
  if (known === undefined) return wrap(readFloats(bytes, type), part, "float32");
  const { size } = storedNumbers[type];
  const layout = { shape: part, type: known, size, isLittleEndian: true, isFortran: false, start: 0 };
  return npyElements(bytes, layout, part, path);
}
