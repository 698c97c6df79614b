/** The narrow integer types of a graph's values: Recurve holds them all as int32, but what is quantized is bounded by them. */
import type { GraphProto, NodeProto } from "onnx-buf";
import { elementType } from "./element-types.ts";

/** The least and the largest number of each type that values are quantized to. */
export const bounds: Readonly<Record<string, readonly [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65_535],
  int16: [-32_768, 32_767],
  uint4: [0, 15],
  int4: [-8, 7],
  uint2: [0, 3],
  int2: [-2, 1],
};

/** Operators whose result has the elements of their first input. */
const passing = new Set(["Flatten", "Gather", "Identity", "Reshape", "Slice", "Squeeze", "Transpose", "Unsqueeze"]);

/** The element types of inputs, weights and the results of nodes, by their names in the file, as far as they are known. */
export function elementTypesOf(graph: GraphProto): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  const note = (name: string, code: number | undefined) => {
    if (code) types.set(name, elementType(code, `"${name}"`).name);
  };
  for (const { name, type } of [...graph.input, ...graph.valueInfo]) {
    if (type?.value.case === "tensorType") note(name, type.value.value.elemType);
  }
  for (const { name, dataType } of graph.initializer) note(name, dataType);
  for (const node of graph.node) noteNode(node, types, note);
  return types;
}

function noteNode(node: NodeProto, types: Map<string, string>, note: (name: string, code?: number) => void): void {
  const attribute = (name: string) => node.attribute.find((each) => each.name === name);
  const like = (input: number) => {
    const type = types.get(node.input[input] ?? "");
    if (type !== undefined) types.set(node.output[0]!, type);
  };
  if (passing.has(node.opType)) like(0);
  else if (node.opType === "Cast") note(node.output[0]!, Number(attribute("to")?.i ?? 0));
  else if (node.opType === "Constant") note(node.output[0]!, attribute("value")?.t?.dataType);
  else if (node.opType === "QuantizeLinear") like(2);
  else if (node.opType === "DynamicQuantizeLinear") for (const i of [0, 2]) types.set(node.output[i] ?? "", "uint8");
}
