/** The result of training a classifier: scores on held-out data beside those of a simple method, class by class. */
import { basename } from "node:path";
import { tasks } from "../../index.ts";
import { heatmap, lineChart } from "../charts.ts";
import type { LabelledData } from "../labelled-data.ts";
import type { Language } from "../language.ts";
import { percent, shellWord } from "../print.ts";
import type { Block } from "../report.ts";
import { type Comparison, wordsOf } from "./classify-words.ts";
import type { Parts } from "./divide.ts";
import type { Outcome } from "./run-training.ts";

/** What is measured. */
export interface Measured {
  path: string;
  all: LabelledData;
  parts: Parts;
  made: tasks.Classifier;
  config: Outcome["config"];
  language: Language;
}

/** A class is rare if it has less than this share of the labels. */
const RARE = 0.2;
/** The most pictures of rare classes. */
const MOST_RARE = 6;

export async function outcomeOf(measured: Measured): Promise<Outcome> {
  const { path, all, parts, made, config, language } = measured;
  const said = wordsOf(language);
  const { classes } = all;
  const isOfTexts = made.readsText;
  const isWide = made.model !== made.network;
  const { byClass, rows, headers, figures, comparison, confusion, wrong } = made.severalLabels
    ? severalScores(measured)
    : singleScores(measured);
  const unit = isOfTexts ? "texts" : all.perStep ? "readings" : "series";
  const verdict = said.verdict({
    isWide,
    unit,
    hasSeveral: made.severalLabels,
    isForward: config.direction === "forward",
    ...comparison,
  });
  const scores = { headers, rows };
  const classRows = byClass.map(({ precision, recall, f1, support }, k) => [
    classes[k]!,
    precision,
    recall,
    f1,
    support,
  ]);
  return {
    title: said.title(basename(path)),
    model: made.model,
    config: { ...config, rows: all.rows, steps: made.network.optimizer?.iterations },
    figures: { ...figures, classes, byClass },
    json: figures,
    summary: [verdict],
    scores,
    blocks: [
      verdict,
      said.about(path, all),
      ...said.remarks(all),
      { table: scores },
      { heading: said.byClass },
      { table: { headers: said.classHeaders, rows: classRows } },
      ...(await rareBlocks(measured, byClass)),
      ...(confusion
        ? [
            { heading: said.confusion },
            { svg: await confusionPicture(classes, confusion), caption: said.confusionCaption, hasCells: true },
          ]
        : []),
      ...(wrong.length > 0
        ? [{ heading: said.wrong }, { table: { headers: said.wrongHeaders, rows: wrong.slice(0, 20) } }]
        : []),
    ],
    next: (folder) =>
      `recurve classify ${folder} ${isOfTexts ? shellWord(parts.test.samples[0] as string) : `--data ${shellWord(path)}`}`,
  };
}

/** All scores of both kinds. */
interface Scored {
  byClass: readonly tasks.ClassScore[];
  headers: string[];
  rows: string[][];
  figures: Record<string, unknown>;
  comparison: Pick<Comparison, "own" | "simple" | "usual" | "count">;
  confusion?: readonly (readonly number[])[];
  wrong: string[][];
}

function singleScores({ parts, made, language, all }: Measured): Scored {
  const said = wordsOf(language);
  const { test } = parts;
  const { classes } = all;
  const truths = made.classNumbers(test.labels, test.samples);
  const predicted = made.predictClasses(test.samples);
  const score = (numbers: number[]) => tasks.classificationScores(truths, numbers, classes.length);
  const own = score(predicted);
  const simple = score(simplePredictions(made, parts));
  const row = (name: string, { accuracy, macroF1 }: tasks.ClassificationScores) => [
    name,
    percent(accuracy),
    macroF1.toFixed(3),
  ];
  const isWide = made.model !== made.network;
  const network = isWide ? score(made.predictProbabilities(test.samples, "network").map(mostOf)) : undefined;
  const figuresOf = ({ accuracy, macroF1 }: tasks.ClassificationScores) => ({ accuracy, macroF1 });
  return {
    byClass: own.byClass,
    headers: [said.held, said.right, "macro F1"],
    rows: [
      row(said.whole(isWide, made.readsText), own),
      ...(network ? [row(said.network, network)] : []),
      row(said.simple(made.readsText), simple),
    ],
    figures: { ...figuresOf(own), ...(network && { network: figuresOf(network) }), baseline: figuresOf(simple) },
    comparison: { own: own.accuracy, simple: simple.accuracy, usual: usualOf(own, classes), count: truths.length },
    confusion: own.confusion,
    wrong: made.readsText
      ? predicted.flatMap((k, i) =>
          k === truths[i] ? [] : [[startOf(test.samples[i] as string), classes[k]!, classes[truths[i]!]!]],
        )
      : [],
  };
}

/** The most frequent class of the test data, and its share. */
function usualOf({ byClass }: tasks.ClassificationScores, classes: readonly string[]) {
  const counts = byClass.map(({ support }) => support);
  const most = Math.max(...counts);
  return { label: classes[counts.indexOf(most)]!, share: most / counts.reduce((a, b) => a + b) };
}

