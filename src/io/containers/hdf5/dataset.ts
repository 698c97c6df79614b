/** HDF5 datasets: the layout of their values, contiguous or in chunks, and how chunks are unpacked. */
import { type Cursor, damaged } from "../cursor.ts";
import { type Datatype, readDataspace, readDatatype, readValues, unreadable, type Values } from "./datatype.ts";
import { type Message, messages } from "./header.ts";

/** The limit for unpacked chunks: a multiple of the file's size, but at least a fixed number of bytes. */
const MAX_RATIO = 100;
const FREE_SIZE = 2 ** 26;

const UNDEFINED = Number.POSITIVE_INFINITY;

/** An array of numbers or texts in a file. */
export class Dataset {
  readonly shape: readonly number[];
  readonly type: Datatype;
  /** Number of elements. */
  readonly size: number;

  /** @throws FormatError when its type or shape does not occur in models */
  constructor(
    private readonly found: readonly Message[],
    private readonly file: Cursor,
  ) {
    const shape = readDataspace(this.part(messages.dataspace));
    this.shape = shape ?? [0];
    this.type = readDatatype(this.part(messages.datatype));
    this.size = this.shape.reduce((product, length) => product * length, 1);
  }

  /** The values in row-major order. @throws FormatError when they are not all there */
  async values(): Promise<Values> {
    if (this.found.some(({ type }) => type === messages.externalFiles)) {
      throw unreadable(this.file.what, "a dataset whose values stand in another file");
    }
    const content = await this.content();
    return readValues(content, this.type, this.size, this.file);
  }

  private async content(): Promise<Cursor> {
    const layout = this.part(messages.layout);
    const [version, kind] = [layout.u8(), layout.u8()];
    if (kind === 3) throw unreadable(this.file.what, "a dataset whose values stand in other datasets");
    if (version !== 3 && !(version === 4 && kind < 2)) {
      throw unreadable(
        this.file.what,
        `a dataset laid out in form ${version}.${kind}`,
        "h5repack --low=0 --high=0 rewrites it",
      );
    }
    if (kind === 0) return layout.skip(2);
    if (kind === 2) return this.chunked(layout);
    const address = layout.u64();
    return address === UNDEFINED ? this.wrapped(this.filled()) : this.file.from(address);
  }

  /** The bytes of values that were never written: those of the dataset's fill value, or zeros. */
  private filled(): Uint8Array {
    const whole = new Uint8Array(this.allowed(this.size * this.type.size));
    const fill = readFill(this.found.find(({ type }) => type === messages.fill)?.content);
    if (fill?.length === this.type.size) for (let at = 0; at < whole.length; at += fill.length) whole.set(fill, at);
    return whole;
  }

  /** A B-tree lists the chunks; each starts at an offset of the whole, and may extend beyond its edges. */
  private async chunked(layout: Cursor): Promise<Cursor> {
    const rank = layout.u8() - 1;
    if (rank !== this.shape.length || rank < 1) throw damaged(this.file.what, "chunks that do not fit their dataset");
    const root = layout.u64();
    const chunk = Array.from({ length: rank }, () => layout.u32());
    const whole = this.filled();
    const chunkBytes = this.allowed(chunk.reduce((product, length) => product * length, this.type.size));
    const filters = readFilters(this.found.find(({ type }) => type === messages.filters)?.content);
    for (const { at, length, mask, offsets } of root === UNDEFINED ? [] : listChunks(this.file, root, rank)) {
      const content = await unpack(this.file.from(at).take(length), filters, mask, this.type.size, chunkBytes);
      if (content.length < chunkBytes) throw damaged(this.file.what, "a chunk that is too short");
      placeChunk(whole, content, this.shape, chunk, offsets, this.type.size);
    }
    return this.wrapped(whole);
  }

  private allowed(bytes: number): number {
    if (bytes <= Math.max(FREE_SIZE, MAX_RATIO * this.file.bytes.length)) return bytes;
    throw damaged(this.file.what, `a dataset of ${bytes} bytes in a file of ${this.file.bytes.length}`);
  }

  private wrapped(bytes: Uint8Array): Cursor {
    return new (this.file.constructor as typeof Cursor)(bytes, this.file.what);
  }

  private part(wanted: number): Cursor {
    const message = this.found.find(({ type }) => type === wanted);
    if (!message) throw damaged(this.file.what, "a dataset without a description");
    return message.content.from(message.content.at);
  }
}

/** The bytes of a fill value; undefined where none is given. */
function readFill(content: Cursor | undefined): Uint8Array | undefined {
  if (!content) return undefined;
  const cursor = content.from(content.at);
  const [version, flags] = [cursor.u8(), cursor.u8()];
  const isGiven = version === 3 ? (flags & 0x20) !== 0 : cursor.skip(1).u8() !== 0;
  return isGiven ? cursor.take(cursor.u32()) : undefined;
}

