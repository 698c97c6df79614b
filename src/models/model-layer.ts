/** A model as a layer: the graph of its layers, the names of inputs and outputs, and running it. */
import type { Variable } from "../autodiff/variable.ts";
import { type LayerConfig, openShape } from "../layers/config.ts";
import type { RunContext } from "../layers/context.ts";
import type { Outputs } from "../layers/counts.ts";
import { inputFor } from "../layers/input.ts";
import { Layer } from "../layers/layer.ts";
import { type CallOptions, listOf, type OpenShape, type SymbolicTensor } from "../layers/symbolic.ts";
import type { Optimizer } from "../optimizers/index.ts";
import { ConfigError, checkOption, Random, shown, type Tensor, takes, unknownName } from "../tensor/index.ts";
import { CallOf } from "./call-of.ts";
import { type Graph, graphShapes, nameLayers, prepared, runGraph, traceGraph } from "./graph.ts";
import { weightStream } from "./random-streams.ts";
import type { Running } from "./running.ts";
import { isRecord, listByName, type ModelData } from "./samples.ts";
import { isStateful, layersWithin, type Stateful } from "./stateful.ts";
import { checkStatefulBatch } from "./take-rows.ts";
import type { Objective } from "./training/objective.ts";
import type { StepBatch, TrainStep } from "./training/own-step.ts";
import { variablesByPath } from "./variables-by-path.ts";

/** The form of a model's outputs: one tensor, a list, or several by name. */
export type ModelOutputs = SymbolicTensor | readonly SymbolicTensor[] | Readonly<Record<string, SymbolicTensor>>;

/** The result of `predict` for a model's outputs: a tensor, a tuple, or a record; any of them if the outputs are not known. */
export type Predictions<O extends ModelOutputs> = O extends SymbolicTensor
  ? Tensor
  : O extends readonly SymbolicTensor[]
    ? TensorsOf<O>
    : { -readonly [K in keyof O]: Tensor };

/** A tensor for each tensor of the graph. */
type TensorsOf<O extends readonly SymbolicTensor[]> = { -readonly [K in keyof O]: Tensor };

/** How many tensors a model returns as a layer of another. */
export type OutputCount<O extends ModelOutputs> = O extends SymbolicTensor
  ? 1
  : O extends readonly SymbolicTensor[]
    ? O["length"]
    : number;

/** Options that every model has. */
export interface ModelConfig extends LayerConfig {
  /** Seed of initial weights, shuffling and dropout. Random when absent. */
  seed?: number | undefined;
}

/** The options that every model has. */
export const modelOptions = { name: takes.text, seed: takes.seed, trainable: takes.flag };

/** A model without its training; {@link Model} is the only class that extends it. */
export abstract class ModelLayer<O extends ModelOutputs = ModelOutputs> extends Layer<OutputCount<O>> {
  override readonly config: Readonly<ModelConfig> & object = {};
  /** The calls from inputs to outputs; undefined while a model that is built from data has no input shape yet. */
  graph: Graph | undefined = undefined;
  /** Whether data must have the shape of the graph's inputs; in a model that was built from data, the layers check it. */
  checksShapes = false;
  /** Whether declared lengths must be those of the data; where not, the layers decide. @internal */
  bindsLengths = true;
  override readonly supportsMasking = true;
  /** Set to true in a callback to end training after the running batch. */
  stopTraining = false;
  /** What `compile` decided. */
  objective: Objective | undefined;
  /** The `fit` or `evaluate` in progress. @internal */
  running: Running | undefined;
  private runs = 0;

  /** Optional method of your own class: what `fit` does with a batch instead of its own step. */
  trainStep?(batch: StepBatch): ReturnType<TrainStep>;

  /** Optional method of your own class: what `evaluate` and the validation of `fit` do with a batch. */
  testStep?(batch: StepBatch): ReturnType<TrainStep>;

  /** The optimizer that `compile` chose. */
  get optimizer(): Optimizer | undefined {
    return this.objective?.optimizer;
  }

