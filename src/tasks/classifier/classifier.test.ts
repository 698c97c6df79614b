/** Classifiers of texts and of the steps of series, their baseline and their scores. */
import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import { loadModel, saveModel } from "../../io/index.ts";
import { ConfigError, FormatError, Random } from "../../tensor/index.ts";
import { Vocabulary } from "../../text/index.ts";
import {
  Classifier,
  classificationScores,
  classifier,
  type Guess,
  type Label,
  LinearClassifier,
  type Sample,
} from "../index.ts";

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
    expectNumbers(first!.probability + second!.probability, 1, tolerance.float32);
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
    await expect(made.fit(["ae"], ["sinks"], { verbose: 0 })).rejects.toThrow(/not a class[\s\S]*sinks/);
    await expect(made.fit(["ae", "ea"], ["rises"], { verbose: 0 })).rejects.toThrow(/label for each sample/);
    expect(() => made.classify([[1]])).toThrow(/expected: a text/);
    expect(() => classifier({ classes: ["a", "b", "a"], features: 1 })).toThrow(/Two classes are named "a"/);
    expect(() => Classifier.from({ name: "x", metadata: {} } as never)).toThrow(FormatError);
  });
});

describe("labels", () => {
  const text = classifier({ ...size, vocabulary: Vocabulary.fromText(["xyz"]) });
  const tagger = classifier({ ...size, vocabulary: Vocabulary.fromText(["xyz"]), perStep: true });
  const steps = classifier({ ...size, features: 1, perStep: true });

  it("are refused, with the sample, where they do not fit", async () => {
    const [long, rises] = ["xy".repeat(40), "rises"];
    const cases: [Classifier, Sample[], unknown[], RegExp][] = [
      [
        text,
        ["x", long],
        [rises, [rises, "falls"]],
        /^samples\[1\], "(xy){15}\.\.\.", [\s\S]*one label[\s\S]*a list of 2/,
      ],
      [text, ["x"], [[rises]], /samples\[0\], "x",.*do not fit/],
      [text, ["x", "y"], [rises, "rise"], /samples\[1\], "y",.*not a class[\s\S]*did you mean "rises"/],
      [text, ["x"], [1], /samples\[0\].*not a class[\s\S]*received: 1/],
      [text, ["x"], [undefined], /samples\[0\].*not a class[\s\S]*undefined/],
      [text, [["x"]] as never, [rises], /samples\[0\] is not what/],
      [text, [undefined] as never, [rises], /samples\[0\] is not what[\s\S]*undefined/],
      [tagger, ["x", "xyz"], [[rises], [rises, rises]], /samples\[1\], "xyz",[\s\S]*a list of 3[\s\S]*a list of 2/],
      [tagger, ["xyz"], [[rises, rises, rises, rises]], /samples\[0\][\s\S]*a list of 3[\s\S]*a list of 4/],
      [tagger, ["xyz"], [rises], /samples\[0\][\s\S]*a list of 3[\s\S]*"rises"/],
      [tagger, ["xy"], [[rises, "sinks"]], /samples\[0\][\s\S]*not a class/],
      [tagger, ["x", ""], [[rises], []], /samples\[1\], "", has no steps/],
      [steps, [[[1], [2]], []], [[rises, rises], []], /samples\[1\] has no steps/],
      [steps, [[[1], [2]]], [[rises]], /samples\[0\][\s\S]*a list of 2[\s\S]*a list of 1/],
      [steps, [[[1], [2, 3]]], [[rises, rises]], /samples\[0\] .*at 1[\s\S]*1 finite/],
      [steps, [[[1], [Number.NaN]]], [[rises, rises]], /samples\[0\] .*at 1/],
    ];
    for (const [made, samples, labels, message] of cases) {
      const given = [samples, labels as Label[]] as const;
      for (const attempt of [
        () => made.fit(...given, { verbose: 0 }),
        async () => made.classNumbers(given[1], given[0]),
      ]) {
        const error = await attempt().then(
          () => undefined,
          (reason: Error) => reason,
        );
        expect(error, String(message)).toBeInstanceOf(ConfigError);
        expect(error!.message).toMatch(message);
      }
    }
    await expect(text.fit(["x"], [rises], { verbose: 0, validation: [["x"], ["sinks"]] })).rejects.toThrow(
      /samples\[0\], "x",.*not a class/,
    );
    expect(() => text.classNumbers([rises, "sinks"])).toThrow(/labels\[1\] has a label/);
  });
});

describe("LinearClassifier", () => {
  it("tells classes by their n-grams", () => {
    const numbers = labels.map((label) => size.classes.indexOf(label as "rises"));
    const linear = new LinearClassifier(2, { buckets: 4096 }).fit(samples.slice(0, 200), numbers.slice(0, 200));
    const right = linear.predict(samples.slice(200)).filter((k, i) => k === numbers[200 + i]);
    expect(right.length).toBeGreaterThan(36);
  });

  it("gives a text several labels, or none", () => {
    const lists = samples.map((each) => ["x", "y"].flatMap((letter, k) => (each.includes(letter) ? [k] : [])));
    const linear = new LinearClassifier(2, { buckets: 4096, severalLabels: true });
    const said = linear.fit(samples.slice(0, 200), lists.slice(0, 200)).predictLabels(samples.slice(200));
    expect(said.filter((each, i) => each.join() === lists[200 + i]!.join()).length).toBeGreaterThan(36);
    expect(() => linear.fit(["a"], [0])).toThrow(/1 list of class numbers/);
    expect(() => new LinearClassifier(2).predictLabels(["a"])).toThrow(/severalLabels/);
  });
});
