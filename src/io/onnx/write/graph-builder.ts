/** An ONNX graph under construction: nodes, weights and names. It knows no layers. */
import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  AttributeProtoSchema,
  GraphProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from "onnx-buf";
import type { OpenShape } from "../../../layers/symbolic.ts";
import type { DType, Tensor, TypedArray } from "../../../tensor/index.ts";

/** Numbers of `TensorProto.DataType`. */
export const FLOAT = 1;
const INT32 = 6;
const STRING = 8;
export const INT64 = 7;
export const BOOL = 9;
/** The number of the type that holds Recurve's. */
export const codes: Readonly<Record<DType, number>> = { float32: FLOAT, int32: INT32, bool: BOOL, string: STRING };

/** An attribute that holds floats; bare numbers are integers. */
interface Floats {
  readonly floats: number | readonly number[];
}

/** The end of any axis, for slices. */
export const END = 2 ** 31 - 1;

/** Marks numbers of an attribute as floats. */
export const float = (floats: number | readonly number[]): Floats => ({ floats });

type AttributeSpec = number | string | readonly number[] | readonly string[] | Floats;
type Attributes = Readonly<Record<string, AttributeSpec>>;

/** How a length that is open is called: one name for the batch, others by input and axis. */
type DimensionName = (axis: number) => string;

/** Collects the parts of a graph. Values are names, unique in the graph. */
export class GraphBuilder {
  private readonly nodes: MessageInitShape<typeof NodeProtoSchema>[] = [];
  private readonly initializers: MessageInitShape<typeof TensorProtoSchema>[] = [];
  private readonly inputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  private readonly outputs: MessageInitShape<typeof ValueInfoProtoSchema>[] = [];
  private readonly taken = new Set<string>();
  private readonly constants = new Map<string, string>();
  private readonly weights = new Map<object, Map<string, string>>();
  private readonly states: { name: string; shape: OpenShape }[] = [];
  private scope = "";

  constructor(readonly opset: number) {}

  /** Keeps a name for a value that comes later; numbered where it is taken. */
  reserve(name: string): string {
    return this.unique(name);
  }

  /** What `build` adds carries this name in front. */
  within<T>(name: string, build: () => T): T {
    const outer = this.scope;
    this.scope = outer === "" ? name : `${outer}/${name}`;
    try {
      return build();
    } finally {
      this.scope = outer;
    }
  }

  /** A node of several outputs. "" stands for an input that is left out. */
  many(op: string, inputs: readonly string[], count: number, attributes: Attributes = {}): string[] {
    const label = this.ownName(op);
    const output = Array.from({ length: count }, (_, i) => this.unique(count === 1 ? `${label}:0` : `${label}:${i}`));
    this.add(op, label, inputs, output, attributes);
    return output;
  }

  /** A node of one output. */
  node(op: string, inputs: readonly string[], attributes?: Attributes): string {
    return this.many(op, inputs, 1, attributes)[0]!;
  }

  /** Gives a value a reserved name. */
  alias(value: string, name: string): void {
    this.add("Identity", this.unique(`${name}/Identity`), [value], [name], {});
  }

  /** A weight of `owner`, made once however often the owner is called. */
  weight(owner: object, name: string, make: () => Tensor): string {
    const own = this.weights.get(owner) ?? new Map<string, string>();
    this.weights.set(owner, own);
    const known = own.get(name);
    if (known !== undefined) return known;
    const full = this.ownName(name);
    own.set(name, full);
    const tensor = make();
    this.initializers.push({
      name: full,
      dims: tensor.shape.map(BigInt),
      dataType: codes[tensor.dtype],
      rawData: bytesOf(tensor.dataSync()),
    });
    return full;
  }

  /** A name for a value of this name elsewhere. */
  ownName(name: string): string {
    return this.unique(this.scope === "" ? name : `${this.scope}/${name}`);
  }

  /** Takes over a tensor of another graph; gives its name here. */
  adoptWeight(tensor: MessageInitShape<typeof TensorProtoSchema>): string {
    const name = this.ownName(tensor.name ?? "weight");
    this.initializers.push({ ...tensor, name });
    return name;
  }

  /** Takes over a node of another graph, whose values have their names here. */
  adoptNode(node: MessageInitShape<typeof NodeProtoSchema>): void {
    this.nodes.push({ ...node, name: this.ownName(node.name || (node.opType ?? "node")) });
  }

  /** A constant vector of integers, as operators take axes and shapes. */
  integers(...values: readonly number[]): string {
    return this.constant(`integers[${values}]`, [values.length], INT64, BigInt64Array.from(values, BigInt));
  }

