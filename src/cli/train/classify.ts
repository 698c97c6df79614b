/** `recurve train classify`: a classifier from a table of texts or of readings, with a column of labels. */
import type { Command } from "commander";
import { tasks, text } from "../../index.ts";
import { classifierFitOptions, classifierOptions } from "../../tasks/classifier/options.ts";
import { meanOf, takes } from "../../tensor/index.ts";
import type { LabelledData } from "../labelled-data.ts";
import { languageOf } from "../language.ts";
import { addFlags, declareFlags, type FlagsOf, like, refuseOptions, withDefaults } from "../options.ts";
import { readLabelled } from "../read-labelled.ts";
import { encodingFlag } from "../read-text.ts";
import { outcomeOf } from "./classify-outcome.ts";
import { wordsOf } from "./classify-words.ts";
import { divide, type Parts } from "./divide.ts";
import { checkCluster, clusterFlag, clusterTrainer } from "./on-cluster.ts";
import { trainingFlags } from "./options.ts";
import { type RunOptions, runTraining } from "./run-training.ts";

const flagTable = declareFlags({
  ...clusterFlag,
  ...withDefaults(trainingFlags, { learningRate: classifierFitOptions.learningRate }),
  ...encodingFlag,
  test: { value: "<file>", about: "a table to test on; by default a tenth of <data>, of every class" },
  text: { value: "<column>", about: "the column of texts; by default the one with the longest" },
  label: {
    value: "<column>",
    about: "the column of labels; by default the one with a name such as label, class or y, else the last one",
  },
  labelSeparator: { value: "<mark>", about: "the separator of labels, for texts that may have several, or none" },
  id: { value: "<column>", about: "the column that identifies series; by default found by its name and values" },
  readings: {
    value: "<column...>",
    about: "the columns of readings; by default all numbers except times and row numbers",
  },
  split: { value: "<kind>", about: "what a token of a text is", choices: text.splittings },
  maxLength: {
    value: "<n>",
    about: "how many tokens of a text the network reads, from the start; n-grams use the whole text",
    ...like(classifierOptions.maxLength),
  },
  vocabulary: {
    value: "<n>",
    about: "maximum number of tokens, the most frequent ones",
    number: takes.counts.vocabulary,
    default: 8000,
  },
  direction: {
    value: "<kind>",
    about: "forward: for a label at every step that depends only on earlier steps",
    ...like(classifierOptions.direction),
  },
  cell: { value: "<kind>", about: "the recurrent layers", ...like(classifierOptions.cell) },
  embedding: { value: "<n>", about: "width of a token's vector", ...like(classifierOptions.embedding), default: 64 },
  depth: { value: "<n>", about: "recurrent layers", ...like(classifierOptions.depth) },
  dropout: {
    value: "<x>",
    about: "share of the inputs dropped in training",
    ...like(classifierOptions.dropout),
    default: 0.4,
  },
  balanced: { about: "let rare classes count as much as frequent ones" },
});

export type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<data>", "a table (CSV, or JSON lines: .jsonl): a text or readings in each row, and a label")
    .addHelpText(
      "after",
      `
Of texts, n-grams are read beside the network, of readings a logistic regression on windows; how much each
counts is found on samples that neither learned from. Where all columns but the label are numbers, rows are the readings of a series
in their order, and every reading is given a label: anomalies, activities, states. A column such as "id" tells series apart; where all rows of a series have one label, the whole series is given one: gestures,
recordings. Columns of times are no readings. Without --split, texts of 40 characters or fewer are cut into characters, longer ones
into words. What is not given is chosen by the data: 128 units for characters and readings, 64 for words; epochs until the network has
read some two million tokens, of readings some 600 steps of training.

Examples:
  recurve train classify data/names.csv
  recurve train classify topics.csv --label topics --label-separator ";"
  recurve train classify readings.csv --label state --balanced
  recurve train classify gestures.csv --id gesture --direction forward
  recurve classify runs/classify-names "Nguyễn"`,
    )
    .action(train);
}

