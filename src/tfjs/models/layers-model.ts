/** Models with TensorFlow.js's methods. */
import * as core from "../../index.ts";
import { checkIsRecord, checkOption, type Declared, readOptions, takes } from "../../tensor/index.ts";
import type { History } from "../callbacks/index.ts";
import { plainJson } from "../io/checks.ts";
import { saveLayersModel, topologyOf } from "../io/save-layers-model.ts";
import type { IOHandler, SaveConfig, SaveResult } from "../io/types.ts";
import { faceOf } from "../layers/faces.ts";
import { Layer, listed, oneOrList, type SymbolicTensors, type Tensors } from "../layers/layer.ts";
import type { Kwargs } from "../layers/own-args.ts";
import { type SymbolicTensor, symbolic } from "../layers/symbolic.ts";
import { type Optimizer, optimizerNamed, optimizerOf } from "../optimizers/index.ts";
import { type Args, readArgs } from "../read-args.ts";
import { chained, chainedAll, type Tensor } from "../tensors/index.ts";
import { compile, type ModelCompileArgs, withoutDoubles } from "../training/compile.ts";
import { aVerbosity, type ModelFitArgs, fit as train } from "../training/fit.ts";
import {
  type BatchDataset,
  type BatchIterator,
  evaluateDataset,
  fitDataset,
  type ModelEvaluateDatasetArgs,
  type ModelFitDatasetArgs,
} from "../training/fit-dataset.ts";
import { columns, type Data, samplesOf } from "../training/read.ts";
import { measure, type Numbers, trainOn } from "../training/steps.ts";
import type { NamedTensorMap, Rank, Scalar } from "../types.ts";
import { loadWeights } from "./load-weights.ts";
import { printSummary } from "./summary.ts";

/** Options of `evaluate`. */
export interface ModelEvaluateArgs {
  /** Samples measured together. Default 32. */
  batchSize?: number | null;
  /** Taken as TensorFlow.js's; nothing is printed. */
  verbose?: 0 | 1 | 2 | boolean | null;
  /** A factor for the loss of each sample. */
  sampleWeight?: Data | null;
  /** Batches to measure on, if not all. */
  steps?: number | null;
}

/** Options of `predict`. */
export interface ModelPredictArgs {
  /** Samples computed together. Default 32. */
  batchSize?: number | null;
  /** Taken as TensorFlow.js's; nothing is printed. */
  verbose?: boolean | number | null;
}

const predictArgs = {
  batchSize: takes.withDefault(takes.positiveInteger, 32),
  verbose: aVerbosity,
} satisfies Declared<Args<ModelPredictArgs>>;
const evaluateArgs = {
  ...predictArgs,
  sampleWeight: takes.anything,
  steps: takes.positiveInteger,
} satisfies Declared<Args<ModelEvaluateArgs>>;

/** A model; `tf.sequential`, `tf.model` and `tf.loadLayersModel` give one. */
export class LayersModel extends Layer {
  /** The name of the class in files. */
  static className = "Model";
  /** The model in Recurve's own form, with all its methods. */
  declare readonly core: core.Model<any>;
  /** What the last training gave; null before. */
  history: History = null as unknown as History;
  /** What `compile` was given as loss. */
  loss!: ModelCompileArgs["loss"];
  /** What `compile` was given as metrics. */
  metrics: ModelCompileArgs["metrics"];
  private chosen: unknown;
  /** The names of what `evaluate` gives, in its order. */
  metricsNames: string[] = [];

