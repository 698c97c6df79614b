/** What every layer of `tf.layers` is: TensorFlow.js's methods around a layer of Recurve. */
import * as core from "../../index.ts";
import { type CallContext, runningCall } from "../../layers/context.ts";
import { checkOption, takes } from "../../tensor/index.ts";
import type { ConfigDict, Serializable, SerializableConstructor } from "../serialization.ts";
import { chained, type Tensor, tensorOf } from "../tensors/index.ts";
import type { Like, Scalar } from "../types.ts";
import { callOptions, statesAmongInputs } from "./call-options.ts";
import { type AnyCore, rememberFace } from "./faces.ts";
import { tellFields } from "./fields.ts";
import { configOf } from "./get-config.ts";
import { Held } from "./held.ts";
import { type InputSpec, inputSpecOf } from "./input-spec.ts";
import { constrain, type LayerVariable, layerVariable } from "./layer-variable.ts";
import { maskAsThere } from "./masked.ts";
import { layerName } from "./names.ts";
import { type Kwargs, type LayerArgs, ownArgs } from "./own-args.ts";
import { type AddWeight, isOwn, OwnLayer } from "./own-layer.ts";
import { statesOut } from "./stacked-states.ts";
import { type LayerCall, type SymbolicTensor, symbolic, takenBy } from "./symbolic.ts";
import { namedVariables } from "./variables.ts";

/** The length of each axis; null where it may vary, as the batch usually does. */
export type Shape = (number | null)[];
/** One shape, or one for each input or output. */
export type Shapes = Shape | Shape[];
/** A tensor, or one for each input or output. */
export type Tensors = Tensor | Tensor[];
/** A tensor of the graph, or one for each input or output. */
export type SymbolicTensors = SymbolicTensor | SymbolicTensor[];

let count = 0;

/**
 * A layer. A class of your own extends it with `build`, `call` and `computeOutputShape`, as in TensorFlow.js:
 * `call(inputs, { training, mask })` gets a list of tensors inside a model, and computes with `tf.*`.
 */
export class Layer extends Held {
  /** The layer in Recurve's own form, with all its methods. */
  readonly core: AnyCore;
  /** A number of its own among all layers. */
  readonly id = count++;
  /** Whether a mask on the input goes on to the output. */
  supportsMasking = false;
  /** What the inputs must be, null where nothing is said. What a class of your own puts here is checked at each call. */
  inputSpec: InputSpec[] = null as unknown as InputSpec[];
  private named = 0;
  /** @internal What `call` receives besides its inputs, for {@link invokeCallHook}. */
  private callHook: ((inputs: Tensors, kwargs: Kwargs) => void) | undefined;

  /** @param args options that every layer has, or the Recurve layer that this one wraps */
  constructor(args: LayerArgs | AnyCore | null = {}) {
    super();
    this.core = args instanceof core.Layer ? args : this.makeCore(ownArgs(args));
    rememberFace(this.core, this);
    maskAsThere(this.core);
    if (this.core.hasDefaultName) this.core.rename(layerName(this.getClassName()));
    if (isOwn(this.core) || this.core instanceof core.Model) return;
    this.supportsMasking = this.core.supportsMasking;
    tellFields(this);
    Object.defineProperty(this, "inputSpec", {
      get: () => inputSpecOf(this.core),
      set: (value) => Object.defineProperty(this, "inputSpec", { value, writable: true }),
      configurable: true,
    });
  }

  /** @internal */
  protected makeCore(args: object): AnyCore {
    return new OwnLayer(this, args) as AnyCore;
  }

