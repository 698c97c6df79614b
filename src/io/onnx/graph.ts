/** The graph of an ONNX file as it is run: checked, its nodes in an order in which each comes after those that it waits for. */
import type { AttributeProto, GraphProto, NodeProto, ValueInfoProto } from "onnx-buf";
import type { OpenShape } from "../../layers/symbolic.ts";
import type { DType, Tensor } from "../../tensor/index.ts";
import { Attributes, type AttributeValue } from "./attributes.ts";
import { elementType } from "./element-types.ts";
import { fileError } from "./errors.ts";
import { checkShape, type TensorReader } from "./tensors.ts";

/** One operation. */
export interface OnnxNode {
  /** The operator, such as "LSTM". */
  readonly op: string;
  /** The node by name and operator, for errors. */
  readonly title: string;
  /** Names of values; "" where an optional input is left out. */
  readonly inputs: readonly string[];
  /** Names of values; "" where an output is not wanted. */
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/** What a file says about an input or output. */
export interface ValueInfo {
  readonly name: string;
  readonly dtype: DType;
  /** Undefined where the file does not say; `null` for an open length. */
  readonly shape: OpenShape | undefined;
}

/** A graph, or a branch inside a node. */
export interface OnnxGraph {
  readonly name: string;
  /** Without those that have an initializer of the same name. */
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** Each after those whose outputs it takes. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  /** Names that a branch takes from the graph around it. */
  readonly captured: ReadonlySet<string>;
}

/** The operator domains whose operators are read: the standard one under both of its names. */
const STANDARD: readonly string[] = ["", "ai.onnx"];
/** How deep branches may lie in each other. */
const MOST_BRANCHES = 16;

/**
 * Reads a graph.
 * @param isKnown whether there is an operator of this name
 * @throws FormatError for unknown operators, cycles, names used twice or never given, and malformed tensors
 */
export async function readGraph(
  proto: GraphProto,
  tensors: TensorReader,
  isKnown: (op: string) => boolean,
  depth = 0,
): Promise<OnnxGraph> {
  if (depth > MOST_BRANCHES) throw fileError("its branches nest too deep.", `at most ${MOST_BRANCHES} in each other`);
  if (proto.sparseInitializer.length > 0) throw fileError("it has sparse tensors.", "dense ones");
  const initializers = new Map<string, Tensor>();
  for (const tensor of proto.initializer) initializers.set(tensor.name, await tensors.read(tensor));
  const nodes: OnnxNode[] = [];
  for (const node of proto.node) nodes.push(await readNode(node, tensors, isKnown, depth));
  const inputs = proto.input.map(readValueInfo).filter(({ name }) => !initializers.has(name));
  const outputs = proto.output.map(readValueInfo);
  const { order, captured } = arrange(nodes, [...inputs.map(({ name }) => name), ...initializers.keys()], outputs);
  return { name: proto.name, inputs, outputs, nodes: order, initializers, captured };
}

async function readNode(
  proto: NodeProto,
  tensors: TensorReader,
  isKnown: (op: string) => boolean,
  depth: number,
): Promise<OnnxNode> {
  const title = proto.name === "" ? `a node ${proto.opType}` : `node "${proto.name}" (${proto.opType})`;
  const standard = STANDARD.includes(proto.domain);
  if (!standard || !isKnown(proto.opType)) {
    throw fileError(
      `${title} is of an operator that Recurve does not have.`,
      "operators of the standard domain that Recurve's page on files lists",
      standard ? `"${proto.opType}"` : `"${proto.opType}" of the domain "${proto.domain}"`,
      standard ? undefined : "export with the operators of the standard domain only",
    );
  }
  const values = new Map<string, AttributeValue>();
  for (const attribute of proto.attribute) {
    const value = await readAttribute(attribute, title, tensors, isKnown, depth);
    if (value) values.set(attribute.name, value);
  }
  return {
    op: proto.opType,
    title,
    inputs: proto.input,
    outputs: proto.output,
    attributes: new Attributes(title, values),
  };
}

const utf8 = new TextDecoder();

async function readAttribute(
  proto: AttributeProto,
  owner: string,
  tensors: TensorReader,
  isKnown: (op: string) => boolean,
  depth: number,
): Promise<AttributeValue | undefined> {
  const where = `attribute "${proto.name}" of ${owner}`;
  // numbers of AttributeProto.AttributeType
  switch (proto.type as number) {
    case 1:
      return { type: "float", value: proto.f };
    case 2:
      return { type: "int", value: Number(proto.i) };
    case 3:
      return { type: "string", value: utf8.decode(proto.s) };
    case 4:
      if (!proto.t) throw fileError(`${where} is empty.`, "a tensor");
      return { type: "tensor", value: await tensors.read(proto.t, where) };
    case 5:
      if (!proto.g) throw fileError(`${where} is empty.`, "a graph");
      return { type: "graph", value: await readGraph(proto.g, tensors, isKnown, depth + 1) };
    case 6:
      return { type: "floats", value: proto.floats };
    case 7:
      return { type: "ints", value: proto.ints.map(Number) };
    case 8:
      return { type: "strings", value: proto.strings.map((text) => utf8.decode(text)) };
    default:
      // an operator that needs it will say so
      return undefined;
  }
}

function readValueInfo(proto: ValueInfoProto): ValueInfo {
  const where = `"${proto.name}"`;
  const type = proto.type?.value;
  if (proto.name === "") throw fileError("an input or output has no name.", "a name");
  // an output of a branch may leave its type open
  if (type?.case === undefined) return { name: proto.name, dtype: "float32", shape: undefined };
  if (type.case !== "tensorType") throw fileError(`${where} is not a tensor.`, "a tensor", type.case);
  const { elemType, shape } = type.value;
  const dtype = elemType === 0 ? "float32" : elementType(elemType, where).dtype;
  const lengths = shape?.dim.map(({ value }) => {
    const length = value.case === "dimValue" ? Number(value.value) : -1;
    return length > 0 ? length : null;
  });
  if (lengths)
    checkShape(
      lengths.map((length) => length ?? 1),
      where,
    );
  return { name: proto.name, dtype, shape: lengths };
}

/** The nodes in running order, and the names that they take from outside. */
function arrange(
  nodes: readonly OnnxNode[],
  given: readonly string[],
  outputs: readonly ValueInfo[],
): { order: OnnxNode[]; captured: Set<string> } {
  const known = new Set<string>();
  const makers = new Map<string, OnnxNode>();
  const claim = (name: string) => {
    if (known.has(name)) throw fileError(`the name "${name}" is given to two values.`, "a name of its own for each");
    known.add(name);
  };
  for (const name of given) claim(name);
  for (const node of nodes) {
    for (const name of node.outputs) {
      if (name === "") continue;
      claim(name);
      makers.set(name, node);
    }
  }
  const captured = new Set<string>();
  const sources = (node: OnnxNode) => [
    ...node.inputs.filter((name) => name !== ""),
    ...node.attributes.graphs().flatMap((branch) => [...branch.captured]),
  ];
  const waiting = new Map<OnnxNode, number>();
  const waiters = new Map<OnnxNode, OnnxNode[]>();
  for (const node of nodes) {
    const before = new Set<OnnxNode>();
    for (const name of sources(node)) {
      const maker = makers.get(name);
      if (maker) before.add(maker);
      else if (!known.has(name)) captured.add(name);
    }
    waiting.set(node, before.size);
    for (const maker of before) {
      const list = waiters.get(maker);
      if (list) list.push(node);
      else waiters.set(maker, [node]);
    }
  }
  for (const { name } of outputs) if (!known.has(name)) captured.add(name);
  const order = nodes.filter((node) => waiting.get(node) === 0);
  for (const node of order) {
    for (const waiter of waiters.get(node) ?? []) {
      waiting.set(waiter, waiting.get(waiter)! - 1);
      if (waiting.get(waiter) === 0) order.push(waiter);
    }
  }
  if (order.length < nodes.length) {
    const stuck = nodes.find((node) => waiting.get(node)! > 0)!;
    throw fileError(
      "its graph has a cycle.",
      "nodes that wait only for earlier ones",
      `${stuck.title} waits for itself`,
    );
  }
  return { order, captured };
}
