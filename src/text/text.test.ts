/** Vocabularies, what is sampled and written, and the n-gram baseline. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../test/numbers.ts";
import { processorTime } from "../../test/processor-time.ts";
import { tolerance } from "../../test/tolerance.ts";
import { ConfigError, FormatError, Random } from "../tensor/index.ts";
import { generate, KneserNeyModel, type NextToken, sample, splitWords, Vocabulary } from "./index.ts";

const own = ["", "\uFFFD", "\u0002", "\u0003"];

describe("Vocabulary", () => {
  it("numbers characters by frequency, then by code unit, after its own four", () => {
    const vocabulary = Vocabulary.fromText("床前明月光明月");
    expect(vocabulary.tokens).toEqual([...own, "明", "月", "光", "前", "床"]);
    expect(vocabulary.size).toBe(9);
  });

  it("reads and writes: what it does not hold becomes the unknown token", () => {
    const vocabulary = Vocabulary.fromText("aab", { maxSize: 1 });
    expect(vocabulary.encode("ab😀\u0002")).toEqual([4, 1, 1, 1]);
    expect(vocabulary.decode([2, 4, 1, 0, 4, 3])).toBe("a\uFFFDa");
  });

  it("takes words with the space before them, and Chinese ones by dictionary", () => {
    expect(splitWords("The whale, the  sea.\nA")).toEqual(["The", " whale", ",", " the", "  ", "sea", ".", "\n", "A"]);
    expect(splitWords("循环神经网络", "zh")).toEqual(["循环", "神经", "网络"]);
    const vocabulary = Vocabulary.fromText(["The sea", "the sea"], { split: "words", lowercase: true });
    expect(vocabulary.tokens.slice(4)).toEqual([" sea", "the"]);
    expect(vocabulary.decode(vocabulary.encode("THE sea"))).toBe("the sea");
  });

  it("merges the most frequent pairs of bytes, oldest first", () => {
    const vocabulary = Vocabulary.fromText("low low low lower newest newest", { split: "bytePairs", maxSize: 4 });
    // " low" 3 times, "low" once: l-o and o-w 4 times each, so "lo" by order, then "low", then " low"; n-e-w is rarer
    expect(vocabulary.tokens.slice(260)).toEqual(["lo", "low", " low", " n"]);
    const ids = vocabulary.encode("low slow");
    const byte = (character: string) => 4 + character.charCodeAt(0);
    expect(ids).toEqual([261, byte(" "), byte("s"), 261]);
    expect(vocabulary.decode(ids)).toBe("low slow");
  });

  it("gives back every text whole, in words and in bytes, and the same after JSON", () => {
    const byteVocabulary = Vocabulary.fromText("春江潮水連海平，海上明月共潮生。", { split: "bytePairs", maxSize: 20 });
    const again = Vocabulary.fromJSON(JSON.parse(JSON.stringify(byteVocabulary)));
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        expect(splitWords(text).join("")).toBe(text);
        expect(again.decode(again.encode(text))).toBe(text);
        expect(again.encode(text)).toEqual(byteVocabulary.encode(text));
      }),
    );
  });

  it("cuts long text in parts without losing any, in time that grows with the length", () => {
    const long = `${"循环神经网络".repeat(20_000)}\u{1F600}${"x".repeat(5000)}`;
    const start = process.cpuUsage();
    expect(splitWords(long).join("")).toBe(long);
    expect(processorTime(start)).toBeLessThan(5000);
  });

  it("refuses what is no vocabulary", () => {
    expect(() => new Vocabulary(["a", "b"])).toThrow(ConfigError);
    for (const json of [null, {}, { split: "lines", tokens: own }, { split: "words", tokens: [1] }]) {
      expect(() => Vocabulary.fromJSON(json)).toThrow(FormatError);
    }
  });
});

describe("sample", () => {
  const probabilities = [0.1, 0.5, 0.3, 0.1];
  const shares = (options: Parameters<typeof sample>[1], before?: number[]) => {
    const random = new Random(3);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) counts[sample(probabilities, options, random, before)]!++;
    return counts.map((count) => count / 20_000);
  };
  const expectShares = (actual: number[], expected: number[]) => {
    for (const [i, share] of expected.entries()) expect(Math.abs(actual[i]! - share)).toBeLessThan(0.015);
  };

  it("draws as often as the probabilities say, and by the seed", () => {
    expectShares(shares({}), probabilities);
    expect(shares({})).toEqual(shares({}));
  });

  it("at temperature 0 takes the most probable, at 0.5 the squares", () => {
    expect(shares({ temperature: 0 })).toEqual([0, 1, 0, 0]);
    expectShares(shares({ temperature: 0.5 }), [0.01 / 0.36, 0.25 / 0.36, 0.09 / 0.36, 0.01 / 0.36]);
  });

  it("keeps the k most probable, or those that together have p", () => {
    expectShares(shares({ topK: 2 }), [0, 0.625, 0.375, 0]);
    expectShares(shares({ topP: 0.5 }), [0, 1, 0, 0]);
    expectShares(shares({ topP: 0.55 }), [0, 0.625, 0.375, 0]);
    expectShares(shares({ topP: 1, topK: 4 }), probabilities);
  });

  it("makes what was said less probable", () => {
    expectShares(shares({ repetitionPenalty: 2 }, [1, 1]), [0.1 / 0.75, 0.25 / 0.75, 0.3 / 0.75, 0.1 / 0.75]);
  });

  it("refuses options out of range, and probabilities that are none", () => {
    const random = new Random(1);
    for (const options of [{ temperature: -1 }, { topK: 0 }, { topP: 0 }, { topP: 1.1 }, { repetitionPenalty: 0.5 }]) {
      expect(() => sample(probabilities, options, random)).toThrow(ConfigError);
    }
    expect(() => sample([0, Number.NaN], {}, random)).toThrow(/No token can be chosen/);
  });
});

/** A model that says one text, whatever it reads. */
function parrot(vocabulary: Vocabulary, text: string): NextToken & { read: number[] } {
  const ids = [...vocabulary.encode(text), vocabulary.end];
  let said = 0;
  return {
    read: [],
    reset() {
      said = 0;
      this.read.length = 0;
    },
    step(tokens) {
      const id = tokens[0]!;
      this.read.push(id);
      const probabilities = new Float32Array(vocabulary.size);
      if (id !== vocabulary.start) said++;
      probabilities[ids[Math.min(said, ids.length - 1)]!] = 1;
      return probabilities;
    },
  };
}

