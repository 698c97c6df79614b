/** `recurve inspect`: the contents of a file with a model or weights. */
import { statSync } from "node:fs";
import type { Command } from "commander";
import {
  explain,
  explainLayers,
  formatOf,
  type Layer,
  loadModel,
  Model,
  readWeights,
  type SymbolicTensor,
} from "../index.ts";
import { addFlags, declareFlags, type FlagsOf, refuseOptions } from "./options.ts";
import { bytesText, grouped, print, printJson, shapeText, table } from "./print.ts";
import { modelFile } from "./run-folder.ts";

const flagTable = declareFlags({
  explain: { about: "explain in words what each layer takes and returns" },
  json: { about: "write JSON, for machines" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<file>", "a file of Keras, ONNX, TensorFlow.js or safetensors, or its URL, or the folder of a run")
    .addHelpText(
      "after",
      "\nExamples:\n  recurve inspect classifier.keras\n  recurve inspect classifier.keras --explain\n  recurve inspect --json model.onnx",
    )
    .action(inspect);
}

async function inspect(file: string, { json, explain: inWords }: Flags, command: Command): Promise<void> {
  const path = modelFile(file);
  const { format, holds } = await formatOf(path);
  const found = { file: path, format, bytes: statSync(path, { throwIfNoEntry: false })?.size, holds };
  if (holds === "weights") {
    refuseOptions(command, ["explain"], "models; this file holds weights alone");
    const tensors = [...(await readWeights(path))].map(([name, { shape, size }]) => ({
      name,
      shape,
      parameters: size,
    }));
    if (json) return printJson({ ...found, tensors });
    print(heading(found));
    print(`${tensors.length} tensors, ${grouped(sum(tensors.map(({ parameters }) => parameters)))} numbers`, "");
    return print(
      ...table(
        ["tensor", "shape", "numbers"],
        tensors.map(({ name, shape, parameters }) => [name, shapeText(shape), parameters]),
      ),
    );
  }
  const model = await loadModel(path, { compile: false });
  const described = describeModel(model);
  if (json) return printJson({ ...found, ...described, ...(inWords && { explanations: explainLayers(model) }) });
  print(heading(found));
  print(`${described.className} "${described.name}", ${grouped(described.parameters)} parameters`);
  for (const [title, ends] of [
    ["input", described.inputs],
    ["output", described.outputs],
  ] as const) {
    for (const { name, shape, dtype } of ends) print(`${title} "${name}": ${shapeText(shape)} ${dtype}`);
  }
  const isChain = described.className === "Sequential";
  const headers = ["layer", "class", "output", "parameters", ...(isChain ? [] : ["from"]), "path"];
  const rows = described.layers.map((layer) => [
    `${"  ".repeat(layer.depth)}${layer.name}`,
    layer.className,
    layer.outputs.map(shapeText).join(" "),
    layer.parameters,
    ...(isChain ? [] : [layer.from.join(", ")]),
    layer.path ?? "",
  ]);
  print("", ...table(headers, rows));
  if (inWords) print("", ...explain(model).split("\n"));
}

function heading({
  file,
  format,
  bytes,
  holds,
}: {
  file: string;
  format: string;
  bytes?: number;
  holds: string;
}): string {
  return `${file}: ${holds} in the format ${format}${bytes === undefined ? "" : `, ${bytesText(bytes)}`}`;
}

/** Everything that `inspect` shows of a model. */
function describeModel(model: Model<any>) {
  const ends = (names: readonly string[], tensors: readonly SymbolicTensor[]) =>
    tensors.map(({ shape, dtype }, i) => ({ name: names[i]!, shape, dtype }));
  return {
    name: model.name,
    className: model.className,
    parameters: model.countParams(),
    inputs: model.graph ? ends(model.inputNames, model.inputs) : [],
    outputs: model.graph ? ends(model.outputNames, model.outputs) : [],
    layers: layersOf(model, 0),
  };
}

interface LayerDescription {
  name: string;
  className: string;
  outputs: readonly (readonly (number | null)[])[];
  parameters: number;
  /** The layers that it gets its inputs from. */
  from: string[];
  /** How sequences are computed, for recurrent layers. */
  path?: string;
  /** How many models it is nested in, the outermost not counted. */
  depth: number;
}

function layersOf(model: Model<any>, depth: number): LayerDescription[] {
  const nodes = model.graph?.nodes ?? [];
  return model.layers.flatMap((layer: Layer<number>) => {
    const calls = nodes.filter((node) => node.layer === layer);
    const start = model.graph?.inputs.find((input) => input.layer === layer);
    const described: LayerDescription = {
      name: layer.name,
      className: layer.className,
      outputs: (calls[0]?.outputs ?? (start ? [start] : [])).map(({ shape }) => shape),
      parameters: layer.countParams(),
      from: [
        ...new Set(calls.flatMap(({ inputs }) => inputs.map((input) => ("layer" in input ? input.layer.name : "")))),
      ],
      depth,
      ...("explainPath" in layer && { path: (layer.explainPath as () => string)() }),
    };
    return [described, ...(layer instanceof Model ? layersOf(layer, depth + 1) : [])];
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
