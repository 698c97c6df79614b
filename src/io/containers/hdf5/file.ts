/**
 * HDF5 files as h5py writes them: groups, datasets and attributes by name. Read without the HDF5 library, which alone would
 * weigh a megabyte on a page; every access is checked. Links to other files are not followed.
 */
import { startOfHdf5 } from "../../starts.ts";
import { Cursor, damaged } from "../cursor.ts";
import { Dataset } from "./dataset.ts";
import { readDataspace, readDatatype, readValues, unreadable, type Values } from "./datatype.ts";
import { denseMessages } from "./dense.ts";
import { type Message, messages, readHeader } from "./header.ts";

/** Limits no real model reaches: names per group, tree depth, links that lead to links. */
const MAX_LINKS = 100_000;
const MAX_NODES = 10_000;
const MAX_HOPS = 16;

/**
 * The root group of a file.
 * @param what what the file is, for messages
 * @throws FormatError when it is no HDF5 file, or one of a form that h5py does not write
 */
export function openHdf5(bytes: Uint8Array, what: string): Group {
  const start = startOfHdf5(bytes);
  if (start < 0) throw damaged(what, "no HDF5 signature");
  // addresses count from there
  const file = new Cursor(bytes.subarray(start), what);
  const version = file.skip(8).u8();
  if (version > 3) throw unreadable(what, `HDF5 of form ${version}`);
  const sizes = version < 2 ? [file.skip(4).u8(), file.u8()] : [file.u8(), file.u8()];
  if (sizes.some((size) => size !== 8)) throw unreadable(what, `addresses of ${sizes[0]} bytes`);
  // to the address of the root: past base, extension and end; in the old form past free space and a name, too
  const root = file
    .skip(version === 0 ? 9 : version === 1 ? 13 : 1)
    .skip(version < 2 ? 40 : 24)
    .u64();
  return new Group(readHeader(file, root), file, what);
}

/** What a link leads to: an address, another name by its path, or, where it is undefined, another file. */
type Target = number | string | undefined;
type Links = ReadonlyMap<string, Target>;

/** A group of a file. */
export class Group {
  private links: Links | undefined;
  /** Cache of groups in this one: without it, a file with many layers would be read again for each of them. */
  private readonly inside = new Map<string, Group>();

  constructor(
    private readonly found: readonly Message[],
    private readonly file: Cursor,
    private readonly path: string,
    private readonly root?: Group,
  ) {}

  /** The names in the group. */
  get names(): readonly string[] {
    return [...this.all().keys()];
  }

  /** The group at a path from here; undefined where there is none. */
  group(path: string): Group | undefined {
    const found = this.resolve(path);
    return found && !isDataset(found)
      ? new Group(found, this.file, `${this.path}/${path}`, this.root ?? this)
      : undefined;
  }

  /** The dataset at a path from here; undefined where there is none. */
  dataset(path: string): Dataset | undefined {
    const found = this.resolve(path);
    return found && isDataset(found) ? new Dataset(found, this.file) : undefined;
  }

  /** The values of an attribute; undefined where there is none. */
  attribute(name: string): Values | undefined {
    for (const { type, content } of this.found) {
      const attributes =
        type === messages.attribute ? [content] : type === messages.attributeInfo ? this.dense(content, 2) : [];
      for (const each of attributes) {
        const values = readAttribute(each.from(each.at), name, this.file);
        if (values) return values;
      }
    }
    return undefined;
  }

  private resolve(path: string, hops = 0): Message[] | undefined {
    const end = path.indexOf("/");
    const name = end < 0 ? path : path.slice(0, end);
    if (!this.all().has(name)) return undefined;
    const target = this.all().get(name);
    if (target === undefined) throw unreadable(this.file.what, `the link ${path}, to another file`);
    if (typeof target === "string") {
      if (hops === MAX_HOPS) throw damaged(this.file.what, `the link ${path} runs in a circle`);
      const from = target.startsWith("/") ? (this.root ?? this) : this;
      const parts = [...target.split("/"), ...(end < 0 ? [] : [path.slice(end + 1)])];
      return from.resolve(parts.filter((part) => part !== "" && part !== ".").join("/"), hops + 1);
    }
    if (end < 0) return readHeader(this.file, target);
    let inside = this.inside.get(name);
    if (!inside) {
      inside = new Group(readHeader(this.file, target), this.file, path, this.root ?? this);
      this.inside.set(name, inside);
    }
    return inside.resolve(path.slice(end + 1), hops);
  }

