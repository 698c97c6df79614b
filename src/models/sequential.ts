/** Models that are a chain of layers: `sequential({layers})`. */
import { InputLayer, inputFor } from "../layers/input.ts";
import { Layer } from "../layers/layer.ts";
import { type Node, type OpenShape, SymbolicTensor } from "../layers/symbolic.ts";
import { ConfigError, readOptions, shown, type Tensor, takes } from "../tensor/index.ts";
import { type Graph, nameLayers, traceGraph } from "./graph.ts";
import { Model } from "./model.ts";
import { type ModelConfig, modelOptions } from "./model-layer.ts";
import { checkFree } from "./running.ts";

/** Options of {@link sequential}. */
export interface SequentialOptions {
  /** The layers, first to last, with one output each; `input({shape})` may come first. */
  layers?: readonly (Layer<1> | SymbolicTensor)[] | undefined;
  /** The model's name, in summaries, files and messages; by default numbered. */
  name?: string | undefined;
  /** Seed of initial weights, shuffling and dropout. */
  seed?: number | undefined;
  /** Whether training changes the weights. Default true. */
  trainable?: boolean | undefined;
}

/** A model that is a chain of layers; see {@link sequential}. */
export class Sequential extends Model<SymbolicTensor> {
  override readonly className = "Sequential";
  override readonly inputCount = 1;
  override bindsLengths = false;
  /** Whether a layer may be added again, and is called again with the same weights, as in TensorFlow.js. @internal */
  takesAgain = false;
  override readonly config: Readonly<ModelConfig>;
  private readonly chain: Layer<number>[] = [];
  private start: SymbolicTensor | undefined;
  /** The call of the first layer, where {@link beginWith} took it over. */
  private adopted: Node | undefined;

  constructor(options: SequentialOptions = {}) {
    super();
    readOptions("sequential", options, { ...modelOptions, layers: takes.anything });
    const { layers = [], ...config } = options;
    this.config = config;
    if (!Array.isArray(layers)) {
      throw new ConfigError({
        what: "sequential takes a list of layers.",
        expected: "{ layers: [layers.lstm({ units: 8 }), layers.dense({ units: 1 })] }",
        received: shown(layers),
      });
    }
    this.addAll(layers);
  }

  override get layers(): readonly Layer<number>[] {
    return this.chain;
  }

  override get outputCount(): 1 {
    return 1;
  }

  /**
   * Adds a layer at the end.
   * @throws ConfigError for a layer of several outputs; then the model stays as it was
   */
  add(layer: Layer<1> | SymbolicTensor): void {
    this.addAll([layer]);
  }

  /** Adds layers at the end, as repeated {@link add}, but builds the graph only once. */
  addAll(layers: readonly (Layer<1> | SymbolicTensor)[]): void {
    const known = new Set<Layer<number>>(this.chain);
    const added: Layer<1>[] = [];
    for (const layer of layers) {
      if (layer instanceof SymbolicTensor) this.declareStart(layer, known.size);
      else if (layer instanceof InputLayer) this.declareStart(layer.symbolic(), known.size);
      else {
        this.checkLayer(layer, known);
        known.add(layer);
        added.push(layer);
      }
    }
    if (added.length > 0) this.addToChain(added);
  }

  /**
   * Begins an empty model with a layer that was called already: with that call, on that input. @internal
   * @throws ConfigError where it was called on what another layer gives
   */
  beginWith(layer: Layer<1>): void {
    this.checkLayer(layer, new Set());
    const node = layer.inboundNodes[0]!;
    const [start, ...others] = node.inputs;
    if (!(start instanceof SymbolicTensor && start.node.inputs.length === 0) || others.length > 0) {
      throw new ConfigError({
        what: `A sequential model cannot begin with the layer "${layer.name}": it is in the middle of a graph.`,
        expected: "a layer that was called on an input, or not at all",
        hint: "use model({ inputs, outputs })",
      });
    }
    this.start = start;
    this.checksShapes = true;
    this.adopted = node;
    this.graph = traceGraph([start], [node.outputs[0]!]);
    this.chain.push(layer);
    this.seedWeights(this.config.seed);
  }

  /**
   * Removes the last layer and returns it. A declared input stays, and so does the result of `compile`.
   * @throws ConfigError when there is none
   */
  pop(): Layer<1> {
    checkFree(this, "pop");
    const layer = this.chain.at(-1);
    if (!layer) throw new ConfigError({ what: `The model "${this.name}" has no layer to remove.` });
    this.chain.pop();
    const end = this.graph?.outputs[0]?.node;
    if (end) {
      // the layer is free for another model
      if (end !== this.adopted) layer.inboundNodes.splice(layer.inboundNodes.indexOf(end), 1);
      this.graph = this.chain.length > 0 ? traceGraph([this.start!], [end.inputs[0] as SymbolicTensor]) : undefined;
    }
    if (this.chain.length === 0 && (this.adopted || !this.checksShapes)) {
      this.start = this.adopted = undefined;
      this.checksShapes = false;
    }
    return layer as Layer<1>;
  }

