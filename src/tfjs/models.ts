/** Models with TensorFlow.js's methods. Losses, metrics and training are Recurve's own. */
import * as core from "../index.ts";
import { checkIsRecord, checkOption, takes } from "../tensor/index.ts";
import { chained, type Tensor } from "./tensors.ts";
import { optimizerOf } from "./train.ts";

type Layer = core.Layer<any>;
type Symbolic = core.SymbolicTensor;

/** TensorFlow.js's callbacks: batches without "train" in the name. */
export interface Callbacks extends core.Callback {
  /** Before a batch of training, whose number counts from 0 in each epoch. */
  onBatchBegin?: (batch: number, logs: core.Logs) => void | Promise<void>;
  /** After a batch of training; logs have the means of the epoch so far. */
  onBatchEnd?: (batch: number, logs: core.Logs) => void | Promise<void>;
}

export interface FitArgs extends Omit<core.FitOptions, "callbacks"> {
  /** Callbacks whose hooks are called on the way, in this order. Default none. */
  callbacks?: Callbacks | readonly Callbacks[];
  /** Taken as TensorFlow.js's and without effect: training lets the page run by itself. */
  yieldEvery?: string | number;
}

export interface CompileArgs extends Omit<core.CompileOptions, "optimizer"> {
  /** An optimizer, or its name. */
  optimizer: string | core.CompileOptions["optimizer"];
}

/** A model; `sequential`, `model` and `loadLayersModel` give one. */
export class LayersModel {
  constructor(readonly core: core.Model<any>) {}

  get name(): string {
    return this.core.name;
  }
  get layers(): readonly Layer[] {
    return this.core.layers;
  }
  get inputs(): readonly Symbolic[] {
    return this.core.inputs;
  }
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
  get optimizer() {
    return this.core.optimizer;
  }
  set stopTraining(stop: boolean) {
    this.core.stopTraining = stop;
  }

  add(layer: Layer | LayersModel): void {
    (this.core as core.Sequential).add(plainLayer(layer));
  }
  apply(inputs: Symbolic | readonly Symbolic[]): Symbolic | Symbolic[] {
    return this.core.apply(inputs) as unknown as Symbolic | Symbolic[];
  }
  compile(args: CompileArgs): void {
    checkIsRecord("compile", args);
    const { optimizer, ...rest } = args;
    this.core.compile({ ...rest, optimizer: optimizerOf(optimizer) });
  }

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

  predict(x: core.ModelData, args: { batchSize?: number } = {}): Tensor | Tensor[] {
    return withMethods(this.core.predict(x, args));
  }
  predictOnBatch(x: core.ModelData): Tensor | Tensor[] {
    return withMethods(this.core.predictOnBatch(x));
  }
  async trainOnBatch(x: core.ModelData, y: core.ModelTargets): Promise<number | number[]> {
    const logs = Object.values(await this.core.trainOnBatch(x, y));
    return logs.length === 1 ? logs[0]! : logs;
  }

  getLayer(name: string | undefined, index?: number): Layer {
    return this.core.getLayer(name ?? { index: index! });
  }
  getWeights(): Tensor[] {
    return this.core.getWeights().map(chained);
  }
  setWeights(weights: readonly core.TensorLike[]): void {
    this.core.setWeights(weights);
  }
  countParams(): number {
    return this.core.countParams();
  }
  summary(lineLength?: number, _positions?: readonly number[], print?: (text: string) => void): void {
    this.core.summary({ lineLength, print });
  }
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

export function sequential(options: { layers?: readonly (Layer | LayersModel)[]; name?: string } = {}): LayersModel {
  checkIsRecord("sequential", options);
  if (options.layers !== undefined) checkOption("sequential", "layers", options.layers, takes.list);
  return new LayersModel(core.sequential({ ...options, layers: options.layers?.map(plainLayer) }));
}

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
  return predicted instanceof core.Tensor ? chained(predicted) : Object.values(predicted).map(chained);
}
