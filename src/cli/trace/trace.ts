/** `recurve trace`: what happens inside a model with some data, step by step. */
import type { Command } from "commander";
import type { Model } from "../../index.ts";
import { takes } from "../../tensor/index.ts";
import { languageFlag, languageOf } from "../language.ts";
import { addFlags, declareFlags, type FlagsOf, refuseOptions } from "../options.ts";
import { print, printJson } from "../print.ts";
import { readData, readTargets } from "../read-data.ts";
import { encodingFlag } from "../read-text.ts";
import { loadRun } from "../run-folder.ts";
import { writeOutput } from "../write-output.ts";
import { readingPart, readTaskData } from "./task-data.ts";
import { printTrace } from "./terminal.ts";
import { type Traced, traceRow } from "./traced.ts";
import { checkRow, countOf, rowOfData } from "./traced-row.ts";
import { traceWords } from "./words.ts";

const flagTable = declareFlags({
  ...encodingFlag,
  row: {
    value: "<n>",
    about: "the sample to trace, counted from 0",
    number: takes.nonNegativeInteger,
    default: 0,
  },
  layer: { value: "<name>", about: "only this layer and those inside it" },
  unit: { value: "<list>", about: "only these units, counted from 0: 3, or 0,2,8-11" },
  targets: { value: "<file>", about: "the targets; shows how far back gradients of the loss reach" },
  loss: { value: "<name>", about: "the loss for --targets, if the model was not compiled with one" },
  text: { value: "<column>", about: "classifiers: the column of texts" },
  label: { value: "<column>", about: "classifiers: the column of labels" },
  report: { value: "<file>", about: "write a page that opens offline, with all pictures" },
  json: { about: "write all numbers as JSON, for machines" },
  ...languageFlag,
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<model>", "the model file, its URL, or the folder of a run")
    .argument("<data>", "data as `recurve predict` reads them; - for standard input")
    .addHelpText(
      "after",
      `
Draws, for one sample, the gates and states of recurrent layers, the weights of attention and the outputs of other layers:
a line for each unit, a column for each step, both counted from 0. Targets are a file like the data: a row for each sample,
or for each of its steps. Language models and classifiers of \`recurve train\` read texts and tables as \`recurve evaluate\` does,
classifiers also lines of text on standard input.

Examples:
  recurve trace classifier.keras samples.csv
  recurve trace classifier.keras samples.csv --layer memory --unit 0-3 --row 2
  recurve trace classifier.keras samples.npy --targets labels.csv
  recurve trace classifier.keras samples.npy --report inside.html
  recurve trace runs/lm-poems poems.txt --layer lstm
  echo "Nguyen" | recurve trace runs/classify-names -`,
    )
    .action(trace);
}

async function trace(path: string, dataPath: string, flags: Flags, command: Command): Promise<void> {
  const units = flags.unit === undefined ? undefined : readUnits(flags.unit, command);
  if (flags.targets === undefined) refuseOptions(command, ["loss"], "the gradient that --targets asks for");
  if (flags.targets === "-" && dataPath === "-")
    command.error("error: standard input holds the data or the targets, not both");
  const model = await loadRun(path, { compile: flags.targets !== undefined && flags.loss === undefined });
  const reading = readingPart(model);
  const found = await readRow(dataPath, { model, reading }, flags, command);
  const { rows, steps } = found;
  const told = traceRow(reading, found, { layer: flags.layer, units, loss: flags.loss });
  await tell({ model: path, data: dataPath, row: flags.row, rows, ...(steps && { steps }), ...told }, reading, flags);
}

/** The requested row: from data of the model's task, otherwise as `recurve predict` reads data. */
async function readRow(
  path: string,
  { model, reading }: { model: Model<any>; reading: Model<any> },
  flags: Flags,
  command: Command,
) {
  const task = await readTaskData(path, model, flags);
  if (task) {
    refuseOptions(command, ["targets", "loss"], "models without a task; here the data tell what should come");
    checkRow(flags.row, task.count);
    const { x, targets, steps } = task.sample(flags.row);
    return { x, targets, steps, row: 0, batch: 1, rows: task.count };
  }
  refuseOptions(command, ["text", "label"], "tables of a classifier");
  const x = await readData(path, reading, flags.encoding);
  const targets =
    flags.targets === undefined ? undefined : await readTargets(flags.targets, reading, countOf(x), flags.encoding);
  return { ...rowOfData(model, x, targets, flags.row), steps: undefined, rows: countOf(x) };
}

async function tell(told: Traced, model: Model<any>, flags: Flags): Promise<void> {
  const { report, json } = flags;
  const language = languageOf(flags);
  const said = traceWords(language);
  if (report !== undefined) {
    const { tracePage } = await import("./page.ts");
    await writeOutput(report, await tracePage(told, model, language));
  }
  if (json) printJson(report === undefined ? told : { ...told, report });
  else if (report !== undefined) print(said.written(report, told.row, told.data, told.model));
  else printTrace(told, said);
}

/** 0,2,8-11 as numbers, ascending. */
function readUnits(list: string, command: Command): number[] {
  const units = list.split(",").flatMap((part) => {
    const [, first, last] = part.trim().match(/^(\d{1,7})(?:-(\d{1,7}))?$/) ?? [];
    const [begin, end] = [Number(first), Number(last ?? first)];
    const isRange = end >= begin && end - begin < 100_000;
    if (!isRange)
      command.error(
        `error: option '--unit <list>' argument '${list}' is invalid. It must be numbers from 0, such as 3 or 0,2,8-11.`,
      );
    return Array.from({ length: end - begin + 1 }, (_, i) => begin + i);
  });
  return [...new Set(units)].sort((a, b) => a - b);
}
