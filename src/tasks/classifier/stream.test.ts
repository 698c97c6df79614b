/** Classifiers of series that come step by step, and their baseline. */
import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import { loadModel, saveModel } from "../../io/index.ts";
import { ConfigError, Random } from "../../tensor/index.ts";
import { Vocabulary } from "../../text/index.ts";
import { Classifier, classifier, type Guess, type Label, LinearSeriesClassifier } from "../index.ts";

const random = new Random(5);
/** Series of 10 to 30 steps that go up, or down. */
const gestures = Array.from({ length: 80 }, (_, i) =>
  Array.from({ length: 10 + random.integer(20) }, (_, t) => [(i % 2 ? t : -t) + random.normal(), random.normal()]),
);
const labels = gestures.map((_, i) => ["down", "up"][i % 2]!);
const size = { classes: ["down", "up"], features: 2, units: 6, seed: 1 } as const;

describe("classifier.stream", () => {
  it("says after each step what classify says of all up to it", async () => {
    const made = classifier({ ...size, direction: "forward" });
    await made.fit(gestures, labels, { epochs: 3, verbose: 0 });
    const again = Classifier.from(await loadModel(await saveModel(made.model)));
    const stream = again.stream();
    for (const series of gestures.slice(0, 2)) {
      for (const [t, step] of series.entries()) {
        const [best] = stream.step(step);
        const [whole] = again.classify(series.slice(0, t + 1)) as Guess[];
        expectNumbers(best!.probability, whole!.probability, tolerance.float32);
        expect(best!.label).toBe(whole!.label);
      }
      stream.reset();
    }
    expect(() => stream.step([1])).toThrow(/2 finite numbers/);
    stream.dispose();
  });

  it.each([false, true])(
    "says the same of steps with a label each, and of the pieces of a text (%s)",
    async (several) => {
      const made = classifier({ ...size, perStep: true, direction: "forward" });
      const high = gestures.map((series) => series.map(([value]) => (value! > 0 ? "up" : "down")));
      await made.fit(gestures, high, { epochs: 1, verbose: 0 });
      expect(made.model).not.toBe(made.network);
      const steps = Classifier.from(await loadModel(await saveModel(made.model))).stream();
      for (const [t, step] of gestures[0]!.entries()) {
        const whole = made.classify(gestures[0]!.slice(0, t + 1)) as Guess[][];
        const [best] = steps.step(step);
        expect(best!.label).toBe(whole[t]![0]!.label);
        expectNumbers(best!.probability, whole[t]![0]!.probability, tolerance.float32);
      }
      const texts = gestures.map((_, i) => (i % 2 ? "sun and sea" : "snow and ice"));
      const vocabulary = Vocabulary.fromText(texts);
      const text = classifier({
        ...size,
        features: undefined,
        vocabulary,
        severalLabels: several,
        direction: "forward",
      });
      await text.fit(texts, several ? labels.map((label) => [label].flat() as string[]) : labels, {
        epochs: 1,
        verbose: 0,
      });
      const stream = text.stream();
      for (const read of ["snow ", "and s", "un"]) stream.step(read);
      stream.reset();
      for (const end of [4, 7, 11]) {
        const [best] = stream.step(texts[1]!.slice(end === 4 ? 0 : end === 7 ? 4 : 7, end));
        const [whole] = text.classify(texts[1]!.slice(0, end)) as Guess[];
        expect(best!.label).toBe(whole!.label);
        expectNumbers(best!.probability, whole!.probability, tolerance.float32);
      }
    },
  );

  it("needs what fit finds, and text in each piece", () => {
    const steps = classifier({ ...size, perStep: true, direction: "forward" });
    const vocabulary = Vocabulary.fromText("xyz");
    const text = classifier({ classes: ["a", "b"], vocabulary, units: 3, seed: 1, direction: "forward" });
    expect(() => steps.stream()).toThrow(/call fit first/);
    expect(() => steps.classify([[1, 2]])).toThrow(ConfigError);
    expect(() => text.stream().step("")).toThrow(/not empty/);
  });

  it("is refused by networks that read both ways", () => {
    expect(() => classifier(size).stream()).toThrow(/direction: "forward"/);
  });
});

describe("a classifier of series", () => {
  it.each([false, true])(
    "is as often right as logistic regression where its network has learned nothing (steps: %s)",
    async (perStep) => {
      const wanted: Label[] = perStep
        ? gestures.map((series) => series.map(([value]) => (value! > 0 ? "up" : "down")))
        : labels;
      const part = <T>(list: readonly T[], of: number) => list.filter((_, i) => i % 4 === of);
      const learned = <T>(list: readonly T[]) => list.filter((_, i) => i % 4 < 3);
      const made = classifier({ ...size, perStep });
      const plan = {
        epochs: 1,
        learningRate: 0,
        verbose: 0,
        validation: [part(gestures, 2), part(wanted, 2)],
      } as const;
      await made.fit(learned(gestures), learned(wanted), plan);
      const truths = made.classNumbers(part(wanted, 3));
      const right = (numbers: number[]) => numbers.filter((k, i) => k === truths[i]).length / truths.length;
      const simple = new LinearSeriesClassifier(2, perStep).fit(learned(gestures), made.classNumbers(learned(wanted)));
      const own = right(made.predictClasses(part(gestures, 3)));
      expect(own).toBeGreaterThan(right(simple.predict(part(gestures, 3))) - 0.02);
      const alone = made.predictProbabilities(part(gestures, 3), "network").map(([down, up]) => (up! > down! ? 1 : 0));
      expect(own).toBeGreaterThan(right(alone) + 0.2);
      const again = Classifier.from(await loadModel(await saveModel(made.model)));
      expect(again.predictProbabilities(gestures)).toEqual(made.predictProbabilities(gestures));
    },
  );

  it("leaves logistic regression out where it is told to", () => {
    expect(classifier(size).model.inputs).toHaveLength(2);
    for (const options of [{ ...size, linear: false }, { ...size, direction: "forward" } as const]) {
      const made = classifier(options);
      expect(made.model).toBe(made.network);
    }
    expect(() => classifier({ ...size, direction: "forward", linear: true })).toThrow(/read both ways/);
  });
});

describe("LinearSeriesClassifier", () => {
  it("tells whole series, and steps, apart", () => {
    const numbers = labels.map((label) => (label === "up" ? 1 : 0));
    const whole = new LinearSeriesClassifier(2).fit(gestures.slice(0, 60), numbers.slice(0, 60));
    expect(whole.predict(gestures.slice(60))).toEqual(numbers.slice(60));
    const high = gestures.map((series) => series.map(([value]) => (value! > 0 ? 1 : 0)));
    const steps = new LinearSeriesClassifier(2, true).fit(gestures.slice(0, 60), high.slice(0, 60).flat());
    const predicted = steps.predict(gestures.slice(60));
    const truths = high.slice(60).flat();
    expect(predicted.filter((k, i) => k === truths[i]).length).toBeGreaterThan(0.9 * truths.length);
  });

  it("refuses what does not fit", () => {
    const made = new LinearSeriesClassifier(2);
    expect(() => made.predict(gestures)).toThrow(/has not learned/);
    expect(() => made.fit(gestures, [0, 1])).toThrow(/80 class numbers/);
    expect(() => made.fit([[[1], [2, 3]]], [0])).toThrow(/as many finite numbers/);
    expect(() => made.fit([], [])).toThrow(ConfigError);
  });
});
