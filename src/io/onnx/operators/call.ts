/** One node about to be computed: its inputs, its attributes, and what is around it. */
import { formatShape, type Random, ShapeError, Tensor } from "../../../tensor/index.ts";
import { fileError } from "../errors.ts";
import type { Attributes, AttributeValue, OnnxNode, ParsedGraph } from "../parsed-graph.ts";

/** What a run of a model provides to its nodes. */
export interface Environment {
  /** The operator set of the file. */
  readonly opset: number;
  readonly training: boolean;
  /** A stream of random numbers of its own. */
  nextRandom(seed?: number): Random;
  /** Counts a round of a loop. @throws FormatError when a run has had more than any should */
  countRound(): void;
  /** Runs a branch for its inputs, with the values around the node in sight. */
  runBranch(branch: ParsedGraph, inputs: readonly Value[]): Value[];
}

/** What flows along the edges of a graph: tensors, and in rare places lists of them. */
export type Value = Tensor | readonly Tensor[];

/** An operator: returns one tensor, or the outputs that it has. */
export type Operator = (call: Call) => Tensor | readonly (Value | undefined)[];

/** What a call may have in place of its own. */
interface Changed {
  readonly inputs?: readonly (Value | undefined)[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

/** One node about to be computed. */
export class Call {
  readonly op: string;
  readonly attributes: Attributes;

  constructor(
    readonly node: OnnxNode,
    private readonly values: readonly (Value | undefined)[],
    readonly environment: Environment,
  ) {
    this.op = node.op;
    this.attributes = node.attributes;
  }

  get opset(): number {
    return this.environment.opset;
  }

  /** The inputs that are tensors. */
  get tensors(): Tensor[] {
    return this.values.filter((value) => value instanceof Tensor);
  }

  /** The same node, of other tensors. */
  of(change: (input: Tensor) => Tensor): Call {
    const values = this.values.map((value) => (value instanceof Tensor ? change(value) : value));
    return new Call(this.node, values, this.environment);
  }

  /** The same node with other inputs, or with some attributes set. */
  with({ inputs = this.values, attributes = {} }: Changed): Call {
    return new Call({ ...this.node, attributes: this.attributes.with(attributes) }, inputs, this.environment);
  }

  /** The inputs, for an operator that takes any number of them. */
  get inputs(): Tensor[] {
    return this.values.flatMap((value, i) => (value ? [this.input(i)] : []));
  }

  /** An input that must be there. */
  input(index: number): Tensor {
    const value = this.optional(index);
    if (value) return value;
    throw fileError(`${this.node.title} lacks input ${index}.`, "an input that the operator needs");
  }

  /** An input that may be left out. */
  optional(index: number): Tensor | undefined {
    const value = this.values[index];
    if (value === undefined || value instanceof Tensor) return value;
    throw fileError(`input ${index} of ${this.node.title} is a list of tensors.`, "a tensor");
  }

  /** An input that is a list of tensors. */
  list(index: number): readonly Tensor[] {
    const value = this.values[index];
    if (value && !(value instanceof Tensor)) return value;
    throw fileError(`input ${index} of ${this.node.title} is not a list of tensors.`, "a sequence");
  }

  /** All inputs from one on, tensors or lists of them. */
  valuesFrom(index: number): Value[] {
    return this.values.slice(index).flatMap((value) => (value ? [value] : []));
  }

  /** The integers of an input, read on the host. */
  integers(index: number): number[] {
    const { dtype } = this.input(index);
    if (dtype === "int32") return Array.from(this.input(index).read());
    throw fileError(`input ${index} of ${this.node.title} is not of integers.`, "a tensor of integers", dtype);
  }

  /** Integers given as an attribute or, since a later operator set, as an input; undefined where there are none. */
  integersFrom(attribute: string, index: number): readonly number[] | undefined {
    return this.optional(index) ? this.integers(index) : this.attributes.ints(attribute);
  }

  /** The single number of an input; `otherwise` where it is left out. */
  number(index: number, otherwise?: number): number {
    const value = this.optional(index);
    if (!value && otherwise !== undefined) return otherwise;
    return this.input(index).item();
  }

  /** The element type of an input as the file declares it, such as "uint8"; undefined where it does not. */
  elementType(index: number): string | undefined {
    return this.node.elementTypes[index];
  }

  /** Whether an output is wanted. */
  wants(index: number): boolean {
    return (this.node.outputs[index] ?? "") !== "";
  }

  /** An error about an attribute's value. */
  unsupported(attribute: string, expected: string, received: string): Error {
    return fileError(`the attribute "${attribute}" of ${this.node.title} is not supported.`, expected, received);
  }

  /** An error about an input's shape. */
  misfit(index: number, expected: string): ShapeError {
    return new ShapeError({
      what: `Input ${index} of ${this.node.title} does not fit.`,
      expected,
      received: `shape ${formatShape(this.input(index).shape)}`,
    });
  }
}
