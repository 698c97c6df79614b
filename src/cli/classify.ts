/** `recurve classify`: texts or readings through a classifier. */
import type { Command } from "commander";
import { ConfigError, tasks } from "../index.ts";
import { takes } from "../tensor/index.ts";
import { readingsOf, windowsOf } from "./labelled-data.ts";
import { addFlags, declareFlags, type FlagsOf, refuseOptions } from "./options.ts";
import { print, printJson } from "./print.ts";
import { readTable } from "./read-rows.ts";
import { readLines } from "./read-text.ts";
import { loadRun } from "./run-folder.ts";

const flagTable = declareFlags({
  data: { value: "<file>", about: "a table of readings, for a classifier of series" },
  top: { value: "<n>", about: "how many classes of each text", number: takes.positiveInteger, default: 3 },
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
  cat names.txt | recurve classify runs/classify-names --top 1
  recurve classify runs/classify-readings --data readings.csv`,
    )
    .action(classify);
}

async function classify(path: string, words: string[], flags: Flags, command: Command): Promise<void> {
  if (words.length > 0) refuseOptions(command, ["data"], "readings, not for a text beside it");
  const made = tasks.Classifier.from(await loadRun(path));
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

function classifyTexts(made: tasks.Classifier, words: string[], { top, json }: Flags): void {
  const texts = words.length > 0 ? [words.join(" ")].filter((line) => line !== "") : readLines();
  if (texts.length === 0) {
    throw new ConfigError({ what: "There is nothing to classify.", hint: "give a text, or lines on standard input" });
  }
  const found = texts.map((text) => ({ text, guesses: made.classify(text) as tasks.Guess[] }));
  if (json) printJson(found);
  else {
    for (const { text, guesses } of found) {
      const shown = guesses
        .slice(0, top)
        .map(({ label, probability }) => `${label} ${(100 * probability).toFixed(1)} %`);
      print(...(texts.length > 1 ? [`${text}\t${shown.join("\t")}`] : shown));
    }
  }
}

/** The readings whose label is not the most frequent one, with their line. */
async function classifyReadings(made: tasks.Classifier, { data: path, json }: Flags): Promise<void> {
  if (path === undefined) {
    throw new ConfigError({ what: "This classifier reads series.", hint: "give a table of readings with --data" });
  }
  const { columns: all, rows } = await readTable(path);
  const columns = (made.model.metadata.columns as string[] | undefined) ?? all;
  const windows = windowsOf(readingsOf(rows, columns, path));
  const guesses = windows.flatMap((window) => made.classify(window) as tasks.Guess[][]).map(([first]) => first!);
  if (json) {
    printJson(guesses);
    return;
  }
  const counts = new Map<string, number>();
  for (const { label } of guesses) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [usual] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
  for (const [i, { label, probability }] of guesses.entries()) {
    if (label !== usual) print(`line ${i + 2}\t${label}\t${(100 * probability).toFixed(1)} %`);
  }
  print([...counts].map(([label, count]) => `${count} ${label}`).join(", "));
}
