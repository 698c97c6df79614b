/** Models with TensorFlow.js's methods. Losses, metrics and training are Recurve's own. */
import * as core from "../index.ts";
import { checkIsRecord, checkOption, takes } from "../tensor/index.ts";
import { chained, type Tensor } from "./tensors/index.ts";
import { optimizerOf } from "./train.ts";

/** Any layer. */
type Layer = core.Layer<any>;
/** A tensor of the graph, which has a shape and no values yet. */
type Symbolic = core.SymbolicTensor;

/** TensorFlow.js's callbacks: batches without "train" in the name. */
export interface Callbacks extends core.Callback {
  /** Before a batch of training, whose number counts from 0 in each epoch. */
  onBatchBegin?: (batch: number, logs: core.Logs) => void | Promise<void>;
  /** After a batch of training; logs have the means of the epoch so far. */
  onBatchEnd?: (batch: number, logs: core.Logs) => void | Promise<void>;
}

/** Options of `fit`: those of Recurve's `fit`, with TensorFlow.js's callbacks. */
export interface FitArgs extends Omit<core.FitOptions, "callbacks"> {
  /** Callbacks whose hooks are called on the way, in this order. Default none. */
  callbacks?: Callbacks | readonly Callbacks[];
  /** Taken as TensorFlow.js's and without effect: training lets the page run by itself. */
  yieldEvery?: string | number;
}

/** What `compile` takes; an optimizer given by name has TensorFlow.js's learning rate. */
export interface CompileArgs extends Omit<core.CompileOptions, "optimizer"> {
  /** An optimizer, or its name. */
  optimizer: string | core.CompileOptions["optimizer"];
}

/** A model; `sequential`, `model` and `loadLayersModel` give one. */
export class LayersModel {
  constructor(
    /** The model in Recurve's own form, with all its methods. */
    readonly core: core.Model<any>,
  ) {}

  /** The model's name, which files hold. */
  get name(): string {
    return this.core.name;
  }
  /** The layers in the order in which they were added or, in a graph, in Keras's order. */
  get layers(): readonly Layer[] {
    return this.core.layers;
  }
  /** The inputs of the graph. @throws ConfigError while a sequential model does not know its input shape */
  get inputs(): readonly Symbolic[] {
    return this.core.inputs;
  }
  /** The outputs of the graph. @throws ConfigError while a sequential model does not know its input shape */
  get outputs(): readonly Symbolic[] {
    return this.core.outputs;
  }
  /** The input, or the list of them. */
  get input(): Symbolic | readonly Symbolic[] {
    return this.inputs.length === 1 ? this.inputs[0]! : this.inputs;
  }
  /** The output, or the list of them. */
  get output(): Symbolic | readonly Symbolic[] {
    return this.outputs.length === 1 ? this.outputs[0]! : this.outputs;
  }
  /** The optimizer that `compile` chose. */
  get optimizer() {
    return this.core.optimizer;
  }
  /** Set it to true in a callback, and training ends after the current batch. */
  set stopTraining(stop: boolean) {
    this.core.stopTraining = stop;
  }

  /** Appends a layer to a sequential model. @throws ConfigError when the layer does not fit behind the last one */
  add(layer: Layer | LayersModel): void {
    (this.core as core.Sequential).add(plainLayer(layer));
  }
  /** Calls the model on tensors of a graph, as a layer of a larger model. */
  apply(inputs: Symbolic | readonly Symbolic[]): Symbolic | Symbolic[] {
    return this.core.apply(inputs) as unknown as Symbolic | Symbolic[];
  }
  /** Chooses optimizer, loss and metrics; needed before `fit` and `evaluate`. */
  compile(args: CompileArgs): void {
    checkIsRecord("compile", args);
    const { optimizer, ...rest } = args;
    this.core.compile({ ...rest, optimizer: optimizerOf(optimizer) });
  }

  /** Trains on samples x and targets y, whose first axis counts samples. Prints nothing unless `verbose` says so. */
  async fit(x: core.ModelData, y: core.ModelTargets, args: FitArgs = {}): Promise<core.History> {
    checkIsRecord("fit", args);
    const { callbacks, yieldEvery: _, verbose = 0, ...options } = args;
    const list = callbacks === undefined ? [] : [callbacks].flat();
    for (const each of list) checkIsRecord("a callback", each);
    return this.core.fit(x, y, { ...options, verbose, callbacks: list.map(plainCallback) });
  }

  /** The loss, or a list of the loss and the metrics. In TensorFlow.js it is there at once; here, await it. */
  async evaluate(x: core.ModelData, y: core.ModelTargets, args: core.EvaluateOptions = {}): Promise<Tensor | Tensor[]> {
    checkIsRecord("evaluate", args);
    const { verbose = 0, ...options } = args;
    const logs = Object.values(await this.core.evaluate(x, y, { ...options, verbose }));
    const scalars = logs.map((value) => chained(core.tensor(value)));
    return scalars.length === 1 ? scalars[0]! : scalars;
  }