  /** The outputs in the form in which they were given; of your own class a single one, or a list. */
  pack(outputs: Tensor[]): Predictions<O> {
    return (outputs.length === 1 ? outputs[0] : outputs) as Predictions<O>;
  }

  /**
   * Makes the graph for inputs of these shapes, unless it exists: for your own class a single node, its `call`, and
   * inputs with these names.
   */
  prepare(shapes: readonly OpenShape[], names?: readonly string[]): Graph {
    if (this.graph) return this.graph;
    const inputs = shapes.map((shape) => inputFor(this, [null, ...shape.slice(1)]));
    for (const [i, { layer }] of inputs.entries()) if (names) layer.rename(names[i]!);
    const outputs: SymbolicTensor | readonly SymbolicTensor[] = new CallOf(this).apply(inputs);
    this.graph = traceGraph(inputs, listOf(outputs));
    nameLayers(this.graph.layers);
    this.objective?.measure(this.outputNames);
    this.seedWeights(this.config.seed);
    return this.graph;
  }

  /** The names under which data may be given. */
  get inputNames(): readonly string[] {
    return this.graph ? this.graph.inputs.map(({ layer }) => layer.name) : ["input"];
  }

  /** The names under which targets, losses and metrics may be given: those of the output layers. */
  get outputNames(): readonly string[] {
    if (!this.graph) return ["output"];
    const names = this.graph.outputs.map(({ layer }) => layer.name);
    const taken = new Set(names);
    return names.map((name, i) => {
      if (names.indexOf(name) === i) return name;
      let numbered = name;
      for (let number = 1; taken.has(numbered); number++) numbered = `${name}_${number}`;
      taken.add(numbered);
      return numbered;
    });
  }

  /** What logs call the outputs. @internal */
  get logNames(): readonly string[] {
    return this.outputNames;
  }

  /** The inputs. @throws ConfigError while a sequential model has no input shape yet */
  get inputs(): readonly SymbolicTensor[] {
    return this.builtGraph().inputs;
  }

  /** The outputs. @throws ConfigError while a sequential model has no input shape yet */
  get outputs(): readonly SymbolicTensor[] {
    return this.builtGraph().outputs;
  }

  override get input(): SymbolicTensor | readonly SymbolicTensor[] {
    return this.inputs.length === 1 ? this.inputs[0]! : this.inputs;
  }

  override get output(): Outputs<OutputCount<O>, SymbolicTensor> {
    const { outputs } = this;
    return (outputs.length === 1 ? outputs[0] : [...outputs]) as Outputs<OutputCount<O>, SymbolicTensor>;
  }

  /** The layers, those near the inputs first; of your own class those in its fields. */
  get layers(): readonly Layer<number>[] {
    return [...this.parts.values()].filter((part) => part instanceof Layer);
  }

  override get children(): readonly Layer<number>[] {
    return this.layers;
  }

  override get outputCount(): OutputCount<O> {
    return (this.graph?.outputs.length ?? 1) as OutputCount<O>;
  }

  override get built(): boolean {
    return this.graph !== undefined;
  }

  /** Whether an input takes texts; for a model that is built from data, whether its first layer does. */
  override get takesTexts(): boolean {
    return this.graph?.inputs.some(({ dtype }) => dtype === "string") ?? this.layers[0]?.takesTexts ?? false;
  }

  override get worksPerStep(): boolean {
    return this.builtGraph().nodes.every(
      ({ layer, options }) => layer.worksPerStep && !options.initialState && !options.constants,
    );
  }

  override mixesRows(training: boolean): boolean {
    if (!this.graph) return super.mixesRows(training);
    return this.graph.nodes.some(({ layer, options }) => layer.mixesRows(options.training ?? training));
  }

  override get weights(): readonly Variable[] {
    return [...new Set(super.weights)];
  }

  override get trainableWeights(): readonly Variable[] {
    return [...new Set(super.trainableWeights)];
  }

