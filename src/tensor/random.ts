/**
 * Seeded random numbers. Counter-based (Philox 4x32-10; Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011): the n-th number of a stream is a pure function of (seed, stream, n), so the numbers never depend on the
 * order in which parts of a program draw theirs, nor on how many threads draw.
 */
import { makeArray } from "./dtype.ts";
import { check, nonNegativeInteger, seed as seedCheck } from "./option-checks.ts";
import { checkOption } from "./options.ts";

/** A stream of random numbers, determined by its seed and stream number. */
export class Random {
  private counter = 0;
  private readonly block = new Uint32Array(4);
  private left = 0;

  /** @param seed any integer below 2^53  @param stream which of the seed's independent streams */
  constructor(
    readonly seed: number,
    readonly stream = 0,
  ) {
    checkOption("Random", "seed", seed, seedCheck);
    checkOption("Random", "stream", stream, seedCheck);
  }

  /** A uniform integer of 32 bits. */
  uint32(): number {
    if (this.left === 0) {
      philox(this.block, this.seed, this.stream, this.counter++);
      this.left = 4;
    }
    return this.block[4 - this.left--]!;
  }

  /** A uniform number in [0, 1), of 24 bits. */
  uniform(): number {
    return (this.uint32() >>> 8) * 2 ** -24;
  }

  /** A number from the standard normal distribution (Box-Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A uniform integer in [0, limit). */
  integer(limit: number): number {
    if (typeof limit !== "number" || !(limit >= 0)) checkOption("Random", "limit", limit, nonNegativeInteger);
    return Math.floor(((this.uint32() >>> 5) * 2 ** 26 + (this.uint32() >>> 6)) * 2 ** -53 * limit);
  }

  /** The numbers 0 to length - 1 in random order (Fisher-Yates). */
  permutation(length: number): Int32Array {
    checkOption("Random", "length", length, nonNegativeInteger);
    const order = makeArray("int32", length).map((_, index) => index) as Int32Array;
    for (let last = length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const held = order[last]!;
      order[last] = order[other]!;
      order[other] = held;
    }
    return order;
  }
}

let seeds: Random | undefined;

/**
 * Sets the seed of everything that has none: models without `seed`, eager calls, `ops.randomNormal`. The same calls in
 * the same order then give the same numbers in every run.
 */
export function setRandomSeed(seed: number): void {
  checkOption("setRandomSeed", "seed", seed, seedCheck);
  seeds = new Random(seed);
}

/** A seed for whatever has none: from {@link setRandomSeed}, otherwise a different one in every run. */
export function randomSeed(): number {
  return seeds ? seeds.uint32() : Math.floor(Math.random() * 2 ** 32);
}

/** Writes the four words of block `counter` of (seed, stream) to `out`. */
export function philox(out: Uint32Array, seed: number, stream: number, counter: number): void {
  let key0 = seed >>> 0;
  let key1 = (Math.floor(seed / 2 ** 32) ^ 0) >>> 0;
  let c0 = counter >>> 0;
  let c1 = Math.floor(counter / 2 ** 32) >>> 0;
  let c2 = stream >>> 0;
  let c3 = Math.floor(stream / 2 ** 32) >>> 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0) >>> 0;
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    c0 = (high1 ^ c1 ^ key0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ key1) >>> 0;
    c3 = low0;
    key0 = (key0 + 0x9e3779b9) >>> 0;
    key1 = (key1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** The upper 32 bits of the 64-bit product of two unsigned words. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = (middle & 0xffff) + aLow * bHigh;
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** The check of an argument that must be a generator of random numbers. */
export const aRandom = /* @__PURE__ */ check<Random>("a Random", (value) => value instanceof Random);
