/** A model or a file of weights, told in numbers and words that travel from the worker to the page. */
import { explainLayers, type FormatName, type Layer, type Model, type Tensor } from "recurve";
import { numbered } from "../../../src/cli/trace/parts.ts";
import type { OnnxGraph } from "../../../src/io/onnx/onnx-graph.ts";
import type { Texts } from "../language.ts";
import { onnxNodes } from "./onnx-nodes.ts";

/** A shape; null where data decide the length. */
export type Shape = readonly (number | null)[];

/** One call of a layer in a model. */
export interface DescribedLayer {
  readonly name: string;
  /** What the call is known by: the layer's name, with a number where the layer was called before. */
  readonly call: string;
  readonly className: string;
  readonly takes: readonly Shape[];
  readonly gives: readonly Shape[];
  readonly parameters: number;
  /** The calls whose outputs it takes. */
  readonly from: readonly string[];
  /** Its distance from the input in steps, which is its row in the picture of the graph. */
  readonly rank: number;
  /** What it does here, in sentences. */
  readonly words: Texts<readonly string[]>;
  /** The paths of its weights; absent: those under its name. */
  readonly weights?: readonly string[];
}

/** One matrix or vector of weights. */
export interface DescribedWeight {
  readonly path: string;
  readonly shape: readonly number[];
  readonly least: number;
  readonly largest: number;
  readonly mean: number;
  readonly deviation: number;
  readonly picture: Picture;
}

/** A matrix made small enough to be drawn: of each block of numbers the one of the largest size. */
export interface Picture {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** What a file holds. */
export interface Described {
  readonly file: string;
  readonly format: FormatName | undefined;
  readonly bytes: number;
  readonly parameters: number;
  /** How many numbers besides serve training alone, of a file without a model: the optimizer's, metrics', random states. */
  readonly forTraining: number;
  readonly weights: readonly DescribedWeight[];
  /** Absent for weights without a model. */
  readonly model?: {
    readonly name: string;
    readonly className: string;
    readonly inputs: readonly { name: string; shape: Shape; dtype: string }[];
    readonly outputs: readonly { name: string; shape: Shape }[];
    readonly layers: readonly DescribedLayer[];
  };
}

export function describeModel(
  model: Model<any>,
  file: string,
  format: FormatName | undefined,
  bytes: number,
): Described {
  const graph = model.graph;
  return {
    file,
    format,
    bytes,
    parameters: model.countParams(),
    forTraining: 0,
    weights: model.weights.map(({ path, name, value }) => describeWeight(path || name, value)),
    model: {
      name: model.name,
      className: model.className,
      inputs: graph ? model.inputs.map(({ shape, dtype }, i) => ({ name: model.inputNames[i]!, shape, dtype })) : [],
      outputs: graph ? model.outputs.map(({ shape }, i) => ({ name: model.outputNames[i]!, shape })) : [],
      layers: graph ? layersOf(model) : [],
    },
  };
}

export function describeWeights(
  tensors: ReadonlyMap<string, Tensor>,
  file: string,
  format: FormatName,
  bytes: number,
): Described {
  const all = [...tensors];
  const weights = all.filter(([path]) => !servesTraining(path));
  const count = (each: typeof all) => each.reduce((sum, [, { size }]) => sum + size, 0);
  const parameters = count(weights);
  return {
    file,
    format,
    bytes,
    parameters,
    forTraining: count(all) - parameters,
    weights: weights.map(([path, tensor]) => describeWeight(path, tensor)),
  };
}

/** Whether Keras keeps a tensor in a file of weights for training alone. */
const servesTraining = (path: string) =>
  /^(optimizer|optimizer_weights|metrics)\/|(^|\/)seed_generator(_\d+)?\//.test(path);

function layersOf(model: Model<any>): DescribedLayer[] {
  const { nodes, inputs } = model.graph!;
  const told = explainLayers(model).filter(({ depth }) => depth === 0);
  const chinese = explainLayers(model, { language: "zh" }).filter(({ depth }) => depth === 0);
  const starts = inputs.map((input) => ({
    ...plain(input.layer),
    call: input.layer.name,
    takes: [],
    gives: [input.shape],
    from: [] as string[],
    words: { en: [], zh: [] } as Texts<readonly string[]>,
  }));
  const names = new Map<unknown, string>(inputs.map((input) => [input.node, input.layer.name]));
  for (const [i, call] of numbered(nodes.map(({ layer }) => layer.name)).entries()) names.set(nodes[i], call);
  const [first] = nodes;
  const isOnnx = nodes.length === 1 && first!.layer.className === "OnnxGraph";
  const given = isOnnx ? first!.inputs.map((each) => ("node" in each ? names.get(each.node)! : "")) : [];
  const whole = nodes.map((node, i) => ({
    ...plain(node.layer),
    call: names.get(node)!,
    takes: told[i]?.takes ?? [],
    gives: told[i]?.gives ?? [],
    from: [...new Set(node.inputs.flatMap((each) => ("node" in each ? [names.get(each.node)!] : [])))],
    words: { en: told[i]?.words ?? [], zh: chinese[i]?.words ?? [] },
  }));
  const calls = (isOnnx && onnxNodes(first!.layer as unknown as OnnxGraph, given)) || whole;
  const ranks = new Map<string, number>();
  return [...starts, ...calls].map((layer) => {
    const rank = Math.max(-1, ...layer.from.map((call) => ranks.get(call) ?? 0)) + 1;
    ranks.set(layer.call, rank);
    return { ...layer, rank };
  });
}

const plain = (layer: Layer<number>) => ({
  name: layer.name,
  className: layer.className,
  parameters: layer.countParams(),
});

/** The most rows and columns of a picture. */
const SIDE = 96;

export function describeWeight(path: string, tensor: Tensor): DescribedWeight {
  const values = tensor.dtype === "string" ? [] : (tensor.dataSync() as ArrayLike<number>);
  let [least, largest, sum, squares] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    least = Math.min(least, value);
    largest = Math.max(largest, value);
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  const deviation = Math.sqrt(Math.max(0, squares / values.length - mean * mean));
  return { path, shape: tensor.shape, least, largest, mean, deviation, picture: pictureOf(values, tensor.shape) };
}

/** The last axis goes across, all others down. */
export function pictureOf(values: ArrayLike<number>, shape: readonly number[]): Picture {
  const width = shape.at(-1) ?? 1;
  const height = width === 0 ? 0 : values.length / width;
  const [rows, columns] = [Math.min(SIDE, height), Math.min(SIDE, width)];
  const picture = new Float32Array(rows * columns);
  for (let i = 0; i < values.length; i++) {
    const row = Math.floor((Math.floor(i / width) * rows) / height);
    const column = Math.floor(((i % width) * columns) / width);
    const at = row * columns + column;
    if (Math.abs(values[i]!) > Math.abs(picture[at]!)) picture[at] = values[i]!;
  }
  return { rows, columns, values: picture };
}
