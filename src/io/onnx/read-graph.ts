/** Reading the graph of an ONNX file: everything is checked, and the nodes are put in the order of running. */
import type { AttributeProto, FunctionProto, GraphProto, NodeProto, ValueInfoProto } from "onnx-buf";
import type { Tensor } from "../../tensor/index.ts";
import { elementType } from "./element-types.ts";
import { fileError } from "./errors.ts";
import { elementTypesOf } from "./integer-types.ts";
import { operators } from "./operators/index.ts";
import { isRecurrent, readRecurrentNode } from "./operators/recurrent-node.ts";
import { arrange } from "./order.ts";
import { Attributes, type AttributeValue, type OnnxNode, type ParsedGraph, type ValueInfo } from "./parsed-graph.ts";
import { checkShape, type TensorReader } from "./tensors.ts";

/** The operator domains whose operators are read: the standard one under both of its names. */
const STANDARD: readonly string[] = ["", "ai.onnx"];
/** How deep branches and functions may be nested. */
const MOST_LEVELS = 16;
/** The most nodes, those of a function counted at each of its calls. */
const MOST_NODES = 200_000;

/** What holds for the part of a file that is being read. */
interface Place {
  readonly opset: number;
  readonly level: number;
  /** In a function: the attributes of the call, by name. */
  readonly bindings?: ReadonlyMap<string, AttributeProto>;
  /** Element types of values by name, those of the graphs around too. */
  readonly types?: ReadonlyMap<string, string>;
}

type OpsetImport = readonly { domain: string; version: bigint }[];

/** Reads the graphs of one file. */
export class GraphReader {
  private readonly functions: ReadonlyMap<string, FunctionProto>;
  private count = 0;

  constructor(
    private readonly tensors: TensorReader,
    functions: readonly FunctionProto[],
  ) {
    this.functions = new Map(functions.map((each) => [`${each.domain}:${each.name}:${each.overload}`, each]));
  }

  /**
   * Reads the graph of a model.
   * @throws FormatError for unknown operators, cycles, names used twice or never given, and malformed tensors
   */
  async read(proto: GraphProto, imports: OpsetImport): Promise<ParsedGraph> {
    const graph = await this.graph(proto, { opset: opsetOf(imports), level: 0 });
    const [missing] = graph.captured;
    if (missing !== undefined) throw fileError(`the value "${missing}" is never computed.`, "the output of a node");
    if (graph.inputs.length === 0 || graph.outputs.length === 0) throw fileError("its graph has no inputs or outputs.");
    return graph;
  }

  private async graph(proto: GraphProto, place: Place): Promise<ParsedGraph> {
    if (place.level > MOST_LEVELS) throw tooDeep();
    if (proto.sparseInitializer.length > 0) throw fileError("it has sparse tensors.", "dense ones");
    const initializers = new Map<string, Tensor>();
    for (const tensor of proto.initializer) initializers.set(tensor.name, await this.tensors.read(tensor));
    const types = new Map([...(place.types ?? []), ...elementTypesOf(proto)]);
    const nodes = await this.nodes(proto.node, { ...place, types });
    const inputs = proto.input.map(readValueInfo).filter(({ name }) => !initializers.has(name));
    const outputs = proto.output.map(readValueInfo);
    const given = [...inputs.map(({ name }) => name), ...initializers.keys()];
    const wanted = outputs.map(({ name }) => name);
    const { order, captured } = arrange(nodes, given, wanted);
    return { name: proto.name, opset: place.opset, inputs, outputs, nodes: order, initializers, captured };
  }

