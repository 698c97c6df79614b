/** Writing HDF5 files in the form that h5py writes by default, which every version of the library reads. */
import { joinBytes } from "../../../tensor/index.ts";
import { ByteWriter, paddedTo8 } from "../byte-writer.ts";

/** Values with their shape; numbers of 64 bits are given as BigInt64Array. */
export interface ArrayToWrite {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array | Uint8Array | BigInt64Array;
}

/** A group in the making: texts as attributes, and members by name. */
export class GroupToWrite {
  readonly attributes = new Map<string, string | readonly string[]>();
  readonly members = new Map<string, GroupToWrite | ArrayToWrite>();

  /** The group at a path from here, made where it does not exist. */
  group(path: string): GroupToWrite {
    let group: GroupToWrite = this;
    for (const name of path.split("/")) {
      const found = group.members.get(name);
      const next = found instanceof GroupToWrite ? found : new GroupToWrite();
      if (next !== found) group.members.set(name, next);
      group = next;
    }
    return group;
  }

  /** Puts an array at a path from here. */
  set(path: string, array: ArrayToWrite): void {
    const cut = path.lastIndexOf("/");
    const group = cut < 0 ? this : this.group(path.slice(0, cut));
    group.members.set(path.slice(cut + 1), array);
  }
}

const UNDEFINED = 2n ** 64n - 1n;
const SUPERBLOCK = 96;
/** Names in a leaf of a group's tree are at most twice this, leaves in a tree at most twice that. */
const LEAF_K = 4;
const NODE_K = 16;

/** The bytes of a file with this root group. */
export function writeHdf5(root: GroupToWrite): Uint8Array {
  const writer = new Writer(root);
  const { header, tree, heap } = writer.writeGroup(root);
  return writer.finish(header, tree, heap);
}

interface Placed {
  readonly header: number;
  readonly tree: number;
  readonly heap: number;
}

class Writer {
  private readonly parts: Uint8Array[] = [];
  private end = SUPERBLOCK;
  private readonly leafK: number;
  private readonly texts = new Map<string, { address: number; index: number; length: number }>();

  constructor(root: GroupToWrite) {
    this.leafK = Math.max(LEAF_K, Math.ceil(mostMembers(root) / (4 * NODE_K)));
    this.placeTexts([...new Set(textsIn(root))].filter((text) => text !== ""));
  }

  /** Writes what is in a group, then the group; gives where its parts are. */
  writeGroup(group: GroupToWrite): Placed {
    const members = [...group.members]
      .map(([name, member]) => ({ name, bytes: new TextEncoder().encode(name), member }))
      .sort((a, b) => compareBytes(a.bytes, b.bytes))
      .map(({ bytes, member }) => ({ name: bytes, header: this.writeMember(member) }));
    const { heap, offsets } = this.writeNames(members.map(({ name }) => name));
    const tree = this.writeTree(
      members.map(({ header }) => header),
      offsets,
    );
    const links = new ByteWriter().u64(tree).u64(heap);
    const header = this.writeHeader([{ type: 0x11, content: links.bytes() }, ...this.attributesOf(group)]);
    return { header, tree, heap };
  }

  finish(header: number, tree: number, heap: number): Uint8Array {
    const start = new ByteWriter()
      .raw([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a])
      .raw([0, 0, 0, 0, 0, 8, 8, 0])
      .u16(this.leafK)
      .u16(NODE_K)
      .u32(0)
      .u64(0)
      .u64(UNDEFINED)
      .u64(this.end)
      .u64(UNDEFINED)
      // the root: no name, its header, and where its tree and its names are
      .u64(0)
      .u64(header)
      .u32(1)
      .u32(0)
      .u64(tree)
      .u64(heap);
    return joinBytes([start.bytes(), ...this.parts]);
  }

  private writeMember(member: GroupToWrite | ArrayToWrite): number {
    return member instanceof GroupToWrite ? this.writeGroup(member).header : this.writeArray(member);
  }

  private writeArray({ shape, values }: ArrayToWrite): number {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const at = bytes.length > 0 ? this.place(bytes) : UNDEFINED;
    return this.writeHeader([
      { type: 0x01, content: dataspace(shape) },
      { type: 0x03, content: numberType(values) },
      // the fill value is the default one
      { type: 0x05, content: Uint8Array.of(2, 2, 2, 1, 0, 0, 0, 0) },
      { type: 0x08, content: new ByteWriter().raw([3, 1]).u64(at).u64(bytes.length).bytes() },
    ]);
  }

  private attributesOf(group: GroupToWrite) {
    return [...group.attributes].map(([name, value]) => ({ type: 0x0c, content: this.attribute(name, value) }));
  }

  /** A text, or a list of them, as references into the heap. An empty list is one of numbers, as h5py writes it. */
  private attribute(name: string, value: string | readonly string[]): Uint8Array {
    const list = typeof value === "string" ? [value] : value;
    const type = list.length > 0 ? heapTextType : numberType(new Float64Array(0));
    const shape = dataspace(typeof value === "string" ? [] : [list.length]);
    const nameBytes = new TextEncoder().encode(`${name}\0`);
    const writer = new ByteWriter().raw([1, 0]).u16(nameBytes.length).u16(type.length).u16(shape.length);
    for (const part of [nameBytes, type, shape]) writer.raw(part).padTo8();
    for (const text of list) {
      const placed = this.texts.get(text) ?? { address: 0, index: 0, length: 0 };
      writer.u32(placed.length).u64(placed.address).u32(placed.index);
    }
    return writer.bytes();
  }