  /**
   * The layer with this name, or this index in {@link layers}; `Count` is the number of its outputs.
   * @throws ConfigError when there is none
   */
  getLayer<Count extends number = 1>(which: string | { index: number }): Layer<Count> {
    const layers = this.layers as readonly Layer<any>[];
    if (typeof which === "string") {
      const found = layers.find(({ name }) => name === which);
      if (found) return found;
      const names = layers.map(({ name }) => name);
      throw unknownName("layer", which, names);
    }
    const found = Number.isInteger(which?.index) ? layers.at(which.index) : undefined;
    if (found) return found;
    throw new ConfigError({
      what: "The model has no layer with this number.",
      expected: `an index below ${layers.length}`,
      received: shown(which),
    });
  }

  /** Resets stateful recurrent layers: the next batch starts from zeros. */
  resetStates(): void {
    for (const layer of this.statefulLayers) layer.resetStates();
  }

  /** Whether any layer carries its states from batch to batch. */
  get stateful(): boolean {
    return this.statefulLayers.length > 0;
  }

  /** The layers, at any depth, that carry their states from batch to batch. */
  get statefulLayers(): readonly Stateful[] {
    return layersWithin(this).filter(isStateful);
  }

  /** Sets the paths of the weights, and the seed and stream from which those without values will be drawn. */
  seedWeights(seed: number | undefined): void {
    for (const [path, weight] of variablesByPath(this)) weight.path = path;
    if (seed === undefined) return;
    for (const [i, weight] of this.weights.entries()) weight.drawFrom(new Random(seed, weightStream(i)));
  }

  /** The number of a run outside training, for its random stream. */
  nextRun(): number {
    return this.runs++;
  }

  /** Makes the weights before the first data. @param shape that of a batch, `null` for an open length; of several inputs a list or record */
  override build(shape: OpenShape | readonly OpenShape[] | Readonly<Record<string, OpenShape>>): void {
    const names = isRecord(shape) ? (this.graph ? this.inputNames : Object.keys(shape)) : undefined;
    const given = names ? listByName("input", shape as ModelData, names) : shape;
    checkOption("build", "shape", given, takes.either(openShape, takes.listOf(openShape)));
    const shapes = given.every((length) => length === null || typeof length === "number") ? [given] : given;
    const graph = this.prepare(shapes as readonly OpenShape[], names);
    graphShapes(graph, shapes as readonly OpenShape[]);
  }

  /** Throws for shapes that a model declares otherwise, where it is a layer of another. */
  protected checkAsLayer(_shapes: readonly OpenShape[]): void {}

  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    const graph = this.prepare(inputs);
    this.checkAsLayer(inputs);
    return graphShapes(graph, inputs);
  }

  override call(inputs: readonly Tensor[], { run, training }: { run: RunContext; training: boolean }): Tensor[] {
    return runGraph(this.builtGraph(), inputs, run, training);
  }

  /** Masks flow along the layers inside; a mask given with the call replaces those that the inputs carry. */
  override run(inputs: readonly Tensor[], options: CallOptions<Tensor>, run: RunContext): Tensor[] {
    const { mask, training = run.training } = options;
    const graph = this.prepare(inputs.map(({ shape }) => shape));
    // states that the run carries itself are not those of the previous batch
    if (!run.carried) {
      checkStatefulBatch(this, inputs[0]!.shape[0]!);
      this.checkAsLayer(inputs.map(({ shape }) => shape));
    }
    const masks = mask === undefined || Array.isArray(mask) ? mask : [mask];
    const given = inputs.map((input, i) => prepared(input, graph.inputs[i]!.dtype, masks ? masks[i] : input.mask));
    run.observer?.enter(given);
    const outputs = runGraph(graph, given, run, training);
    run.observer?.leave(this, outputs);
    return outputs;
  }

  /** The graph, for subclasses. @throws ConfigError while the model has no input shape yet */
  protected builtGraph(): Graph {
    if (this.graph) return this.graph;
    throw new ConfigError({
      what: `The model "${this.name}" has no input shape yet.`,
      hint: "give inputShape to its first layer, or call it on data once",
    });
  }
}

/** A model as a layer, whatever its outputs. */
export type AnyModelLayer = ModelLayer<any>;
