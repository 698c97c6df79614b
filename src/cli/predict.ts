/** `recurve predict`: runs a model on data. */
import type { Command } from "commander";
import { ConfigError, data as files, type NestedArray, Tensor } from "../index.ts";
import { takes } from "../tensor/index.ts";
import { orderedRecord } from "../tensor/ordered-record.ts";
import { addFlags, declareFlags, type FlagsOf } from "./options.ts";
import { print, printJson } from "./print.ts";
import { readData } from "./read-data.ts";
import { encodingFlag } from "./read-text.ts";
import { loadRun } from "./run-folder.ts";
import { writeOutput } from "./write-output.ts";

const flagTable = declareFlags({
  ...encodingFlag,
  batchSize: {
    value: "<n>",
    about: "samples per batch; default 32, for ONNX models all in one run",
    number: takes.counts.batch,
  },
  output: { value: "<file>", about: "write the outputs to .json, .csv or .npy" },
  json: { about: "write all numbers as JSON, for machines" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<model>", "the model file, its URL, or the folder of a run")
    .argument("<data>", "CSV, JSON or NPY, or lines of text for a model that takes texts; - for standard input")
    .addHelpText(
      "after",
      `
CSV: a row for each time step, a column for each feature; or a row for each sample. A header is skipped.
JSON: nested lists, the samples outermost; for several inputs an object of such lists by name.
A model that takes texts: each line is a sample; or JSON.

Examples:
  recurve predict classifier.keras samples.csv
  echo '[[[0.1], [0.2], [0.3]]]' | recurve predict model.onnx - --json
  recurve predict classifier.keras samples.npy --output scores.npy
  echo "a very good film" | recurve predict critic.keras -`,
    )
    .action((model: string, data: string, options: Flags) => predict(model, data, options));
}

async function predict(path: string, dataPath: string, options: Flags): Promise<void> {
  const { batchSize, output, json, encoding } = options;
  const format = output?.match(/\.(json|csv|npy)$/i)?.[1]?.toLowerCase();
  if (output !== undefined && !format) {
    throw new ConfigError({
      what: "The ending of --output is not one of a known format.",
      expected: ".json, .csv or .npy",
      received: output,
    });
  }
  const model = await loadRun(path, { compile: false });
  const predicted = model.predict(await readData(dataPath, model, encoding), { batchSize });
  const tensors = predicted instanceof Tensor ? [predicted] : Object.values(predicted);
  const names = model.outputNames;
  const nested = tensors.map((tensor) => tensor.arraySync());
  const whole = tensors.length === 1 ? nested[0]! : orderedRecord(nested.map((values, i) => [names[i]!, values]));
  if (output !== undefined) await writeOutput(output, encode(tensors, whole, format!));
  if (json) printJson(output === undefined ? whole : { output, shapes: tensors.map(({ shape }) => shape) });
  else if (output === undefined)
    for (const [i, tensor] of tensors.entries())
      print(...(tensors.length > 1 ? [`${names[i]}:`] : []), ...String(tensor).split("\n"));
  else print(`${output}: ${tensors.map(({ shape }) => `(${shape.join(", ")})`).join(", ")}`);
}

function encode(tensors: readonly Tensor[], whole: unknown, format: string): string | Uint8Array {
  if (format === "json") return `${JSON.stringify(whole)}\n`;
  const [first] = tensors;
  if (tensors.length > 1 || (format === "csv" && first!.rank > 2)) {
    throw new ConfigError({
      what: `The outputs of the model do not fit into one .${format} file.`,
      expected: format === "csv" ? "one output of one or two axes" : "one output",
      received: tensors.map(({ shape }) => `(${shape.join(", ")})`).join(", "),
      hint: "write .json, or use --json",
    });
  }
  if (format === "npy") return files.writeNpy(first!);
  const rows = first!.arraySync() as NestedArray[];
  return `${rows.map((row) => [row].flat().join(",")).join("\n")}\n`;
}
