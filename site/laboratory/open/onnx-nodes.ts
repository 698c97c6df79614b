/** The nodes of an ONNX file as boxes of its graph: those that data flow through, without the arithmetic on shapes between them. */

import { numbered } from "../../../src/cli/trace/parts.ts";
import type { OnnxGraph } from "../../../src/io/onnx/onnx-graph.ts";
import type { OnnxNode } from "../../../src/io/onnx/parsed-graph.ts";
import type { DescribedLayer } from "./described.ts";

/** The most boxes that one can follow; of larger files the graph stays one box. */
const MOST_BOXES = 200;
/** What is known of data without reading them. */
const ofShapes = new Set(["Shape", "Size"]);

/**
 * A box for each node, without its rank; undefined where there are too many.
 * @param inputs the calls that give the graph's inputs, in their order
 */
export function onnxNodes(
  { definition, variables }: OnnxGraph,
  inputs: readonly string[],
): Omit<DescribedLayer, "rank">[] | undefined {
  /** The calls that a value comes from; constants come from none. */
  const sources = new Map(definition.inputs.map(({ name }, i) => [name, [inputs[i]!]]));
  const drawn = definition.nodes.filter((node) => {
    if (ofShapes.has(node.op) || !takenBy(node).some((name) => sources.has(name))) return false;
    for (const name of node.outputs) sources.set(name, []);
    return true;
  });
  if (drawn.length > MOST_BOXES) return undefined;
  const calls = numbered(drawn.map(nameOf));
  return drawn.map((node, i) => {
    const { op, inputs, outputs } = node;
    const call = calls[i]!;
    const from = [...new Set(takenBy(node).flatMap((name) => sources.get(name) ?? []))];
    for (const name of outputs) sources.set(name, [call]);
    const weights = inputs.flatMap((name) => variables.get(definition.initializers.get(name)!) ?? []);
    return {
      name: call,
      call,
      className: op,
      takes: [],
      gives: definition.outputs.flatMap(({ name, shape }) => (outputs.includes(name) && shape ? [shape] : [])),
      parameters: weights.reduce((sum, { size }) => sum + size, 0),
      from,
      words: { en: [`ONNX's operator ${op}.`], zh: [`ONNX 的算子 ${op}。`] },
      weights: weights.map(({ path }) => path),
    };
  });
}

/** What a node reads, its branches too. */
const takenBy = ({ inputs, body, attributes }: OnnxNode) =>
  body ? inputs : [...inputs, ...attributes.graphs().flatMap(({ captured }) => [...captured])];

/** A node's name, which exporters put into those of its outputs; its operator where there is only a number. */
function nameOf({ op, outputs }: OnnxNode): string {
  const name = outputs.find((each) => each !== "")?.replace(/_output_\d+$|:\d+$/, "");
  return name === undefined || /^\d+$/.test(name) ? op : name;
}
