/** `recurve plot`: the graph of a model as SVG. */
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import type { Command } from "commander";
import { type PlotOptions, plotModel } from "../index.ts";
import { refuseOptions } from "./options.ts";
import { print, printJson, write } from "./print.ts";
import { loadRun } from "./run-folder.ts";

interface Options {
  output?: string;
  direction: "down" | "right";
  shapes: boolean;
  expandNested?: boolean;
  json?: boolean;
}

export function define(command: Command): void {
  command
    .argument("<model>", "the model file, its URL, or the folder of a run")
    .option("--output <file>", "the picture; - for standard output; by default the model's name with .svg")
    .option("--direction <way>", "down or right", "down")
    .option("--no-shapes", "leave out the shapes")
    .option("--expand-nested", "draw the layers of models inside the model")
    .option("--json", "write JSON, for machines")
    .addHelpText(
      "after",
      "\nExamples:\n  recurve plot classifier.keras\n  recurve plot model.onnx --output - > model.svg",
    )
    .action(plot);
}

async function plot(file: string, { output, json, ...options }: Options, command: Command): Promise<void> {
  if (output === "-") refuseOptions(command, ["json"], "pictures in a file, not on standard output");
  const picture = await plotModel(await loadRun(file, { compile: false }), options satisfies PlotOptions);
  const path = output ?? `${basename(file).replace(/\.(keras|h5|hdf5|onnx|json)$/i, "")}.svg`;
  if (path === "-") return write(`${picture.trimEnd()}\n`);
  writeFileSync(path, picture);
  if (json) printJson({ model: file, output: path, bytes: Buffer.byteLength(picture) });
  else print(`${path}: the graph of ${file}`);
}
