/** Translators: step by step as all at once, padding without effect, beams, files, and a small language that is learned. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import { padSequences } from "../../data/index.ts";
import { loadModel, saveModel } from "../../io/index.ts";
import { ConfigError, FormatError, Random } from "../../tensor/index.ts";
import { Vocabulary } from "../../text/index.ts";
import { nearestKnown, type Pair, Translator, translator } from "../index.ts";

const letters = Vocabulary.fromText("abcdef");
const sizes = { source: letters, target: letters, embedding: 6, units: 10, seed: 3 } as const;
const padded = (rows: readonly number[][]) => padSequences(rows, { padding: "post" });
const ids = (text: string) => [...letters.encode(text), letters.end];

/** Each word backwards. */
function words(count: number, seed: number): Pair[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (): Pair => {
    const word = Array.from({ length: 2 + random.integer(4) }, () => "abcdef"[random.integer(6)]!);
    return [word.join(""), word.toReversed().join("")];
  });
}

describe.each(["luong", "bahdanau"] as const)("a translator with the attention of %s", (attention) => {
  it.each([1, 2])("depth %i: writes step by step what it gives all at once, beside padded others", (depth) => {
    const made = translator({ ...sizes, attention, depth });
    const texts = ["abc", "fedcba", "ab"];
    const found = made.translate(texts, { maxTokens: 7 });
    const given = found.map(({ targetTokens }) => [letters.start, ...letters.encode(targetTokens.join(""))]);
    const probabilities = made.model.predict({ source: padded(texts.map(ids)), target: padded(given) });
    const V = letters.size;
    const time = probabilities.shape[1]!;
    const values = probabilities.dataSync();
    for (const [row, { targetTokens, logProbability, attention: weights }] of found.entries()) {
      const said = [...letters.encode(targetTokens.join("")), ...(targetTokens.length < 7 ? [letters.end] : [])];
      const sum = said.reduce((total, id, t) => total + Math.log(values[(row * time + t) * V + id]!), 0);
      expectNumbers(logProbability, sum, tolerance.training);
      expect(weights).toHaveLength(targetTokens.length);
      for (const each of weights) {
        expect(each).toHaveLength(texts[row]!.length + 1);
        expectNumbers(
          each.reduce((total, share) => total + share, 0),
          1,
          tolerance.float32,
        );
      }
    }
  });

  it("is not changed by padding, in what it gives and in what it learns", async () => {
    const [one, other] = [translator({ ...sizes, attention }), translator({ ...sizes, attention })];
    for (const { model } of [one, other]) model.compile({ optimizer: "sgd", loss: "sparseCategoricalCrossentropy" });
    const longer = (text: string, by: number) => [...ids(text), ...new Array<number>(by).fill(0)];
    const batch = (by: number) => {
      const targets = ["cba", "ba"].map((text) => [letters.start, ...letters.encode(text), letters.end]);
      return [
        {
          source: padded([longer("abc", by), longer("ab", by)]),
          target: padded(targets.map((row) => [...row.slice(0, -1), ...new Array<number>(by).fill(0)])),
        },
        padded(targets.map((row) => [...row.slice(1), ...new Array<number>(by).fill(0)])),
      ] as const;
    };
    const losses = [await one.model.trainOnBatch(...batch(0)), await other.model.trainOnBatch(...batch(3))];
    expectNumbers(losses[1]!.loss!, losses[0]!.loss!, tolerance.float32);
    for (const [i, weight] of one.model.getWeights().entries()) {
      const [a, b] = [weight.dataSync(), other.model.getWeights()[i]!.dataSync()];
      expectNumbers(a, b, tolerance.float32);
    }
  });
});

