/** One call of an operation of Keras, for its writer: arguments as values of the ONNX graph, options as plain numbers. */
import type { OpenShape } from "../../../../layers/symbolic.ts";
import { cast } from "../../../../ops/index.ts";
import { type DType, normalizeAxis, Tensor } from "../../../../tensor/index.ts";
import type { Operation } from "../../../keras-json/operations/operation.ts";
import {
  axesIn,
  type Value as Constant,
  type Given,
  integerIn,
  tensorIn,
} from "../../../keras-json/operations/values.ts";
import { codes, type GraphBuilder, INT64 } from "../graph-builder.ts";
import { cannotHold, type Value } from "../layer-writer.ts";

/** A value of the graph, or a constant of the file. */
type Argument = Given<Value | Tensor>;

const isValue = (given: Argument): given is Value =>
  typeof given === "object" && given !== null && "name" in given && !(given instanceof Tensor);

const isComputed = (given: Argument): boolean => isValue(given) || (Array.isArray(given) && given.some(isComputed));

/** Writes an operation: its results, of the types that the operation gives. */
export type OperationWriter = (call: OperationCall) => string | string[];

/** One call of an operation. */
export class OperationCall {
  private readonly args: readonly Argument[];
  private readonly options: Readonly<Record<string, Argument>>;

  constructor(
    readonly graph: GraphBuilder,
    readonly operation: Operation,
    inputs: readonly Value[],
    /** The shapes of the results. */
    readonly shapes: readonly OpenShape[],
  ) {
    ({ args: this.args, options: this.options } = operation.given(inputs));
  }

  /** The type of the first result. */
  get dtype(): DType {
    return this.operation.computeOutputDtype();
  }

  /** How many arguments there are. */
  get count(): number {
    return this.args.length;
  }

  /** An argument as a value of a type, by default that of the result. */
  input(at = 0, dtype = this.dtype): string {
    return this.write(this.args[at], dtype);
  }

  /** An argument that is a list, as values of the result's type. */
  list(at = 0): string[] {
    const given = this.args[at];
    return (Array.isArray(given) ? given : [given]).map((each) => this.write(each, this.dtype));
  }

  /** The type and the shape of an argument. A bare whole number is an integer. */
  about(at = 0): { dtype: DType; shape: OpenShape } {
    const given = this.args[at];
    if (isValue(given)) return given;
    if (typeof given === "number" && Number.isInteger(given)) return { dtype: "int32", shape: [] };
    if (isComputed(given)) return { dtype: "float32", shape: [(given as readonly Argument[]).length] };
    return tensorIn(given as Constant);
  }

  /** How many axes an argument has; in a list, each of its tensors. */
  rank(at = 0): number {
    const given = this.args[at];
    if (!Array.isArray(given)) return this.about(at).shape.length;
    const [first] = given as readonly Argument[];
    return isValue(first) ? first.shape.length : tensorIn(first as Constant).rank;
  }

  /** A number as a constant of the result's type. */
  number(value: number): string {
    return this.write(value, this.dtype);
  }

  /** An argument that the file must hold. */
  constant(at: number): Constant {
    return this.fixed(this.args[at], "an argument");
  }

  /** An option that the file must hold. */
  option(name: string): Constant {
    return this.fixed(this.options[name], name);
  }

  /** Whether the axis is left open, for all. */
  get overAll(): boolean {
    const axis = this.option("axis");
    return axis === null || axis === undefined;
  }

  /** The option `axis`, counted from the front of an argument of `rank` axes. */
  axis(otherwise = 0, rank = this.rank()): number {
    return normalizeAxis(integerIn(this.option("axis") ?? otherwise), rank);
  }

  /** The option `axis` as a list counted from the front; all axes where it is left open. */
  axes(otherwise?: readonly number[]): number[] {
    const rank = this.rank();
    const given = axesIn(this.option("axis")) ?? otherwise;
    return given ? given.map((each) => normalizeAxis(each, rank)).sort((a, b) => a - b) : [...Array(rank).keys()];
  }

  /** The first argument; in one axis where the option `axis` is left open. */
  flattened(dtype = this.dtype): string {
    const x = this.input(0, dtype);
    return this.overAll ? this.graph.node("Reshape", [x, this.graph.integers(-1)]) : x;
  }

  /** An option that is a shape, some lengths of which may be computed, as int64 (rank); `null` keeps the length of the input. */
  lengths(name: string): string {
    const given = this.options[name];
    if (isValue(given)) return this.graph.cast(given.name, INT64);
    const list = (given instanceof Tensor ? [...given.read()] : Array.isArray(given) ? given : [given]) as Argument[];
    if (!list.some(isComputed)) return this.graph.integers(...list.map((each) => integerIn((each ?? 0) as Constant)));
    const parts = list.map((each) => {
      if (!isValue(each)) return this.graph.integers(integerIn((each ?? 0) as Constant));
      return this.graph.node("Reshape", [this.graph.cast(each.name, INT64), this.graph.integers(1)]);
    });
    return this.graph.node("Concat", parts, { axis: 0 });
  }

  private write(given: Argument, dtype: DType): string {
    if (isValue(given)) return given.dtype === dtype ? given.name : this.graph.cast(given.name, codes[dtype]);
    if (isComputed(given)) {
      const parts = (given as readonly Argument[]).map((each) =>
        this.graph.node("Reshape", [this.write(each, dtype), this.graph.integers(1)]),
      );
      return this.graph.node("Concat", parts, { axis: 0 });
    }
    const constant = cast(tensorIn(given as Constant), dtype);
    return this.graph.weight(constant, "constant", () => constant);
  }

  private fixed(given: Argument, what: string): Constant {
    if (isComputed(given)) throw cannotHold(this.operation, `${what} is computed while the model runs`);
    return given as Constant;
  }
}