  /** The outputs for x (samples first), computed in batches of `batchSize` (default 32); a list where the model has several. */
  predict(x: core.ModelData, args: { batchSize?: number } = {}): Tensor | Tensor[] {
    return withMethods(this.core.predict(x, args));
  }
  /** The outputs for x, computed as one batch. */
  predictOnBatch(x: core.ModelData): Tensor | Tensor[] {
    return withMethods(this.core.predictOnBatch(x));
  }
  /** One training step on one batch. Resolves to the loss, or to a list of the loss and the metrics. */
  async trainOnBatch(x: core.ModelData, y: core.ModelTargets): Promise<number | number[]> {
    const logs = Object.values(await this.core.trainOnBatch(x, y));
    return logs.length === 1 ? logs[0]! : logs;
  }

  /** The layer of this name, or at this index, which decides where both are given. @throws ConfigError when there is none */
  getLayer(nameOrIndex: string | number | undefined, index?: number): Layer {
    const at = index ?? nameOrIndex;
    return this.core.getLayer(typeof at === "string" ? at : { index: at! });
  }
  /** The values of all weights, in the order that {@link setWeights} takes. */
  getWeights(): Tensor[] {
    return this.core.getWeights().map((each) => chained(each));
  }
  /** Replaces the values of all weights. @throws ShapeError when their number or their shapes do not fit */
  setWeights(weights: readonly core.TensorLike[]): void {
    this.core.setWeights(weights);
  }
  /** The number of weights, each element counted. */
  countParams(): number {
    return this.core.countParams();
  }
  /** Prints a table of the layers, their output shapes and their counts of weights. `print` receives the text. Default `console.log`. */
  summary(lineLength?: number, _positions?: readonly number[], print?: (text: string) => void): void {
    this.core.summary({ lineLength, print });
  }
  /** Sets the states of stateful recurrent layers back to zero. */
  resetStates(): void {
    this.core.resetStates();
  }
  /** Frees the weights. */
  dispose(): void {
    this.core.dispose();
  }

  /** Writes `model.json` and the weights into a folder: `file://folder`. */
  async save(url: string): Promise<void> {
    await core.saveModel(this.core, `${pathOf(url).replace(/\/$/, "")}/model.json`);
  }
}

/** A model that passes its input through a list of layers; `add` appends more. */
export function sequential(options: { layers?: readonly (Layer | LayersModel)[]; name?: string } = {}): LayersModel {
  checkIsRecord("sequential", options);
  if (options.layers !== undefined) checkOption("sequential", "layers", options.layers, takes.list);
  return new LayersModel(core.sequential({ ...options, layers: options.layers?.map(plainLayer) }));
}

/** A model from the inputs to the outputs of a graph. @throws ConfigError when an output depends on an input that is not given */
export function model(options: {
  inputs: Symbolic | readonly Symbolic[];
  outputs: Symbolic | readonly Symbolic[];
  name?: string;
}): LayersModel {
  return new LayersModel(core.model(options));
}

/** Reads a model of TensorFlow.js, or of any other format that Recurve reads: `file://` and a path, or a URL. */
export async function loadLayersModel(url: string): Promise<LayersModel> {
  return new LayersModel(await core.loadModel(/^https?:/i.test(url) ? url : pathOf(url)));
}

/** The input of a graph: `shape` is that of one sample, without the batch axis. */
export const input = core.input;

function pathOf(url: string): string {
  if (!/^[a-z]+:\/\//i.test(url)) return url;
  if (/^file:\/\//i.test(url)) return url.slice("file://".length);
  throw new core.ConfigError({
    what: "There is no such place for models here.",
    expected: "file:// and a path; for reading also http:// and https://",
    received: url,
    hint: 'in a page: saveModel of "recurve" gives the bytes, to be kept anywhere',
  });
}

const plainLayer = (layer: Layer | LayersModel): core.Layer<1> =>
  (layer instanceof LayersModel ? layer.core : layer) as core.Layer<1>;

function plainCallback({ onBatchBegin, onBatchEnd, ...callback }: Callbacks): core.Callback {
  return {
    ...callback,
    ...(onBatchBegin && { onTrainBatchBegin: onBatchBegin }),
    ...(onBatchEnd && { onTrainBatchEnd: onBatchEnd }),
  };
}

function withMethods(predicted: core.Tensor | core.Tensor[] | Record<string, core.Tensor>): Tensor | Tensor[] {
  return predicted instanceof core.Tensor ? chained(predicted) : Object.values(predicted).map((each) => chained(each));
}
