/** N-grams beside the network: what they add, in files, of several labels, and that probabilities mean what they say. */
import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import { loadModel, saveModel } from "../../io/index.ts";
import { ConfigError, Random, tensor } from "../../tensor/index.ts";
import { Vocabulary } from "../../text/index.ts";
import { Classifier, classifier, LinearClassifier, labelScores, precisionRecall } from "../index.ts";
import { findMixture } from "./mixture.ts";
import { ngramsOf } from "./ngrams.ts";
import { bestThreshold, called } from "./thresholds.ts";
import { paddedNgrams } from "./wide.ts";

const random = new Random(11);
const nouns = ["ship", "harbour", "loaf", "oven", "sail", "flour", "mast", "dough"];
const isOfSea = (noun: string) => ["ship", "harbour", "sail", "mast"].includes(noun);
const phrases = Array.from({ length: 400 }, () =>
  Array.from({ length: 3 }, () => nouns[random.integer(nouns.length)]!).join(" and the "),
);
const seaOf = (phrase: string) => phrase.split(" and the ").filter(isOfSea).length;
const size = { embedding: 4, units: 4, seed: 1 } as const;
const few = { epochs: 1, verbose: 0 } as const;

describe("a classifier of texts", () => {
  it("is right where its n-grams are, whatever its network has learned, and alike from a file", async () => {
    const labels = phrases.map((phrase) => (seaOf(phrase) >= 2 ? "sea" : "bread"));
    const made = classifier({ ...size, classes: ["bread", "sea"], vocabulary: Vocabulary.fromText(phrases) });
    await made.fit(phrases.slice(0, 300), labels.slice(0, 300), few);
    const truths = made.classNumbers(labels.slice(300));
    const right = (predicted: number[]) => predicted.filter((k, i) => k === truths[i]).length;
    const own = made.predictClasses(phrases.slice(300));
    const numbers = made.classNumbers(labels.slice(0, 300));
    const linear = new LinearClassifier(2).fit(phrases.slice(0, 300), numbers).predict(phrases.slice(300));
    expect(right(own)).toBeGreaterThanOrEqual(right(linear));
    const network = made
      .predictProbabilities(phrases.slice(300), "network")
      .map(([bread, sea]) => (sea! > bread! ? 1 : 0));
    expect(right(own)).toBeGreaterThan(right(network));

    const again = Classifier.from(await loadModel(await saveModel(made.model)));
    expect(again.predictProbabilities(phrases.slice(300))).toEqual(made.predictProbabilities(phrases.slice(300)));
    // the model alone, given ids and n-grams, says the same
    const [text] = phrases;
    const ids = tensor(Int32Array.from(Vocabulary.fromText(phrases).encode(text!)), [1, text!.length]);
    const inputs = { text: ids, ...paddedNgrams([ngramsOf(text!, { order: 4, words: 2, buckets: 2 ** 18 })]) };
    const [row] = made.model.predict(inputs).arraySync() as number[][];
    expectNumbers(row!, made.predictProbabilities([text!])[0]!, tolerance.float32);
  });

  it("reads no more tokens than it is to, and all n-grams", () => {
    const options = { ...size, classes: ["a", "b"], vocabulary: Vocabulary.fromText("abc") };
    const made = classifier({ ...options, maxLength: 5 });
    const [short, long] = made.predictProbabilities(["abcab", `abcab${"c".repeat(100_000)}`], "network");
    expect(long).toEqual(short);
    expect(() => classifier({ ...options, perStep: true, ngrams: 64 })).toThrow(/whole texts/);
    expect(() => classifier({ classes: ["a", "b"], features: 1, ngrams: 64 })).toThrow(ConfigError);
  });

  it("gives a text several labels, or none", async () => {
    const labels = phrases.map((phrase) => [
      ...(seaOf(phrase) > 0 ? ["sea"] : []),
      ...(seaOf(phrase) < 3 ? ["bread"] : []),
      ...(phrase.includes("loaf") && phrase.includes("oven") ? ["baking"] : []),
    ]);
    const classes = ["baking", "bread", "sea"];
    const vocabulary = Vocabulary.fromText(phrases, { split: "words" });
    const made = classifier({ ...size, classes, vocabulary, severalLabels: true });
    await made.fit(phrases.slice(0, 300), labels.slice(0, 300), { ...few, epochs: 10 });
    const again = Classifier.from(await loadModel(await saveModel(made.model)));
    const predicted = again.predictLabels(phrases.slice(300)) as string[][];
    const { macroF1, byClass } = labelScores(labels.slice(300), predicted, classes);
    expect(macroF1).toBeGreaterThan(0.8);
    expect(byClass[0]!.support).toBeGreaterThan(0);
    expect(again.thresholds).toEqual(made.thresholds);
    expect(() => again.predictClasses(["ship"])).toThrow(/predictLabels/);
    await expect(again.fit(["ship"], ["sea"], few)).rejects.toThrow(/a list of labels/);
    expect(() => classifier({ ...size, classes, features: 1, perStep: true, severalLabels: true })).toThrow(
      /one label each/,
    );
  });
});

describe("a mixture", () => {
  it("makes probabilities as sure as they are right", () => {
    // of what is called with 0.98, 0.8 is right: the scores are too far apart
    const network = Array.from({ length: 1000 }, () => [0, 4]);
    const labels = network.map((_, i) => [i % 5 === 0 ? 0 : 1]);
    const factor = findMixture({ network, labels, severalLabels: false }).network;
    expect(1 / (1 + Math.exp(-4 * factor))).toBeCloseTo(0.8, 2);
  });

  it("leaves out what knows nothing", () => {
    const noise = Array.from({ length: 1000 }, () => [random.normal(), random.normal()]);
    const labels = noise.map((_, i) => [i % 2]);
    const known = labels.map(([k]) => (k === 0 ? [1, 0] : [0, 1]));
    const { network, linear } = findMixture({ network: noise, linear: known, labels, severalLabels: false });
    expect(network).toBeLessThan(0.1 * linear);
  });
});

describe("thresholds", () => {
  const points = precisionRecall([0.9, 0.8, 0.8, 0.3], [true, false, true, false]);

  it("trade precision for recall", () => {
    expect(points.map(({ threshold, precision, recall }) => [threshold, precision, recall])).toEqual([
      [0.9, 1, 0.5],
      [0.8, 2 / 3, 1],
      [0.3, 0.5, 1],
    ]);
    expect(bestThreshold(points)).toBe((0.8 + 0.3) / 2);
    expect(bestThreshold(precisionRecall([0.5], [false]))).toBe(0.5);
  });

  it("call a class above its own", () => {
    expect(called([0.6, 0.4], [0.5, 0.5])).toBe(0);
    expect(called([0.6, 0.4], [0.7, 0.3])).toBe(1);
  });

  it("are refused where they are none", () => {
    const made = classifier({ ...size, classes: ["a", "b"], vocabulary: Vocabulary.fromText("ab") });
    for (const wrong of [[0.5], [0, 0.5], [0.5, Number.NaN], "ab"]) {
      expect(() => {
        made.thresholds = wrong as number[];
      }).toThrow(ConfigError);
    }
  });
});