  /** Unique within a model; without one given, the class and a number. Files hold it. */
  get name(): string {
    return this.core.name;
  }
  set name(name: string) {
    this.core.rename(name);
  }
  /** The name of the class in files: its static `className`, else its own name. */
  getClassName(): string {
    const { className, name } = this.constructor as { className?: string; name: string };
    return !this.core || isOwn(this.core) ? (className ?? name) : fileName(this.core);
  }
  /** Whether training changes the weights; false freezes the layer. */
  get trainable(): boolean {
    const { core } = this;
    return this.ownTrainable ?? core.trainable ?? (core.config as { trainable?: boolean }).trainable ?? true;
  }
  set trainable(trainable: boolean) {
    this.ownTrainable = trainable;
    this.core.trainable = trainable;
  }
  private ownTrainable: boolean | undefined;
  /** @internal Keeps the setting of the layer itself when a model that holds it is frozen, or trained again. */
  keepTrainable(own: boolean): void {
    this.ownTrainable = own;
    if (!own) this.core.trainable = false;
  }
  /** Whether the weights exist. */
  get built(): boolean {
    return this.core.built;
  }
  set built(_built: boolean) {
    // `build` of a class of the user's says so; the layer knows
  }
  /** Whether the layer keeps states from batch to batch. */
  get stateful(): boolean {
    return (this.core.config as { stateful?: boolean }).stateful ?? false;
  }
  /** The type of the elements. */
  get dtype(): core.DType {
    return this.core.computeOutputDtype();
  }
  /** The shape of the inputs with the batch in front; undefined where the layer was given none. */
  get batchInputShape(): Shape {
    const { batchInputShape, inputShape, batchShape } = this.core.config as Record<string, Shape | undefined>;
    return (batchInputShape ?? batchShape ?? (inputShape && [null, ...inputShape])) as Shape;
  }

  /** All weights, trainable ones first. */
  get weights(): LayerVariable[] {
    const all = namedVariables(this.core).map(([variable, name]) => layerVariable(variable, name));
    const trained = new Set(this.core.trainableWeights);
    const isTrained = (each: LayerVariable) => trained.has(each.core);
    return [...all.filter(isTrained), ...all.filter((each) => !isTrained(each))];
  }
  /** @internal Names weights that were made since, in their order, for gradients that come by name. */
  nameWeights(): void {
    const { length } = this.core.weights;
    if (length !== this.named) void this.weights;
    this.named = length;
  }
  /** The weights that training changes. */
  get trainableWeights(): LayerVariable[] {
    const trained = new Set(this.core.trainableWeights);
    return this.weights.filter(({ core: variable }) => trained.has(variable));
  }
  set trainableWeights(weights: LayerVariable[]) {
    if (this.core instanceof OwnLayer) this.core.hold(weights.map(({ core: variable }) => variable));
  }
  /** The weights that training leaves as they are. */
  get nonTrainableWeights(): LayerVariable[] {
    const trained = new Set(this.core.trainableWeights);
    return this.weights.filter(({ core: variable }) => !trained.has(variable));
  }
  /** The weights as variables, which change as they train (`clone()` keeps their values), in the order that {@link setWeights} takes. */
  getWeights(trainableOnly = false): Tensor[] {
    return (trainableOnly ? this.trainableWeights : this.weights).map((each) => each.read());
  }
  /** Sets all weights. @throws ShapeError when their number or their shapes do not fit */
  setWeights(weights: readonly Like[]): void {
    checkOption("setWeights", "weights", weights, takes.list);
    const { weights: own } = this;
    const given = new Map(own.map(({ core: variable }, i) => [variable, weights[i]]));
    const fits = weights.length === own.length;
    const ordered = fits ? this.core.weights.map((variable) => given.get(variable)!) : weights;
    this.core.setWeights(ordered.map((each) => tensorOf(each)));
    for (const variable of this.core.weights) constrain(variable);
  }
  /** The number of weights, each element counted. @throws ConfigError before the layer is built */
  countParams(): number {
    if (!this.built && !(this.core instanceof core.Model)) {
      throw new core.ConfigError({
        what: `countParams: the layer "${this.name}" is not built yet.`,
        hint: "build it first: layer.build(batchInputShape)",
      });
    }
    return this.core.countParams();
  }
  /** A new weight, for `build` of a class of your own; `read()` gives its tensor. */
  addWeight(...given: AddWeight): LayerVariable {
    const variable = (this.core as unknown as OwnLayer).make(given);
    return layerVariable(variable, `${this.name}/${given[0]}`);
  }
  /** Adds a penalty, or several, to the loss of the running step; in TensorFlow.js functions that give one. */
  addLoss(losses: (() => Tensor) | readonly (() => Tensor)[]): void {
    (this.core as unknown as OwnLayer).addLosses([losses].flat() as (() => Tensor)[]);
  }
  /** The penalties of the weights now. */
  calculateLosses(): Scalar[] {
    return this.core.losses.map((each) => chained(each));
  }

