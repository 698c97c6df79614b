/**
 * Masks that Keras 3 changes as it runs. Its attention in heads takes the masks off the tensors that it is called on, so that whatever is
 * called on them later in the run finds none: the sum behind a block of a transformer, the second block that looks at one encoder. A model
 * inside another puts the mask that its call is given on its input, and there it stays.
 */
import { MultiHeadAttention } from "../../layers/multi-head-attention.ts";
import { type AnyTensor, listOf, type Node, type SymbolicTensor, symbolicSources } from "../../layers/symbolic.ts";
import type { Graph } from "../../models/graph.ts";
import { Model } from "../../models/model.ts";

/** What the order of a run depends on: C is a call, T a tensor by which calls hang together, M a mask. */
export interface Calls<C, T, M> {
  /** The calls that give the outputs. */
  readonly ends: readonly C[];
  /** The calls that one waits for; none for an input of the model. */
  sources(call: C): readonly C[];
  layer(call: C): unknown;
  inputs(call: C): readonly T[];
  /** The mask that the call of a model inside is given for its input of this number; null for the input's own. */
  given(call: C, input: number): M | null | undefined;
}

/** For tensors whose mask is not their own any more the one that they have now; null for none. */
export type ChangedMasks<T, M> = ReadonlyMap<T, M | null>;

/** For each call the inputs whose masks calls before it have changed. @param now gets all that are changed at the end */
export function changedMasks<C, T, M>(calls: Calls<C, T, M>, now = new Map<T, M | null>()): Map<C, ChangedMasks<T, M>> {
  const changed = new Map<C, ChangedMasks<T, M>>();
  for (const call of orderOfRun(calls)) {
    const inputs = calls.inputs(call);
    const others = inputs.flatMap((input) => (now.has(input) ? [[input, now.get(input)!] as const] : []));
    if (others.length > 0) changed.set(call, new Map(others));
    const layer = calls.layer(call);
    for (const [i, input] of inputs.entries()) {
      const given = layer instanceof Model ? calls.given(call, i) : undefined;
      if (takesOff(layer, i)) now.set(input, null);
      else if (given === null) now.delete(input);
      else if (given !== undefined) now.set(input, given);
    }
  }
  return changed;
}

/** The same for a graph that is made, in which Keras gives models inside the masks that it knows. */
export function changedInGraph(
  graph: Graph,
  isMasked: (tensor: AnyTensor) => boolean,
  now = new Map<AnyTensor, AnyTensor | null>(),
): Map<Node, ChangedMasks<AnyTensor, AnyTensor>> {
  if (!graph.layers.some(changesAny)) return new Map();
  const known = new Set(graph.nodes);
  const calls: Calls<Node, AnyTensor, AnyTensor> = {
    ends: graph.outputs.map(({ node }) => node).filter((node) => known.has(node)),
    sources: (node) =>
      [...new Set(symbolicSources(node).map(({ node: source }) => source))].filter((each) => known.has(each)),
    layer: ({ layer }) => layer,
    inputs: ({ inputs }) => inputs,
    given: ({ inputs, options: { mask } }, input) =>
      mask === undefined && isMasked(inputs[input]!) ? null : (listOf(mask)[input] ?? undefined),
  };
  return changedMasks(calls, now);
}

/** Whether a layer may change the masks of its inputs. */
export const changesAny = (layer: unknown): boolean => layer instanceof MultiHeadAttention || layer instanceof Model;

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
function orderOfRun<C, T>(calls: Calls<C, T, unknown>): C[] {
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
function waysBack<C, T>({ ends, sources }: Calls<C, T, unknown>): C[] {
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
