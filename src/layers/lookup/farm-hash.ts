/**
 * FarmHash's 64-bit fingerprint, which TensorFlow uses to put texts into buckets.
 * @see https://github.com/google/farmhash, `Fingerprint64`
 */

const MASK = (1n << 64n) - 1n;
const K0 = 0xc3a5c85c97cb3127n;
const K1 = 0xb492b66fbe98f273n;
const K2 = 0x9ae16a3b2f90404fn;

const wrapped = (value: bigint) => value & MASK;
const times = (a: bigint, b: bigint) => wrapped(a * b);
const rotated = (value: bigint, by: bigint) => wrapped((wrapped(value) >> by) | (wrapped(value) << (64n - by)));
const mixed = (value: bigint) => wrapped(value) ^ (wrapped(value) >> 47n);

/** Two numbers as one. */
function joined(u: bigint, v: bigint, by: bigint): bigint {
  const a = mixed(times(wrapped(u) ^ wrapped(v), by));
  return times(mixed(times(wrapped(v) ^ a, by)), by);
}

/** The bucket of a text among `count`. */
export function bucketOf(text: string, count: number): number {
  return Number(fingerprint(new TextEncoder().encode(text)) % BigInt(count));
}

function fingerprint(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (offset: number) => view.getBigUint64(offset, true);
  const { length } = bytes;
  const size = BigInt(length);
  if (length > 64) return ofLong(at, length);
  const by = K2 + 2n * size;
  if (length > 32) return ofHalf(at, length, by);
  if (length > 16) {
    const [a, b, c, d] = [times(at(0), K1), at(8), times(at(length - 8), by), times(at(length - 16), K2)];
    return joined(rotated(a + b, 43n) + rotated(c, 30n) + d, a + rotated(b + K2, 18n) + c, by);
  }
  if (length >= 8) {
    const [a, b] = [at(0) + K2, at(length - 8)];
    return joined(times(rotated(b, 37n), by) + a, times(rotated(a, 25n) + b, by), by);
  }
  if (length >= 4) {
    const [a, b] = [BigInt(view.getUint32(0, true)), BigInt(view.getUint32(length - 4, true))];
    return joined(size + (a << 3n), b, by);
  }
  if (length === 0) return K2;
  const [first, middle, last] = [bytes[0]!, bytes[length >> 1]!, bytes[length - 1]!];
  return times(mixed(times(BigInt(first + (middle << 8)), K2) ^ times(BigInt(length + (last << 2)), K0)), K2);
}

/** 33 to 64 bytes. */
function ofHalf(at: (offset: number) => bigint, length: number, by: bigint): bigint {
  const [a, b, c, d] = [times(at(0), K2), at(8), times(at(length - 8), by), times(at(length - 16), K2)];
  const y = wrapped(rotated(a + b, 43n) + rotated(c, 30n) + d);
  const z = joined(y, a + rotated(b + K2, 18n) + c, by);
  const [e, f] = [times(at(16), by), at(24)];
  const [g, h] = [times(y + at(length - 32), by), times(z + at(length - 24), by)];
  return joined(rotated(e + f, 43n) + rotated(g, 30n) + h, e + rotated(f + a, 18n) + g, by);
}

type Pair = readonly [bigint, bigint];

/** More than 64 bytes: blocks of 64, then the last 64 once more. */
function ofLong(at: (offset: number) => bigint, length: number): bigint {
  const pairAt = (offset: number, a: bigint, b: bigint): Pair => {
    const first = a + at(offset);
    const turned = rotated(b + first + at(offset + 24), 21n);
    const second = first + at(offset + 8) + at(offset + 16);
    return [wrapped(second + at(offset + 24)), wrapped(turned + rotated(second, 44n) + first)];
  };
  let [x, y] = [wrapped(81n * K2 + at(0)), wrapped(81n * K1 + 113n)];
  let z = times(mixed(y * K2 + 113n), K2);
  let [v, w]: [Pair, Pair] = [
    [0n, 0n],
    [0n, 0n],
  ];
  const block = (offset: number, by: bigint, share: bigint) => {
    x = times(rotated(x + y + v[0] + at(offset + 8), 37n), by);
    y = times(rotated(y + v[1] + at(offset + 48), 42n), by);
    x ^= wrapped(w[1] * share);
    y = wrapped(y + v[0] * share + at(offset + 40));
    z = times(rotated(z + w[0], 33n), by);
    v = pairAt(offset, times(v[1], by), x + w[0]);
    w = pairAt(offset + 32, z + w[1], y + at(offset + 16));
    [z, x] = [x, z];
  };
  const end = Math.floor((length - 1) / 64) * 64;
  for (let offset = 0; offset < end; offset += 64) block(offset, K1, 1n);
  const by = K1 + ((z & 0xffn) << 1n);
  const w0 = w[0] + BigInt((length - 1) & 63);
  const v0 = v[0] + w0;
  v = [wrapped(v0), v[1]];
  w = [wrapped(w0 + v0), w[1]];
  block(length - 64, by, 9n);
  return joined(joined(v[0], w[0], by) + times(mixed(y), K0) + z, joined(v[1], w[1], by) + x, by);
}
