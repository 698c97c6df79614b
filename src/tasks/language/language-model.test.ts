/** Language models: what they learn, measure, write and keep. */
import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import { layers, sequential, tensor } from "../../index.ts";
import { loadModel, saveModel } from "../../io/index.ts";
import { ConfigError, FormatError } from "../../tensor/index.ts";
import { KneserNeyModel, Vocabulary } from "../../text/index.ts";
import { LanguageModel, languageModel } from "../index.ts";

const poems = Array.from({ length: 40 }, (_, i) => ["春江潮水。", "明月共潮生。", "海上。"][i % 3]!);
const vocabulary = Vocabulary.fromText(poems);
const size = { vocabulary, embedding: 8, units: 16, seed: 2 } as const;

/** What `predict` says of each sequence as a whole, padded to the longest by nothing: one at a time. */
function bitsByPredict({ model, vocabulary: { size: V } }: LanguageModel, ids: Int32Array): number {
  const probabilities = model.predict(tensor(ids.subarray(0, -1), [1, ids.length - 1])).dataSync();
  return ids.subarray(1).reduce((sum, id, t) => sum - Math.log2(probabilities[t * V + id]!), 0);
}

describe("languageModel", () => {
  it("shares its matrix with the softmax, leaves out tokens and weights, and averages, when asked", async () => {
    const whole = { tied: true, embeddingDropout: 0.1, weightDropout: 0.2 } as const;
    const language = languageModel({ ...size, ...whole, documents: true, dropout: 0.1 });
    const plain = languageModel({ ...size, documents: true });
    const weights = (of: LanguageModel) => of.model.getWeights().map(({ shape }) => shape.join());
    expect(weights(language).filter((shape) => shape === `${vocabulary.size},8`)).toHaveLength(1);
    expect(weights(plain)).toContain(`16,${vocabulary.size}`);
    expect(weights(language)).not.toContain(`16,${vocabulary.size}`);
    const options = { epochs: 60, batchSize: 4, window: 12, learningRate: 2e-2, averaged: true, verbose: 0 } as const;
    const { history } = await language.fit(poems, { ...options, validation: poems.slice(0, 9) });
    expect(history.val_loss!.at(-1)).toBeLessThan(history.val_loss![0]! / 2);
    const again = LanguageModel.from(await loadModel(await saveModel(language.model)));
    expect(again.bitsPerCharacter(poems.slice(0, 3))).toBe(language.bitsPerCharacter(poems.slice(0, 3)));
    expect([...again.generate({ prompt: "明", temperature: 0 })].join("")).toBe("月共潮生。");
  });

  it("learns from tokens as from the texts that they are of, whatever pieces running text comes in", async () => {
    const options = { epochs: 2, window: 8, verbose: 0 } as const;
    for (const documents of [true, false]) {
      const [texts, tokens] = [languageModel({ ...size, documents }), languageModel({ ...size, documents })];
      const [a, b] = [await texts.fit(poems, options), await tokens.fit(tokens.tokens(poems.values()), options)];
      expect(b.history.loss).toEqual(a.history.loss);
    }
    const running = languageModel(size);
    expect(running.tokens(["春江", "潮水"])).toEqual(running.tokens(["春江潮水"]));
    await expect(running.fit(Int32Array.of(1, 2, 99), options)).rejects.toThrow(/a number that is not a token, at 2/);
  });

  it.each([true, false])(
    "keeps n-grams beside a network that knows less, and says in all it does what both say (documents: %s)",
    async (documents) => {
      const language = languageModel({ ...size, documents });
      const plan = { epochs: 1, window: 8, learningRate: 0, verbose: 0 } as const;
      const held = poems.slice(0, 12);
      await language.fit(poems, { ...plan, validation: held });
      expect(language.ngramShare).toBeGreaterThan(0.9);
      const again = LanguageModel.from(await loadModel(await saveModel(language.model)));
      const bits = again.bitsPerCharacter(held);
      expect(bits).toBe(language.bitsPerCharacter(held));
      expect(bits).toBeLessThan(again.bitsPerCharacter(held, "network") / 4);
      // what it writes, token by token, has the probabilities that it is measured by
      const [text] = held;
      const ids = again.sequences(text!)[0]!.ids;
      const counted = new KneserNeyModel(vocabulary.size, 5);
      const sequences = again.sequences(documents ? poems : poems.join("")).map((each) => each.ids);
      for (const each of sequences) counted.learn(each);
      const network = again.model.predict(tensor(ids.subarray(0, -1), [1, ids.length - 1])).dataSync();
      const { ngramShare: share } = again;
      const wanted = ids.subarray(1).reduce((sum, id, i) => {
        const before = ids.subarray(0, i + 1);
        const both = share * counted.probability(before, id) + (1 - share) * network[i * vocabulary.size + id]!;
        return sum - Math.log2(both);
      }, 0);
      expectNumbers(again.bitsPerCharacter(text!) * (text!.length + (documents ? 1 : 0)), wanted, tolerance.training);
      expect([...again.generate({ prompt: "明", temperature: 0, maxTokens: 6 })].join("")).toBe(
        "月共潮生。".padEnd(documents ? 5 : 6, "海"),
      );
      const [best] = again.search({ prompt: "明", beams: 2, maxTokens: 5, lengthPenalty: 0 });
      expect(best!.text).toBe("月共潮生。");
      expectNumbers(
        language.search({ prompt: "明", beams: 2, maxTokens: 5, lengthPenalty: 0 })[0]!.logProbability,
        best!.logProbability,
        tolerance.float32,
      );
      await language.fit(poems, { ...plan, validation: held, ngrams: false });
      expect(language.ngramShare).toBe(0);
      again.model.metadata.ngrams = { share: 0.5, ids: "?" };
      expect(() => again.bitsPerCharacter("明")).toThrow(FormatError);
    },
  );

  it("learns documents, and writes them from start to end", async () => {
    const language = languageModel({ ...size, documents: true });
    const before = language.bitsPerCharacter(poems.slice(0, 3));
    const options = { epochs: 40, batchSize: 4, window: 12, learningRate: 2e-2, verbose: 0, ngrams: false } as const;
    const { history } = await language.fit(poems, { ...options, validation: poems.slice(0, 9) });
    expect(history.val_loss!.at(-1)).toBeLessThan(0.5);
    expect(language.bitsPerCharacter(poems.slice(0, 3))).toBeLessThan(before / 5);
    expect([...language.generate({ prompt: "明", temperature: 0 })].join("")).toBe("月共潮生。");
    const [best, second] = language.search({ prompt: "明", beams: 3, lengthPenalty: 0 });
    expect(best!.text).toBe("月共潮生。");
    expect(best!.logProbability).toBeGreaterThan(second!.logProbability);
    const ids = Int32Array.from([vocabulary.start, ...vocabulary.encode("明月共潮生。"), vocabulary.end]);
    const prompt = bitsByPredict(language, ids.subarray(0, 2));
    expectNumbers(best!.logProbability / Math.LN2, prompt - bitsByPredict(language, ids), tolerance.training);
    expect(() => language.search({ beams: 0 })).toThrow(ConfigError);
    const again = LanguageModel.from(await loadModel(await saveModel(language.model)));
    expect(again.documents).toBe(true);
    const written = [...language.generate({ seed: 5 })].join("");
    expect(poems).toContain(written);
    expect([...again.generate({ seed: 5 })].join("")).toBe(written);
  });

  it("measures documents of many lengths side by side as one by one", () => {
    const language = languageModel({ ...size, documents: true, depth: 2, cell: "gru" });
    const texts = Array.from({ length: 35 }, (_, i) => "春江潮水明月共生".slice(0, 1 + ((i * 5) % 8)));
    const sequences = language.sequences(texts);
    expect([...sequences[0]!.ids]).toEqual([2, ...vocabulary.encode(texts[0]!), 3]);
    const bits = sequences.reduce((sum, { ids }) => sum + bitsByPredict(language, ids), 0);
    const characters = texts.reduce((sum, text) => sum + text.length + 1, 0);
    expectNumbers(language.bitsPerCharacter(texts), bits / characters, tolerance.float32);
  });

  it("measures running text per character, whatever its tokens are", () => {
    const bytes = Vocabulary.fromText(poems, { split: "bytePairs", maxSize: 10 });
    const language = languageModel({ ...size, vocabulary: bytes });
    const text = "春江潮水。\n明月";
    const { ids } = language.sequences(text)[0]!;
    expect(bytes.decode(ids)).toBe(`\n${text}`);
    expectNumbers(language.bitsPerCharacter(text), bitsByPredict(language, ids) / 8, tolerance.float32);
  });

  it("finds that n-grams know a text that repeats itself, on held-out text of less than a window", async () => {
    const text = "abc\n".repeat(200);
    const language = languageModel({ ...size, vocabulary: Vocabulary.fromText(text), documents: false });
    await language.fit(text.slice(0, 720), { epochs: 1, window: 64, validation: text.slice(720, 760), verbose: 0 });
    expect(language.ngramShare).toBeGreaterThan(0.9);
    expect(language.bitsPerCharacter(text.slice(760))).toBeLessThan(0.5);
  });

  it("refuses too little text, and a model that is none", async () => {
    const language = languageModel(size);
    await expect(language.fit("春江", { verbose: 0 })).rejects.toThrow(ConfigError);
    const other = sequential({ layers: [layers.dense({ units: 1 })] });
    expect(() => LanguageModel.from(other)).toThrow(FormatError);
    other.metadata.task = "classifier";
    expect(() => LanguageModel.from(other)).toThrow(/no languageModel[\s\S]*"classifier"/);
  });
});

describe("generators side by side", () => {
  it("write what each writes alone", () => {
    const vocabulary = Vocabulary.fromText("abcdefgh");
    const lm = languageModel({ vocabulary, units: 8, embedding: 4, seed: 5 });
    const begin = (seed: number) => lm.generate({ prompt: "ab", seed, maxTokens: 12 });
    const alone = [1, 2].map((seed) => [...begin(seed)].join(""));
    const [first, second] = [begin(1), begin(2)];
    const texts = ["", ""];
    for (let ended = 0; ended < 2; ) {
      const pieces = [first.next(), second.next()];
      lm.search({ prompt: "cd", beams: 2, maxTokens: 3 });
      ended = pieces.filter(({ done }) => done).length;
      for (const [i, { done, value }] of pieces.entries()) if (!done) texts[i] += value;
    }
    expect(texts).toEqual(alone);
    expect(() => lm.generate({ temperature: -1 })).toThrow("temperature");
  });
});
