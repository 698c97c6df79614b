/** `recurve cluster shard`: data that are larger than memory, as hosts read them. */
import { statSync } from "node:fs";
import { extname } from "node:path";
import type { Command } from "commander";
import { type ShardedData, shard, writeData } from "../../cluster/index.ts";
import { tasks, tensor } from "../../index.ts";
import { languageModelFitOptions } from "../../tasks/language/options.ts";
import { counted, takes } from "../../tensor/index.ts";
import { openCorpus } from "../corpus.ts";
import { addFlags, declareFlags, type FlagsOf, like, refuseOptions } from "../options.ts";
import { bytesText, print, printJson } from "../print.ts";
import { encodingFlag } from "../read-text.ts";
import { loadRun } from "../run-folder.ts";

const flagTable = declareFlags({
  targets: {
    value: "<name...>",
    about: "what a model should give: columns, arrays of .npz or .safetensors files, or .npy files",
  },
  columns: { value: "<name...>", about: "the columns, or arrays, of the samples; default all others" },
  steps: { value: "<n>", about: "tables: a row's columns are so many steps of a sequence", number: takes.counts.steps },
  weights: {
    value: "<name>",
    about: "a factor for each sample's loss: a column, or an array of .npz or .safetensors files",
  },
  model: { value: "<model>", about: "texts: the language model whose tokens they become" },
  window: { value: "<n>", about: "texts: tokens of a sample", ...like(languageModelFitOptions.window) },
  ...encodingFlag,
  json: { about: "write what was done as JSON" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument(
      "<data...>",
      ".csv, .parquet, .npz, .safetensors or .npy files, or texts with --model; and last the folder for the shards",
    )
    .addHelpText(
      "after",
      `
Files may be larger than memory. recurve cluster train takes the folder instead of samples and targets, at a path that the hosts see.

Examples:
  recurve cluster shard day-1.csv day-2.csv /shared/days --targets load --steps 24
  recurve cluster shard samples.npy /shared/samples --targets labels.npy
  recurve cluster shard corpus /shared/corpus --model runs/lm-poems`,
    )
    .action(async (given: string[], flags: Flags, command: Command) => {
      if (given.length < 2) command.error("error: name one file or more, and last the folder for the shards");
      const [files, folder] = [given.slice(0, -1), given.at(-1)!];
      const made =
        flags.model === undefined
          ? await ofFiles(files, folder, flags, command)
          : await ofTexts(files, folder, flags, command);
      if (flags.json) printJson(made);
      else print(`${counted(`${made.rows} samples`)} (${bytesText(made.bytes)}), in ${made.folder}.`);
    });
}

function ofFiles(files: string[], folder: string, flags: Flags, command: Command): Promise<ShardedData> {
  const { targets, columns, steps, weights, encoding } = flags;
  const isText = files.some(
    (file) => statSync(file, { throwIfNoEntry: false })?.isDirectory() || extname(file) === ".txt",
  );
  if (isText) command.error("error: texts become tokens by a language model: name it with --model");
  refuseOptions(command, ["window"], "texts, with --model");
  if (files.some((file) => extname(file) !== ".csv")) refuseOptions(command, ["encoding"], "texts and .csv files");
  if (targets === undefined) return command.error("error: name with --targets what a model should give");
  return shard(files, folder, { targets, columns, steps, weights, encoding });
}

/** Windows of tokens, each of which is to say the next token at every place. */
async function ofTexts(files: string[], folder: string, flags: Flags, command: Command): Promise<ShardedData> {
  refuseOptions(command, ["targets", "columns", "steps", "weights"], "tables and arrays, not for texts with --model");
  const { window, encoding } = flags;
  const language = tasks.LanguageModel.from(await loadRun(flags.model!, { compile: false }));
  const corpus = openCorpus(files, { documents: language.documents, prose: !language.documents, encoding });
  let rest = new Int32Array(0);
  function* windows() {
    let isFirst = true;
    for (const text of corpus.texts()) {
      const own = language.tokens([text]);
      // running text begins once
      const added = isFirst || language.documents ? own : own.subarray(1);
      isFirst = false;
      const ids = new Int32Array(rest.length + added.length);
      ids.set(rest);
      ids.set(added, rest.length);
      const rows = Math.floor((ids.length - 1) / window);
      rest = ids.slice(rows * window);
      if (rows === 0) continue;
      const cut = (from: number) => tensor(ids.subarray(from, from + rows * window), [rows, window], "int32");
      yield { x: cut(0), y: cut(1) };
    }
  }
  return writeData(windows(), folder);
}