interface Chunk {
  readonly at: number;
  readonly length: number;
  /** A bit mask of the filters that were not applied. */
  readonly mask: number;
  readonly offsets: readonly number[];
}

const MAX_NODES = 100_000;

function listChunks(file: Cursor, root: number, rank: number): Chunk[] {
  const chunks: Chunk[] = [];
  const open = [root];
  const met = new Set<number>();
  for (const address of open) {
    if (met.has(address) || met.size > MAX_NODES) throw damaged(file.what, "a list of chunks that runs in a circle");
    met.add(address);
    const node = file.from(address);
    if (node.ascii(4) !== "TREE" || node.u8() !== 1) throw damaged(file.what, `no list of chunks at byte ${address}`);
    const [level, count] = [node.u8(), node.u16()];
    node.skip(16);
    for (let i = 0; i < count; i++) {
      const [length, mask] = [node.u32(), node.u32()];
      const offsets = Array.from({ length: rank + 1 }, () => node.u64()).slice(0, -1);
      const at = node.u64();
      if (level === 0) chunks.push({ at, length, mask, offsets });
      else open.push(at);
    }
  }
  return chunks;
}

/** Copies the part of a chunk inside the whole, row by row. */
function placeChunk(
  whole: Uint8Array,
  content: Uint8Array,
  shape: readonly number[],
  chunk: readonly number[],
  offsets: readonly number[],
  size: number,
): void {
  const last = shape.length - 1;
  const width = Math.min(chunk[last]!, shape[last]! - offsets[last]!);
  if (!(width > 0)) return;
  const rows = chunk.slice(0, last).reduce((product, length) => product * length, 1);
  for (let row = 0; row < rows; row++) {
    let [rest, place, stride, inside] = [row, offsets[last]!, shape[last]!, true];
    for (let axis = last - 1; axis >= 0; axis--) {
      const index = offsets[axis]! + (rest % chunk[axis]!);
      rest = Math.floor(rest / chunk[axis]!);
      inside &&= index < shape[axis]!;
      place += index * stride;
      stride *= shape[axis]!;
    }
    const from = row * chunk[last]! * size;
    if (inside) whole.set(content.subarray(from, from + width * size), place * size);
  }
}

const DEFLATE = 1;
const SHUFFLE = 2;
const FLETCHER32 = 3;
/** Filters that are not read, by their numbers. */
const filterNames: Readonly<Record<number, string>> = { 4: "szip", 6: "scaleoffset", 32000: "lzf" };

/** The filters that chunks went through, in that order. @throws FormatError for one that is not read */
function readFilters(content: Cursor | undefined): number[] {
  if (!content) return [];
  const [version, count] = [content.u8(), content.u8()];
  content.skip(version === 1 ? 6 : 0);
  return Array.from({ length: count }, () => {
    const id = content.u16();
    const nameLength = version === 1 || id >= 256 ? content.u16() : 0;
    const values = content.skip(2).u16();
    content.skip(version === 1 ? Math.ceil(nameLength / 8) * 8 : nameLength);
    content.skip(4 * values + (version === 1 && values % 2 === 1 ? 4 : 0));
    if ([DEFLATE, SHUFFLE, FLETCHER32].includes(id)) return id;
    throw unreadable(content.what, `a dataset packed by ${filterNames[id] ?? `filter ${id}`}, not by gzip`);
  });
}

async function unpack(
  packed: Uint8Array,
  filters: readonly number[],
  mask: number,
  size: number,
  limit: number,
): Promise<Uint8Array> {
  let content = packed;
  for (const [i, filter] of [...filters.entries()].reverse()) {
    if ((mask >> i) & 1) continue;
    if (filter === FLETCHER32) content = content.subarray(0, -4);
    else if (filter === SHUFFLE) content = unshuffle(content, size);
    else content = await inflate(content, limit + 4);
  }
  return content;
}

async function inflate(packed: Uint8Array, limit: number): Promise<Uint8Array> {
  const { unzlibSync } = await import("fflate");
  try {
    return unzlibSync(packed, { out: new Uint8Array(limit) });
  } catch (error) {
    throw damaged("A chunk of a dataset", (error as Error).message);
  }
}

/** All first bytes, then all second bytes and so on, back to whole elements. */
function unshuffle(content: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(content.length / size);
  const whole = new Uint8Array(content.length);
  for (let byte = 0; byte < size; byte++) {
    for (let i = 0; i < count; i++) whole[i * size + byte] = content[byte * count + i]!;
  }
  return whole;
}
