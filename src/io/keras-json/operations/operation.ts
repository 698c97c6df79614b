/** An operation of `keras.ops` that is used in a graph like a layer. It has no weights, and masks end at it. */
import { Layer } from "../../../layers/layer.ts";
import { probeShapes } from "../../../layers/probe.ts";
import type { OpenShape } from "../../../layers/symbolic.ts";
import { cast } from "../../../ops/index.ts";
import { type DType, FormatError, nearestName, type Tensor, tensor } from "../../../tensor/index.ts";
import { type Json, type JsonRecord, show } from "../../json.ts";
import { inBrackets, keyOf } from "../../layer-classes.ts";
import { type Argument, type CallJson, type EntryJson, Reference } from "../arguments.ts";
import { itemShape } from "./get-item.ts";
import { operations } from "./table.ts";
import { type Given, noting, type Options, readConstant, unreadOf, type Value } from "./values.ts";

/** The arguments of an operation's call; every reference in it is one of the layer's inputs, in their order. */
export type OperationCall = Pick<CallJson, "args" | "kwargs">;

/** The largest position in an index on an axis of open length. */
const MAX_INDEX = 2 ** 16;

const merges: ReadonlySet<string> = new Set(["Add", "Subtract", "Multiply", "Maximum", "Minimum"]);

/** Operations that may be given NaN, which is read as null. */
const takesNaN: ReadonlySet<string> = new Set(["Where", "Maximum", "Minimum", "FullLike"]);

/** Options that change nothing here: results of top_k are sorted always, and the number of parts is found. */
const idle: ReadonlySet<string> = new Set(["sorted", "num"]);

/** An operation with all arguments of its one call that are not tensors. */
export class Operation extends Layer<number> {
  override readonly config: { readonly name: string };
  private readonly constants = new Map<Argument, Value>();
  private readonly ownOptions: Options;
  private readonly dtypes: readonly DType[];
  private outputDtypes: readonly DType[] = ["float32"];

  /** @param options the operation's config in a file, by Keras's names */
  constructor(
    override readonly className: string,
    name: string,
    readonly options: JsonRecord,
    readonly arguments_: OperationCall,
    dtypes: readonly DType[],
  ) {
    super();
    this.config = { name };
    this.dtypes = dtypes;
    this.ownOptions = Object.fromEntries(Object.entries(options).map(([key, value]) => [key, readConstant(value)]));
  }

  /** The same operation, to be called again. */
  clone(): Operation {
    return new Operation(this.className, this.name, this.options, this.arguments_, this.dtypes);
  }

  override get outputCount(): number {
    return this.outputDtypes.length;
  }

  /** Whether a layer of the same name does the same: one that joins two tensors of one rank. */
  get isMerge(): boolean {
    const [a, b] = this.inboundNodes[0]?.inputs ?? [];
    const isPlain = this.arguments_.args.every((argument) => argument instanceof Reference);
    return merges.has(this.className) && isPlain && a?.rank === b?.rank;
  }

