/**
 * The bytes of an ONNX file before they are decoded: whether decoding them stays small.
 *
 * Two bytes can stand for an empty message, which takes hundreds once decoded; so messages and listed integers are counted
 * first, in place.
 */
import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { BYTES, WireCursor } from "../containers/wire-cursor.ts";
import { fileError } from "./errors.ts";

/** The most messages (nodes, attributes, tensors, dimensions ...) and texts in a file. */
export const MOST_MESSAGES = 500_000;
/** The most memory that typed lists of numbers may take once decoded; raw data are not copied then. */
const MOST_LIST_BYTES = 2 ** 29;
/** How deep messages may be nested; a graph in a node's attribute is three levels deeper. */
export const MOST_DEPTH = 64;

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
    const cursor = new WireCursor(bytes, begin, end);
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
