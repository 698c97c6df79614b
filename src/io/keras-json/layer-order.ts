/**
 * The order in which Keras 3 lists a model's layers, by which its files number them. Its graphs hold the operations that compute masks, and
 * a layer counts as deep as the longest way from it to the outputs, through these too.
 */
import type { Layer } from "../../layers/layer.ts";
import {
  type AnyTensor,
  type CallOptions,
  type Node,
  type OpenShape,
  resolveOptions,
  SymbolicTensor,
} from "../../layers/symbolic.ts";
import { Functional } from "../../models/functional.ts";
import { traceGraph } from "../../models/graph.ts";
import type { AnyModel } from "../../models/index.ts";
import type { DType } from "../../tensor/index.ts";
import { keepsMask, MaskOperations } from "./mask-operations.ts";

/** The layers of a model, as Keras lists them. */
export function layersInKeras(model: AnyModel): readonly Layer<number>[] {
  if (!(model instanceof Functional)) return model.layers;
  const { graph, layers } = model;
  // the graph once more, with masks as operations
  const copies = new Map<AnyTensor, AnyTensor>(graph.inputs.map((input) => [input, input]));
  const copyOf = (tensor: AnyTensor) => copies.get(tensor) ?? tensor;
  const masks = new MaskOperations<AnyTensor>(
    {
      tensor: copyOf,
      operation(className, args, _, shape) {
        const inputs = args.flat().filter((each) => typeof each !== "number");
        const layer = { name: className } as Layer<number>;
        return call({ layer, inputs: inputs as AnyTensor[], options: {} }, [{ shape, dtype: "bool" }])[0]!;
      },
    },
    graph.nodes,
  );
  if (masks.isEmpty) return layers;
  for (const node of graph.nodes) {
    const options = resolveOptions(node.options, copyOf as never) as CallOptions;
    const isGiven = keepsMask(node) || (options.initialState !== undefined && !options.ignoreMask);
    if (isGiven && options.mask === undefined) {
      const own = node.inputs.map((input) => masks.maskOf(input));
      options.mask = own.length === 1 ? own[0] : own;
    }
    const outputs = call({ ...node, inputs: node.inputs.map(copyOf), options }, node.outputs);
    for (const [i, output] of node.outputs.entries()) copies.set(output, outputs[i]!);
  }
  const outputs = graph.outputs.map((output) => copyOf(output) as SymbolicTensor);
  const { keys } = model.formOf("outputs");
  const walked = keys ? [...keys].sort().map((key) => outputs[keys.indexOf(key)]!) : outputs;
  const own = new Set(layers);
  return traceGraph(graph.inputs, outputs, walked).layers.filter((layer) => own.has(layer));
}

function call(
  made: Omit<Node, "outputs">,
  results: readonly { readonly shape: OpenShape; readonly dtype: DType }[],
): SymbolicTensor[] {
  const outputs = results.map(({ shape, dtype }, i) => new SymbolicTensor(shape, dtype, i));
  for (const output of outputs) output.node = { ...made, outputs };
  return outputs;
}