describe("translator", () => {
  it("learns to write words backwards, keeps it in a file, and looks where it should", async () => {
    const made = translator({ ...sizes, embedding: 16, units: 48 });
    const held = words(60, 2);
    const options = { epochs: 20, batchSize: 16, learningRate: 1e-2, verbose: 0 } as const;
    const { history } = await made.fit(words(600, 1), { ...options, validation: held, scheduledSampling: 0.25 });
    expect(history.val_accuracy!.at(-1)).toBeGreaterThan(0.97);
    const again = Translator.from(await loadModel(await saveModel(made.model)));
    const texts = held.map(([text]) => text);
    const found = made.translate(texts);
    expect(again.translate(texts)).toEqual(found);
    expect(found.filter(({ text }, i) => text === held[i]![1]).length).toBeGreaterThan(54);
    const { attention, sourceTokens, targetTokens } = made.translate("abcd");
    expect([sourceTokens.slice(0, 4), targetTokens]).toEqual([[..."abcd"], [..."dcba"]]);
    // a bidirectional state knows its neighbours, so the place may be off by one
    const places = attention.map((row) => row.indexOf(Math.max(...row)));
    expect(places[0]!).toBeGreaterThan(places[3]!);
    const [beam, plain] = [made.translate("face", { beams: 4, lengthPenalty: 0 }), made.translate("face")];
    expect(beam.logProbability).toBeGreaterThanOrEqual(plain.logProbability - 1e-6);
  }, 60_000);

  it("draws what it samples by the step, so that an interrupted training goes on to the same bits", async () => {
    const trained = async (options: object) => {
      const made = translator(sizes);
      const plan = { epochs: 2, batchSize: 8, scheduledSampling: 0.8, verbose: 0, ...options } as const;
      await made.fit(words(60, 1), plan).catch(() => {});
      return made.model.getWeights().map((weight) => [...weight.dataSync()]);
    };
    const folder = mkdtempSync(join(tmpdir(), "recurve-translator-"));
    const checkpoint = { dir: folder, everySteps: 1 };
    const abort = new AbortController();
    let steps = 0;
    const stop = { onTrainBatchEnd: () => void (++steps === 9 && abort.abort()) };
    await trained({ checkpoint, signal: abort.signal, callbacks: [stop] });
    expect(await trained({ checkpoint, callbacks: [{}] })).toEqual(await trained({}));
    rmSync(folder, { recursive: true });
  });

  it("does what is best on validation pairs: the network, copying, or the nearest known pair; files keep which", async () => {
    const few = { epochs: 1, learningRate: 0, verbose: 0 } as const;
    const same = words(40, 3).map(([word]): Pair => [word, word]);
    const [copying, knowing] = [translator(sizes), translator(sizes)];
    await copying.fit(same, { ...few, validation: words(9, 4).map(([word]): Pair => [word, word]) });
    await knowing.fit(words(300, 3), { ...few, validation: words(300, 3).slice(0, 30) });
    expect([copying.way, knowing.way]).toEqual(["copy", "nearest"]);
    const [read, known] = await Promise.all(
      [copying, knowing].map(async ({ model }) => Translator.from(await loadModel(await saveModel(model)))),
    );
    expect(read!.translate(["fade", "abc"]).map(({ text }) => text)).toEqual(["fade", "abc"]);
    const [source, target] = words(300, 3)[7]!;
    expect(known!.translate(source).text).toBe(target);
    known!.way = "network";
    expect(known!.translate(source)).toEqual({ ...knowing.translate(source), text: known!.translate(source).text });
    expect(() => void (read!.way = "nearest")).toThrow(/knows no pairs/);
    expect(translator(sizes).way).toBe("network");
    await expect(copying.fit(same, { ...few, validation: [["a"]] as never })).rejects.toThrow(ConfigError);
  });

  it("reads an empty text, and refuses what it cannot use", async () => {
    const made = translator(sizes);
    expect(made.translate("", { maxTokens: 2 }).sourceTokens).toEqual([""]);
    await expect(made.fit([])).rejects.toThrow(ConfigError);
    expect(() => translator({ ...sizes, attention: "none" as "luong" })).toThrow(/luong/);
    expect(() => made.translate("a", { beams: 0 })).toThrow(ConfigError);
    made.model.metadata.task = "languageModel";
    expect(() => Translator.from(made.model)).toThrow(FormatError);
  });
});

it("the nearest known pair is the one whose source has the most in common", () => {
  const nearest = nearestKnown([
    ["open the file", "Datei öffnen"],
    ["close the window", "Fenster schließen"],
  ]);
  expect(["open a file", "close windows"].map(nearest)).toEqual(["Datei öffnen", "Fenster schließen"]);
});
