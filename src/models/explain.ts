/** A model told in words. */
import type { Node } from "../layers/symbolic.ts";
import { ConfigError, checkOption, formatShape, takes, visibleLine } from "../tensor/index.ts";
import { checkModel } from "./check-model.ts";
import { explainCall } from "./explain-layers.ts";
import { contentOf, type ExplainedCall } from "./explain-words.ts";
import type { AnyModel } from "./model.ts";
import { ModelLayer } from "./model-layer.ts";

/** What is told of one call of a layer. */
export interface Explanation {
  /** The name of the layer. */
  readonly layer: string;
  /** Its class, in Keras's spelling. */
  readonly className: string;
  /** How many models it lies inside: 0 for the model's own layers. */
  readonly depth: number;
  /** The shapes that it takes; `null` is a length that data decide. */
  readonly takes: readonly (readonly (number | null)[])[];
  /** The shapes that it gives. */
  readonly gives: readonly (readonly (number | null)[])[];
  /** What it does here, in sentences. */
  readonly words: readonly string[];
}

/**
 * Says in words what each layer of a model takes and gives: the shapes, and what `returnSequences`, `returnState`, `goBackwards`,
 * masks and merge modes do here. For people who learn; `explainLayers` has the same in parts.
 * @throws ConfigError for a model that does not know its input yet, and for what is no model
 */
export function explain(model: AnyModel): string {
  checkModel("explain", model);
  const graph = graphOf(model);
  const ends = graph.inputs.map(({ shape }) => `${contentOf(shape)}, ${formatShape(shape)}`).join("; and ");
  const lines = explainLayers(model).map(({ layer, className, depth, takes, gives, words }) => {
    const indent = "  ".repeat(depth);
    const shapes = `${takes.map(formatShape).join(", ")} → ${gives.map(formatShape).join(", ")}`;
    return [
      `${indent}${visibleLine(layer)} (${className}): ${shapes}`,
      ...words.map((each) => `${indent}  ${visibleLine(each)}`),
    ].join("\n");
  });
  return [
    `${visibleLine(model.name)} takes for each sample ${ends}. None is the number of samples, or a length that data decide.`,
    ...lines,
  ].join("\n\n");
}

/**
 * The same for programs: an entry for each call of a layer, in the order in which a model computes.
 * @throws ConfigError for a model that does not know its input yet, and for what is no model
 */
export function explainLayers(model: AnyModel): Explanation[] {
  checkModel("explainLayers", model);
  return inside(model, graphOf(model), 0, new Set());
}

type Graph = NonNullable<AnyModel["graph"]>;

const aModel = /* @__PURE__ */ takes.check<AnyModel | ModelLayer>(
  "a model",
  (value) => typeof value?.countParams === "function",
);

function graphOf(model: AnyModel | ModelLayer): Graph {
  checkOption("explain", "model", model, aModel);
  if (model.graph) return model.graph;
  throw new ConfigError({
    what: `The model "${model.name}" does not know its input yet, so its layers have no shapes.`,
    hint: "give inputShape to its first layer, or call it on data once",
  });
}

/** @param masked the tensors that carry a mask */
function inside(model: AnyModel | ModelLayer, graph: Graph, depth: number, masked: Set<unknown>): Explanation[] {
  return graph.nodes.flatMap((node) => {
    const call = callOf(node, masked);
    const { layer, outputs } = node;
    if (givesMask(call)) masked.add(outputs[0]);
    const isModel = layer instanceof ModelLayer && layer !== model && layer.graph !== undefined;
    const told: Explanation = {
      layer: layer.name,
      className: layer.className,
      depth,
      takes: call.inputs,
      gives: call.outputs,
      words: isModel ? ["Is a model itself; its layers follow."] : explainCall(call),
    };
    if (!isModel) return [told];
    const within = layer.graph!;
    const carried = within.inputs.filter((_, i) => masked.has(node.inputs[i]));
    return [told, ...inside(layer, within, depth + 1, new Set(carried))];
  });
}

function callOf({ layer, inputs, options, outputs }: Node, masked: ReadonlySet<unknown>): ExplainedCall {
  return {
    layer,
    inputs: inputs.map(({ shape }) => shape),
    outputs: outputs.map(({ shape }) => shape),
    masked: (options.mask !== undefined && options.mask !== null) || inputs.some((each) => masked.has(each)),
    options,
  };
}

/** Whether the first output carries a mask. */
function givesMask({ layer, outputs, masked }: ExplainedCall): boolean {
  if (layer.className === "Masking") return true;
  if (layer.className === "Embedding") return layer.supportsMasking;
  return masked && layer.supportsMasking && (outputs[0]?.length ?? 0) > 2;
}
