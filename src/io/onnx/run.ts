/** Running a graph: node after node, each value kept until the run ends. */
import { ShapeError, Tensor } from "../../tensor/index.ts";
import { fileError } from "./errors.ts";
import { Call, type Environment, type Value } from "./operators/call.ts";
import { operators } from "./operators/index.ts";
import { changed } from "./operators/older.ts";
import type { OnnxNode, ParsedGraph } from "./parsed-graph.ts";

/** What a run needs besides the graph. */
export interface RunSettings extends Omit<Environment, "opset" | "runBranch"> {
  /** The tensor to use for an initializer: the weight that training changes, or itself. */
  valueOf(initializer: Tensor): Tensor;
  /** Counts a result. @throws FormatError when a run exceeds the limit */
  countResult(result: Value): void;
}

/** Looks up a value by name, in the graph around a branch; undefined for an input that a call of a function leaves out. */
type Lookup = (name: string) => Value | undefined;

const nothingAround: Lookup = (name) => {
  throw fileError(`the value "${name}" is not computed.`, "an input, an initializer, or an output of a node");
};

/** The outputs of a graph for its inputs, inside a step. */
export function runGraph(
  graph: ParsedGraph,
  inputs: readonly (Value | undefined)[],
  settings: RunSettings,
  around: Lookup = nothingAround,
): Value[] {
  const values = new Map<string, Value | undefined>(graph.inputs.map(({ name }, i) => [name, inputs[i]]));
  const lookup: Lookup = (name) => {
    if (values.has(name)) return values.get(name);
    const initializer = graph.initializers.get(name);
    return initializer ? settings.valueOf(initializer) : around(name);
  };
  const environment: Environment = {
    ...settings,
    opset: graph.opset,
    runBranch: (branch, given) => runGraph(branch, given, settings, lookup),
  };
  for (const node of graph.nodes) {
    const given = node.inputs.map((name) => (name === "" ? undefined : lookup(name)));
    const results = node.body ? runGraph(node.body, given, settings) : runNode(new Call(node, given, environment));
    for (const [i, name] of node.outputs.entries()) {
      if (name === "") continue;
      const result = results[i];
      if (!result) throw fileError(`${node.title} has no output ${i}.`, `${results.length} outputs at most`);
      values.set(name, result);
      settings.countResult(result);
    }
  }
  return graph.outputs.map(({ name }) => {
    const value = lookup(name);
    if (value) return value;
    throw fileError(`the output "${name}" has no value.`, "one for each output");
  });
}

/** Computes a node; where shapes do not fit, the error names the node. */
function runNode(call: Call): readonly (Value | undefined)[] {
  try {
    const result = operators.get(call.op)!(call.opset < 7 ? changed(call) : call);
    return result instanceof Tensor ? [result] : result;
  } catch (error) {
    if (!(error instanceof ShapeError) || error.message.includes("ONNX")) throw error;
    throw new ShapeError(`The ONNX ${title(call.node)} cannot be computed. ${error.message}`);
  }
}

const title = (node: OnnxNode) => node.title.replace(/^a node/, "node");