  /** What it does with the rows of a batch is not looked into. */
  override mixesRows(): boolean {
    return true;
  }

  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    const shapes = probeShapes(this.probed(inputs), {}, (zeros) => {
      const given = this.given(zeros.map((zero, i) => cast(zero, this.dtypes[i] ?? "float32")));
      const read = new Set<string>();
      const outputs = this.compute(noting(given.args, read), noting(given.options, read));
      this.checkRead(given, read);
      this.outputDtypes = outputs.map(({ dtype }) => dtype);
      return outputs;
    });
    return this.className === "GetItem" ? [itemShape(inputs[0]!, this.key)] : shapes;
  }

  /** An index may be beyond the lengths that are tried for open axes. */
  private probed(inputs: readonly OpenShape[]): readonly OpenShape[] {
    if (this.className !== "GetItem") return inputs;
    const furthest = Math.max(
      0,
      ...[this.key].flat().map((each) => (typeof each === "number" ? Math.abs(each) + 1 : 0)),
    );
    if (furthest > MAX_INDEX) throw new FormatError({ what: `The index of "${this.name}" is too large.` });
    return inputs.map((shape) => shape.map((length, axis) => (axis > 0 ? (length ?? Math.max(furthest, 2)) : length)));
  }

  private get key(): Value {
    return this.resolve(this.arguments_.args[1]!, () => tensor(0));
  }

  protected override get hasShapeRule(): boolean {
    return false;
  }

  override computeOutputDtype(index = 0): DType {
    return this.outputDtypes[index]!;
  }

  override call(inputs: readonly Tensor[]): Tensor[] {
    const { args, options } = this.given(inputs);
    return this.compute(args, options);
  }

  private compute(args: readonly Value[], options: Options): Tensor[] {
    const outputs = operations[this.className]!.compute(args, options);
    return Array.isArray(outputs) ? outputs : [outputs];
  }

  /** Throws where the file gives what the operation did not look at: it would be ignored. */
  private checkRead({ args, options }: { args: readonly Value[]; options: Options }, read: ReadonlySet<string>): void {
    const option = unreadOf(options, read, idle);
    const unread = option ?? unreadOf(Object.fromEntries(Object.entries(args)), read);
    if (unread === undefined) return;
    throw new FormatError({
      what: `The operation ${this.className} of the file is given what is not read here.`,
      received: `${option ?? `argument ${Number(unread) + 1}`} of ${show(this.name)}`,
      hint: "in Keras, put it into a layer before saving",
    });
  }

  /** What the call is given, `inputs` in their places: its arguments, and its options by name. */
  given<T>(inputs: readonly T[]): { args: Given<T | Tensor>[]; options: Readonly<Record<string, Given<T | Tensor>>> } {
    let taken = 0;
    const next = () => inputs[taken++]!;
    const args = this.arguments_.args.map((argument) => this.resolve(argument, next));
    const named = Object.entries(this.arguments_.kwargs).map(([key, each]) => [key, this.resolve(each, next)]);
    return { args, options: { ...this.ownOptions, ...Object.fromEntries(named) } };
  }

  /** The call as JSON; `keep` decides how each input is written. */
  write(keep: (input: number) => Json): { args: Json[]; kwargs: JsonRecord } {
    let taken = 0;
    const write = (argument: Argument): Json => {
      if (argument instanceof Reference) return keep(taken++);
      if (Array.isArray(argument)) return argument.map(write);
      if (typeof argument !== "object" || argument === null) return argument as Json;
      return Object.fromEntries(Object.entries(argument).map(([key, each]) => [key, write(each)]));
    };
    const { args, kwargs } = this.arguments_;
    return {
      args: args.map((argument) => (argument === null && takesNaN.has(this.className) ? Number.NaN : write(argument))),
      kwargs: Object.fromEntries(Object.entries(kwargs).map(([k, each]) => [k, write(each)])),
    };
  }

  private resolve<T>(argument: Argument, next: () => T): Given<T | Tensor> {
    if (argument instanceof Reference) return next();
    if (typeof argument !== "object" || argument === null) return argument;
    if (Array.isArray(argument) && hasReference(argument)) return argument.map((each) => this.resolve(each, next));
    if (!this.constants.has(argument)) this.constants.set(argument, constantOf(argument as Json));
    return this.constants.get(argument)!;
  }
}

/** A constant of a call; nested lists are arrays. */
function constantOf(value: Json): Value {
  const isArray = Array.isArray(value) && Array.isArray(value[0]);
  return isArray ? tensor(value as never) : readConstant(value);
}

function hasReference(argument: Argument): boolean {
  if (argument instanceof Reference) return true;
  return Array.isArray(argument) && argument.some(hasReference);
}

/**
 * The operation of an entry, for one of its calls.
 * @throws FormatError for one that is not read
 */
export function readOperation({ name, object, calls }: EntryJson, index: number, dtypes: readonly DType[]): Operation {
  const { class_name: className, config } = object;
  if (!Object.hasOwn(operations, className)) {
    // a .h5 file tells no module, and a layer of the user's may lack the options of other layers
    if (object.module === undefined) {
      throw new FormatError({
        what: `The file has a layer or operation that Recurve does not have${inBrackets({ name })}.`,
        received: className,
        hint: `write it as a class that extends Layer, and give it: loadModel(file, { customLayers: { ${keyOf(className)}: YourClass } }); an operation of Keras can be put into a layer before saving`,
      });
    }
    const near = nearestName(className, Object.keys(operations));
    throw new FormatError({
      what: `The graph of the file computes with an operation that is not read: ${className}.`,
      expected: near ? `one that is, such as ${near}` : Object.keys(operations).join(", "),
      received: `${className} ${show(name)}`,
      hint: "in Keras, put it into a layer before saving",
    });
  }
  const { name: _, ...options } = config;
  return new Operation(className, index === 0 ? name : `${name}_${index}`, options, calls[index]!, dtypes);
}
