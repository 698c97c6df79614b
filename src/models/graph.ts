/** The calls that lead from a model's inputs to its outputs: their order, the names of their layers, and running them. */

import type { RunContext } from "../layers/context.ts";
import type { Layer } from "../layers/layer.ts";
import {
  type AnyTensor,
  type Node,
  type OpenShape,
  resolveOptions,
  SymbolicTensor,
  symbolicSources,
} from "../layers/symbolic.ts";
import { cast, reshape } from "../ops/index.ts";
import { ConfigError, type DType, type Tensor } from "../tensor/index.ts";

/** The graph of a functional model. */
export interface Graph {
  /** The inputs of the model, in order. */
  readonly inputs: readonly SymbolicTensor[];
  /** The outputs of the model, in order. */
  readonly outputs: readonly SymbolicTensor[];
  /** The calls, each after those that it depends on; without the calls of input layers. */
  readonly nodes: readonly Node[];
  /** Each layer once, farthest from the outputs first, as Keras lists them; input layers included. */
  readonly layers: readonly Layer<number>[];
  /** Outputs whose masks calls of the graph change, in files of Keras: what losses see in place of their own, null for none. */
  outputMasks?: ReadonlyMap<SymbolicTensor, SymbolicTensor | null>;
}

/**
 * The graph between inputs and outputs.
 * @param walked the outputs in the order in which they are followed, which the order of the layers comes from: Keras follows named
 *   ones by their sorted names, and its files number the layers
 * @throws ConfigError when an output depends on an input that is not given, or anything is not symbolic
 */
export function traceGraph(
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
  walked = outputs,
): Graph {
  checkSymbolic("inputs", inputs);
  checkSymbolic("outputs", outputs);
  const given = new Set(inputs);
  if (given.size < inputs.length) throw new ConfigError("A symbolic tensor is listed twice among a model's inputs.");
  const { order, visits } = visit(walked, given);
  const depths = measureDepths(order, given);
  for (const { node } of inputs) {
    if (!isStart(node) || depths.nodes.has(node)) continue;
    depths.layers.set(node.layer, 0);
    visits.set(node.layer, -1);
  }
  const nodes = order.filter((node) => !isStart(node));
  const layers = [...depths.layers.keys()];
  return {
    inputs,
    outputs,
    nodes: nodes.sort((a, b) => depths.nodes.get(b)! - depths.nodes.get(a)!),
    layers: layers.sort((a, b) => depths.layers.get(b)! - depths.layers.get(a)! || visits.get(a)! - visits.get(b)!),
  };
}

/** Runs the calls of a graph, inside a step. */
export function runGraph(graph: Graph, inputs: readonly Tensor[], run: RunContext, training: boolean): Tensor[] {
  const kept = new Map<SymbolicTensor, Tensor>(graph.inputs.map((input, i) => [input, inputs[i]!]));
  const resolve = (tensor: AnyTensor) => (tensor instanceof SymbolicTensor ? kept.get(tensor)! : tensor);
  for (const node of graph.nodes) {
    // the call itself may say whether it is training
    const options = { training, ...resolveOptions(node.options, resolve) };
    const results = node.layer.run(node.inputs.map(resolve), options, run);
    for (const [i, output] of node.outputs.entries()) kept.set(output, results[i]!);
  }
  return graph.outputs.map((output) => {
    const result = resolve(output);
    const mask = graph.outputMasks?.get(output);
    return mask === undefined ? result : prepared(result, result.dtype, mask && resolve(mask));
  });
}

/** An input in the type that the graph declares, under the mask of this call. */
export function prepared(input: Tensor, dtype: DType, mask: Tensor | null | undefined): Tensor {
  const wanted = mask ? cast(mask, "bool") : undefined;
  // layers of texts check their input themselves
  const fits = input.dtype === dtype || dtype === "string";
  if (fits && input.mask === wanted) return input;
  const own = fits ? reshape(input, input.shape) : cast(input, dtype);
  own.mask = wanted;
  return own;
}

/** Whether an input of this declared shape takes that one: of the same rank and lengths, where both are known, but for the batch. */
export function takesShape(declared: OpenShape, shape: OpenShape): boolean {
  const fits = (length: number | null, axis: number) =>
    axis === 0 || length === null || declared[axis] === null || length === declared[axis];
  return shape.length === declared.length && shape.every(fits);
}

/** The shapes of a graph's outputs for other shapes of its inputs. */
export function graphShapes(graph: Graph, inputs: readonly OpenShape[]): OpenShape[] {
  const kept = new Map<AnyTensor, OpenShape>(graph.inputs.map((input, i) => [input, inputs[i]!]));
  for (const node of graph.nodes) {
    const given = node.inputs.map((input) => kept.get(input) ?? input.shape);
    const shapes = node.layer.computeOutputShapes(given, node.options);
    for (const [i, output] of node.outputs.entries()) kept.set(output, shapes[i]!);
  }
  return graph.outputs.map((output) => kept.get(output)!);
}

