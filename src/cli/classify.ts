/** `recurve classify`: texts or readings through a classifier. */
import type { Command } from "commander";
import { ConfigError, tasks } from "../index.ts";
import { takes } from "../tensor/index.ts";
import { formOf } from "./labelled-data.ts";
import { addFlags, declareFlags, type FlagsOf, refuseOptions } from "./options.ts";
import { percent, print, printJson } from "./print.ts";
import { readReadings } from "./read-labelled.ts";
import { encodingFlag, readLines } from "./read-text.ts";
import { loadRun } from "./run-folder.ts";

const flagTable = declareFlags({
  ...encodingFlag,
  data: { value: "<file>", about: "a table of readings, for a classifier of series" },
  top: { value: "<n>", about: "classes to print for each text", number: takes.positiveInteger, default: 3 },
  threshold: {
    value: "<class=p...>",
    about: "the probability from which a class is assigned; assigned classes come first",
  },
  json: { about: "write all classes and probabilities as JSON" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<model>", "a model file of `recurve train classify`, or the folder of its run")
    .argument("[text...]", "what to classify; without it every line of standard input")
    .addHelpText(
      "after",
      `
Examples:
  recurve classify runs/classify-names "Nguyễn"
  recurve classify runs/classify-mails "You have won" --threshold spam=0.9
  cat names.txt | recurve classify runs/classify-names --top 1
  recurve classify runs/classify-readings --data readings.csv`,
    )
    .action(classify);
}

async function classify(path: string, words: string[], flags: Flags, command: Command): Promise<void> {
  if (words.length > 0) {
    refuseOptions(command, ["data"], "readings, not for a text beside it");
    refuseOptions(command, ["encoding"], "files and standard input, not for a text beside it");
  }
  const made = tasks.Classifier.from(await loadRun(path));
  if (flags.threshold) made.thresholds = readThresholds(made, flags.threshold);
  if (made.readsText) refuseOptions(command, ["data"], "classifiers of readings; this one reads texts");
  else refuseOptions(command, ["top"], "classifiers of texts; this one reads a table");
  if (!made.readsText && words.length > 0) {
    throw new ConfigError({
      what: "This classifier reads series, not texts.",
      hint: "give a table of readings with --data",
    });
  }
  if (made.readsText) classifyTexts(made, words, flags);
  else await classifyReadings(made, flags);
}

function classifyTexts(made: tasks.Classifier, words: string[], { top, json, encoding }: Flags): void {
  const texts = words.length > 0 ? [words.join(" ")].filter((line) => line !== "") : readLines(encoding);
  if (texts.length === 0) {
    throw new ConfigError({ what: "There is nothing to classify.", hint: "give a text, or lines on standard input" });
  }
  const called = made.predictLabels(texts).map((label) => [label].flat());
  const found = texts.map((text, i) => ({ text, called: called[i]!, guesses: calledFirst(made, text, called[i]!) }));
  if (json) printJson(found);
  else {
    for (const { text, guesses } of found) {
      const shown = guesses.slice(0, top).map(({ label, probability }) => `${label} ${percent(probability)}`);
      print(...(texts.length > 1 ? [`${text}\t${shown.join("\t")}`] : shown));
    }
  }
}

/** The classes of a text, the assigned ones first. */
function calledFirst(made: tasks.Classifier, text: string, called: readonly string[]): tasks.Guess[] {
  const guesses = made.classify(text) as tasks.Guess[];
  const isCalled = ({ label }: tasks.Guess) => called.includes(label);
  return [...guesses.filter(isCalled), ...guesses.filter((guess) => !isCalled(guess))];
}

/** Thresholds from `spam=0.9`; with two classes, the other one's is the rest to 1. */
function readThresholds(made: tasks.Classifier, written: readonly string[]): number[] {
  const thresholds = [...made.thresholds];
  for (const each of written) {
    const at = each.lastIndexOf("=");
    const k = made.classes.indexOf(each.slice(0, at));
    const value = Number(each.slice(at + 1) || Number.NaN);
    if (at < 0 || k < 0 || !(value > 0 && value < 1)) {
      throw new ConfigError({
        what: `${JSON.stringify(each)} is not a threshold.`,
        expected: `a class and a probability above 0 and below 1, such as ${made.classes[0]}=0.9`,
        received: each,
        hint: `the classes are ${made.classes.slice(0, 20).join(", ")}`,
      });
    }
    thresholds[k] = value;
    if (made.classes.length === 2 && !made.severalLabels) thresholds[1 - k] = 1 - value;
  }
  return thresholds;
}

/** The classes of readings: of each series, or of the steps whose label is not the most frequent one, with their line. */
async function classifyReadings(made: tasks.Classifier, { data: path, json, encoding }: Flags): Promise<void> {
  if (path === undefined) {
    throw new ConfigError({ what: "This classifier reads series.", hint: "give a table of readings with --data" });
  }
  const { series, ids } = await readReadings(path, formOf(made.model), encoding);
  if (!made.perStep) classifySeries(made, series, ids, json);
  else classifySteps(made, series, json);
}

function classifySeries(made: tasks.Classifier, series: number[][][], ids: string[] | undefined, json?: boolean): void {
  const called = made.predictLabels(series);
  const found = series.map((each, i) => ({
    id: ids?.[i],
    called: called[i],
    guesses: made.classify(each) as tasks.Guess[],
  }));
  if (json) {
    printJson(found);
    return;
  }
  for (const { id, called: label, guesses } of found) {
    const { probability } = guesses.find((guess) => guess.label === label)!;
    print(`${id ?? "series"}\t${label}\t${percent(probability)}`);
  }
}

function classifySteps(made: tasks.Classifier, series: number[][][], json?: boolean): void {
  const called = made.predictLabels(series).flat();
  const all = series.flatMap((window) => made.classify(window) as tasks.Guess[][]);
  const guesses = all.map((step, i) => step.find(({ label }) => label === called[i])!);
  if (json) {
    printJson(guesses);
    return;
  }
  const counts = new Map<string, number>();
  for (const { label } of guesses) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [usual] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
  for (const [i, { label, probability }] of guesses.entries()) {
    if (label !== usual) print(`line ${i + 2}\t${label}\t${percent(probability)}`);
  }
  print([...counts].map(([label, count]) => `${count} ${label}`).join(", "));
}
