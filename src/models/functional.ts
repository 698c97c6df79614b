/** Models from a graph of calls: `model({inputs, outputs})`. */
import type { Layer } from "../layers/layer.ts";
import { type OpenShape, SymbolicTensor } from "../layers/symbolic.ts";
import {
  type Declared,
  formatShape,
  orderedRecord,
  readOptions,
  ShapeError,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { type Graph, nameLayers, takesShape, traceGraph } from "./graph.ts";
import { Model } from "./model.ts";
import { type ModelConfig, type ModelOutputs, modelOptions, type Predictions } from "./model-layer.ts";

/** Options of {@link model}. */
export interface FunctionalOptions<O extends ModelOutputs> {
  /** Symbolic tensors from `input()`: one, a list, or several by name. */
  inputs: SymbolicTensor | readonly SymbolicTensor[] | Readonly<Record<string, SymbolicTensor>>;
  /**
   * Symbolic tensors from layers: one, a list, or several by name. `predict` returns tensors in the same form; `apply`
   * returns several as a list.
   */
  outputs: O;
  /** The model's name, in summaries, files and messages; by default numbered. */
  name?: string | undefined;
  /** Seed of initial weights, shuffling and dropout. */
  seed?: number | undefined;
  /** Whether training changes the weights. Default true. */
  trainable?: boolean | undefined;
}

const functionalOptions = {
  ...modelOptions,
  inputs: takes.required(takes.anything),
  outputs: takes.required(takes.anything),
} satisfies Declared<FunctionalOptions<any>>;

/** A model that is a graph of calls; see {@link model}. */
export class Functional<O extends ModelOutputs = ModelOutputs> extends Model<O> {
  override readonly className = "Functional";
  override readonly config: Readonly<ModelConfig>;
  override readonly graph: Graph;
  override readonly checksShapes = true;
  private readonly form: O;
  private readonly inputForm: FunctionalOptions<O>["inputs"];

  constructor(options: FunctionalOptions<O>) {
    super();
    readOptions<FunctionalOptions<O>, typeof functionalOptions>("model", options, functionalOptions);
    const { inputs, outputs, ...config } = options;
    this.config = config;
    this.form = outputs;
    this.inputForm = inputs;
    this.graph = traceGraph(entriesOf(inputs), entriesOf(outputs), entriesOf(outputs, true));
    nameLayers(this.graph.layers);
    this.seedWeights(config.seed);
  }

  override get inputNames(): readonly string[] {
    return keysOf(this.inputForm) ?? super.inputNames;
  }

  override get layers(): readonly Layer<number>[] {
    return this.graph.layers;
  }

  override get outputNames(): readonly string[] {
    return keysOf(this.form) ?? super.outputNames;
  }

  /** A layer that is output twice has one name in logs, as in Keras. @internal */
  override get logNames(): readonly string[] {
    return keysOf(this.form) ?? this.graph.outputs.map(({ layer }) => layer.name);
  }

  /** The form of the inputs or outputs: a single one, or by name. */
  formOf(which: "inputs" | "outputs"): { isSingle: boolean; keys: readonly string[] | undefined } {
    const form = which === "inputs" ? this.inputForm : this.form;
    return { isSingle: form instanceof SymbolicTensor, keys: keysOf(form) };
  }

  override prepare(shapes: readonly OpenShape[]): Graph {
    if (shapes.length === this.graph.inputs.length) return this.graph;
    throw new ShapeError({
      what: `The model "${this.name}" received a wrong number of inputs.`,
      expected: `${this.graph.inputs.length}: ${this.inputNames.join(", ")}`,
      received: `${shapes.length}: ${shapes.map(formatShape).join(", ")}`,
    });
  }

  /** As in Keras, a graph takes the lengths that it declares, in a chain too. */
  protected override checkAsLayer(shapes: readonly OpenShape[]): void {
    for (const [i, { shape: declared }] of this.graph.inputs.entries()) {
      const shape = shapes[i]!;
      // another rank is told by the layers themselves
      if (shape.length !== declared.length || takesShape(declared, shape)) continue;
      throw new ShapeError({
        what: `The model "${this.name}" received an input that does not fit "${this.inputNames[i]}".`,
        expected: formatShape(declared),
        received: formatShape(shape),
        hint: "declare the lengths that differ as null",
      });
    }
  }

  override pack(outputs: Tensor[]): Predictions<O> {
    if (this.form instanceof SymbolicTensor) return outputs[0] as Predictions<O>;
    const keys = keysOf(this.form);
    return (keys ? orderedRecord(keys.map((key, i) => [key, outputs[i]])) : outputs) as Predictions<O>;
  }
}

/**
 * A model of the calls that lead from `inputs` to `outputs`: any graph, with several inputs and outputs, shared layers
 * and models as layers.
 * @throws ConfigError when the graph is disconnected or two layers have the same name
 */
export function model<const O extends ModelOutputs>(options: FunctionalOptions<O>): Functional<O> {
  return new Functional(options);
}

/** @param sorted whether named ones are sorted by name */
function entriesOf(form: ModelOutputs, sorted = false): readonly SymbolicTensor[] {
  if (form instanceof SymbolicTensor) return [form];
  if (Array.isArray(form)) return form;
  const record = (form ?? {}) as Readonly<Record<string, SymbolicTensor>>;
  return sorted
    ? Object.keys(record)
        .sort()
        .map((name) => record[name]!)
    : Object.values(record);
}

function keysOf(form: ModelOutputs): readonly string[] | undefined {
  return form instanceof SymbolicTensor || Array.isArray(form) ? undefined : Object.keys(form);
}
