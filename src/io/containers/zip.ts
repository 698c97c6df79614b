/** Zip archives: members by name, checked and unpacked in memory when they are read. */
import { FormatError } from "../../tensor/index.ts";
import { Cursor, damaged, utf8 } from "./cursor.ts";

const MAX_ENTRIES = 10_000;
/** The largest member, in bytes: 2 GiB. */
const MAX_SIZE = 2 ** 31;
/** Members above this size may not be more than `MAX_RATIO` times as large as their packed form. */
const FREE_SIZE = 2 ** 26;
const MAX_RATIO = 100;

const END = 0x06054b50;
const END64 = 0x06064b50;
const MEMBER = 0x02014b50;
const LOCAL = 0x04034b50;

interface Member {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** An archive whose list of members has been read. */
export class Zip {
  private readonly members: ReadonlyMap<string, Member>;

  /**
   * @param what the name of the archive, for messages
   * @throws FormatError when it is damaged, too large, encrypted, or a member's path leaves the archive
   */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly what: string,
  ) {
    this.members = readDirectory(bytes, what);
  }

  get names(): readonly string[] {
    return [...this.members.keys()];
  }

  /** A member's content. @param most its largest size, in bytes @throws FormatError when it is absent, damaged or larger */
  async read(name: string, most = MAX_SIZE): Promise<Uint8Array> {
    const member = this.members.get(name);
    if (!member) {
      throw new FormatError({
        what: `${this.what} has no member ${name}.`,
        received: this.names.slice(0, 10).join(", ") || "an empty archive",
      });
    }
    if (member.size > most) {
      throw new FormatError({
        what: `The member ${name} of ${this.what} is too large.`,
        expected: `at most ${most} bytes`,
        received: `${member.size} bytes`,
      });
    }
    const content = await this.unpack(member);
    if (content.length !== member.size || crc32(content) !== member.crc) {
      throw damaged(`The member ${name} of ${this.what}`, "content that does not match its checksum");
    }
    return content;
  }

  private async unpack({ name, method, packed, size, offset }: Member): Promise<Uint8Array> {
    const local = new Cursor(this.bytes, this.what, offset);
    if (local.u32() !== LOCAL) throw damaged(this.what, `no member at byte ${offset}`);
    local.skip(22);
    const [nameLength, extraLength] = [local.u16(), local.u16()];
    const content = local.skip(nameLength + extraLength).take(packed);
    if (method === 0) return content;
    const { inflateSync } = await import("fflate");
    try {
      return inflateSync(content, { out: new Uint8Array(size) });
    } catch (error) {
      throw damaged(`The member ${name} of ${this.what}`, (error as Error).message);
    }
  }
}

/** An archive of members as they are, not compressed, as Keras writes them. */
export async function writeZip(members: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const { zipSync } = await import("fflate");
  return zipSync(members, { level: 0 });
}

function readDirectory(bytes: Uint8Array, what: string): Map<string, Member> {
  const { count, offset } = findDirectory(bytes, what);
  if (count > MAX_ENTRIES) {
    throw new FormatError({
      what: `${what} has too many members.`,
      expected: `at most ${MAX_ENTRIES}`,
      received: `${count}`,
    });
  }
  const cursor = new Cursor(bytes, what, offset);
  const members = new Map<string, Member>();
  for (let i = 0; i < count; i++) {
    const member = readMember(cursor);
    checkMember(member, what);
    if (members.has(member.name)) throw damaged(what, `two members named ${JSON.stringify(member.name)}`);
    members.set(member.name, member);
  }
  return members;
}

/** The end of an archive tells where its directory is; a comment of up to 64 KB may follow it. */
function findDirectory(bytes: Uint8Array, what: string): { count: number; offset: number } {
  const lowest = Math.max(0, bytes.length - 22 - 0xffff);
  for (let at = bytes.length - 22; at >= lowest; at--) {
    if (bytes[at] !== 0x50 || bytes[at + 1] !== 0x4b) continue;
    const cursor = new Cursor(bytes, what, at);
    if (cursor.u32() !== END) continue;
    const count = cursor.skip(6).u16();
    const offset = cursor.skip(4).u32();
    return count === 0xffff || offset === 0xffffffff ? findDirectory64(bytes, what, at) : { count, offset };
  }
  throw damaged(what, "no end of the archive");
}

function findDirectory64(bytes: Uint8Array, what: string, end: number): { count: number; offset: number } {
  const at = new Cursor(bytes, what, end - 20).skip(8).u64();
  const cursor = new Cursor(bytes, what, at);
  if (cursor.u32() !== END64) throw damaged(what, "no end of the large archive");
  const count = cursor.skip(28).u64();
  return { count, offset: cursor.skip(8).u64() };
}

function readMember(cursor: Cursor): Member {
  if (cursor.u32() !== MEMBER) throw damaged(cursor.what, `no entry of the directory at byte ${cursor.at - 4}`);
  const flags = cursor.skip(4).u16();
  const method = cursor.u16();
  const crc = cursor.skip(4).u32();
  const [packed, size] = [cursor.u32(), cursor.u32()];
  const [nameLength, extraLength, commentLength] = [cursor.u16(), cursor.u16(), cursor.u16()];
  const offset = cursor.skip(8).u32();
  const name = utf8(cursor.take(nameLength));
  const large = new Cursor(cursor.take(extraLength), cursor.what);
  cursor.skip(commentLength);
  if ((flags & 1) !== 0) throw new FormatError({ what: `The member ${name} of ${cursor.what} is encrypted.` });
  return { name, method, crc, ...largeSizes({ packed, size, offset }, large) };
}

/** Sizes that do not fit into four bytes are in an extra field, in this order. */
function largeSizes(sizes: { packed: number; size: number; offset: number }, extra: Cursor) {
  const isLarge = (value: number) => value === 0xffffffff;
  if (!Object.values(sizes).some(isLarge)) return sizes;
  while (extra.at < extra.bytes.length) {
    const [id, length] = [extra.u16(), extra.u16()];
    if (id !== 1) {
      extra.skip(length);
      continue;
    }
    const size = isLarge(sizes.size) ? extra.u64() : sizes.size;
    const packed = isLarge(sizes.packed) ? extra.u64() : sizes.packed;
    return { size, packed, offset: isLarge(sizes.offset) ? extra.u64() : sizes.offset };
  }
  return sizes;
}

function checkMember({ name, method, packed, size }: Member, what: string): void {
  const parts = name.split("/");
  if (parts.includes("..") || parts[0] === "" || /[\\\0]|^[A-Za-z]:/.test(name)) {
    throw new FormatError({
      what: `${what} has a member whose path leaves the archive.`,
      received: JSON.stringify(name.slice(0, 200)),
    });
  }
  if (method !== 0 && method !== 8) {
    throw new FormatError({
      what: `The member ${name} of ${what} is compressed in a way that is not supported.`,
      expected: "stored or deflated",
      received: `method ${method}`,
    });
  }
  if (size > MAX_SIZE || (size > FREE_SIZE && size > MAX_RATIO * packed)) {
    throw new FormatError({
      what: `The member ${name} of ${what} is too large.`,
      expected: `at most ${MAX_SIZE} bytes, and above ${FREE_SIZE} no more than ${MAX_RATIO} times what is packed`,
      received: `${size} bytes in ${packed}`,
    });
  }
}

/** The cyclic redundancy check of zip archives. */
function crc32(bytes: Uint8Array): number {
  const table = Uint32Array.from({ length: 256 }, (_, n) => {
    let value = n;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
  let crc = 0xffffffff;
  for (const byte of bytes) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
