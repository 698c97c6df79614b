/**
 * The bytes of an ONNX file before they are decoded: whether they look like one, and whether decoding them stays small.
 *
 * Two bytes can stand for an empty message, which takes hundreds once decoded; so messages and listed integers are counted
 * first, in place.
 */
import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { fileError } from "./errors.ts";

/** The most messages (nodes, attributes, tensors, dimensions ...) and texts in a file. */
export const MOST_MESSAGES = 500_000;
/** The most memory that typed lists of numbers may take once decoded; raw data are not copied then. */
const MOST_LIST_BYTES = 2 ** 29;
/** How deep messages may be nested; a graph in a node's attribute is three levels deeper. */
export const MOST_DEPTH = 64;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** A position in bytes. */
class Cursor {
  constructor(
    readonly bytes: Uint8Array,
    public at: number,
    readonly end: number,
  ) {}

  /** The next varint, or -1 where the bytes end within it or it has more than 10. */
  varint(): number {
    let value = 0;
    for (let i = 0; i < 10 && this.at < this.end; i++) {
      const byte = this.bytes[this.at++]!;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    return -1;
  }

  /** Goes past a value of this wire type. @returns the length of the bytes that it holds itself, -1 for what cannot be read */
  skip(wire: number): number {
    if (wire === FIXED64 || wire === FIXED32) {
      this.at += wire === FIXED64 ? 8 : 4;
      return 0;
    }
    if (wire !== VARINT && wire !== BYTES) return -1;
    const value = this.varint();
    if (wire === VARINT || value < 0) return Math.min(value, 0);
    this.at += value;
    return value;
  }
}

/** The fields of a ModelProto that files have at top level, by number, with their wire types. */
const modelFields: Readonly<Record<number, number>> = {
  1: VARINT,
  2: BYTES,
  3: BYTES,
  4: BYTES,
  5: VARINT,
  6: BYTES,
  7: BYTES,
  8: BYTES,
  14: BYTES,
  20: BYTES,
  25: BYTES,
};
const GRAPH = 7;
const OPSET = 8;

/** Whether bytes start as a ModelProto does: its fields one after the other, up to the graph. */
export function looksLikeModel(head: Uint8Array): boolean {
  const cursor = new Cursor(head, 0, head.length);
  let version = false;
  while (cursor.at < cursor.end) {
    const tag = cursor.varint();
    const field = Math.floor(tag / 8);
    if (tag < 0 || modelFields[field] !== tag % 8) return false;
    const value = cursor.varint();
    if (value < 0) return false;
    if (field === 1) version = value > 0 && value < 1000;
    if (field === GRAPH || field === OPSET) return version;
    if (tag % 8 === BYTES) cursor.at += value;
  }
  return false;
}

/** What a field of a message makes: a message, a text, or memory for each byte of a list. */
interface Field {
  message?: DescMessage;
  isText: boolean;
  /** Bytes of memory for each byte of the file: an integer of one byte becomes a pointer and an object. */
  growth: number;
}

/** Numbers of the protobuf types that become bigints, and of those that stay bytes or text. */
const wideTypes: readonly number[] = [3, 4, 6, 16, 18];
const textTypes: readonly number[] = [9, 12];

function fieldOf(field: DescField): Field {
  const type = field.fieldKind === "list" && field.listKind === "scalar" ? (field.scalar as number) : 0;
  const growth = wideTypes.includes(type) ? 32 : 8;
  return { message: field.message, isText: textTypes.includes(type), growth: type === 0 ? 0 : growth };
}

/**
 * Counts what decoding `bytes` as `schema` would make.
 * @throws FormatError for bytes that are cut off or malformed, or more than the limits of this file
 */
export function checkSize(bytes: Uint8Array, schema: DescMessage): void {
  const known = new Map<DescMessage, ReadonlyMap<number, Field>>();
  const fieldsOf = (message: DescMessage) => {
    const made = known.get(message) ?? new Map(message.fields.map((field) => [field.number, fieldOf(field)]));
    known.set(message, made);
    return made;
  };
  let messages = 0;
  let listBytes = 0;
  const walk = (message: DescMessage, begin: number, end: number, depth: number): void => {
    if (depth > MOST_DEPTH) throw fileError("it nests too deep.", `at most ${MOST_DEPTH} messages in each other`);
    const fields = fieldsOf(message);
    const cursor = new Cursor(bytes, begin, end);
    while (cursor.at < end) {
      const tag = cursor.varint();
      const from = cursor.at;
      const length = cursor.skip(tag % 8);
      if (tag < 8 || length < 0 || cursor.at > end) throw cutOff();
      const field = fields.get(Math.floor(tag / 8));
      if (field?.message || field?.isText) messages++;
      else if (field) listBytes += field.growth * (cursor.at - from);
      if (messages > MOST_MESSAGES || listBytes > MOST_LIST_BYTES) throw tooMuch();
      if (field?.message && tag % 8 === BYTES) walk(field.message, cursor.at - length, cursor.at, depth + 1);
    }
  };
  walk(schema, 0, bytes.length, 1);
}

const cutOff = () =>
  fileError("its bytes are cut off or damaged.", "a whole protobuf message", undefined, "fetch or copy the file again");
const tooMuch = () =>
  fileError(
    "it holds more parts than a model has.",
    `at most ${MOST_MESSAGES} messages, and lists of at most ${MOST_LIST_BYTES} bytes`,
    undefined,
    "large weights belong into raw data",
  );
