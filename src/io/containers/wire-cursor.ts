/** Bytes of protobuf messages, field by field, without their description. */

/** Numbers of the wire types. */
export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** A position in bytes. */
export class WireCursor {
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
