/**
 * Masks that are gone in Keras 3. Its attention in heads takes the masks off the tensors that it is called on, so that whatever is called
 * on them later in the run finds none: the sum behind a block of a transformer, the second block that looks at one encoder.
 */
import { MultiHeadAttention } from "../../layers/multi-head-attention.ts";
import { type AnyTensor, type Node, type SymbolicTensor, symbolicSources } from "../../layers/symbolic.ts";
import type { Graph } from "../../models/graph.ts";
import { Model } from "../../models/model.ts";

/** What the order of a run depends on: C is a call, T a tensor by which calls hang together. */
export interface Calls<C, T> {
  /** The calls that give the outputs. */
  readonly ends: readonly C[];
  /** The calls that one waits for; none for an input of the model. */
  sources(call: C): readonly C[];
  layer(call: C): unknown;
  inputs(call: C): readonly T[];
}

/** The inputs of each call from which another call has taken the mask before it. @param gone gets all that lose their masks */
export function lostMasks<C, T>(calls: Calls<C, T>, gone = new Set<T>()): Map<C, ReadonlySet<T>> {
  const lost = new Map<C, ReadonlySet<T>>();
  for (const call of orderOfRun(calls)) {
    const inputs = calls.inputs(call);
    const without = inputs.filter((input) => gone.has(input));
    if (without.length > 0) lost.set(call, new Set(without));
    const layer = calls.layer(call);
    for (const [i, input] of inputs.entries()) if (takesOff(layer, i)) gone.add(input);
  }
  return lost;
}

/** The same for a graph that is made. */
export function lostInGraph(graph: Graph, gone = new Set<AnyTensor>()): Map<Node, ReadonlySet<AnyTensor>> {
  if (!graph.layers.some(takesAnyOff)) return new Map();
  const known = new Set(graph.nodes);
  const calls: Calls<Node, AnyTensor> = {
    ends: graph.outputs.map(({ node }) => node).filter((node) => known.has(node)),
    sources: (node) =>
      [...new Set(symbolicSources(node).map(({ node: source }) => source))].filter((each) => known.has(each)),
    layer: ({ layer }) => layer,
    inputs: ({ inputs }) => inputs,
  };
  return lostMasks(calls, gone);
}

/** Whether a layer takes the mask off any of its inputs. */
export const takesAnyOff = (layer: unknown): boolean =>
  layer instanceof MultiHeadAttention || (layer instanceof Model && (layer.graph?.layers.some(takesAnyOff) ?? false));

/** Whether a layer takes the mask off its input of this number. */
function takesOff(layer: unknown, input: number): boolean {
  if (layer instanceof MultiHeadAttention) return true;
  if (!(layer instanceof Model) || !layer.graph) return false;
  const inside: SymbolicTensor | undefined = layer.graph.inputs[input];
  return layer.graph.nodes.some((node: Node) =>
    node.inputs.some((each, i) => each === inside && takesOff(node.layer, i)),
  );
}

/** Calls in the order in which Keras runs them: the deepest first, and those of one depth as its walk back from the outputs meets them. */
function orderOfRun<C, T>(calls: Calls<C, T>): C[] {
  const depths = new Map<C, number>();
  const ofLayers = new Map<unknown, number>();
  for (const call of waysBack(calls).reverse()) {
    const layer = calls.layer(call);
    const depth = Math.max(depths.get(call) ?? 0, ofLayers.get(layer) ?? 0);
    ofLayers.set(layer, depth);
    depths.set(call, depth);
    for (const source of calls.sources(call)) depths.set(source, Math.max(depth + 1, depths.get(source) ?? 0));
  }
  return [...depths.keys()].sort((a, b) => depths.get(b)! - depths.get(a)!);
}

/** Calls each after those that it waits for, by the ways back from the outputs. */
function waysBack<C, T>({ ends, sources }: Calls<C, T>): C[] {
  const order: C[] = [];
  const met = new Set<C>();
  // the last one is taken first
  const open = [...ends].reverse().map((call) => ({ call, isDone: false }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { call, isDone } = next;
    if (isDone) order.push(call);
    else if (!met.has(call)) {
      met.add(call);
      const before = sources(call).map((source) => ({ call: source, isDone: false }));
      open.push({ call, isDone: true }, ...before.reverse());
    }
  }
  return order;
}