  private all(): Links {
    this.links ??= this.readLinks();
    return this.links;
  }

  private readLinks(): Links {
    const links = new Map<string, Target>();
    for (const { type, content } of this.found) {
      const cursor = content.from(content.at);
      if (type === messages.symbolTable) readSymbolTable(cursor, links);
      if (type === messages.link) readLink(cursor, links);
      if (type === messages.linkInfo) for (const each of this.dense(content, 8)) readLink(each, links);
      if (links.size > MAX_LINKS) throw damaged(this.file.what, "a group of too many names");
    }
    return links;
  }

  /** Newer files may keep many links or attributes in a heap. @param countSize bytes of the largest count, if the file stores it */
  private dense(content: Cursor, countSize: number): Cursor[] {
    const info = content.from(content.at);
    const isCounted = (info.skip(1).u8() & 1) !== 0;
    const [heap, index] = [info.skip(isCounted ? countSize : 0).u64(), info.u64()];
    return heap === Number.POSITIVE_INFINITY ? [] : denseMessages(this.file, heap, index);
  }
}

function isDataset(found: readonly Message[]): boolean {
  return found.some(({ type }) => type === messages.dataspace);
}

/** The old form of groups: a B-tree of symbol tables, with names in a heap. */
function readSymbolTable(cursor: Cursor, links: Map<string, Target>): void {
  const [root, heapAddress] = [cursor.u64(), cursor.u64()];
  const heap = cursor.from(heapAddress);
  if (heap.ascii(4) !== "HEAP") throw damaged(cursor.what, `no names at byte ${heapAddress}`);
  const names = heap.skip(20).u64();
  const open = [root];
  const met = new Set<number>();
  for (const address of open) {
    if (met.has(address) || met.size > MAX_NODES) throw damaged(cursor.what, "a group that runs in a circle");
    met.add(address);
    const node = cursor.from(address);
    const signature = node.ascii(4);
    if (signature === "SNOD") readSymbols(node, names, links);
    else if (signature === "TREE" && node.u8() === 0) open.push(...readBranches(node));
    else throw damaged(cursor.what, `no group at byte ${address}`);
  }
}

function readBranches(node: Cursor): number[] {
  const count = node.skip(1).u16();
  node.skip(16);
  return Array.from({ length: count }, () => node.skip(8).u64());
}

function readSymbols(node: Cursor, names: number, links: Map<string, Target>): void {
  const count = node.skip(2).u16();
  for (let i = 0; i < count; i++) {
    const [name, address, kind] = [node.u64(), node.u64(), node.u32()];
    const other = node.skip(4).u32();
    node.skip(12);
    // kind 2 is a link to another name, which stands among the names
    const target = kind === 2 ? node.from(names + other).textToZero() : address;
    links.set(node.from(names + name).textToZero(), target);
  }
}

/** The newer form of groups: a message for each link. */
function readLink(cursor: Cursor, links: Map<string, Target>): void {
  const flags = cursor.skip(1).u8();
  const kind = flags & 8 ? cursor.u8() : 0;
  cursor.skip((flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0));
  const text = (length: number) => new TextDecoder().decode(cursor.take(length));
  const name = text(cursor.uint(2 ** (flags & 3)));
  links.set(name, kind === 0 ? cursor.u64() : kind === 1 ? text(cursor.u16()) : undefined);
}

function readAttribute(cursor: Cursor, wanted: string, file: Cursor): Values | undefined {
  const version = cursor.u8();
  if (version < 1 || version > 3) throw damaged(cursor.what, `an attribute of form ${version}`);
  cursor.skip(1);
  const [nameSize, typeSize, spaceSize] = [cursor.u16(), cursor.u16(), cursor.u16()];
  cursor.skip(version === 3 ? 1 : 0);
  const padded = (size: number) => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const name = cursor.from(cursor.at).textToZero();
  cursor.skip(padded(nameSize));
  if (name !== wanted) return undefined;
  const type = readDatatype(cursor.from(cursor.at));
  const shape = readDataspace(cursor.skip(padded(typeSize)).from(cursor.at));
  cursor.skip(padded(spaceSize));
  return readValues(cursor, type, shape?.reduce((product, length) => product * length, 1) ?? 0, file);
}
