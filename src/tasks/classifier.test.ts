/** Classifiers of texts and of the steps of series, their baseline and their scores. */
import { describe, expect, it } from "vitest";
import { loadModel, saveModel } from "../io/index.ts";
import { ConfigError, FormatError, Random } from "../tensor/index.ts";
import { Vocabulary } from "../text/index.ts";
import { Classifier, classificationScores, classifier, type Guess, LinearClassifier } from "./index.ts";

const random = new Random(3);
const letters = (count: number, from: string) =>
  Array.from({ length: count }, () => from[random.integer(from.length)]!).join("");

/** Texts of vowels that rise, or of vowels that fall, somewhere in noise. */
const samples = Array.from(
  { length: 240 },
  (_, i) => letters(random.integer(5), "xyz") + ["ae", "ea"][i % 2]! + letters(1 + random.integer(5), "xyz"),
);
const labels = samples.map((_, i) => ["rises", "falls"][i % 2]!);
const size = { classes: ["falls", "rises"], embedding: 6, units: 10, seed: 4 } as const;

describe("classifier", () => {
  it("learns texts of many lengths, keeps all it needs in a file, and says how sure it is", async () => {
    const made = classifier({ ...size, vocabulary: Vocabulary.fromText(samples) });
    const validation = [samples.slice(200), labels.slice(200)] as const;
    const { history } = await made.fit(samples.slice(0, 200), labels.slice(0, 200), {
      ...{ epochs: 12, batchSize: 8, learningRate: 1e-2, validation, verbose: 0 },
    });
    expect(history.val_accuracy!.at(-1)).toBeGreaterThan(0.95);
    const again = Classifier.from(await loadModel(await saveModel(made.model)));
    expect(again.predictClasses(samples)).toEqual(made.predictClasses(samples));
    const [first, second] = again.classify("xxaezz") as Guess[];
    expect(first!.label).toBe("rises");
    expect(first!.probability + second!.probability).toBeCloseTo(1, 5);
    expect(again.classify("")).toHaveLength(2);
    expect(again.classNumbers(["rises", "falls"])).toEqual([1, 0]);
  });

  it("reads a sample alone as beside others, however long", () => {
    const made = classifier({ ...size, vocabulary: Vocabulary.fromText(samples), cell: "lstm", depth: 2 });
    const alone = samples.slice(0, 30).map((sample) => made.predictClasses([sample])[0]!);
    expect(made.predictClasses(samples.slice(0, 30))).toEqual(alone);
  });

  it("tags the steps of a series, rare ones too where classes are balanced", async () => {
    const series = Array.from({ length: 40 }, () => {
      const values = Array.from({ length: 20 }, () => [50 + random.normal(), 1e-3 * random.normal()]);
      const at = random.integer(20);
      values[at]![0]! += 8;
      return { values, tags: values.map((_, t) => (t === at ? "spike" : "calm")) };
    });
    const made = classifier({ classes: ["calm", "spike"], features: 2, perStep: true, units: 8, seed: 2 });
    const [xs, ys] = [series.map(({ values }) => values), series.map(({ tags }) => tags)];
    await made.fit(xs, ys, { epochs: 15, batchSize: 4, learningRate: 2e-2, balanced: true, verbose: 0 });
    const again = Classifier.from(await loadModel(await saveModel(made.model)));
    const { byClass } = classificationScores(again.classNumbers(ys), again.predictClasses(xs), 2);
    expect(byClass[1]!.recall).toBeGreaterThan(0.9);
    expect(again.classify(xs[0]!)).toHaveLength(20);
  });

  it("refuses what does not fit together", async () => {
    expect(() => classifier({ classes: ["one"], features: 2 })).toThrow(ConfigError);
    expect(() => classifier({ classes: ["a", "b"] })).toThrow(/vocabulary for texts/);
    const made = classifier({ ...size, vocabulary: Vocabulary.fromText(samples) });
    await expect(made.fit(["ae"], ["sinks"], { verbose: 0 })).rejects.toThrow(/no class[\s\S]*sinks/);
    await expect(made.fit(["ae", "ea"], ["rises"], { verbose: 0 })).rejects.toThrow(/label for each sample/);
    expect(() => made.classify([[1]])).toThrow(/expected: a text/);
    expect(() => Classifier.from({ name: "x", metadata: {} } as never)).toThrow(FormatError);
  });
});

describe("LinearClassifier", () => {
  it("tells classes by their n-grams", () => {
    const numbers = labels.map((label) => size.classes.indexOf(label as "rises"));
    const linear = new LinearClassifier(2, { buckets: 4096 }).fit(samples.slice(0, 200), numbers);
    const right = linear.predict(samples.slice(200)).filter((k, i) => k === numbers[200 + i]);
    expect(right.length).toBeGreaterThan(36);
  });
});