  private writeHeader(messages: readonly { type: number; content: Uint8Array }[]): number {
    const body = new ByteWriter();
    for (const { type, content } of messages) {
      body.u16(type).u16(paddedTo8(content.length)).raw([0, 0, 0, 0]).raw(content).padTo8();
    }
    const content = body.bytes();
    const head = new ByteWriter().raw([1, 0]).u16(messages.length).u32(1).u32(content.length).u32(0);
    return this.place(head.raw(content).bytes());
  }

  /** The local heap of a group: its members' names, each ending in a zero; an empty one comes first. */
  private writeNames(names: readonly Uint8Array[]): { heap: number; offsets: number[] } {
    const content = new ByteWriter().raw(new Uint8Array(8));
    const offsets = names.map((name) => {
      const offset = content.length;
      content.raw(name).raw([0]).padTo8();
      return offset;
    });
    const at = this.place(content.bytes());
    const head = new ByteWriter().ascii("HEAP").u32(0).u64(content.length).u64(1).u64(at);
    return { heap: this.place(head.bytes()), offsets };
  }

  /** The B-tree of a group, one level deep, over leaves of symbols in the order of their names. */
  private writeTree(headers: readonly number[], offsets: readonly number[]): number {
    const width = 2 * this.leafK;
    const leaves = Array.from({ length: Math.ceil(headers.length / width) }, (_, leaf) => {
      const [from, to] = [leaf * width, Math.min((leaf + 1) * width, headers.length)];
      const symbols = new ByteWriter()
        .ascii("SNOD")
        .raw([1, 0])
        .u16(to - from);
      for (let i = from; i < to; i++) symbols.u64(offsets[i]!).u64(headers[i]!).raw(new Uint8Array(24));
      return { at: this.place(symbols.padTo(8 + width * 40).bytes()), last: offsets[to - 1]! };
    });
    const tree = new ByteWriter().ascii("TREE").raw([0, 0]).u16(leaves.length).u64(UNDEFINED).u64(UNDEFINED).u64(0);
    for (const { at, last } of leaves) tree.u64(at).u64(last);
    return this.place(tree.padTo(24 + (4 * NODE_K + 1) * 8).bytes());
  }

  /** Puts all texts into global heaps, before anything refers to them. */
  private placeTexts(texts: readonly string[]): void {
    const perHeap = 0x7fff;
    for (let from = 0; from < texts.length; from += perHeap) {
      const objects = new ByteWriter();
      for (const [i, text] of texts.slice(from, from + perHeap).entries()) {
        const bytes = new TextEncoder().encode(text);
        this.texts.set(text, { address: this.end, index: i + 1, length: bytes.length });
        objects
          .u16(i + 1)
          .u16(0)
          .u32(0)
          .u64(bytes.length)
          .raw(bytes)
          .padTo8();
      }
      // the library reads at least 4096 bytes; the remaining space is an object with number 0
      const size = Math.max(4096, 16 + objects.length + 16);
      const heap = new ByteWriter().ascii("GCOL").raw([1, 0, 0, 0]).u64(size).raw(objects.bytes());
      this.place(
        heap
          .u64(0)
          .u64(size - 16 - objects.length)
          .padTo(size)
          .bytes(),
      );
    }
  }

  private place(bytes: Uint8Array): number {
    const at = this.end;
    const whole = bytes.length % 8 === 0 ? bytes : new ByteWriter().raw(bytes).padTo8().bytes();
    this.parts.push(whole);
    this.end += whole.length;
    return at;
  }
}

function dataspace(shape: readonly number[]): Uint8Array {
  const writer = new ByteWriter().raw([1, shape.length, 0, 0, 0, 0, 0, 0]);
  for (const length of shape) writer.u64(length);
  return writer.bytes();
}

/** Text of any length, UTF-8: a reference of 16 bytes into a heap of bytes. */
const heapTextType = Uint8Array.of(0x19, 1, 1, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0);

function numberType(values: ArrayToWrite["values"] | Float64Array): Uint8Array {
  const size = values.BYTES_PER_ELEMENT;
  if (values instanceof Float32Array) return floatType(4, 31, 23, 8, 127);
  if (values instanceof Float64Array) return floatType(8, 63, 52, 11, 1023);
  const signed = values instanceof Uint8Array ? 0 : 8;
  return Uint8Array.of(0x10, signed, 0, 0, size, 0, 0, 0, 0, 0, 8 * size, 0);
}

function floatType(size: number, sign: number, mantissa: number, exponent: number, bias: number): Uint8Array {
  const writer = new ByteWriter()
    .raw([0x11, 0x20, sign, 0])
    .u32(size)
    .u16(0)
    .u16(8 * size);
  return writer.raw([mantissa, exponent, 0, mantissa]).u32(bias).bytes();
}

function mostMembers(group: GroupToWrite): number {
  const inner = [...group.members.values()].filter((member) => member instanceof GroupToWrite);
  return Math.max(group.members.size, ...inner.map(mostMembers));
}

function textsIn(group: GroupToWrite): string[] {
  const inner = [...group.members.values()].filter((member) => member instanceof GroupToWrite);
  return [...[...group.attributes.values()].flat(), ...inner.flatMap(textsIn)];
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
