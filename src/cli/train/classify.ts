/** `recurve train classify`: a classifier from a table of texts or of readings, with a column of labels. */
import type { Command } from "commander";
import { ConfigError, tasks, text } from "../../index.ts";
import { takes } from "../../tensor/index.ts";
import { heatmap } from "../charts.ts";
import { type LabelledData, readLabelled } from "../labelled-data.ts";
import { addFlags, declareFlags, type FlagsOf, refuseOptions, withDefaults } from "../options.ts";
import { trainingFlags } from "./options.ts";
import { errorBlocks, type Outcome, type RunOptions, runTraining } from "./run-training.ts";

const flagTable = declareFlags({
  ...withDefaults(trainingFlags, { epochs: 12, batchSize: 32, learningRate: 3e-3, units: 128 }),
  test: { value: "<file>", about: "a table to measure on; by default a tenth of <data>, of every class" },
  text: { value: "<column>", about: "the column of texts; by default the one with the longest" },
  label: { value: "<column>", about: "the column of labels; by default the last one" },
  split: { value: "<kind>", about: "what a token of a text is", choices: text.splittings },
  vocabulary: {
    value: "<n>",
    about: "tokens at most, the most frequent ones",
    number: takes.counts.vocabulary,
    default: 4000,
  },
  cell: { value: "<kind>", about: "the recurrent layers", choices: ["gru", "lstm"], default: "gru" },
  embedding: { value: "<n>", about: "width of a token's vector", number: takes.counts.width, default: 64 },
  depth: { value: "<n>", about: "recurrent layers", number: takes.counts.depth, default: 1 },
  dropout: {
    value: "<x>",
    about: "share of the inputs left out in training",
    number: takes.nonNegativeNumber,
    default: 0.4,
  },
  balanced: { about: "let rare classes count as much as frequent ones" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<data>", "a table (CSV): a text or readings in each row, and a label")
    .addHelpText(
      "after",
      `
Where all columns but the label are numbers, rows are the readings of a series in their order, and every reading is given a
label: anomalies, activities, states. Without --split, texts of 40 characters or fewer are cut into characters, longer ones into
words.

Examples:
  recurve train classify data/names.csv
  recurve train classify readings.csv --label state --balanced
  recurve classify runs/classify-names "Nguyễn"`,
    )
    .action(train);
}

async function train(path: string, flags: Flags, command: Command): Promise<void> {
  const { seed, units, embedding, depth, dropout, cell, epochs, batchSize, learningRate, balanced } = flags;
  const all = await readLabelled(path, flags);
  if (all.columns) refuseOptions(command, ["split", "vocabulary", "embedding"], "texts; this table holds readings");
  const test =
    flags.test === undefined ? undefined : await readLabelled(flags.test, { ...flags, columns: all.columns });
  const parts = divide(all, test);
  const { classes } = all;
  const isOfTexts = all.columns === undefined;
  const split = flags.split ?? guessSplit(parts.train.samples);
  const made = tasks.classifier({
    classes,
    units,
    embedding,
    depth,
    dropout,
    cell,
    seed,
    ...(all.columns === undefined
      ? { vocabulary: text.Vocabulary.fromText(parts.train.samples as string[], { split, maxSize: flags.vocabulary }) }
      : { features: all.columns.length, perStep: true }),
  });
  if (all.columns) made.model.metadata.columns = all.columns;
  const training = {
    use: "classify",
    source: path,
    about: [
      `${path}: ${all.description}; ${classes.length} classes: ${classes.slice(0, 8).join(", ")}${classes.length > 8 ? " ..." : ""}.`,
    ],
    fit: (options: RunOptions) =>
      made.fit(parts.train.samples, parts.train.labels, {
        epochs,
        batchSize,
        learningRate,
        balanced,
        validation: [parts.validation.samples, parts.validation.labels],
        ...options,
      }),
    measure: () => measure(path, all, parts, made, { data: path, ...flags, ...(isOfTexts && { split }) }),
  };
  await runTraining(training, flags);
}

/** Scores on held-out data beside a linear classifier's, class by class, and what is taken for what. */
async function measure(
  path: string,
  { description, columns, classes }: LabelledData,
  parts: Parts,
  made: tasks.Classifier,
  config: Outcome["config"],
): Promise<Outcome> {
  const { test } = parts;
  const isOfTexts = columns === undefined;
  const truths = made.classNumbers(test.labels, test.samples);
  const predicted = made.predictClasses(test.samples);
  const { accuracy, macroF1, byClass, confusion } = tasks.classificationScores(truths, predicted, classes.length);
  const linear = isOfTexts ? linearScores(made, parts, truths, classes.length) : undefined;
  const baseline = linear && { accuracy: linear.accuracy, macroF1: linear.macroF1 };
  const scores = {
    headers: ["held-out data", "right", "macro F1"],
    rows: [
      ["this model", percent(accuracy), macroF1.toFixed(3)],
      ...(baseline ? [["n-grams, linear", percent(baseline.accuracy), baseline.macroF1.toFixed(3)]] : []),
    ],
  };
  const wrong = predicted.flatMap((k, i) =>
    k === truths[i] || !isOfTexts ? [] : [[test.samples[i] as string, classes[k]!, classes[truths[i]!]!]],
  );
  const scoresOfClasses = byClass.map(({ precision, recall, f1, support }, k) => [
    ...[classes[k]!, precision, recall, f1, support],
  ]);
  return {
    title: `A classifier of ${path}`,
    model: made.model,
    config,
    figures: { accuracy, macroF1, classes, byClass, ...(baseline && { baseline }) },
    json: { accuracy, macroF1, baseline },
    scores,
    blocks: [
      `${description}; ${truths.length} labels to measure on.`,
      { table: scores },
      { heading: "Class by class" },
      { table: { headers: ["class", "precision", "recall", "F1", "how many"], rows: scoresOfClasses } },
      { heading: "What is taken for what" },
      { svg: await confusionPicture(classes, confusion), caption: "rows: what it is; columns: what it was called" },
      ...errorBlocks(["text", "called", "is"], wrong),
    ],
    next: (folder) =>
      `recurve classify ${folder}${isOfTexts ? ` ${JSON.stringify(test.samples[0])}` : ` --data ${path}`}`,
  };
}

/** Characters of short texts, words of long ones. */
function guessSplit(samples: readonly tasks.Sample[]): text.Splitting {
  const length = samples.reduce((sum, sample) => sum + sample.length, 0) / samples.length;
  return length <= 40 ? "characters" : "words";
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

type Labelled = Pick<LabelledData, "samples" | "labels">;
type Parts = Record<"train" | "validation" | "test", Labelled>;

/** A twentieth to choose the best epoch by and, where there is no table for it, a tenth to measure on; of every class. */
function divide(all: LabelledData, test: LabelledData | undefined): Parts {
  const met = new Map<string, number>();
  // the places of a class go round by twenty; series count by their place
  const places = all.labels.map((label, i) => {
    if (typeof label !== "string") return i % 20;
    const place = met.get(label) ?? 0;
    met.set(label, place + 1);
    return place % 20;
  });
  const part = (keep: (place: number) => boolean): Labelled => ({
    samples: all.samples.filter((_, i) => keep(places[i]!)),
    labels: all.labels.filter((_, i) => keep(places[i]!)),
  });
  const parts = {
    train: part((place) => place !== 9 && (test !== undefined || (place !== 10 && place !== 19))),
    validation: part((place) => place === 9),
    test: test ?? part((place) => place === 10 || place === 19),
  };
  if (Object.values(parts).every(({ samples }) => samples.length > 0)) return parts;
  throw new ConfigError({
    what: "There are too few samples to learn from and to measure on.",
    expected: "20 of a class or more",
    received: `${all.samples.length} of ${all.classes.length} classes`,
  });
}

function linearScores(made: tasks.Classifier, { train, test }: Parts, truths: number[], classes: number) {
  const linear = new tasks.LinearClassifier(classes).fit(train.samples as string[], made.classNumbers(train.labels));
  return tasks.classificationScores(truths, linear.predict(test.samples as string[]), classes);
}

/** Rows: what it is; columns: what it was called, as shares of the row. */
function confusionPicture(classes: readonly string[], confusion: readonly (readonly number[])[]): Promise<string> {
  const shares = confusion.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => Number((total > 0 ? count / total : 0).toFixed(2)));
  });
  return heatmap({
    title: "What is taken for what",
    rows: classes,
    columns: classes,
    values: shares,
    numbers: classes.length <= 20,
  });
}
