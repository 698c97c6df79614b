/** The worker of the page Open: the model lives here; nothing leaves the reader's machine. */
import { zipSync } from "fflate";
import { type FormatName, formatOf, loadModel, type Model, readWeights, saveModel, saveWeights } from "recurve";
import { type Part, partsOf } from "../../../src/cli/trace/parts.ts";
import { answerCalls, type Line, PageError } from "../shared/worker-calls.ts";
import { type Described, describeModel, describeWeights } from "./described.ts";
import { type ExampleName, examples } from "./examples.ts";
import { sampleData } from "./sample-data.ts";

let model: Model<any> | undefined;
let name = "model";

/** A file to be downloaded. */
export interface Converted {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The most units and steps of a trace that are drawn. */
const DRAWN = 64;

const handlers = {
  /** Reads dropped files: the model, and the files beside it. */
  open: async (files: File[], _line: Line): Promise<Described> => {
    const sorted = [...files].sort((a, b) => Number(isBeside(a)) - Number(isBeside(b)));
    const [first] = sorted;
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    const { format, holds } = await formatOf(sorted);
    if (holds === "weights") {
      model = undefined;
      return describeWeights(await readWeights(sorted), first!.name, format, bytes);
    }
    model = await loadModel(sorted, { compile: false });
    name = first!.name.replace(/\.\w+$/, "") || "model";
    return describeModel(model, first!.name, format, bytes);
  },

  example: (example: Exclude<ExampleName, "none">, _line: Line): Described => {
    model = examples[example]();
    name = model.name;
    return describeModel(model, name, undefined, 0);
  },

  sampleData: (_line: Line) => sampleData(model!),

  /** What each layer does with data, the first sample of them. */
  trace: (json: string, _line: Line): Part[] => {
    const traced = model!.trace(parsed(json));
    const batch = traced.inputs[0]?.shape[0] ?? 1;
    const units = Array.from({ length: DRAWN }, (_, unit) => unit);
    return partsOf(traced, model!.inputNames, { row: 0, batch, units });
  },

  convert: async (format: FormatName, _line: Line): Promise<Converted> => {
    if (format === "tfjs") {
      const files = await saveModel(model!, undefined, { format: "tfjs" });
      const named = [...files].map(([path, bytes]) => [path || "model.json", bytes] as const);
      return { name: `${name}-tfjs.zip`, bytes: zipSync(Object.fromEntries(named)) };
    }
    if (format === "safetensors" || format === "keras-weights") {
      return { name: name + endings[format], bytes: await saveWeights(model!, undefined, { format }) };
    }
    return { name: name + endings[format], bytes: await saveModel(model!, undefined, { format }) };
  },
};

const endings: Readonly<Record<Exclude<FormatName, "tfjs">, string>> = {
  keras: ".keras",
  "keras-h5": ".h5",
  "keras-json": ".json",
  onnx: ".onnx",
  safetensors: ".safetensors",
  "keras-weights": ".weights.h5",
};

/** Weights of TensorFlow.js or ONNX are in files beside the model. */
const isBeside = ({ name: file }: File) => /\.(bin|data|weights)$|shard\d*of\d*/i.test(file);

function parsed(json: string) {
  try {
    return JSON.parse(json);
  } catch (error) {
    const [, line, column] = /line (\d+) column (\d+)/.exec((error as Error).message) ?? [];
    const place = line
      ? { en: ` from line ${line}, column ${column} on`, zh: `，从第 ${line} 行第 ${column} 列起` }
      : { en: "", zh: "" };
    throw new PageError({
      en: `The data are no JSON${place.en}. Nested lists of numbers are needed, samples first: [[[0.1], [0.2]]]`,
      zh: `数据不是 JSON${place.zh}。需要数字的嵌套列表，样本在最外层：[[[0.1], [0.2]]]`,
    });
  }
}

export type OpenHandlers = typeof handlers;

answerCalls(handlers);
