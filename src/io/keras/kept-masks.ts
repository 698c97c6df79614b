/** Models in whose graphs masks stay on tensors though Keras, which takes them off, would run the same calls without. */
import type { Layer } from "../../layers/layer.ts";
import { type AnyTensor, listOf, type Node } from "../../layers/symbolic.ts";
import type { AnyModel } from "../../models/index.ts";
import { Model } from "../../models/model.ts";
import { layersWithin } from "../../models/stateful.ts";
import { lostInGraph } from "../keras-json/lost-masks.ts";
import { keepsMask, MaskOperations } from "../keras-json/mask-operations.ts";

/** The names of such models: this one, and those inside it. */
export function modelsThatKeepMasks(model: AnyModel): string[] {
  const inside = layersWithin(model).filter((layer) => layer instanceof Model) as AnyModel[];
  const all = [...new Set([model, ...inside])].filter((each) => keepsLostMasks(each, each !== model));
  return all.map(({ name }) => name);
}

function keepsLostMasks({ graph }: AnyModel, fromOutside: boolean): boolean {
  if (!graph) return false;
  const gone = new Set<AnyTensor>();
  const lost = lostInGraph(graph, gone);
  if (gone.size === 0) return false;
  const masks = new MaskOperations<undefined>({ tensor: () => undefined, operation: () => undefined }, graph.nodes);
  const uncertain = new Set<AnyTensor>(fromOutside ? graph.inputs : []);
  const isKeptInside = graph.nodes.some((node) => {
    const { layer, inputs, outputs } = node;
    const isKept = (input: AnyTensor, i: number) =>
      lost.get(node)?.has(input) && (masks.isMasked(input) || uncertain.has(input)) && !isGiven(node, i);
    const isUncertain = (layer as Layer<number>) instanceof Model || inputs.some((input) => uncertain.has(input));
    if (isUncertain) for (const output of outputs) uncertain.add(output);
    return inputs.some(isKept);
  });
  const { outputs, unmasked } = graph;
  return isKeptInside || outputs.some((each) => gone.has(each) && masks.isMasked(each) && !unmasked?.has(each));
}

/** Whether a call does not ask its input for a mask: it is given one, or none, or its file will give it the one that flows. */
function isGiven(node: Node, input: number): boolean {
  const { mask } = node.options;
  return mask === null || keepsMask(node) || (mask !== undefined && listOf(mask)[input] !== undefined);
}