async function train(path: string, flags: Flags, command: Command): Promise<void> {
  checkCluster(flags);
  const { seed, embedding, depth, dropout, cell, direction, learningRate, balanced } = flags;
  const asked = { ...flags, separator: flags.labelSeparator, columns: flags.readings };
  const all = await readLabelled(path, asked, flags.encoding);
  const { columns } = all.form;
  const isOfTexts = columns === undefined;
  if (isOfTexts) refuseOptions(command, ["id", "readings"], "readings; this table holds texts");
  else refuseOptions(command, ["split", "vocabulary", "embedding", "maxLength"], "texts; this table holds readings");
  const test = flags.test === undefined ? undefined : await readLabelled(flags.test, all.form, flags.encoding);
  const parts = divide(all, test);
  const { classes, perStep } = all;
  const split = flags.split ?? guessSplit(parts.train.samples);
  const units = flags.units ?? (isOfTexts && split === "words" ? 64 : 128);
  const severalLabels = all.form.separator !== undefined;
  const made = tasks.classifier({
    classes,
    units,
    depth,
    dropout,
    cell,
    direction,
    seed,
    perStep,
    severalLabels,
    ...(isOfTexts
      ? { embedding, vocabulary: vocabularyOf(parts, split, flags.vocabulary), maxLength: flags.maxLength }
      : { features: columns.length }),
  });
  made.model.metadata.form = all.form;
  if (columns) made.model.metadata.columns = columns;
  const plan = planFor(made, parts, flags);
  const config = {
    data: path,
    ...flags,
    units,
    ...plan,
    split: isOfTexts ? split : undefined,
    maxLength: isOfTexts ? flags.maxLength : undefined,
    ...(!isOfTexts && { vocabulary: undefined, embedding: undefined }),
  };
  const said = wordsOf(languageOf(flags));
  const training = {
    use: "classify",
    source: path,
    epochs: plan.epochs,
    about: [
      said.about(path, all),
      ...said.remarks(all),
      ...(isOfTexts ? said.lengths(lengthsOf(made, all), flags.maxLength) : []),
    ],
    fit: (options: RunOptions) =>
      made.fit(parts.train.samples, parts.train.labels, {
        ...plan,
        learningRate,
        balanced,
        validation: [parts.validation.samples, parts.validation.labels],
        trainer: clusterTrainer(flags, options, { path, ...plan }),
        ...options,
      }),
    measure: () => outcomeOf({ path, all, parts, made, config, language: languageOf(flags) }),
  };
  await runTraining(training, flags);
}

function vocabularyOf({ train }: Parts, split: text.Splitting, maxSize: number): text.Vocabulary {
  return text.Vocabulary.fromText(train.samples as string[], { split, maxSize });
}

/** The number of tokens of each text. */
function lengthsOf(made: tasks.Classifier, { samples }: Pick<LabelledData, "samples">): number[] {
  const vocabulary = text.Vocabulary.fromJSON(made.model.metadata.vocabulary);
  return samples.map((sample) => (typeof sample === "string" ? vocabulary.encode(sample).length : sample.length));
}

/** Batches and epochs: of texts by how many tokens are read, of series by how many steps of training there are. */
function planFor(made: tasks.Classifier, { train }: Parts, { epochs, batchSize, maxLength }: Flags) {
  const between = (least: number, value: number, most: number) => Math.min(most, Math.max(least, Math.round(value)));
  const count = train.samples.length;
  const usual = 32;
  if (made.readsText) {
    const tokens = lengthsOf(made, train).reduce((sum, length) => sum + Math.min(length, maxLength), 0);
    return { batchSize: batchSize ?? usual, epochs: epochs ?? between(2, 2e6 / tokens, 15) };
  }
  const size = batchSize ?? between(4, count / 16, usual);
  return { batchSize: size, epochs: epochs ?? between(10, 600 / Math.ceil(count / size), 100) };
}

/** Characters of short texts, words of long ones. */
function guessSplit(samples: readonly tasks.Sample[]): text.Splitting {
  const length = meanOf(samples.map((sample) => sample.length));
  return length <= 40 ? "characters" : "words";
}
