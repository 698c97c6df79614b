/** Vocabularies, sampling and the bigram baseline. */
import { describe, expect, it } from "vitest";
import { ConfigError, Random } from "../tensor/index.ts";
import { BigramModel, sampleIndex, Vocabulary } from "./index.ts";

describe("Vocabulary", () => {
  it("numbers characters by frequency, then by code point, after its own two", () => {
    const vocabulary = Vocabulary.fromText("床前明月光明月");
    expect(vocabulary.tokens).toEqual(["", "\uFFFD", "明", "月", "光", "前", "床"]);
    expect(vocabulary.size).toBe(7);
  });

  it("reads and writes: what it does not hold becomes the unknown character", () => {
    const vocabulary = Vocabulary.fromText("aab", { maxSize: 1 });
    expect(vocabulary.encode("ab😀")).toEqual([2, 1, 1]);
    expect(vocabulary.decode([2, 1, 0, 2])).toBe("a\uFFFDa");
  });

  it("refuses a list without its own two entries", () => {
    expect(() => new Vocabulary(["a", "b"])).toThrow(ConfigError);
  });
});

describe("sampleIndex", () => {
  const probabilities = [0.1, 0.6, 0.3];

  it("at temperature 0 takes the most probable", () => {
    expect(sampleIndex(probabilities, 0, new Random(1))).toBe(1);
  });

  it("draws as often as the probabilities say, and by the seed", () => {
    const draw = (seed: number) => {
      const random = new Random(seed);
      return Array.from({ length: 20_000 }, () => sampleIndex(probabilities, 1, random));
    };
    const drawn = draw(3);
    for (const [i, p] of probabilities.entries()) {
      expect(Math.abs(drawn.filter((index) => index === i).length / drawn.length - p)).toBeLessThan(0.02);
    }
    expect(draw(3)).toEqual(drawn);
    expect(draw(4)).not.toEqual(drawn);
  });

  it("refuses a negative temperature", () => {
    expect(() => sampleIndex(probabilities, -1, new Random(1))).toThrow(/negative[\s\S]*received: -1/);
  });
});

describe("BigramModel", () => {
  it("gives probabilities that sum to 1, for tokens seen and not", () => {
    const bigram = new BigramModel(5);
    bigram.learn([1, 2, 3, 1, 2, 2]);
    for (const previous of [1, 2, 4]) {
      const total = [0, 1, 2, 3, 4].reduce((sum, next) => sum + bigram.probability(previous, next), 0);
      expect(total).toBeCloseTo(1, 12);
    }
    expect(bigram.probability(1, 2)).toBeGreaterThan(bigram.probability(1, 3));
  });

  it("is as perplexed as it has choices when it knows nothing", () => {
    expect(new BigramModel(8).perplexity([[1, 2, 3]])).toBeCloseTo(8, 10);
  });
});
