/** A classifier that learns labelled samples, and what the page shows of it. */
import { tasks, text } from "recurve";
import type { LabelledData } from "../../../src/cli/labelled-data.ts";
import { divide, type Parts } from "../../../src/cli/train/divide.ts";
import type { Setup } from "./setup.ts";

/** The progress of the training. */
export interface Progress {
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  readonly validationLoss: number | undefined;
}

/** How good one way of classifying is on samples that nothing learned from. */
export interface Score {
  readonly name: "classifier" | "baseline";
  readonly accuracy: number;
  readonly macroF1: number;
}

/** All that is shown of a classifier that has learned. */
export interface Learned {
  readonly classes: readonly string[];
  readonly scores: readonly Score[];
  readonly byClass: readonly tasks.ClassScore[];
  /** Rows are the true classes, columns the predicted ones. */
  readonly confusion: readonly (readonly number[])[];
  readonly held: number;
  /** Texts that are taken for something else. */
  readonly wrong: readonly { text: string; said: string; truth: string }[];
  readonly readsText: boolean;
}

/** Tokens, and steps of training, that are enough to see what can be learned while one waits. */
const [TOKENS, STEPS] = [6e5, 400];
/** Texts that are wrong and shown. */
const MOST_WRONG = 12;

export async function learn(
  all: LabelledData,
  setup: Setup,
  tell: (progress: Progress) => void,
): Promise<{ learned: Learned; classifier: tasks.Classifier }> {
  const parts = divide(all, undefined);
  const classifier = makeClassifier(all, parts, setup);
  const plan = planOf(classifier, parts, setup);
  await classifier.fit(parts.train.samples, parts.train.labels, {
    ...plan,
    learningRate: 3e-3,
    balanced: setup.balanced,
    validation: [parts.validation.samples, parts.validation.labels],
    verbose: 0,
    callbacks: [
      {
        onEpochEnd: (epoch, logs) => {
          const loss = logs?.loss ?? Number.NaN;
          tell({ epoch: epoch + 1, epochs: plan.epochs, loss, validationLoss: logs?.val_loss });
        },
      },
    ],
  });
  return { learned: tellOf(classifier, parts), classifier };
}

function makeClassifier({ classes, perStep, form }: LabelledData, { train }: Parts, setup: Setup): tasks.Classifier {
  const common = { classes, perStep, units: Number(setup.units), seed: setup.seed, dropout: 0.4 };
  const { columns } = form;
  const split = text.splittings.find((each) => each === (isShort(train.samples) ? "characters" : "words"))!;
  const classifier = tasks.classifier(
    columns
      ? { ...common, features: columns.length }
      : {
          ...common,
          embedding: 64,
          vocabulary: text.Vocabulary.fromText(train.samples as string[], { split, maxSize: 8000 }),
        },
  );
  // the model's file reads tables as this one was read
  classifier.model.metadata.form = form;
  if (columns) classifier.model.metadata.columns = columns;
  return classifier;
}

/** Short texts are cut into characters, others into words. */
function isShort(samples: readonly tasks.Sample[]): boolean {
  return samples.reduce((sum, each) => sum + each.length, 0) <= 40 * samples.length;
}

function planOf({ readsText }: tasks.Classifier, { train }: Parts, { epochs }: Setup) {
  const between = (least: number, value: number, most: number) => Math.min(most, Math.max(least, Math.round(value)));
  const count = train.samples.length;
  const batchSize = readsText ? 32 : between(4, count / 16, 32);
  // words are some five characters long
  const tokens =
    train.samples.reduce((sum, each) => sum + Math.min(512, each.length), 0) / (isShort(train.samples) ? 1 : 5);
  const found = readsText ? between(2, TOKENS / tokens, 15) : between(10, STEPS / Math.ceil(count / batchSize), 100);
  return { batchSize, epochs: epochs > 0 ? epochs : found };
}

function tellOf(classifier: tasks.Classifier, parts: Parts): Learned {
  const { classes, readsText } = classifier;
  const { test } = parts;
  const truths = classifier.classNumbers(test.labels, test.samples);
  const predicted = classifier.predictClasses(test.samples);
  const own = tasks.classificationScores(truths, predicted, classes.length);
  const simple = tasks.classificationScores(truths, simplePredictions(classifier, parts), classes.length);
  const score = (name: Score["name"], { accuracy, macroF1 }: tasks.ClassificationScores) => ({
    name,
    accuracy,
    macroF1,
  });
  const wrong = predicted.flatMap((k, i) => (k === truths[i] ? [] : [i]));
  return {
    classes,
    scores: [score("classifier", own), score("baseline", simple)],
    byClass: own.byClass,
    confusion: own.confusion,
    held: truths.length,
    wrong: (readsText ? apart(wrong) : []).map((i) => ({
      text: String(test.samples[i]).slice(0, 120),
      said: classes[predicted[i]!]!,
      truth: classes[truths[i]!]!,
    })),
    readsText,
  };
}

/** A selection with all classes: many tables are sorted by class. */
function apart(places: readonly number[]): number[] {
  const stride = Math.max(1, places.length / MOST_WRONG);
  return Array.from({ length: Math.min(MOST_WRONG, places.length) }, (_, i) => places[Math.floor(i * stride)]!);
}

/** Logistic regression says what the data give without a network. */
function simplePredictions(classifier: tasks.Classifier, { train, validation, test }: Parts): number[] {
  const samples = [...train.samples, ...validation.samples];
  const numbers = classifier.classNumbers([...train.labels, ...validation.labels], samples);
  const count = classifier.classes.length;
  if (classifier.readsText) {
    const linear = new tasks.LinearClassifier(count).fit(samples as string[], numbers);
    return linear.predict(test.samples as string[]);
  }
  type Series = readonly (readonly (readonly number[])[])[];
  const linear = new tasks.LinearSeriesClassifier(count, classifier.perStep).fit(samples as Series, numbers);
  return linear.predict(test.samples as Series);
}
