/** Text from any source, piece by piece, so that a file need not fit into memory. */
import { checkFetchable, fetched, streamed } from "../files/fetched.ts";
import { checkLength, checkPath, checkRegular, readFailure } from "../files/read.ts";
import { nodeModule, nodeProcess } from "../platform.ts";
import {
  type Bytes,
  ConfigError,
  FormatError,
  isA,
  isBlob,
  isBytes,
  joinBytes,
  plainBytes,
  shown,
} from "../tensor/index.ts";
import { BytesAsText } from "./encoding.ts";

/**
 * Where text is read from: a path (in a browser: an address relative to the page), a URL, a Blob or File, bytes in UTF-8, or
 * UTF-16 with a byte order mark, in any form (`Uint8Array`, Node's `Buffer`, another view, a buffer), or pieces of text or bytes
 * as they come, such as a stream.
 */
export type TextSource = string | URL | Blob | Bytes | AsyncIterable<string | Bytes>;

/** The name of a source in messages. */
export function nameOfSource(source: TextSource): string {
  if (typeof source === "string") return source;
  if (isA("URL", source)) return source.href;
  if (isBlob(source)) return (source as File).name ?? "the Blob given";
  return isBytes(source) ? "the file given" : "the stream given";
}

/**
 * The text of a source in pieces, without its byte order mark.
 * @param encoding of bytes; by default UTF-8, or UTF-16 by its mark
 * @throws IoError when it cannot be read; FormatError when it is no text; ConfigError when it is no source
 */
export async function* textChunks(source: TextSource, encoding?: string): AsyncGenerator<string> {
  const name = nameOfSource(source);
  const bytes = new BytesAsText(name, encoding);
  let isFirst = true;
  for await (const piece of await piecesOf(source, name)) {
    const text = typeof piece === "string" ? checked(piece, name) : bytes.decode(pieceBytes(piece, name));
    if (text !== "") yield isFirst ? text.replace(/^\uFEFF/, "") : text;
    if (text !== "") isFirst = false;
  }
  const rest = bytes.decode();
  if (rest !== "") yield rest;
}

/** Text that comes as such. @throws FormatError for what is none */
function checked(text: string, name: string): string {
  if (!text.includes("\0")) return text;
  throw new FormatError({ what: `${name} is not text.`, received: "a NUL character" });
}

/**
 * All bytes of a source.
 * @throws IoError when it cannot be read; FormatError when it has more than `most`; ConfigError when it is no source of bytes
 */
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

type Pieces = AsyncIterable<string | Bytes> | Iterable<Bytes>;

async function piecesOf(source: TextSource, name: string): Promise<Pieces> {
  if (isBytes(source)) return [source];
  if (isBlob(source)) return streamed(source.stream());
  if (typeof source === "string" || isA("URL", source)) {
    const url = urlOf(source);
    return url ? fetched(url, name) : fromFile(source as string, name);
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
  checkPath(String(source));
  if (isA("URL", source) && source.protocol !== "file:") return checkFetchable(source);
  if (typeof source === "string" && /^(https?|blob|data):|^(?!file:)[a-z][\w+.-]+:\/\//i.test(source))
    return checkFetchable(addressOf(source));
  return nodeProcess() ? undefined : new URL(source, globalThis.location?.href);
}

function addressOf(text: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw new ConfigError({
    what: "This is not an address.",
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
    throw readFailure(name, error as Error);
  }
}
