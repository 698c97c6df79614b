/** Models that are a list of layers. */
import * as core from "../../index.ts";
import { coreOf, type Layer, type Shapes, type SymbolicTensors, type Tensors } from "../layers/layer.ts";
import type { Kwargs } from "../layers/own-args.ts";
import type { SymbolicTensor } from "../layers/symbolic.ts";
import type { ModelCompileArgs } from "../training/compile.ts";
import type { Data } from "../training/read.ts";
import type { Like } from "../types.ts";
import { LayersModel, type ModelPredictArgs } from "./layers-model.ts";

/** A model that passes its input through a list of layers; `add` appends more. */
export class Sequential extends LayersModel {
  /** The name of the class in files. */
  static override className = "Sequential";
  private isClosed = false;
  private wasClosed = false;
  /** An input layer that was added as such: in TensorFlow.js it counts as a layer. */
  private begin: Layer | undefined;
  /** @internal Counts an input layer of a file among the layers, as if it was added. */
  beginWith(layer: Layer): void {
    this.begin = layer;
  }

  constructor(model: core.Model<any>) {
    super(model as never);
    // there a declared shape is that of the data
    this.core.bindsLengths = true;
    (this.core as unknown as core.Sequential).takesAgain = true;
  }

  override get layers(): Layer[] {
    return this.begin ? [this.begin, ...super.layers] : super.layers;
  }
  /** Whether the model is closed for what asks for its weights: its first use or `compile` closes it, `add` opens it again. */
  override get built(): boolean {
    return this.isClosed;
  }
  override set built(isClosed: boolean) {
    this.isClosed = isClosed;
  }
  private closed<T>(result: T): T {
    this.isClosed = this.wasClosed = true;
    return result;
  }
  override get inputs(): SymbolicTensor[] {
    return this.core.layers.length === 0 ? [] : super.inputs;
  }
  override get outputs(): SymbolicTensor[] {
    return this.core.layers.length === 0 ? [] : super.outputs;
  }
  /** The names of the inputs; none before the first use. */
  override get inputNames(): string[] {
    return this.wasClosed ? super.inputNames : [];
  }
  /** The names of the outputs; none before the first use. */
  override get outputNames(): string[] {
    return this.wasClosed ? super.outputNames : [];
  }
  override build(inputShape?: Shapes | null): void {
    if (inputShape || !this.core.built) super.build(inputShape ?? []);
    this.closed(undefined);
  }
  override compile(args: ModelCompileArgs): void {
    this.closed(super.compile(args));
  }
  override apply(inputs: Tensors | SymbolicTensors, kwargs?: Kwargs | null): Tensors | SymbolicTensors {
    return this.closed(super.apply(inputs, kwargs));
  }
  override predict(x: Data, args: ModelPredictArgs | null = {}): Tensors {
    return this.closed(super.predict(x, args));
  }
  override predictOnBatch(x: Data): Tensors {
    return this.closed(super.predictOnBatch(x));
  }
  override setWeights(weights: readonly Like[]): void {
    this.closed(super.setWeights(weights));
  }
  override countParams(): number {
    return this.closed(super.countParams());
  }
  override summary(...given: Parameters<LayersModel["summary"]>): void {
    this.closed(super.summary(...given));
  }

  /** Appends a layer. @throws ConfigError when the layer does not fit the last one */
  add(layer: Layer): void {
    const model = this.core as unknown as core.Sequential;
    const added = coreOf(layer) as core.Layer<1>;
    const isFirst = model.layers.length === 0 && !model.checksShapes;
    // as in TensorFlow.js, a first layer that is part of a graph already brings what leads to it
    if (isFirst && layer instanceof LayersModel && layer.core.graph?.inputs.length === 1) model.add(layer.inputs[0]!);
    if (isFirst && !(layer instanceof LayersModel) && isCalledOnce(added)) model.beginWith(added);
    else model.add(added);
    if (added.className === "InputLayer") this.begin = layer;
    nameInput(this.core);
    this.isClosed = false;
  }
  /** Takes the last layer away. @throws ConfigError when there is none */
  pop(): void {
    (this.core as unknown as core.Sequential).pop();
  }
}

/** Whether a layer has one call in a graph; that of an input layer is none. */
const isCalledOnce = (layer: core.Layer<1>) =>
  layer?.inboundNodes?.length === 1 && layer.inboundNodes[0]!.inputs.length > 0;

/** A sequential model's input is named by its first layer; where that is a model, it is that one's. */
export function nameInput({ graph, layers }: core.Model<any>): void {
  const start = graph?.inputs[0]?.layer;
  const [first] = layers;
  if (!start || !first || first === start) return;
  // the graph has numbered it already
  const isNumbered = (start.config as { name?: string }).name === undefined && /^input_layer(_\d+)?$/.test(start.name);
  const isInner = first instanceof core.Model && first.graph;
  if (start.hasDefaultName || isNumbered) start.rename(isInner ? first.inputNames[0]! : `${first.name}_input`);
}