  /** The penalties of the weights, as functions that compute them. */
  get losses(): (() => Scalar)[] {
    return this.core.losses.map((_, i) => () => this.calculateLosses()[i]!);
  }
  /** Nothing: moving averages of a layer are weights, which its call updates. */
  get updates(): Tensor[] {
    return [];
  }
  /** Without effect: weights are always made when they are first read. */
  setFastWeightInitDuringBuild(value: boolean): void {
    checkOption("setFastWeightInitDuringBuild", "value", value, takes.flag);
  }

  /** What the layer takes in its graph; of an input layer, what it gives. @throws ConfigError unless it is called exactly once */
  get input(): SymbolicTensors {
    const taken = listed(this.core.input) as core.SymbolicTensor[];
    return taken.length === 0 ? this.output : this.getInputAt(0);
  }
  /** What the layer gives in its graph. @throws ConfigError unless it is called exactly once */
  get output(): SymbolicTensors {
    return oneOrList(listed(this.core.output as core.SymbolicTensor).map(symbolic));
  }
  /** What the layer takes in its call of this number. */
  getInputAt(call: number): SymbolicTensors {
    const node = this.node(call);
    return oneOrList((node.inputs.length === 0 ? node.outputs : takenBy(node)).map(symbolic));
  }
  /** What the layer gives in its call of this number. */
  getOutputAt(call: number): SymbolicTensors {
    return oneOrList(this.node(call).outputs.map(symbolic));
  }
  /** The calls of this layer in graphs, oldest first. */
  get inboundNodes(): { outboundLayer: Layer; inputTensors: SymbolicTensor[]; outputTensors: SymbolicTensor[] }[] {
    return this.calls.map((node) => ({
      outboundLayer: this,
      inputTensors: takenBy(node).map(symbolic),
      outputTensors: node.outputs.map(symbolic),
    }));
  }
  /** @internal The calls in graphs. That of a model is its first; a sequential model that begins with it adds none. */
  get calls(): readonly LayerCall[] {
    const { core: own } = this;
    if (!(own instanceof core.Model && own.graph)) return own.inboundNodes;
    const { inputs, outputs } = own.graph;
    return [{ inputs, outputs }, ...own.inboundNodes.filter((node) => node.inputs[0] !== inputs[0])];
  }
  /** The shape of what the layer gives, or a list. @throws ConfigError before it is called in a graph, and where its calls give several shapes */
  get outputShape(): Shapes {
    const shapesOf = (outputs: readonly core.SymbolicTensor[]) => outputs.map(({ shape }) => [...shape]);
    if (this.core instanceof core.Model) return oneOrList(shapesOf(this.core.outputs)) as Shapes;
    const [first, ...others] = [this.node(0), ...this.calls.slice(1)].map(({ outputs }) => shapesOf(outputs));
    const other = others.find((shapes) => `${shapes}` !== `${first}`);
    if (!other) return oneOrList(first!) as Shapes;
    throw new core.ConfigError({
      what: `The calls of the layer "${this.name}" give different shapes, so that it has no outputShape.`,
      hint: "layer.getOutputAt(0).shape is that of the first call",
    });
  }

  private node(call: number) {
    const node = this.calls[call];
    if (node) return node;
    throw new core.ConfigError({
      what: `The layer "${this.name}" has no call of the number ${call}.`,
      expected: "a layer that was called in a graph",
      received: `${this.calls.length} calls`,
    });
  }

