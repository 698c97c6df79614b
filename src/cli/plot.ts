/** `recurve plot`: the graph of a model as SVG. */
import { basename } from "node:path";
import type { Command } from "commander";
import { type PlotOptions, plotModel } from "../index.ts";
import { plotOptions } from "../io/plot-model.ts";
import { addFlags, declareFlags, type FlagsOf, like, refuseOptions } from "./options.ts";
import { print, printJson, write } from "./print.ts";
import { loadRun } from "./run-folder.ts";
import { writeOutput } from "./write-output.ts";

const flagTable = declareFlags({
  output: { value: "<file>", about: "the picture; - for standard output; by default the model's name with .svg" },
  direction: { value: "<way>", about: "where the graph goes", ...like(plotOptions.direction) },
  shapes: { without: "leave out the shapes" },
  expandNested: { about: "draw the layers of models inside the model" },
  json: { about: "write JSON, for machines" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<model>", "the model file, its URL, or the folder of a run")
    .addHelpText(
      "after",
      "\nExamples:\n  recurve plot classifier.keras\n  recurve plot model.onnx --output - > model.svg",
    )
    .action(plot);
}

async function plot(file: string, { output, json, ...options }: Flags, command: Command): Promise<void> {
  if (output === "-") refuseOptions(command, ["json"], "pictures in a file, not on standard output");
  const picture = await plotModel(await loadRun(file, { compile: false }), options satisfies PlotOptions);
  const path = output ?? `${basename(file).replace(/\.(keras|h5|hdf5|onnx|json)$/i, "")}.svg`;
  if (path === "-") return write(`${picture.trimEnd()}\n`);
  await writeOutput(path, picture);
  if (json) printJson({ model: file, output: path, bytes: Buffer.byteLength(picture) });
  else print(`${path}: the graph of ${file}`);
}