describe("generate", () => {
  const letters = Vocabulary.fromText("abcdef ");

  it("reads every token once, and ends at the end token", () => {
    const model = parrot(letters, "abcd");
    expect([...generate(model, letters)]).toEqual(["a", "b", "c", "d"]);
    expect(model.read).toEqual([2, ...letters.encode("abcd")]);
    expect([...generate(model, letters, { prompt: "ab" })].join("")).toBe("cd");
    expect([...generate(model, letters, { maxTokens: 2 })].join("")).toBe("ab");
  });

  it("holds back what may begin a stop text, and leaves the stop text out", () => {
    const model = parrot(letters, "ab abc def");
    expect([...generate(model, letters, { stop: ["abc"] })].join("")).toBe("ab ");
    expect([...generate(model, letters, { stop: ["abd"] })].join("")).toBe("ab abc def");
    expect([...generate(model, letters, { stop: ["efg"] })].join("")).toBe("ab abc def");
  });

  it("writes characters of several bytes whole", () => {
    const bytes = Vocabulary.fromText("明月", { split: "bytePairs", maxSize: 0 });
    expect([...generate(parrot(bytes, "明a月"), bytes)]).toEqual(["明", "a", "月"]);
  });

  it("refuses options out of range before it reads", () => {
    const model = parrot(letters, "a");
    expect(() => [...generate(model, letters, { topK: -1 })]).toThrow(ConfigError);
    expect(model.read).toEqual([]);
  });
});

describe("KneserNeyModel", () => {
  it("gives probabilities that sum to 1, for contexts seen and not", () => {
    const random = new Random(5);
    const model = new KneserNeyModel(6, 4);
    for (let i = 0; i < 20; i++) model.learn([2, ...Array.from({ length: 12 }, () => random.integer(4)), 3]);
    for (const before of [[], [2], [2, 0], [0, 1, 2], [1, 1, 1], [5], [3, 3, 3, 3]]) {
      const total = [0, 1, 2, 3, 4, 5].reduce((sum, next) => sum + model.probability(before, next), 0);
      expectNumbers(total, 1, tolerance.float64);
    }
  });

  it("is the formula, worked by hand for bigrams", () => {
    const model = new KneserNeyModel(4, 2);
    // pairs: 0-1 twice, 1-0 once, 1-2 once, 0-0 once; so n1 = 3, n2 = 1, n3 = n4 = 0
    model.learn([0, 1, 0, 0, 1, 2]);
    const share = 3 / 5;
    const d1 = 1 - (2 * share * 1) / 3;
    const d2 = 2;
    // unigrams by how many kinds came before: 0 after 1 and 0, 1 after 0, 2 after 1; n1 = 2, n2 = 1
    const lowerShare = 2 / 4;
    const [l1, l2] = [1 - (2 * lowerShare * 1) / 2, 2];
    const unigram = (count: number) => (Math.max(count - (count === 2 ? l2 : l1), 0) + (2 * l1 + l2) / 4) / 4;
    // after 1: 0 once, 2 once
    expectNumbers(model.probability([1], 0), (1 - d1 + 2 * d1 * unigram(2)) / 2, tolerance.float64);
    expectNumbers(model.probability([1], 3), (2 * d1 * unigram(0)) / 2, tolerance.float64);
    // after 0: 1 twice, 0 once
    expectNumbers(model.probability([0], 1), (2 - d2 + (d1 + d2) * unigram(1)) / 3, tolerance.float64);
  });

  it("knows 3 bits of 8 choices when it knows nothing, and next to none of a text that repeats", () => {
    expectNumbers(new KneserNeyModel(8).bitsPerToken([[1, 2, 3]]), 3, tolerance.float64);
    const model = new KneserNeyModel(8);
    model.learn(Array.from({ length: 300 }, (_, i) => i % 5));
    expect(model.bitsPerToken([Array.from({ length: 200 }, (_, i) => i % 5)])).toBeLessThan(0.1);
  });
});
