/** Data checked against a model, as tensors with the same number of samples. */
import type { OpenShape } from "../layers/symbolic.ts";
import { argMax } from "../ops/index.ts";
import { asTensor, ConfigError, formatShape, type Shape, ShapeError, Tensor, tensor, wrap } from "../tensor/index.ts";
import { type Graph, graphShapes, takesShape } from "./graph.ts";
import type { AnyModelLayer } from "./model-layer.ts";

import {
  type BatchOptions,
  isRecord,
  isTensorLikeObject,
  listByName,
  type ModelData,
  type ModelTargets,
  type Samples,
} from "./samples.ts";

/**
 * The inputs as tensors; builds a sequential model that is not built.
 * @throws ShapeError when the number of tensors, shapes or sample counts do not match, or there are no samples
 */
export function readInputs(model: AnyModelLayer, x: ModelData): Tensor[] {
  const names = namesFor(model, x);
  const inputs = listByName("input", x, names).map((input, i) => {
    if (input instanceof Tensor) return input;
    const takesTexts = model.graph ? model.inputs[i]!.dtype === "string" : model.takesTexts;
    return tensor(input!, undefined, takesTexts ? "string" : undefined);
  });
  checkCounts(inputs, names);
  const shapes = inputs.map(({ shape }) => shape);
  const graph = model.prepare(shapes, isRecord(x) ? names : undefined);
  if (model.checksShapes) checkShapes(model, graph, shapes);
  return inputs;
}

/** The names of the inputs. A model of a user's class learns their number and names from its first data. */
function namesFor(model: AnyModelLayer, x: ModelData): readonly string[] {
  const { graph, inputNames, inputCount } = model;
  if (graph || inputNames.length > 1 || inputCount === 1) return inputNames;
  if (isRecord(x)) return Object.keys(x);
  const count = inputCount ?? (Array.isArray(x) && isTensorLikeObject(x[0]) ? x.length : 1);
  return count > 1 ? Array.from({ length: count }, (_, i) => `input_${i}`) : inputNames;
}

/** {@link readInputs} with targets and weights. */
export function readSamples(
  model: AnyModelLayer,
  x: ModelData,
  y: ModelTargets | undefined,
  options: BatchOptions,
): Samples {
  const inputs = readInputs(model, x);
  const size = inputs[0]!.shape[0]!;
  const { outputNames } = model;
  const given = y === undefined ? outputNames.map(() => null) : listByName("target", y, outputNames);
  const targets = given.map((target) => (target === null ? undefined : asTensor(target)));
  for (const [i, target] of targets.entries())
    if (target) checkSampleCount(`targets "${outputNames[i]}"`, target, size);
  if (!options.allowNaN) {
    for (const [i, input] of inputs.entries()) checkNoNaN(`input "${model.inputNames[i]}"`, input);
    for (const [i, target] of targets.entries()) if (target) checkNoNaN(`targets "${outputNames[i]}"`, target);
  }
  return { size, inputs, targets, weights: readWeights(model, targets, size, options) };
}

function readWeights(
  model: AnyModelLayer,
  targets: readonly (Tensor | undefined)[],
  size: number,
  { sampleWeight, classWeight }: BatchOptions,
): (Tensor | undefined)[] {
  if (classWeight) {
    if (sampleWeight !== undefined) throw new ConfigError("Give either sampleWeight or classWeight, not both.");
    if (targets.length > 1) throw new ConfigError("classWeight is for models of a single output.");
    if (!targets[0]) throw new ConfigError("classWeight is for models with targets.");
    return [weightsByClass(targets[0], model.outputs[0]!.shape, classWeight)];
  }
  if (sampleWeight === undefined) return targets.map(() => undefined);
  const names = model.outputNames;
  return listByName("sampleWeight", sampleWeight, names).map((given, i) => {
    if (given === null) return undefined;
    const weights = asTensor(given);
    checkSampleCount(`sampleWeight of "${names[i]}"`, weights, size);
    checkWeightShape(weights, model.outputs[i]!.shape, targets[i]);
    return weights;
  });
}

