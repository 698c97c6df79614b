/** Text from wherever it lies, piece by piece, so that a file need not fit into memory. */
import { nodeModule, nodeProcess } from "../platform.ts";
import { type Bytes, ConfigError, FormatError, isBytes, plainBytes } from "../tensor/index.ts";

/**
 * Where text is read from: a path (in a browser: an address relative to the page), a URL, a Blob or File, bytes in UTF-8 in
 * any form (`Uint8Array`, Node's `Buffer`, another view, a buffer), or pieces of text or bytes as they come, such as a stream.
 */
export type TextSource = string | URL | Blob | Bytes | AsyncIterable<string | Bytes>;

/** What a source is called in messages. */
export function nameOfSource(source: TextSource): string {
  if (typeof source === "string") return source;
  if (source instanceof URL) return source.href;
  return (source as File).name ?? (isBytes(source) ? "the bytes given" : "the data given");
}

/**
 * The text of a source in pieces; a byte order mark is left out.
 * @throws FormatError when it cannot be read, or is not UTF-8; ConfigError when it is no source
 */
export async function* textChunks(source: TextSource): AsyncGenerator<string> {
  const name = nameOfSource(source);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (bytes: Uint8Array | undefined) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new FormatError({ what: `${name} is not text in UTF-8.`, hint: "save it as UTF-8" });
    }
  };
  for await (const piece of await piecesOf(source, name)) {
    const text = typeof piece === "string" ? piece : decode(pieceBytes(piece, name));
    if (text !== "") yield text;
  }
  const rest = decode(undefined);
  if (rest !== "") yield rest;
}

type Pieces = AsyncIterable<string | Bytes> | Iterable<Bytes>;

async function piecesOf(source: TextSource, name: string): Promise<Pieces> {
  if (isBytes(source)) return [source];
  if (source instanceof Blob) return fromStream(source.stream());
  if (typeof source === "string" || source instanceof URL) {
    const url = urlOf(source);
    return url ? fetched(url, name) : fromFile(source as string, name);
  }
  if (typeof source === "object" && Symbol.asyncIterator in source) return source;
  throw new ConfigError({
    what: "Text cannot be read from this.",
    expected: "a path, a URL, a Blob or File, bytes, or an async iterable of text or bytes",
    received: String(source),
  });
}

function pieceBytes(piece: unknown, name: string): Uint8Array {
  if (isBytes(piece)) return plainBytes(piece);
  throw new ConfigError({
    what: `A piece of ${name} is neither text nor bytes.`,
    expected: "strings, or bytes in UTF-8",
    received: piece === null ? "null" : typeof piece,
  });
}

/** The address, where it is one; a path is none where there are files. */
function urlOf(source: string | URL): URL | undefined {
  if (source instanceof URL && source.protocol !== "file:") return source;
  if (typeof source === "string" && /^(https?|blob|data):/i.test(source)) return new URL(source);
  return nodeProcess() ? undefined : new URL(source, globalThis.location?.href);
}

async function* fromFile(path: string | URL, name: string): AsyncGenerator<Uint8Array> {
  const { createReadStream } = nodeModule("node:fs");
  try {
    for await (const bytes of createReadStream(path, { highWaterMark: 2 ** 18 })) yield bytes;
  } catch (error) {
    throw new FormatError({ what: `${name} could not be read.`, received: (error as Error).message });
  }
}

async function fetched(url: URL, name: string): Promise<AsyncGenerator<Uint8Array>> {
  const response = await fetch(url).catch((error: Error) => {
    throw new FormatError({ what: `${name} could not be fetched.`, received: String(error.cause ?? error.message) });
  });
  if (response.ok && response.body) return fromStream(response.body);
  throw new FormatError({
    what: `${name} could not be fetched.`,
    expected: "status 200",
    received: `status ${response.status} ${response.statusText}`,
  });
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
