/** A model explained in words. */
import type { Node } from "../../layers/symbolic.ts";
import {
  ConfigError,
  checkOption,
  type Declared,
  formatShape,
  readOptions,
  takes,
  visibleLine,
} from "../../tensor/index.ts";
import { checkModel } from "../check-model.ts";
import type { AnyModel } from "../model.ts";
import { ModelLayer } from "../model-layer.ts";
import { explainCall } from "./layers.ts";
import { contentOf, type ExplainedCall, languages, type Say, sayIn } from "./words.ts";

/** Options of `explain` and `explainLayers`. */
export interface ExplainOptions {
  /** The language of the sentences: English or Chinese. Default "en". */
  language?: "en" | "zh" | undefined;
}

const explainOptions = {
  language: takes.withDefault(takes.oneOf(...languages), "en"),
} satisfies Declared<ExplainOptions>;

/** The explanation of one call of a layer. */
export interface Explanation {
  /** The name of the layer. */
  readonly layer: string;
  /** Its class, in Keras's spelling. */
  readonly className: string;
  /** How many models it is nested in: 0 for the model's own layers. */
  readonly depth: number;
  /** The shapes of its inputs; `null` is a length that depends on the data. */
  readonly takes: readonly (readonly (number | null)[])[];
  /** The shapes of its outputs. */
  readonly gives: readonly (readonly (number | null)[])[];
  /** What it does here, in sentences. */
  readonly words: readonly string[];
}

/**
 * Explains in words what each layer of a model takes and returns: the shapes, and what `returnSequences`,
 * `returnState`, `goBackwards`, masks and merge modes do here, in English or in Chinese. For learners; `explainLayers`
 * returns the same as data.
 * @throws ConfigError for a model that has no input shape yet, for anything but a model, and for another language
 */
export function explain(model: AnyModel, options: ExplainOptions = {}): string {
  checkModel("explain", model);
  const { language } = readOptions("explain", options, explainOptions);
  const say = sayIn(language);
  const graph = graphOf(model);
  const ends = graph.inputs
    .map(({ shape }) => `${contentOf(say, shape)}${say(", ", "，")}${formatShape(shape)}`)
    .join(say("; and ", "；以及 "));
  const lines = explainLayers(model, { language }).map(({ layer, className, depth, takes, gives, words }) => {
    const indent = "  ".repeat(depth);
    const shapes = `${takes.map(formatShape).join(", ")} → ${gives.map(formatShape).join(", ")}`;
    return [
      `${indent}${visibleLine(layer)} (${className}): ${shapes}`,
      ...words.map((each) => `${indent}  ${visibleLine(each)}`),
    ].join("\n");
  });
  return [
    say(
      `${visibleLine(model.name)} takes for each sample ${ends}. None is the number of samples, or a length that data decide.`,
      `${visibleLine(model.name)} 的每个样本是 ${ends}。None 是样本的个数，或由数据决定的长度。`,
    ),
    ...lines,
  ].join("\n\n");
}

/**
 * What {@link explain} says as data: an entry for each call of a layer, in the order of computation.
 * @throws ConfigError for a model that has no input shape yet, for anything but a model, and for another language
 */
export function explainLayers(model: AnyModel, options: ExplainOptions = {}): Explanation[] {
  checkModel("explainLayers", model);
  const { language } = readOptions("explainLayers", options, explainOptions);
  return inside(model, graphOf(model), 0, new Set(), sayIn(language));
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
    what: `The model "${model.name}" has no input shape yet, so its layers have no shapes.`,
    hint: "give inputShape to its first layer, or call it on data once",
  });
}

/** @param masked the tensors that carry a mask */
function inside(
  model: AnyModel | ModelLayer,
  graph: Graph,
  depth: number,
  masked: Set<unknown>,
  say: Say,
): Explanation[] {
  return graph.nodes.flatMap((node) => {
    const call = callOf(node, masked, say);
    const { layer, outputs } = node;
    if (givesMask(call)) masked.add(outputs[0]);
    const isModel = layer instanceof ModelLayer && layer !== model && layer.graph !== undefined;
    const told: Explanation = {
      layer: layer.name,
      className: layer.className,
      depth,
      takes: call.inputs,
      gives: call.outputs,
      words: isModel
        ? [say("Is a model itself; its layers follow.", "本身是一个模型；它的层如下。")]
        : explainCall(call),
    };
    if (!isModel) return [told];
    const within = layer.graph!;
    const carried = within.inputs.filter((_, i) => masked.has(node.inputs[i]));
    return [told, ...inside(layer, within, depth + 1, new Set(carried), say)];
  });
}

function callOf({ layer, inputs, options, outputs }: Node, masked: ReadonlySet<unknown>, say: Say): ExplainedCall {
  return {
    layer,
    inputs: inputs.map(({ shape }) => shape),
    outputs: outputs.map(({ shape }) => shape),
    masked: (options.mask !== undefined && options.mask !== null) || inputs.some((each) => masked.has(each)),
    options,
    say,
  };
}

/** Whether the first output carries a mask. */
function givesMask({ layer, outputs, masked }: ExplainedCall): boolean {
  if (layer.className === "Masking") return true;
  if (layer.className === "Embedding") return layer.supportsMasking;
  return masked && layer.supportsMasking && (outputs[0]?.length ?? 0) > 2;
}