/** The predictions of the simple method for the test data; it learns from all other data. */
function simplePredictions(made: tasks.Classifier, { train, validation, test }: Parts): number[] {
  const samples = [...train.samples, ...validation.samples];
  const numbers = made.classNumbers([...train.labels, ...validation.labels], samples);
  if (made.readsText) {
    const linear = new tasks.LinearClassifier(made.classes.length).fit(samples as string[], numbers);
    return linear.predict(test.samples as string[]);
  }
  type Series = readonly (readonly (readonly number[])[])[];
  const linear = new tasks.LinearSeriesClassifier(made.classes.length, made.perStep).fit(samples as Series, numbers);
  return linear.predict(test.samples as Series);
}

function severalScores({ parts, made, language, all }: Measured): Scored {
  const said = wordsOf(language);
  const { test } = parts;
  const truths = test.labels as string[][];
  const predicted = made.predictLabels(test.samples) as string[][];
  const score = (labels: readonly (readonly string[])[]) => tasks.labelScores(truths, labels, all.classes);
  const [own, simple] = [score(predicted), score(simpleLabels(made, parts))];
  const figuresOf = ({ exact, microF1, macroF1 }: tasks.LabelScores) => ({ exact, microF1, macroF1 });
  const row = (name: string, { exact, microF1, macroF1 }: tasks.LabelScores) => [
    name,
    percent(exact),
    microF1.toFixed(3),
    macroF1.toFixed(3),
  ];
  const list = (labels: readonly string[]) => labels.join(", ") || said.none;
  const isRight = (i: number) => list([...truths[i]!].sort()) === list([...predicted[i]!].sort());
  return {
    byClass: own.byClass,
    headers: [said.held, said.exact, "micro F1", "macro F1"],
    rows: [row(said.whole(made.model !== made.network, true), own), row(said.simpleLabels, simple)],
    figures: { ...figuresOf(own), baseline: figuresOf(simple) },
    comparison: { own: own.microF1, simple: simple.microF1, count: truths.length },
    wrong: predicted.flatMap((labels, i) =>
      isRight(i) ? [] : [[startOf(test.samples[i] as string), list(labels), list(truths[i]!)]],
    ),
  };
}

/** The labels that the simple method gives to the test data, each from a probability of 0.5 on; it learns from all other data. */
function simpleLabels(made: tasks.Classifier, { train, validation, test }: Parts): string[][] {
  const labels = [...train.labels, ...validation.labels].map((each) => made.classNumbers(each as string[]));
  const linear = new tasks.LinearClassifier(made.classes.length, { severalLabels: true });
  linear.fit([...train.samples, ...validation.samples] as string[], labels);
  return linear.predictLabels(test.samples as string[]).map((numbers) => numbers.map((k) => made.classes[k]!));
}

const mostOf = (row: readonly number[]) => row.indexOf(Math.max(...row));
const startOf = (text: string) => (text.length > 300 ? `${text.slice(0, 300)}...` : text);

/** For rare classes: precision by recall as a picture, and some thresholds. */
async function rareBlocks({ parts, made, language }: Measured, byClass: readonly tasks.ClassScore[]): Promise<Block[]> {
  const said = wordsOf(language);
  const total = byClass.reduce((sum, { support }) => sum + support, 0);
  const rare = byClass
    .map(({ support }, k) => ({ support, k }))
    .filter(({ support }) => support > 0 && (made.severalLabels || support < RARE * total))
    .sort((a, b) => a.support - b.support)
    .slice(0, MOST_RARE);
  if (rare.length === 0) return [];
  const probabilities = made.predictProbabilities(parts.test.samples);
  const truths = made.severalLabels
    ? (parts.test.labels as string[][]).map((labels) => made.classNumbers(labels))
    : made.classNumbers(parts.test.labels, parts.test.samples).map((k) => [k]);
  const curves = rare.map(({ k }) => ({
    name: made.classes[k]!,
    points: tasks.precisionRecall(
      probabilities.map((row) => row[k]!),
      truths.map((each) => each.includes(k)),
    ),
  }));
  const rows = curves.flatMap(({ name, points }) =>
    [0.2, 0.5, 0.8].map((threshold) => {
      const { precision, recall } = points.findLast((each) => each.threshold >= threshold) ?? {
        precision: 0,
        recall: 0,
      };
      return [name, threshold, precision, recall];
    }),
  );
  const series = curves.map(({ name, points }) => ({
    name,
    points: points.map(({ precision, recall }) => [recall, precision] as const),
  }));
  return [
    { heading: said.rare },
    { svg: await lineChart({ series, x: "recall", y: "precision", width: 520 }), caption: said.rareCaption },
    { table: { headers: said.rareHeaders, rows } },
    said.thresholdHint,
  ];
}

/** Rows: the true class; columns: the predicted one, as shares of the row. */
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
