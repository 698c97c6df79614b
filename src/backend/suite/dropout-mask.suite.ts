/** The mask of dropout: the same on every backend, since element i is word i of a stream. */
import { expect, it } from "vitest";
import { philox } from "../../tensor/index.ts";
import type { Backend } from "../backend.ts";

export function testDropoutMask(engine: Backend): void {
  it.each([
    { shape: [], rate: 0.5, seed: 1, stream: 0 },
    { shape: [3], rate: 0.25, seed: 7, stream: 3 },
    { shape: [2, 3, 7], rate: 0.6, seed: 2 ** 40 + 12345, stream: 2 ** 35 + 6 },
    { shape: [41, 5], rate: 0.1, seed: 2 ** 32 - 1, stream: 2 ** 32 },
    { shape: [0, 4], rate: 0.5, seed: 1, stream: 1 },
  ])("takes its words from the stream: $shape at rate $rate", ({ shape, rate, seed, stream }) => {
    const mask = engine.dropoutMask(shape, rate, seed, stream);
    const words = new Uint32Array(4);
    const expected = Float32Array.from({ length: mask.size }, (_, i) => {
      philox(words, seed, stream, Math.floor(i / 4));
      return Math.floor(words[i % 4]! / 256) / 2 ** 24 < rate ? 0 : 1 / (1 - rate);
    });
    expect([mask.dtype, mask.shape]).toEqual(["float32", shape]);
    expect([...mask.read()]).toEqual([...expected]);
  });

  it("keeps all at rate 0", () => {
    expect(new Set(engine.dropoutMask([100], 0, 5, 5).read())).toEqual(new Set([1]));
  });

  it("drops the share that it was asked to", () => {
    const mask = engine.dropoutMask([10_000], 0.3, 11, 2).read();
    const dropped = [...mask].filter((value) => value === 0).length;
    // four standard deviations of a binomial distribution
    expect(Math.abs(dropped - 3000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.3 * 0.7));
  });
}
