/** Models in whose graphs masks stay on tensors though Keras, which changes them, would run the same calls with others or without. */
import type { Layer } from "../../layers/layer.ts";
import { type AnyTensor, listOf, type Node } from "../../layers/symbolic.ts";
import type { AnyModel } from "../../models/index.ts";
import { Model } from "../../models/model.ts";
import { layersWithin } from "../../models/stateful.ts";
import { changedInGraph } from "../keras-json/changed-masks.ts";
import { keepsMask, MaskOperations } from "../keras-json/mask-operations.ts";
import { Operation } from "../keras-json/operations/operation.ts";

/** The names of such models: this one, and those inside it. */
export function modelsThatKeepMasks(model: AnyModel): string[] {
  const inside = layersWithin(model).filter((layer) => layer instanceof Model) as AnyModel[];
  const all = [...new Set([model, ...inside])].filter((each) => keepsOwnMasks(each, each !== model));
  return all.map(({ name }) => name);
}

/** Whether this is such a model, whatever is inside it. @param fromOutside whether its inputs may bring masks, as inside another model */
export function keepsOwnMasks({ graph }: AnyModel, fromOutside: boolean): boolean {
  if (!graph) return false;
  const masks = new MaskOperations<undefined>({ tensor: () => undefined, operation: () => undefined }, graph.nodes);
  const atEnd = new Map<AnyTensor, AnyTensor | null>();
  const changed = changedInGraph(graph, (tensor) => masks.isMasked(tensor), atEnd);
  if (atEnd.size === 0) return false;
  const uncertain = new Set<AnyTensor>(fromOutside ? graph.inputs : []);
  const isOther = (mask: AnyTensor | null | undefined, of: AnyTensor) =>
    mask === null ? masks.isMasked(of) || uncertain.has(of) : mask !== undefined;
  const isKeptInside = graph.nodes.some((node) => {
    const { layer, inputs, outputs } = node;
    const isKept = (input: AnyTensor, i: number) => {
      const mask = changed.get(node)?.get(input);
      return isOther(mask, input) && !isGiven(node, i, masks.isMasked(input));
    };
    const isUncertain = (layer as Layer<number>) instanceof Model || inputs.some((input) => uncertain.has(input));
    if (isUncertain) for (const output of outputs) uncertain.add(output);
    return !(layer instanceof Operation) && inputs.some(isKept);
  });
  const { outputs, outputMasks } = graph;
  return isKeptInside || outputs.some((each) => isOther(atEnd.get(each), each) && !outputMasks?.has(each));
}

/** Whether a call does not ask its input for a mask: it is given one, or none, or its file will give it the one that flows. */
function isGiven(node: Node, input: number, isMasked: boolean): boolean {
  const { mask } = node.options;
  return mask === null || (isMasked && keepsMask(node)) || (mask !== undefined && listOf(mask)[input] !== undefined);
}
