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
import { languageFlag, languageOf, words } from "./language.ts";
import { addFlags, declareFlags, type FlagsOf, refuseOptions } from "./options.ts";
import { bytesText, grouped, print, printJson, shapeText, table } from "./print.ts";
import { modelFile } from "./run-folder.ts";

const flagTable = declareFlags({
  explain: { about: "explain in words what each layer takes and returns" },
  json: { about: "write JSON, for machines" },
  ...languageFlag,
});

const wordsOf = words(
  {
    heading: (file: string, holds: string, format: string) => `${file}: ${holds} in the format ${format}`,
    comma: ", ",
    tensors: (count: number, numbers: string) => `${count} tensors, ${numbers} numbers`,
    tensorHeaders: ["tensor", "shape", "numbers"],
    parameters: (name: string, count: string) => `${name}, ${count} parameters`,
    end: (kind: "input" | "output", name: string, about: string) => `${kind} "${name}": ${about}`,
    headers: { layer: "layer", class: "class", output: "output", parameters: "parameters", from: "from", path: "path" },
  },
  {
    heading: (file, holds, format) => `${file}：${format} 格式的${holds === "model" ? "模型" : "权重"}`,
    comma: "，",
    tensors: (count, numbers) => `${count} 个张量，${numbers} 个数`,
    tensorHeaders: ["张量", "形状", "个数"],
    parameters: (name, count) => `${name}，${count} 个参数`,
    end: (kind, name, about) => `${kind === "input" ? "输入" : "输出"}“${name}”：${about}`,
    headers: { layer: "层", class: "类", output: "输出", parameters: "参数", from: "来自", path: "计算方式" },
  },
);

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

async function inspect(file: string, { json, explain: inWords, ...flags }: Flags, command: Command): Promise<void> {
  const language = languageOf(flags);
  const say = wordsOf(language);
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
    print(heading(found, say));
    print(say.tensors(tensors.length, grouped(sum(tensors.map(({ parameters }) => parameters)))), "");
    return print(
      ...table(
        say.tensorHeaders,
        tensors.map(({ name, shape, parameters }) => [name, shapeText(shape), parameters]),
      ),
    );
  }
  const model = await loadModel(path, { compile: false });
  const described = describeModel(model);
  if (json) return printJson({ ...found, ...described, ...(inWords && { explanations: explainLayers(model) }) });
  print(heading(found, say));
  print(say.parameters(`${described.className} "${described.name}"`, grouped(described.parameters)));
  for (const [title, ends] of [
    ["input", described.inputs],
    ["output", described.outputs],
  ] as const) {
    for (const { name, shape, dtype } of ends) print(say.end(title, name, `${shapeText(shape)} ${dtype}`));
  }
  const isChain = described.className === "Sequential";
  const { from, path: way, ...first } = say.headers;
  const headers = [...Object.values(first), ...(isChain ? [] : [from]), way];
  const rows = described.layers.map((layer) => [
    `${"  ".repeat(layer.depth)}${layer.name}`,
    layer.className,
    layer.outputs.map(shapeText).join(" "),
    layer.parameters,
    ...(isChain ? [] : [layer.from.join(", ")]),
    layer.path ?? "",
  ]);
  print("", ...table(headers, rows));
  if (inWords) print("", ...explain(model, { language }).split("\n"));
}

interface Found {
  file: string;
  format: string;
  bytes: number | undefined;
  holds: string;
}

function heading({ file, format, bytes, holds }: Found, say: ReturnType<typeof wordsOf>): string {
  return `${say.heading(file, holds, format)}${bytes === undefined ? "" : `${say.comma}${bytesText(bytes)}`}`;
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