  /** A constant integer without axes. */
  integer(value: number): string {
    return this.constant(`integer_${value}`, [], INT64, BigInt64Array.of(BigInt(value)));
  }

  /** A constant float without axes. */
  number(value: number): string {
    return this.constant(`number_${value}`, [], FLOAT, Float32Array.of(value));
  }

  /** A value as another type. */
  cast(value: string, code: number): string {
    return this.node("Cast", [value], { to: code });
  }

  /** A reduction, whose axes became an input with operator set 18, for sums with 13. */
  reduce(op: string, value: string, axes: readonly number[], keepDims: boolean): string {
    const keepdims = keepDims ? 1 : 0;
    if (op === "ReduceSum" || this.opset >= 18) return this.node(op, [value, this.integers(...axes)], { keepdims });
    return this.node(op, [value], { axes, keepdims });
  }

  unsqueeze(value: string, ...axes: readonly number[]): string {
    return this.node("Unsqueeze", [value, this.integers(...axes)]);
  }

  squeeze(value: string, ...axes: readonly number[]): string {
    return this.node("Squeeze", [value, this.integers(...axes)]);
  }

  /** The part [from, to) of an axis; with `step` -1 the axis turned round. */
  slice(value: string, axis: number, from: number, to: number, step = 1): string {
    const bounds = [from, to, axis, step].map((bound) => this.integers(bound));
    return this.node("Slice", [value, ...bounds]);
  }

  input(name: string, dtype: DType, shape: OpenShape, dimension: DimensionName): void {
    this.inputs.push(valueInfo(name, codes[dtype], shape, dimension));
  }

  output(name: string, dtype: DType, shape: OpenShape, dimension: DimensionName): void {
    this.outputs.push(valueInfo(name, codes[dtype], shape, dimension));
  }

  /** A state as input, after those of the model. */
  stateInput(wanted: string, shape: OpenShape): string {
    const name = this.unique(wanted);
    this.input(name, "float32", shape, () => "batch");
    return name;
  }

  /** A state as output; outputs of the model come before all states. */
  stateOutput(wanted: string, value: string, shape: OpenShape): void {
    const name = this.unique(wanted);
    this.alias(value, name);
    this.states.push({ name, shape });
  }

  /** The graph as protobuf takes it. */
  finish(name: string): MessageInitShape<typeof GraphProtoSchema> {
    const { nodes, initializers, inputs } = this;
    const states = this.states.map((state) => valueInfo(state.name, FLOAT, state.shape, () => "batch"));
    const outputs = [...this.outputs, ...states];
    return { name, node: nodes, initializer: initializers, input: inputs, output: outputs };
  }

  private add(op: string, name: string, inputs: readonly string[], output: string[], attributes: Attributes): void {
    const attribute = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
    this.nodes.push({ opType: op, name, input: [...inputs], output, attribute });
  }

  private constant(
    name: string,
    shape: readonly number[],
    dataType: number,
    values: BigInt64Array | TypedArray,
  ): string {
    const known = this.constants.get(name);
    if (known !== undefined) return known;
    const own = this.unique(name);
    this.constants.set(name, own);
    this.initializers.push({ name: own, dims: shape.map(BigInt), dataType, rawData: bytesOf(values) });
    return own;
  }

  private unique(wanted: string): string {
    let name = wanted;
    for (let number = 1; this.taken.has(name); number++) name = `${wanted}_${number}`;
    this.taken.add(name);
    return name;
  }
}

function bytesOf(values: TypedArray | BigInt64Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
}

function valueInfo(name: string, elemType: number, shape: OpenShape, dimension: DimensionName) {
  const dim = shape.map((length, axis) => ({
    value:
      length === null
        ? { case: "dimParam" as const, value: dimension(axis) }
        : { case: "dimValue" as const, value: BigInt(length) },
  }));
  return { name, type: { value: { case: "tensorType" as const, value: { elemType, shape: { dim } } } } };
}

const utf8 = new TextEncoder();

/** An attribute; the numbers are those of `AttributeProto.AttributeType`. */
function attributeOf(name: string, value: AttributeSpec): MessageInitShape<typeof AttributeProtoSchema> {
  if (typeof value === "number") return { name, type: 2, i: BigInt(value) };
  if (typeof value === "string") return { name, type: 3, s: utf8.encode(value) };
  if ("floats" in value) {
    if (typeof value.floats === "number") return { name, type: 1, f: value.floats };
    return { name, type: 6, floats: [...value.floats] };
  }
  if (typeof value[0] === "string") {
    return { name, type: 8, strings: (value as readonly string[]).map((text) => utf8.encode(text)) };
  }
  return { name, type: 7, ints: (value as readonly number[]).map(BigInt) };
}