  /** Calls the layer on tensors of a graph, which draws the call. Or on tensors: computes at once. */
  apply(inputs: Tensors | SymbolicTensors, kwargs?: Kwargs | null): Tensors | SymbolicTensors {
    this.checkHeld();
    const [given, states] = statesAmongInputs(this.core, listed(inputs as Tensor));
    if (given[0] instanceof core.Tensor) this.usedOnTensors();
    const run = () => this.core.apply(given as never, callOptions(this.core, { ...kwargs, ...states })) as unknown;
    if (!isOwn(this.core) && given[0] instanceof core.Tensor) this.invokeCallHook(inputs as Tensors, kwargs ?? {});
    const own = this.core instanceof OwnLayer ? this.core : undefined;
    const { outputs, given: other } = own
      ? own.withForm(Array.isArray(inputs), kwargs ?? {}, run)
      : { outputs: run(), given: undefined };
    // within another layer's call that layer names them
    if (!runningCall()) this.nameWeights();
    if (other) return other.value as Tensors;
    const faces = statesOut(this.core, listed(outputs as core.Tensor)).map((each) =>
      each instanceof core.SymbolicTensor ? symbolic(each) : chained(each),
    );
    return (Array.isArray(outputs) ? faces : faces[0]) as Tensors;
  }
  /** What the layer computes; a class of your own defines it. Inside a model the inputs come as a list. */
  call(inputs: Tensors, kwargs?: Kwargs): Tensors {
    if (isOwn(this.core)) return inputs;
    const outputs = this.apply(inputs, kwargs) as Tensors;
    return Array.isArray(outputs) ? oneOrList(outputs) : outputs;
  }
  /** Makes the weights for inputs of this shape. */
  build(inputShape: Shapes): void {
    if (!isOwn(this.core)) this.core.ensureBuilt(shapeList(inputShape));
  }
  /** The shape of the output for that of the input; by default the same. */
  computeOutputShape(inputShape: Shapes): Shapes {
    if (isOwn(this.core)) return inputShape;
    return oneOrList(this.core.computeOutputShapes(shapeList(inputShape)).map((shape) => [...shape])) as Shapes;
  }
  /** The mask of the output, null where it has none; by default the input's where {@link supportsMasking}, else none. */
  computeMask(inputs: Tensors, mask?: Tensors | null): Tensors {
    const given = listed(inputs as Tensor);
    if (isOwn(this.core) || !given.every((each) => each instanceof core.Tensor)) {
      const passes = isOwn(this.core) ? this.supportsMasking : this.core.supportsMasking;
      return (passes ? (mask ?? null) : null) as Tensors;
    }
    const masks = listed(mask ?? null).map((each) => (each ?? undefined) as Tensor | undefined);
    const [first] = this.core.computeMasks(given, { masks, training: false } as unknown as CallContext);
    return (first ? chained(first) : null) as Tensors;
  }
  /** The options that make a layer like this one. */
  getConfig(): ConfigDict {
    return configOf(this.core);
  }
  /** A layer of a class from what `getConfig` gave. */
  static fromConfig<T extends Serializable>(cls: SerializableConstructor<T>, config: ConfigDict): T {
    return new cls(config);
  }
  /** A stateful layer starts the next batch from zeros. */
  resetStates(states?: Tensors): void {
    const own = this.core as unknown as { resetStates?(states?: Tensor[]): void };
    own.resetStates?.(states === undefined ? undefined : listed(states));
  }
  /** Sets a function that {@link invokeCallHook} calls. */
  setCallHook(hook: (inputs: Tensors, kwargs: Kwargs) => void): void {
    this.callHook = hook;
  }
  /** Forgets what {@link setCallHook} set. */
  clearCallHook(): void {
    this.callHook = undefined;
  }
  /** Calls the function that {@link setCallHook} set; `call` of a class of your own may begin with it. */
  invokeCallHook(inputs: Tensors, kwargs: Kwargs): void {
    this.callHook?.(inputs, kwargs);
  }
}

/** The name of a layer's class in files. */
export function fileName({ className, config }: AnyCore): string {
  if (className === "ConvLSTMCell") return "ConvLSTM2DCell";
  return className === "ReLU" && (config as { threshold: number }).threshold !== 0 ? "ThresholdedReLU" : className;
}

/** The Recurve layer inside a layer of `tf.layers`; other values unchanged. */
export const coreOf = (layer: unknown): unknown => (layer instanceof Layer ? layer.core : layer);

/** A value or list of values as a list. */
export function listed<T>(value: T | readonly T[]): T[] {
  return Array.isArray(value) ? [...value] : [value as T];
}

/** One of one, else the list. */
export function oneOrList<T>(list: readonly T[]): T | T[] {
  return list.length === 1 ? list[0]! : [...list];
}

/** One shape or several, as a list of shapes. */
export function shapeList(shape: Shapes): Shape[] {
  return shape.some((each) => Array.isArray(each)) ? (shape as Shape[]) : [shape as Shape];
}
