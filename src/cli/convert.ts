/** `recurve convert`: a model of one format written in another. */
import { statSync } from "node:fs";
import type { Command } from "commander";
import { loadWeights, saveModel, saveWeights } from "../index.ts";
import { formatOfPath } from "../io/find-format.ts";
import { writtenModels, writtenWeights } from "../io/format.ts";
import { leftOutOf } from "../io/left-out.ts";
import { loadWeightsOptions } from "../io/load-model.ts";
import { saveOptions } from "../io/save-model.ts";
import { counted } from "../tensor/index.ts";
import { addFlags, declareFlags, type FlagsOf, like, refuseOptions } from "./options.ts";
import { print, printJson } from "./print.ts";
import { loadRun, modelFile } from "./run-folder.ts";

const flagTable = declareFlags({
  format: {
    value: "<name>",
    about: "the format; by default from the ending of <out>",
    choices: [...new Set([...writtenModels, ...writtenWeights])],
  },
  weights: { value: "<file>", about: "take the weights from this file first" },
  names: {
    value: "<system>",
    about: "safetensors: the naming of the tensors",
    ...like(loadWeightsOptions.from),
    default: "keras",
  },
  states: { about: "ONNX: make recurrent states inputs and outputs of the graph" },
  opset: { value: "<n>", about: "ONNX: the operator set", ...like(saveOptions.opset) },
  optimizer: { without: "leave out the state of the optimizer" },
  json: { about: "write JSON, for machines" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<in>", "the model, in any format that Recurve reads, its URL, or the folder of a run")
    .argument(
      "<out>",
      ".keras, .h5, .onnx, model.json of TensorFlow.js; or weights alone: .safetensors, .weights.h5; - for standard output",
    )
    .addHelpText(
      "after",
      `
Examples:
  recurve convert classifier.keras classifier.onnx
  recurve convert classifier.h5 web/model.json
  recurve convert classifier.keras weights.safetensors --names pytorch
  recurve convert classifier.keras trained.keras --weights from-torch.safetensors --names pytorch`,
    )
    .action(convert);
}

async function convert(from: string, to: string, { json, ...options }: Flags, command: Command): Promise<void> {
  const { names, weights, states, opset, optimizer: includeOptimizer } = options;
  const place = to === "-" ? "/dev/stdout" : to;
  // a pipe has no ending to choose by
  const format = options.format ?? formatOfPath(to) ?? (isStream(place) ? "keras" : undefined);
  if (format !== "onnx") refuseOptions(command, ["states", "opset"], "writing ONNX");
  if (weights === undefined && format !== "safetensors")
    refuseOptions(command, ["names"], "safetensors, written or given with --weights");
  // TensorFlow.js's files have a compilation in words of their own, which a compiled model has
  const kept = format === "tfjs" || /\.json$/i.test(from) || "keep";
  const model = await loadRun(from, { compile: includeOptimizer ? kept : false });
  if (weights !== undefined) await loadWeights(model, modelFile(weights), { from: names });
  const holdsWeights = format === "safetensors" || format === "keras-weights";
  if (holdsWeights) await saveWeights(model, place, { format, includeOptimizer, to: names });
  else await saveModel(model, place, { format, includeOptimizer, states, opset });
  const leftOut = leftOutOf(model, format);
  const written = {
    in: from,
    out: to,
    holds: holdsWeights ? "weights" : "model",
    parameters: model.countParams(),
    ...(leftOut.length > 0 && { leftOut }),
  };
  if (place === "/dev/stdout") return;
  if (json) printJson(written);
  else {
    const without = leftOut.length > 0 ? `; without its ${leftOut.join(", ")}, which this format does not hold` : "";
    print(`${from} -> ${to}: ${written.holds}, ${counted(`${written.parameters} parameters`)}${without}`);
  }
}

/** Whether a path is a pipe or a device. */
function isStream(path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  return path === "/dev/stdout" || (there !== undefined && !there.isFile() && !there.isDirectory());
}
