/** Text from any source, piece by piece, so that a file need not fit into memory. */
import { fetched } from "../files/fetched.ts";
import { checkLength, checkRegular } from "../files/read.ts";
import { nodeModule, nodeProcess } from "../platform.ts";
import {
  type Bytes,
  ConfigError,
  FormatError,
  IoError,
  isBytes,
  joinBytes,
  plainBytes,
  shown,
} from "../tensor/index.ts";

/**
 * Where text is read from: a path (in a browser: an address relative to the page), a URL, a Blob or File, bytes in UTF-8, or
 * UTF-16 with a byte order mark, in any form (`Uint8Array`, Node's `Buffer`, another view, a buffer), or pieces of text or bytes
 * as they come, such as a stream.
 */
export type TextSource = string | URL | Blob | Bytes | AsyncIterable<string | Bytes>;

/** The name of a source in messages. */
export function nameOfSource(source: TextSource): string {
  if (typeof source === "string") return source;
  if (source instanceof URL) return source.href;
  return (source as File | null)?.name ?? (isBytes(source) ? "the bytes given" : "the data given");
}

/**
 * The text of a source in pieces, without its byte order mark.
 * @throws FormatError when it cannot be read, or is no text; ConfigError when it is no source
 */
export async function* textChunks(source: TextSource): AsyncGenerator<string> {
  const name = nameOfSource(source);
  let decoder: TextDecoder | undefined;
  let head = new Uint8Array(0);
  let isFirst = true;
  const decode = (bytes: Uint8Array | undefined) => {
    if (!decoder) {
      // the first two bytes determine the encoding
      head = joinBytes([head, bytes ?? new Uint8Array(0)]);
      if (bytes && head.length < 2) return "";
      decoder = new TextDecoder(encodingOf(head), { fatal: true });
      return decodeWith(decoder, head, bytes !== undefined, name);
    }
    return decodeWith(decoder, bytes, bytes !== undefined, name);
  };
  const check = (text: string) => {
    const mark = isFirst && text.startsWith("\uFEFF") ? 1 : 0;
    if (text !== "") isFirst = false;
    if (text.includes("\0")) throw noText(name, "a NUL character");
    return text.slice(mark);
  };
  for await (const piece of await piecesOf(source, name)) {
    const text = check(typeof piece === "string" ? piece : decode(pieceBytes(piece, name)));
    if (text !== "") yield text;
  }
  const rest = check(decode(undefined));
  if (rest !== "") yield rest;
}

/** All bytes of a source. @throws FormatError when it cannot be read or has more than `most`; ConfigError when it is no source of bytes */
export async function wholeBytes(source: TextSource, most: number): Promise<Uint8Array> {
  const name = nameOfSource(source);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const piece of await piecesOf(source, name)) {
    const part = pieceBytes(piece, name);
    length += part.length;
    checkLength(length, most, name);
    parts.push(part);
  }
  return parts.length === 1 ? parts[0]! : joinBytes(parts);
}

/** By the byte order mark. */
function encodingOf([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

function decodeWith(decoder: TextDecoder, bytes: Uint8Array | undefined, stream: boolean, name: string): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch {
    throw noText(name, `bytes that are not ${decoder.encoding.toUpperCase()}`);
  }
}

function noText(name: string, received: string): FormatError {
  return new FormatError({
    what: `${name} is not text in UTF-8.`,
    expected: "UTF-8, or UTF-16 with a byte order mark",
    received,
    hint: "save it as UTF-8",
  });
}

type Pieces = AsyncIterable<string | Bytes> | Iterable<Bytes>;

async function piecesOf(source: TextSource, name: string): Promise<Pieces> {
  if (isBytes(source)) return [source];
  if (source instanceof Blob) return fromStream(source.stream());
  if (typeof source === "string" || source instanceof URL) {
    const url = urlOf(source);
    return url
      ? fromStream((await fetched(url, name)).body ?? new Blob([]).stream())
      : fromFile(source as string, name);
  }
  if (typeof source === "object" && source !== null && Symbol.asyncIterator in source) return source;
  throw new ConfigError({
    what: "No data can be read from this.",
    expected: "a path, a URL, a Blob or File, bytes, or an async iterable of text or bytes",
    received: shown(source),
  });
}

function pieceBytes(piece: unknown, name: string): Uint8Array {
  if (isBytes(piece)) return plainBytes(piece);
  throw new ConfigError({
    what: `A piece of ${name} is neither text nor bytes.`,
    expected: "strings, or bytes in UTF-8",
    received: shown(piece),
  });
}

/** The address, if it is one; in Node a path is not an address. */
function urlOf(source: string | URL): URL | undefined {
  if (source instanceof URL && source.protocol !== "file:") return source;
  if (typeof source === "string" && /^(https?|blob|data):/i.test(source)) return addressOf(source);
  return nodeProcess() ? undefined : new URL(source, globalThis.location?.href);
}

function addressOf(text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw new ConfigError({
    what: "This is no address.",
    expected: "such as https://example.org/table.csv",
    received: text,
  });
}

async function* fromFile(path: string | URL, name: string): AsyncGenerator<Uint8Array> {
  const { createReadStream } = nodeModule("node:fs");
  checkRegular(path, name);
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: 2 ** 18 })) yield bytes;
  } catch (error) {
    throw new IoError({ what: `${name} could not be read.`, received: (error as Error).message, cause: error });
  }
}

/** Not every browser's streams are async iterables. */
async function* fromStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}

/** The text of a whole file, as {@link textChunks} reads it. @throws FormatError where it is none */
export function textOf(bytes: Uint8Array, name: string): string {
  const text = decodeWith(new TextDecoder(encodingOf(bytes), { fatal: true }), bytes, false, name);
  if (text.includes("\0")) throw noText(name, "a NUL character");
  return text;
}