/** Weights have the axes of the loss: those of the output without the last. */
function checkWeightShape(weights: Tensor, output: OpenShape, target: Tensor | undefined): void {
  const wanted = [weights.shape[0]!, ...(target?.shape ?? output).slice(1, Math.max(1, output.length - 1))];
  const fits = weights.shape.length <= wanted.length && weights.shape.every((n, axis) => n === 1 || n === wanted[axis]);
  if (fits) return;
  throw new ShapeError({
    what: "sampleWeight does not fit the targets.",
    expected:
      wanted.length === 1 ? formatShape(wanted) : `${formatShape(wanted.slice(0, 1))} or ${formatShape(wanted)}`,
    received: formatShape(weights.shape),
  });
}

/** The weight of each label's class: labels are class numbers, or one-hot where they have as many axes as the output. */
function weightsByClass(target: Tensor, output: OpenShape, classWeight: Readonly<Record<number, number>>): Tensor {
  const isOneHot = target.rank === output.length && target.shape.at(-1)! > 1;
  const labels = isOneHot ? argMax(target) : target;
  const shape = !isOneHot && target.rank === output.length ? labels.shape.slice(0, -1) : labels.shape;
  const values = Float32Array.from(labels.read(), (label) => classWeight[label] ?? 1);
  return wrap(values, shape, "float32");
}

function checkCounts(inputs: readonly Tensor[], names: readonly string[]): void {
  for (const [i, input] of inputs.entries()) {
    if (input.rank === 0 || input.shape[0] === 0) {
      throw new ShapeError({
        what: `There are no samples in the input "${names[i]}".`,
        expected: "at least one sample on the first axis",
        received: `shape ${formatShape(input.shape)}`,
      });
    }
    checkSampleCount(`input "${names[i]}"`, input, inputs[0]!.shape[0]!);
  }
}

function checkSampleCount(what: string, tensor: Tensor, size: number): void {
  if (tensor.shape[0] === size) return;
  throw new ShapeError({
    what: `The sample counts differ in the ${what}.`,
    expected: `${size} samples, as in the first input`,
    received: `shape ${formatShape(tensor.shape)}`,
    hint: what.startsWith("input")
      ? "what all samples share, such as a graph's adjacency matrix, belongs in a layer's field, or is repeated for each sample; a graph whose nodes and edges differ in number is one sample: give each tensor a first axis of 1"
      : undefined,
  });
}

/**
 * Data have the shapes that the inputs declare. In a chain, as in Keras, they may have other lengths that all layers take.
 * @throws ShapeError for others
 */
export function checkShapes(model: AnyModelLayer, graph: Graph, shapes: readonly Shape[]): void {
  for (const [i, { shape: declared }] of graph.inputs.entries()) {
    const shape = shapes[i]!;
    if (takesShape(declared, shape)) continue;
    const isOpen = shape.length === declared.length && !model.bindsLengths;
    const refusal = isOpen ? refusalOf(graph, shapes) : undefined;
    if (isOpen && !refusal) continue;
    throw new ShapeError({
      what: `The data do not fit the input "${model.inputNames[i]}".`,
      expected: formatShape([null, ...declared.slice(1)]),
      received: formatShape(shape),
      hint: refusal
        ? `other lengths fit where every layer takes them: ${refusal.message.split("\n")[0]}`
        : shape.length === declared.length - 1
          ? "the first axis counts samples: a single sample needs a list around it, and one feature per step a last axis of 1"
          : undefined,
      cause: refusal,
    });
  }
}

/** The error of the layer that does not take inputs of these shapes. */
export function refusalOf(graph: Graph, shapes: readonly OpenShape[]): Error | undefined {
  try {
    graphShapes(graph, shapes);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/**
 * The index of the first NaN, or -1. This runs over all data before every fit and every single batch: `includes` needs
 * no warm-up.
 */
function firstNaN(values: Float32Array): number {
  return values.includes(Number.NaN) ? values.findIndex(Number.isNaN) : -1;
}

function checkNoNaN(what: string, tensor: Tensor): void {
  if (tensor.dtype !== "float32") return;
  const at = firstNaN(tensor.read() as Float32Array);
  if (at < 0) return;
  throw new ShapeError({
    what: `The ${what} holds NaN.`,
    expected: "numbers",
    received: `NaN in sample ${Math.floor(at / (tensor.size / tensor.shape[0]!))}`,
    hint: "fill or mask missing values first; allowNaN: true takes them as they are",
  });
}
