/** An ONNX graph inside a larger model: its nodes are taken over, under names of their own. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { AttributeProto, GraphProto, NodeProto, NodeProtoSchema, ValueInfoProto } from "onnx-buf";
import type { OnnxGraph } from "../onnx-graph.ts";
import { codes, type GraphBuilder } from "./graph-builder.ts";
import { cannotHold, type LayerCall, type LayerWriter } from "./layer-writer.ts";
import { updatedFile } from "./rewrite.ts";

type Node = MessageInitShape<typeof NodeProtoSchema>;
/** The name in the new graph of a name in the file. */
type Rename = (name: string) => string;

/** Writes the nodes of a layer that was read from ONNX. */
export const writeOnnxGraph: LayerWriter = (call) => {
  const { layer, graph, inputs, shapes } = call as LayerCall<OnnxGraph>;
  const { opset, outputs } = layer.definition;
  if (opset !== graph.opset) {
    throw cannotHold(layer, `its graph is of operator set ${opset}`, `write the model with opset: ${opset}`);
  }
  const { graph: source, functions } = updatedFile(layer);
  if (functions.length > 0) throw cannotHold(layer, "its file has functions of its own");
  const given = new Set(source!.initializer.map(({ name }) => name));
  const names = new Map<string, string>([["", ""]]);
  const wanted = source!.input.filter(({ name }) => !given.has(name));
  for (const [i, info] of wanted.entries()) {
    names.set(info.name, typed(graph, inputs[i]!.name, codes[inputs[i]!.dtype], elementCode(info)));
  }
  for (const tensor of source!.initializer) names.set(tensor.name, graph.adoptWeight(tensor));
  for (const { output } of source!.node) {
    for (const name of output) if (name !== "") names.set(name, graph.ownName(name));
  }
  for (const node of source!.node) graph.adoptNode(renamed(node, (name) => names.get(name) ?? name));
  return outputs.map(({ name, dtype }, i) => ({
    name: typed(graph, names.get(name)!, elementCode(source!.output[i]!), codes[dtype]),
    shape: shapes[i]!,
    dtype,
  }));
};

/** A value as the element type that the other side takes. */
function typed(graph: GraphBuilder, name: string, from: number, to: number): string {
  return from === to ? name : graph.cast(name, to);
}

function elementCode({ type }: ValueInfoProto): number {
  return type?.value.case === "tensorType" ? type.value.value.elemType : 0;
}

function renamed(node: NodeProto, rename: Rename): Node {
  return {
    ...node,
    input: node.input.map(rename),
    output: node.output.map(rename),
    attribute: node.attribute.map((attribute) => renamedInside(attribute, rename)),
  };
}

/** A branch keeps its own names, and takes those of the graph around it under their new ones. */
function renamedInside(attribute: AttributeProto, rename: Rename): AttributeProto {
  return attribute.g ? { ...attribute, g: renamedBranch(attribute.g, rename) } : attribute;
}

function renamedBranch(branch: GraphProto, rename: Rename): GraphProto {
  const own = new Set([
    ...branch.input.map(({ name }) => name),
    ...branch.initializer.map(({ name }) => name),
    ...branch.node.flatMap(({ output }) => output),
  ]);
  const inside: Rename = (name) => (own.has(name) ? name : rename(name));
  return {
    ...branch,
    node: branch.node.map((node) => renamed(node, inside) as NodeProto),
    output: branch.output.map((info) => ({ ...info, name: inside(info.name) })),
  };
}
