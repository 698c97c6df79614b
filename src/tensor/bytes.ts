/** Bytes in any form: the one place where they become a plain `Uint8Array`. */
import { tagOf } from "./kinds.ts";

/** Bytes: any view into a buffer (a Node `Buffer`, a part of a larger array, a `DataView`), or a buffer itself. */
export type Bytes = ArrayBufferView | ArrayBuffer | SharedArrayBuffer;

/** A `Uint8Array` with a buffer of its own, in words that TypeScript before 5.7 knows too. */
type OwnBytes = ReturnType<typeof Uint8Array.of>;

/** Whether a value is bytes in any form. */
export function isBytes(value: unknown): value is Bytes {
  return ArrayBuffer.isView(value) || /^(Shared)?ArrayBuffer$/.test(tagOf(value));
}

/**
 * The same bytes as a `Uint8Array`, never a subclass: the `slice` of a `Buffer` does not copy. Memory that others may
 * write to, or that may grow, is copied.
 */
export function plainBytes(from: Bytes): OwnBytes {
  const bytes = ArrayBuffer.isView(from)
    ? new Uint8Array(from.buffer, from.byteOffset, from.byteLength)
    : new Uint8Array(from.byteLength === 0 ? new ArrayBuffer(0) : from);
  const { buffer } = bytes as { buffer: ArrayBufferLike & { resizable?: boolean } };
  const isFixed = tagOf(buffer) === "ArrayBuffer" && buffer.resizable !== true;
  return (isFixed ? bytes : new Uint8Array(bytes)) as OwnBytes;
}

/** Concatenates bytes. */
export function joinBytes(parts: readonly Uint8Array[]): OwnBytes {
  return joinInto(new Uint8Array(parts.reduce((length, part) => length + part.length, 0)), parts);
}

type Joined = Uint8Array | Float32Array | Float64Array;

/** Writes arrays of one type one after the other into `whole`, and returns it. */
export function joinInto<T extends Joined>(whole: T, parts: readonly Joined[]): T {
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
