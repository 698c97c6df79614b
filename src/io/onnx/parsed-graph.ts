/** The graph of an ONNX file as it is run: its nodes with their attributes, of which some are graphs. */
import type { OpenShape } from "../../layers/symbolic.ts";
import type { DType, Tensor } from "../../tensor/index.ts";
import { fileError } from "./errors.ts";

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
  /** The element types of the inputs, where the file tells them. */
  readonly elementTypes: readonly (string | undefined)[];
  /** What to run in place of an operator, for a function that the file defines. */
  readonly body?: ParsedGraph;
}

/** What a file says about an input or output. */
export interface ValueInfo {
  readonly name: string;
  readonly dtype: DType;
  /** Undefined where the file does not say; `null` for an open length. */
  readonly shape: OpenShape | undefined;
}

/** A graph, a branch inside a node, or the body of a function. */
export interface ParsedGraph {
  readonly name: string;
  /** The operator set in which it is written. */
  readonly opset: number;
  /** Without those that have an initializer of the same name. */
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** Each after those whose outputs it takes. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  /** Names that a branch takes from the graph around it. */
  readonly captured: ReadonlySet<string>;
}

/** What an attribute of each type holds. Integers are those that a double holds exactly. */
interface AttributeTypes {
  float: number;
  int: number;
  string: string;
  tensor: Tensor;
  graph: ParsedGraph;
  floats: readonly number[];
  ints: readonly number[];
  strings: readonly string[];
}

/** An attribute. */
export type AttributeValue = {
  [T in keyof AttributeTypes]: { type: T; value: AttributeTypes[T] };
}[keyof AttributeTypes];

/** The attributes of one node. Every reader throws a FormatError where the attribute has another type. */
export class Attributes {
  constructor(
    /** The node, for errors. */
    private readonly owner: string,
    private readonly values: ReadonlyMap<string, AttributeValue>,
  ) {}

  /** These, some of them replaced. */
  with(values: Readonly<Record<string, AttributeValue>>): Attributes {
    return new Attributes(this.owner, new Map([...this.values, ...Object.entries(values)]));
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  int<D = never>(name: string, otherwise?: D): number | D {
    return this.read("int", name, otherwise);
  }

  float(name: string, otherwise?: number): number {
    return this.read("float", name, otherwise);
  }

  string<D = never>(name: string, otherwise?: D): string | D {
    return this.read("string", name, otherwise);
  }

  tensor(name: string): Tensor {
    return this.read("tensor", name);
  }

  graph(name: string): ParsedGraph {
    return this.read("graph", name);
  }

  /** Undefined where there is none. */
  ints(name: string): readonly number[] | undefined {
    return this.values.has(name) ? this.read("ints", name) : undefined;
  }

  /** Empty where there are none. */
  floats(name: string): readonly number[] {
    return this.read("floats", name, []);
  }

  /** Undefined where there are none. */
  strings(name: string): readonly string[] | undefined {
    return this.values.has(name) ? this.read("strings", name) : undefined;
  }

  /** The graphs among the attributes. */
  graphs(): ParsedGraph[] {
    return [...this.values.values()].flatMap((attribute) => (attribute.type === "graph" ? [attribute.value] : []));
  }

  private read<T extends keyof AttributeTypes, D = never>(type: T, name: string, otherwise?: D): AttributeTypes[T] | D {
    const found = this.values.get(name);
    if (found?.type === type) return found.value as AttributeTypes[T];
    if (!found && otherwise !== undefined) return otherwise;
    throw fileError(
      `the attribute "${name}" of ${this.owner} is not what the operator takes.`,
      `a value of type ${type}`,
      found ? `one of type ${found.type}` : "none",
    );
  }
}
