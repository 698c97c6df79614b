/**
 * Links and attributes of newer HDF5 (`libver="latest"`) where an object has many, or long ones: messages in a fractal heap, which a
 * B-tree of the second version lists.
 */
import { type Cursor, damaged } from "../cursor.ts";
import { unreadable } from "./datatype.ts";

/** Limits that no real object reaches: records, levels of a tree. */
const MAX_RECORDS = 100_000;
const MAX_DEPTH = 16;

/** Bytes that hold a number up to this one. */
const widthOf = (most: number) => Math.floor(Math.log2(Math.max(1, most)) / 8) + 1;

/**
 * The messages that a heap holds for an object.
 * @param heap, index the addresses of the heap and of the B-tree of names
 * @throws FormatError when they are damaged, or packed
 */
export function denseMessages(file: Cursor, heap: number, index: number): Cursor[] {
  const read = heapReader(file, heap);
  // a record is a link's hash and its place in the heap, or an attribute's place and more
  return readTree(file, index, [5, 8]).map(({ type, record }) => read(type === 5 ? record.skip(4) : record));
}

/** The records of a B-tree. */
function readTree(file: Cursor, address: number, types: readonly number[]): { type: number; record: Cursor }[] {
  const head = file.from(address);
  if (head.ascii(4) !== "BTHD") throw damaged(file.what, `no list at byte ${address}`);
  const [type, nodeSize, recordSize, depth] = [head.skip(1).u8(), head.u32(), head.u16(), head.u16()];
  const [root, count] = [head.skip(2).u64(), head.u16()];
  if (!types.includes(type) || recordSize === 0 || depth > MAX_DEPTH) {
    throw damaged(file.what, `a list of kind ${type} at byte ${address}`);
  }
  // per level: the most records of a node, the most in all below it, and the bytes of a pointer to it
  const levels = [{ most: Math.floor((nodeSize - 10) / recordSize), whole: 0, pointer: 0 }];
  const countWidth = widthOf(levels[0]!.most);
  levels[0]!.whole = levels[0]!.most;
  for (let level = 1; level <= depth; level++) {
    const below = levels[level - 1]!;
    const pointer = 8 + countWidth + (level > 1 ? widthOf(below.whole) : 0);
    const most = Math.floor((nodeSize - 10 - pointer) / (recordSize + pointer));
    levels.push({ most, whole: (most + 1) * below.whole + most, pointer });
  }
  const found: { type: number; record: Cursor }[] = [];
  const walk = (at: number, records: number, level: number): void => {
    const node = file.from(at);
    if (node.ascii(4) !== (level > 0 ? "BTIN" : "BTLF")) throw damaged(file.what, `no part of a list at byte ${at}`);
    node.skip(2);
    for (let i = 0; i < records; i++) found.push({ type, record: node.from(node.skip(recordSize).at - recordSize) });
    if (found.length > MAX_RECORDS) throw damaged(file.what, "an object of too many parts");
    for (let i = 0; level > 0 && i <= records; i++) {
      const pointer = node.from(node.at);
      node.skip(levels[level]!.pointer);
      walk(pointer.u64(), uintOf(pointer, countWidth), level - 1);
    }
  };
  if (count > 0) walk(root, count, depth);
  return found;
}

/** A number of any count of bytes. */
function uintOf(cursor: Cursor, size: number): number {
  return cursor.take(size).reduceRight((number, byte) => number * 256 + byte, 0);
}

/** What reads an object of a heap by its ID, at which a cursor stands. */
function heapReader(file: Cursor, address: number): (id: Cursor) => Cursor {
  const head = file.from(address);
  if (head.ascii(4) !== "FRHP") throw damaged(file.what, `no heap at byte ${address}`);
  const [idLength, filterLength, mostManaged] = [head.skip(1).u16(), head.u16(), head.skip(1).u32()];
  if (filterLength > 0) throw unreadable(file.what, "a group that is packed");
  const huge = head.skip(8).u64();
  const [width, firstSize, mostDirect] = [head.skip(80).u16(), head.u64(), head.u64()];
  const [bits, root, rows] = [head.u16(), head.skip(2).u64(), head.u16()];
  const [offsetWidth, lengthWidth] = [Math.ceil(bits / 8), widthOf(Math.min(mostDirect, mostManaged))];
  const sizeOf = (row: number) => firstSize * 2 ** Math.max(0, row - 1);
  /** The address of a place in a block of blocks. */
  const placeIn = (block: number, rowCount: number, offset: number, depth = 0): number => {
    const entries = file.from(block);
    if (entries.ascii(4) !== "FHIB" || depth > MAX_DEPTH) throw damaged(file.what, `no heap at byte ${block}`);
    entries.skip(9 + offsetWidth);
    let start = 0;
    for (let row = 0; row < rowCount; row++) {
      const size = sizeOf(row);
      if (offset >= start + width * size) {
        start += width * size;
        entries.skip(8 * width);
        continue;
      }
      const column = Math.floor((offset - start) / size);
      const [inside, at] = [offset - start - column * size, entries.skip(8 * column).u64()];
      if (size <= mostDirect) return at + inside;
      return placeIn(at, Math.log2(size / firstSize / width) + 1, inside, depth + 1);
    }
    throw damaged(file.what, `no byte ${offset} in a heap`);
  };
  return (id) => {
    const kind = (id.u8() >> 4) & 3;
    if (kind === 0) {
      const [offset, length] = [uintOf(id, offsetWidth), uintOf(id, lengthWidth)];
      return within(file, rows === 0 ? root + offset : placeIn(root, rows, offset), length);
    }
    if (kind !== 1)
      throw unreadable(file.what, "a group in a form of newer HDF5", "h5repack --low=0 --high=0 rewrites it");
    const number = uintOf(id, idLength - 1);
    for (const { record } of readTree(file, huge, [1])) {
      const [at, length] = [record.u64(), record.u64()];
      if (record.u64() === number) return within(file, at, length);
    }
    throw damaged(file.what, `no object ${number} in a heap`);
  };
}

/** A cursor at an object, which must be whole. */
function within(file: Cursor, at: number, length: number): Cursor {
  file.from(at).skip(length);
  return file.from(at);
}