/**
 * Gives each layer with a default name a unique one: lstm, lstm_1, ...
 * @throws ConfigError when two layers were given the same name
 */
export function nameLayers(layers: readonly Layer<number>[]): void {
  const taken = new Set<string>();
  for (const { config } of layers) {
    if (config.name === undefined) continue;
    if (taken.has(config.name)) {
      throw new ConfigError({
        what: `Two layers of a model have the name "${config.name}".`,
        expected: "a different name for each layer",
        hint: "leave the name out, and the model numbers its layers",
      });
    }
    taken.add(config.name);
  }
  // per base name, the first number that may be free
  const next = new Map<string, number>();
  for (const layer of layers) {
    if (layer.config.name !== undefined) continue;
    const base = layer.hasDefaultName ? layer.name : layer.name.replace(/_\d+$/, "");
    let name = layer.name;
    let number = next.get(base) ?? 1;
    for (; taken.has(name); number++) name = `${base}_${number}`;
    next.set(base, number);
    if (name !== layer.name || layer.hasDefaultName) layer.rename(name);
    taken.add(name);
  }
}

interface Visit {
  /** Sorts calls so that each follows those that it depends on. */
  order: Node[];
  /** The order in which layers were first reached. */
  visits: Map<Layer<number>, number>;
}

function visit(outputs: readonly SymbolicTensor[], given: ReadonlySet<SymbolicTensor>): Visit {
  const order: Node[] = [];
  const visits = new Map<Layer<number>, number>();
  const met = new Set<Node>();
  // a stack instead of recursion, so that graphs may have any depth
  const open: { tensor: SymbolicTensor; wanted: string; isDone?: boolean }[] = [];
  for (const output of [...outputs].reverse()) open.push({ tensor: output, wanted: "the model's outputs" });
  for (let top = open.pop(); top; top = open.pop()) {
    const { tensor, wanted, isDone } = top;
    const { node } = tensor;
    if (isDone) {
      order.push(node);
      continue;
    }
    if (met.has(node) || isInside(tensor, given)) continue;
    met.add(node);
    if (!visits.has(node.layer)) visits.set(node.layer, visits.size);
    if (isStart(node) && !given.has(tensor)) throw disconnected(tensor, wanted, given);
    open.push({ tensor, wanted, isDone: true });
    for (const source of symbolicSources(node).reverse()) open.push({ tensor: source, wanted: node.layer.name });
  }
  return { order, visits };
}

/** The longest path from each call to the outputs; a layer is as deep as its deepest call. */
function measureDepths(order: readonly Node[], given: ReadonlySet<SymbolicTensor>) {
  const nodes = new Map<Node, number>();
  const layers = new Map<Layer<number>, number>();
  for (const node of [...order].reverse()) {
    const depth = Math.max(nodes.get(node) ?? 0, layers.get(node.layer) ?? 0);
    nodes.set(node, depth);
    layers.set(node.layer, depth);
    for (const source of symbolicSources(node)) {
      if (isInside(source, given)) continue;
      nodes.set(source.node, Math.max(depth + 1, nodes.get(source.node) ?? 0));
    }
  }
  return { nodes, layers };
}

/** Whether a call is that of an input layer. */
function isStart(node: Node): boolean {
  return node.inputs.length === 0;
}

/** Whether an input of the model is inside a larger graph: what precedes it does not belong to the model. */
function isInside(tensor: SymbolicTensor, given: ReadonlySet<SymbolicTensor>): boolean {
  return given.has(tensor) && !isStart(tensor.node);
}

function disconnected(tensor: SymbolicTensor, wanted: string, given: ReadonlySet<SymbolicTensor>): ConfigError {
  return new ConfigError({
    what: "The graph is disconnected: an output depends on an input that the model is not given.",
    expected: `"${tensor.layer.name}", which ${wanted} needs, among the inputs`,
    received: [...given].map((input) => `"${input.layer.name}"`).join(", "),
    hint: "list every input() that the outputs are computed from",
  });
}

function checkSymbolic(what: "inputs" | "outputs", tensors: readonly unknown[]): void {
  const wrong = tensors.find((tensor) => !(tensor instanceof SymbolicTensor));
  if (tensors.length > 0 && wrong === undefined) return;
  throw new ConfigError({
    what: `A model's ${what} are not symbolic tensors.`,
    expected:
      what === "inputs" ? "what input({ shape }) gives, or a list of them" : "what layers give when applied to input()",
    received: tensors.length === 0 ? "none" : String((wrong as object)?.constructor?.name ?? wrong),
  });
}
