/** HDF5 object headers: the list of messages that describes a group or a dataset, in both forms. */
import { FormatError } from "../../../tensor/index.ts";
import { type Cursor, damaged } from "../cursor.ts";

/** The numbers of the messages that are read. */
export const messages = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  fill: 0x05,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

export interface Message {
  readonly type: number;
  /** Stands at the message's content. */
  readonly content: Cursor;
}

/** A limit that no real object reaches. */
const MAX_MESSAGES = 4096;

/** The messages of the object at an address. @throws FormatError when the header is damaged */
export function readHeader(file: Cursor, address: number): Message[] {
  const start = file.from(address);
  const first = start.u8();
  if (first === 1) return readOld(start);
  if (first === 0x4f && start.ascii(3) === "HDR" && start.u8() === 2) return readNew(start);
  throw damaged(file.what, `no object at byte ${address}`);
}

/** A block of messages within the file. */
interface Block {
  readonly at: number;
  readonly length: number;
}

/** How a version of headers stores messages: the length of the prefix before the content, and how it is read. */
interface Form {
  readonly headLength: number;
  readHead(cursor: Cursor): { type: number; size: number; flags: number };
  /** The position of the messages in a continuation block. */
  inner(block: Block): Block;
}

const oldForm: Form = {
  headLength: 8,
  readHead(cursor) {
    const [type, size, flags] = [cursor.u16(), cursor.u16(), cursor.u8()];
    cursor.skip(3);
    return { type, size, flags };
  },
  inner: (block) => block,
};

const newForm = (ordered: boolean): Form => ({
  headLength: ordered ? 6 : 4,
  readHead(cursor) {
    const [type, size, flags] = [cursor.u8(), cursor.u16(), cursor.u8()];
    cursor.skip(ordered ? 2 : 0);
    return { type, size, flags };
  },
  // a signature of 4 bytes before, a checksum of 4 after
  inner: ({ at, length }) => ({ at: at + 4, length: length - 8 }),
});

function readOld(start: Cursor): Message[] {
  const length = start.skip(7).u32();
  return readBlocks({ at: start.at + 4, length }, start, oldForm);
}

function readNew(start: Cursor): Message[] {
  const flags = start.u8();
  start.skip((flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0));
  const length = start.uint(2 ** (flags & 3));
  return readBlocks({ at: start.at, length }, start, newForm((flags & 4) !== 0));
}

function readBlocks(first: Block, file: Cursor, form: Form): Message[] {
  const found: Message[] = [];
  const blocks = [first];
  for (const { at, length } of blocks) {
    const end = at + length;
    // what is too short for a message is a gap
    for (const cursor = file.from(at); cursor.at + form.headLength <= end; ) {
      const { type, size, flags } = form.readHead(cursor);
      if (cursor.at + size > end) throw damaged(file.what, `a message that is longer than its block at byte ${at}`);
      const content = cursor.from(cursor.at);
      cursor.skip(size);
      if (type === messages.continuation) blocks.push(form.inner({ at: content.u64(), length: content.u64() }));
      else if (type !== 0 && (flags & 2) !== 0) throw sharedMessage(file.what);
      else if (type !== 0) found.push({ type, content });
      if (found.length > MAX_MESSAGES || blocks.length > MAX_MESSAGES) {
        throw damaged(file.what, "an object of too many parts");
      }
    }
  }
  return found;
}

function sharedMessage(what: string): FormatError {
  return new FormatError({
    what: `${what} has an object that shares its description with another.`,
    expected: "HDF5 as h5py writes it by default",
    hint: "h5repack --low=0 --high=0 rewrites it",
  });
}