  /** @internal */
  override getClassName(): string {
    return this.core.className === "Sequential" ? "Sequential" : "Model";
  }
  /** The layers in the order in which they were added or, in a graph, in Keras's order. */
  get layers(): Layer[] {
    return this.core.layers.map((each) => faceOf(each as never));
  }
  /** Whether training changes the weights. The layers keep their own settings: one that is frozen stays so. */
  override get trainable(): boolean {
    return super.trainable;
  }
  override set trainable(trainable: boolean) {
    const inside = (model: LayersModel): Layer[] =>
      model.layers.flatMap((each) => [each, ...(each instanceof LayersModel ? inside(each) : [])]);
    const own = inside(this).map((layer) => [layer, layer.trainable] as const);
    super.trainable = trainable;
    for (const [layer, setting] of own) layer.keepTrainable(setting);
  }
  /** The inputs of the graph. */
  get inputs(): SymbolicTensor[] {
    return this.core.inputs.map(symbolic);
  }
  /** The outputs of the graph. */
  get outputs(): SymbolicTensor[] {
    return this.core.outputs.map(symbolic);
  }
  /** Whether any layer keeps states from batch to batch. */
  override get stateful(): boolean {
    return this.core.stateful;
  }
  /** The names of the inputs. */
  get inputNames(): string[] {
    return [...this.core.inputNames];
  }
  /** The names of the outputs. */
  get outputNames(): string[] {
    return [...this.core.outputNames];
  }
  /** The layers at which the graph begins. */
  get inputLayers(): Layer[] {
    return this.inputs.map(({ sourceLayer }) => sourceLayer);
  }
  /** The layers at which the graph ends. */
  get outputLayers(): Layer[] {
    return this.outputs.map(({ sourceLayer }) => sourceLayer);
  }
  /** The optimizer that `compile` chose. */
  get optimizer(): Optimizer {
    return this.chosen as Optimizer;
  }
  set optimizer(optimizer: Optimizer) {
    this.chosen = optimizerNamed(optimizer);
    this.core.compile({ ...this.core.objective?.options, optimizer: optimizerOf(this.chosen) as never });
  }
  /** Set it to true in a callback, and training ends after the current batch. */
  get stopTraining(): boolean {
    return this.core.stopTraining;
  }
  set stopTraining(stop: boolean) {
    this.core.stopTraining = stop;
  }
  /** Whether `fit` runs. */
  get isTraining(): boolean {
    return this.core.running?.what === "fit";
  }
  /** @internal The names of what logs hold. */
  get logNames(): readonly string[] {
    return this.metricsNames.length > 0 ? withoutDoubles(this.metricsNames) : this.core.objective!.metricNames;
  }

  /** Calls the model on tensors of a graph, as a layer of a larger model; or on tensors. */
  override apply(inputs: Tensors | SymbolicTensors, kwargs?: Kwargs | null): Tensors | SymbolicTensors {
    return super.apply(inputs, kwargs);
  }
  /** What the model computes, always as a list. */
  override call(inputs: Tensors, kwargs?: Kwargs): Tensors {
    return listed(super.call(inputs, kwargs) as Tensor);
  }
  /** Chooses optimizer, loss and metrics; needed before `fit` and `evaluate`. */
  compile(args: ModelCompileArgs): void {
    checkIsRecord("compile", args);
    this.chosen = optimizerNamed(args.optimizer);
    this.metricsNames = compile(this, { ...args, optimizer: this.chosen as Optimizer });
    this.loss = args.loss;
    this.metrics = args.metrics;
  }

  /** Trains on samples x and targets y, whose first axis counts samples. */
  async fit(x: Data, y: Data, args: ModelFitArgs | null = {}): Promise<History> {
    return train(this, x, y, args ?? {});
  }
  /** Trains on the batches of a dataset of `tf.data`. */
  async fitDataset<T>(dataset: BatchDataset, args: ModelFitDatasetArgs<T>): Promise<History> {
    return fitDataset(this, dataset, args);
  }
  /** The loss, or a list of the loss and the metrics; at once. */
  evaluate(x: Data, y: Data, args: ModelEvaluateArgs | null = {}): Scalar | Scalar[] {
    const { sampleWeight, batchSize, steps } = readArgs("evaluate", args, evaluateArgs);
    const samples = samplesOf(this, x, y, { sampleWeight });
    return scalars(measure(this, samples, batchSize, steps));
  }
  /** The loss, or a list of the loss and the metrics, over the batches of a dataset. */
  async evaluateDataset(
    dataset: BatchDataset | BatchIterator,
    args: ModelEvaluateDatasetArgs | null = {},
  ): Promise<Scalar | Scalar[]> {
    return scalars(await evaluateDataset(this, dataset, args ?? {}));
  }
  /** One training step on one batch. Resolves to the loss, or to a list of the loss and the metrics. */
  async trainOnBatch(x: Data, y: Data): Promise<number | number[]> {
    const samples = samplesOf(this, x, y);
    this.core.objective?.checkTargets(samples);
    return oneOrList(trainOn(this, samples));
  }

  /** The outputs for x (samples first), computed in batches; a list where the model has several. */
  predict(x: Data, args: ModelPredictArgs | null = {}): Tensors {
    const { batchSize } = readArgs("predict", args, predictArgs);
    // a fixed batch size binds training alone, where no states go from batch to batch
    if (!this.stateful && this.core.graph?.inputs.some(({ shape }) => shape[0] !== null)) {
      return this.results(listed<core.Tensor>(this.core.apply(this.given(x) as never) as never));
    }
    return this.results(this.core.predict(this.given(x), { batchSize }));
  }
  /** The outputs for x, computed as one batch. */
  predictOnBatch(x: Data): Tensors {
    return this.results(this.core.predictOnBatch(this.given(x)));
  }
  private results(predicted: core.Tensor | core.Tensor[] | Record<string, core.Tensor>): Tensors {
    this.nameWeights();
    // an only output comes alone, however the model was given it
    return oneOrList(predicted instanceof core.Tensor ? [chained(predicted)] : Object.values(predicted).map(chained));
  }
  private given(x: Data): core.ModelData {
    const list = columns(x);
    const isSingle = this.core.graph?.inputs.length === 1 && Array.isArray(list) && list.length === 1;
    return (isSingle && list[0] instanceof core.Tensor ? list[0] : list) as core.ModelData;
  }

