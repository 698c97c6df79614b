/** Little-endian numbers in untrusted bytes: every access is checked. */
import { FormatError } from "../../tensor/index.ts";

/** Reads from `at` on, and moves on with each read. */
export class Cursor {
  private readonly view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    /** The name of the bytes, for messages. */
    readonly what: string,
    public at = 0,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.need(0);
  }

  /** Another cursor on the same bytes. */
  from(at: number): Cursor {
    return new Cursor(this.bytes, this.what, at);
  }

  u8(): number {
    return this.view.getUint8(this.move(1));
  }

  u16(): number {
    return this.view.getUint16(this.move(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.move(4), true);
  }

  /** An integer of eight bytes. Larger ones than a double counts exactly are beyond any file: they become Infinity. */
  u64(): number {
    const value = this.view.getBigUint64(this.move(8), true);
    return value > Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : Number(value);
  }

  /** An integer of 1, 2, 4 or 8 bytes. */
  uint(size: number): number {
    return size === 1 ? this.u8() : size === 2 ? this.u16() : size === 4 ? this.u32() : this.u64();
  }

  skip(count: number): this {
    this.move(count);
    return this;
  }

  /** A view of the next bytes. */
  take(count: number): Uint8Array {
    const start = this.move(count);
    return this.bytes.subarray(start, start + count);
  }

  /** The next bytes as text of one byte a character. */
  ascii(count: number): string {
    return String.fromCharCode(...this.take(count));
  }

  /** The bytes up to a zero, as UTF-8. */
  textToZero(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw damaged(this.what, "a text without end");
    return utf8(this.take(end - this.at));
  }

  private move(count: number): number {
    const start = this.at;
    this.need(count);
    this.at = start + count;
    return start;
  }

  private need(count: number): void {
    if (this.at >= 0 && count >= 0 && this.at + count <= this.bytes.length) return;
    throw damaged(this.what, `something at byte ${this.at}, of ${this.bytes.length} bytes`);
  }
}

/** UTF-8 as text; what is not valid becomes U+FFFD. */
export function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The error for a truncated or malformed file. */
export function damaged(what: string, received: string): FormatError {
  return new FormatError({ what: `${what} is damaged or cut short.`, received });
}
