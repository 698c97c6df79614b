import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isClose, tolerance } from "../../test/tolerance.ts";
import { philox, Random, randomSeed } from "./random.ts";

function block(seed: number, stream: number, counter: number): number[] {
  const out = new Uint32Array(4);
  philox(out, seed, stream, counter);
  return [...out];
}

/** Philox 4x32-10 as the paper writes it, on integers of any length. */
function philoxByPaper(seed: bigint, stream: bigint, counter: bigint): number[] {
  const word = (value: bigint) => value & 0xffffffffn;
  let [k0, k1] = [word(seed), word(seed >> 32n)];
  let c = [word(counter), word(counter >> 32n), word(stream), word(stream >> 32n)] as [bigint, bigint, bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const [p0, p1] = [c[0] * 0xd2511f53n, c[2] * 0xcd9e8d57n];
    c = [(p1 >> 32n) ^ c[1] ^ k0, word(p1), (p0 >> 32n) ^ c[3] ^ k1, word(p0)];
    [k0, k1] = [word(k0 + 0x9e3779b9n), word(k1 + 0xbb67ae85n)];
  }
  return c.map(Number);
}

describe("philox", () => {
  it("gives the known answers of Random123", () => {
    expect(block(0, 0, 0)).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    // -1 is all ones in two's complement
    expect(block(-1, -1, -1)).toEqual([0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
  });

  it("uses all 53 bits of seed, stream and counter", () => {
    const any = fc.maxSafeNat();
    fc.assert(
      fc.property(any, any, any, (seed, stream, counter) => {
        expect(block(seed, stream, counter)).toEqual(philoxByPaper(BigInt(seed), BigInt(stream), BigInt(counter)));
      }),
    );
  });
});

describe("Random", () => {
  it("is fixed by seed and stream, whatever others draw", () => {
    const draw = (seed: number, stream?: number) => {
      const random = new Random(seed, stream);
      return Array.from({ length: 10 }, () => random.uint32());
    };
    expect(draw(3, 1)).toEqual(draw(3, 1));
    expect(draw(3, 1)).toEqual([...block(3, 1, 0), ...block(3, 1, 1), ...block(3, 1, 2).slice(0, 2)]);
    expect(draw(3)).toEqual(draw(3, 0));
    expect(new Set([...draw(3, 1), ...draw(3, 2), ...draw(4, 1)]).size).toBe(30);
  });

  const COUNT = 150_000;
  const sample = (next: (random: Random) => number) => {
    const random = new Random(5);
    return Float64Array.from({ length: COUNT }, () => next(random));
  };
  const mean = (values: Float64Array) => values.reduce((a, b) => a + b) / COUNT;
  const moment = (values: Float64Array, power: number) => mean(values.map((value) => value ** power));

  it("uniform fills [0, 1) evenly", () => {
    const values = sample((random) => random.uniform());
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const bins = new Array<number>(10).fill(0);
    for (const value of values) bins[Math.floor(value * 10)]!++;
    // five standard deviations of a binomial distribution
    for (const count of bins) expect(Math.abs(count - COUNT / 10)).toBeLessThan(5 * Math.sqrt(COUNT * 0.09));
  });

  it("normal has the moments of the standard normal distribution", () => {
    const values = sample((random) => random.normal());
    expect(isClose(mean(values), 0, tolerance.drawn)).toBe(true);
    expect(isClose(moment(values, 2), 1, tolerance.drawn)).toBe(true);
    // its spread is sqrt(15) and sqrt(96) times that of a mean
    expect(Math.abs(moment(values, 3))).toBeLessThan(tolerance.drawn * Math.sqrt(15));
    expect(Math.abs(moment(values, 4) - 3)).toBeLessThan(tolerance.drawn * Math.sqrt(96));
    const pairs = mean(values.map((value, i) => (i % 2 === 0 ? value * values[i + 1]! : 0)));
    expect(isClose(pairs, 0, tolerance.drawn)).toBe(true);
  });

  it("integer gives each number below the limit alike", () => {
    const values = sample((random) => random.integer(7));
    const bins = new Array<number>(7).fill(0);
    for (const value of values) bins[value]!++;
    expect(bins.reduce((a, b) => a + b)).toBe(COUNT);
    for (const count of bins) expect(Math.abs(count - COUNT / 7)).toBeLessThan(5 * Math.sqrt((COUNT * 6) / 49));
    expect(new Random(1).integer(1)).toBe(0);
  });

  it("permutation orders alike in every way", () => {
    const random = new Random(9);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = random.permutation(3).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["012", "021", "102", "120", "201", "210"]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt((6000 * 5) / 36));
    expect([...random.permutation(100)].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect([...random.permutation(0)]).toEqual([]);
  });

  it("randomSeed gives integers of 32 bits that differ", () => {
    const seeds = Array.from({ length: 20 }, randomSeed);
    expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true);
    expect(new Set(seeds).size).toBeGreaterThan(18);
  });
});