  /** Sets weights by the names that files give them. With `strict`, all weights of the model and no others. Default true. */
  loadWeights(weights: NamedTensorMap, strict = true): void {
    loadWeights(this.core, weights, strict);
  }
  /** What layers inside give for x, by the names of their tensors ("dense/dense"), or of the layers. */
  execute(x: Data | Readonly<Record<string, Tensor>>, outputs: string | readonly string[]): Tensors {
    checkOption("execute", "outputs", outputs, someNames);
    const names = [outputs].flat() as string[];
    const { inputNames } = this.core;
    const tensors = this.layers.flatMap(({ calls }) => calls.flatMap((call) => call.outputs.map(symbolic)));
    const inside = names.map((name) => tensors.find((each) => each.name === name) ?? this.core.getLayer(name).output);
    const { inputs } = this.core;
    const part = core.model({ inputs, outputs: inside });
    const given = columns(x as Data);
    const isRecord = typeof given === "object" && !Array.isArray(given) && !(given instanceof core.Tensor);
    if (isRecord) {
      const declared = Object.fromEntries(inputNames.map((name) => [name, aValue]));
      readOptions("execute, the inputs", given as Record<string, unknown>, declared);
    }
    const list = isRecord ? inputNames.map((name) => (given as Record<string, Tensor>)[name]!) : given;
    const found = chainedAll(part.predict(list as core.ModelData)) as unknown as Tensor[];
    return typeof outputs === "string" ? found[0]! : [...found];
  }

  /** The layer of this name, or at this index, which decides where both are given. @throws ConfigError when there is none */
  getLayer(nameOrIndex?: string | number | null, index?: number): Layer {
    const at = index ?? nameOrIndex;
    const found = this.layers.find(({ name }, i) => at === (typeof at === "string" ? name : i));
    return found ?? faceOf(this.core.getLayer(typeof at === "string" ? at : { index: at! }) as never);
  }
  /** @internal A model counts as one use of itself. */
  protected override get uses(): number {
    return Math.max(this.calls.length, 1);
  }
  /** @internal Lets go of its layers, and of models among them also as parts of itself. */
  protected override free(): number {
    let freed = 0;
    for (const layer of this.layers) {
      if (layer.calls.length > 0) freed += layer.dispose().numDisposedVariables;
      if (layer instanceof LayersModel && !layer.isDisposed) freed += layer.dispose().numDisposedVariables;
    }
    return freed;
  }
  /** Prints a table of the layers, a call of `printFn` for each line. */
  summary(
    lineLength?: number | null,
    positions?: readonly number[] | null,
    printFn: (line: string) => void = console.log,
  ): void {
    printSummary(this, { lineLength, positions, printFn });
  }
  /** Sets the states of stateful recurrent layers back to zero. */
  override resetStates(): void {
    this.core.resetStates();
  }
  /** The model's topology as JSON, in the form of files; or as an object. */
  toJSON(_unused?: unknown, returnString = true): string | Record<string, any> {
    const topology = topologyOf(this.core);
    return returnString ? JSON.stringify(topology) : topology;
  }
  /** Notes of your own that files keep; JSON can hold them. */
  setUserDefinedMetadata(metadata: Record<string, NonNullable<unknown>>): void {
    checkIsRecord("setUserDefinedMetadata", metadata);
    plainJson(metadata, "userDefinedMetadata");
    this.core.metadata = metadata;
  }
  /** What {@link setUserDefinedMetadata} was given. */
  getUserDefinedMetadata(): Record<string, NonNullable<unknown>> {
    return this.core.metadata as Record<string, NonNullable<unknown>>;
  }
  /** Saves the model: at an address such as `file://`, `localstorage://`, `indexeddb://`, `downloads://`, or with a handler. */
  async save(handlerOrURL: string | IOHandler, config?: SaveConfig): Promise<SaveResult> {
    return saveLayersModel(this, handlerOrURL, config);
  }
}

const aValue = /* @__PURE__ */ takes.required(
  takes.check<unknown>("values", (value) => value !== undefined && value !== null),
);
const someNames = /* @__PURE__ */ takes.either(takes.text, /* @__PURE__ */ takes.listOf(takes.text));

const scalars = (numbers: Numbers): Scalar | Scalar[] =>
  oneOrList(numbers.map((each) => chained<Rank.R0>(core.tensor(each))));