  private addToChain(added: readonly Layer<1>[]): void {
    const first = this.chain.length === 0;
    const declared = first && !this.start ? declaredShape(added[0]!) : undefined;
    const start = declared ? inputFor(added[0]!, declared) : this.start;
    nameLayers([...new Set([...this.chain, ...added])]);
    if (start) this.drawChain(start, added);
    this.checksShapes ||= declared !== undefined;
    for (const layer of added) this.chain.push(layer);
    this.seedWeights(this.config.seed);
  }

  override prepare([shape]: readonly OpenShape[]): Graph {
    if (this.graph) return this.graph;
    if (this.chain.length === 0) {
      throw new ConfigError({ what: `The model "${this.name}" has no layers.`, hint: "add(...) some first" });
    }
    const graph = this.drawChain(inputFor(this, [null, ...shape!.slice(1)]), this.chain);
    this.seedWeights(this.config.seed);
    return graph;
  }

  override pack([output]: Tensor[]): Tensor {
    return output!;
  }

  private declareStart(start: SymbolicTensor, layersBefore: number): void {
    if (this.start || layersBefore > 0) {
      throw new ConfigError({
        what: "An input comes first in a sequential model, and once.",
        hint: "put input({ shape }) first in the list",
      });
    }
    this.start = start;
    this.checksShapes = true;
  }

  /** Adds the calls that are not in the graph yet. */
  private drawChain(start: SymbolicTensor, added: readonly Layer<number>[]): Graph {
    let end = this.graph?.outputs[0] ?? start;
    // shapes first: a layer that does not fit throws before any layer has weights
    let shapes: readonly OpenShape[] = [end.shape];
    for (const layer of added) shapes = layer.computeOutputShapes(shapes);
    for (const layer of added) end = layer.apply(end) as SymbolicTensor;
    this.start = start;
    this.graph = traceGraph([start], [end]);
    nameLayers(this.graph.layers);
    return this.graph;
  }

  private checkLayer(layer: Layer<number>, known: ReadonlySet<Layer<number>>): void {
    if (!(layer instanceof Layer)) {
      throw new ConfigError({
        what: "This is not a layer.",
        expected: "a layer, such as layers.dense({ ... })",
        received: typeof layer === "function" ? "a function; did you forget to call it?" : shown(layer),
      });
    }
    if (known.has(layer) && !this.takesAgain) {
      throw new ConfigError({
        what: `The layer "${layer.name}" is already in this sequential model.`,
        hint: "make a second layer, or use model({ inputs, outputs }) to share one",
      });
    }
    if (layer.outputCount === 1) return;
    throw new ConfigError({
      what: `A layer of a sequential model gives one tensor; ${layer.className} "${layer.name}" gives ${layer.outputCount}.`,
      expected: "a layer of a single output",
      received: `${layer.outputCount} outputs${(layer.config as { returnState?: boolean }).returnState ? " (returnState: true)" : ""}`,
      hint: "use model({ inputs, outputs }) to choose among the outputs, or leave returnState out",
    });
  }
}

/**
 * A model that passes its input through a list of layers: `sequential([...])`, or `sequential({ layers: [...] })` with more options. Without an input shape it is built from the first data.
 * @throws ConfigError for a layer of several outputs (`returnState: true`): use `model` for those
 */
export function sequential(
  layers: NonNullable<SequentialOptions["layers"]>,
  options?: Omit<SequentialOptions, "layers">,
): Sequential;
/** With the layers among the options, or without layers: `add` appends them. */
export function sequential(options?: SequentialOptions): Sequential;
export function sequential(
  first: SequentialOptions | NonNullable<SequentialOptions["layers"]> = {},
  options: Omit<SequentialOptions, "layers"> = {},
): Sequential {
  return new Sequential(Array.isArray(first) ? { ...options, layers: first } : (first as SequentialOptions));
}

function declaredShape(layer: Layer<number>): OpenShape | undefined {
  const { inputShape, batchInputShape } = layer.config;
  if (batchInputShape) return batchInputShape;
  if (inputShape) return [null, ...inputShape];
  return layer instanceof Model && layer.graph ? layer.graph.inputs[0]!.shape : undefined;
}
