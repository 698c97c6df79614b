/** Little-endian numbers and bytes, one after the other. */
export class ByteWriter {
  private content = new Uint8Array(256);
  private view = new DataView(this.content.buffer);
  /** Bytes written. */
  length = 0;

  u16(value: number): this {
    const at = this.grow(2);
    this.view.setUint16(at, value, true);
    return this;
  }

  u32(value: number): this {
    const at = this.grow(4);
    this.view.setUint32(at, value, true);
    return this;
  }

  u64(value: number | bigint): this {
    const at = this.grow(8);
    this.view.setBigUint64(at, BigInt(value), true);
    return this;
  }

  raw(bytes: ArrayLike<number>): this {
    const at = this.grow(bytes.length);
    this.content.set(bytes, at);
    return this;
  }

  /** Text of one byte a character. */
  ascii(text: string): this {
    return this.raw([...text].map((letter) => letter.charCodeAt(0)));
  }

  /** Zeros up to a multiple of 8. */
  padTo8(): this {
    return this.padTo(paddedTo8(this.length));
  }

  /** Zeros up to a length. */
  padTo(length: number): this {
    this.grow(length - this.length);
    return this;
  }

  bytes(): Uint8Array {
    return this.content.slice(0, this.length);
  }

  private grow(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.content.length) {
      const larger = new Uint8Array(Math.max(this.length, 2 * this.content.length));
      larger.set(this.content);
      this.content = larger;
      this.view = new DataView(larger.buffer);
    }
    return at;
  }
}

/** The next multiple of 8. */
export function paddedTo8(length: number): number {
  return Math.ceil(length / 8) * 8;
}