  /** The body of a function, for one call of it. */
  private async function(proto: FunctionProto, call: NodeProto, { level }: Place): Promise<ParsedGraph> {
    if (level > MOST_LEVELS) throw tooDeep();
    const own = (attribute: AttributeProto) => [attribute.name, attribute] as const;
    const bindings = new Map([...proto.attributeProto.map(own), ...call.attribute.map(own)]);
    const opset = opsetOf(proto.opsetImport);
    const nodes = await this.nodes(proto.node, { opset, level, bindings });
    const { order, captured } = arrange(nodes, proto.input, proto.output);
    const [missing] = captured;
    if (missing !== undefined) throw fileError(`the function "${proto.name}" never computes "${missing}".`);
    const untyped = (name: string): ValueInfo => ({ name, dtype: "float32", shape: undefined });
    const [inputs, outputs] = [proto.input.map(untyped), proto.output.map(untyped)];
    return { name: proto.name, opset, inputs, outputs, nodes: order, initializers: new Map(), captured };
  }

  private async nodes(protos: readonly NodeProto[], place: Place): Promise<OnnxNode[]> {
    this.count += protos.length;
    if (this.count > MOST_NODES) throw fileError("it has too many nodes.", `at most ${MOST_NODES}`);
    const nodes: OnnxNode[] = [];
    for (const proto of protos) nodes.push(await this.node(proto, place));
    return nodes;
  }

  private async node(proto: NodeProto, place: Place): Promise<OnnxNode> {
    const title = proto.name === "" ? `a node ${proto.opType}` : `node "${proto.name}" (${proto.opType})`;
    const definition = this.functions.get(`${proto.domain}:${proto.opType}:${proto.overload}`);
    const body = definition && (await this.function(definition, proto, { ...place, level: place.level + 1 }));
    if (!body) checkOperator(proto, title);
    const values = new Map<string, AttributeValue>();
    for (const attribute of body ? [] : proto.attribute) {
      const meant = attribute.refAttrName === "" ? attribute : place.bindings?.get(attribute.refAttrName);
      const value = meant && (await this.attribute(meant, title, place));
      if (value) values.set(attribute.name, value);
    }
    const { input: inputs, output: outputs } = proto;
    const op = operatorOf(proto);
    const elementTypes = inputs.map((name) => place.types?.get(name));
    const node: OnnxNode = {
      op,
      title,
      inputs,
      outputs,
      attributes: new Attributes(title, values),
      elementTypes,
      body,
    };
    if (!body && isRecurrent(op)) readRecurrentNode(node);
    return node;
  }

  private async attribute(proto: AttributeProto, owner: string, place: Place): Promise<AttributeValue | undefined> {
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
        return { type: "tensor", value: await this.tensors.read(proto.t, where) };
      case 5:
        if (!proto.g) throw fileError(`${where} is empty.`, "a graph");
        return { type: "graph", value: await this.graph(proto.g, { ...place, level: place.level + 1 }) };
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
}

const utf8 = new TextDecoder();

const tooDeep = () => fileError("its branches or functions nest too deep.", `at most ${MOST_LEVELS} in each other`);

/** A node's name in the table of operators. */
const operatorOf = ({ domain, opType }: NodeProto) => (STANDARD.includes(domain) ? opType : `${domain}.${opType}`);

function checkOperator(proto: NodeProto, title: string): void {
  const { domain, opType } = proto;
  const standard = STANDARD.includes(domain);
  if (operators.has(operatorOf(proto))) return;
  throw fileError(
    `${title} is of an operator that Recurve does not have.`,
    "operators of the standard domain, as docs/en/onnx.md lists them",
    standard ? `"${opType}"` : `"${opType}" of the domain "${domain}"`,
    standard ? undefined : "export with the operators of the standard domain only",
  );
}

function opsetOf(imports: OpsetImport): number {
  const opset = imports.find(({ domain }) => STANDARD.includes(domain));
  if (!opset) {
    const domains = imports.map(({ domain, version }) => `"${domain}", ${version}`);
    throw fileError(
      "it has no standard operators.",
      'an operator set of the domain "ai.onnx"',
      domains.join("; ") || "none",
    );
  }
  if (opset.version >= 1) return Number(opset.version);
  throw fileError("it has no such operator set.", "1 or later", String(opset.version));
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
  if (lengths) {
    checkShape(
      lengths.map((length) => length ?? 1),
      where,
    );
  }
  return { name: proto.name, dtype, shape: lengths };
}
