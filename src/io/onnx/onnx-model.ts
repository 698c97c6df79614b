/** A model read from an ONNX file: one layer that computes the graph, with the file's names for inputs and outputs. */

import { step } from "../../backend/current.ts";
import { input } from "../../layers/input.ts";
import type { Layer } from "../../layers/layer.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import { traceOf } from "../../layers/trace.ts";
import type { Trace } from "../../layers/trace-values.ts";
import { type Graph, nameLayers, traceGraph } from "../../models/graph.ts";
import { Model } from "../../models/model.ts";
import type { ModelConfig } from "../../models/model-layer.ts";
import { type PredictOptions, predict } from "../../models/predict.ts";
import { listByName, type ModelData } from "../../models/samples.ts";
import { type InputBatch, isBatches } from "../../models/training/epoch-batches.ts";
import { inferenceRun } from "../../models/training/train-step.ts";
import { asTensor, formatShape, orderedRecord, ShapeError, Tensor, type TensorLike } from "../../tensor/index.ts";
import type { OnnxGraph } from "./onnx-graph.ts";

/** What {@link OnnxModel} predicts: the tensor of a single output, or the tensors of several by name. */
type OnnxPredictions = Tensor | Record<string, Tensor>;

/**
 * An ONNX graph as a model: `predict` runs it, `compile` and `fit` train its weights on.
 *
 * Inputs are given by the file's names, or in its order; `predict` gives a tensor for one output, for several a record by name
 * that lists them in the file's order.
 */
export class OnnxModel extends Model<any> {
  override readonly className = "OnnxModel";
  override readonly config: Readonly<ModelConfig>;
  override readonly graph: Graph;
  /** Only where the file declares the shapes of all inputs. */
  override readonly checksShapes: boolean;

  /** @param layer computes the graph */
  constructor(readonly layer: OnnxGraph) {
    super();
    const { name, inputs, outputs } = layer.definition;
    this.checksShapes = inputs.every(({ shape }) => shape !== undefined);
    this.config = name === "" ? {} : { name };
    const symbols = inputs.map((info) => input({ name: info.name, batchShape: info.shape ?? [], dtype: info.dtype }));
    const results = layer.apply<SymbolicTensor>(symbols);
    this.graph = traceGraph(
      symbols,
      outputs.length === 1 ? [results as SymbolicTensor] : (results as SymbolicTensor[]),
    );
    nameLayers(this.graph.layers);
  }

  override get layers(): readonly Layer<number>[] {
    return this.graph.layers;
  }

  override get outputNames(): readonly string[] {
    return this.layer.definition.outputs.map(({ name }) => name);
  }

  override prepare(): Graph {
    return this.graph;
  }

  /**
   * The outputs for the inputs, computed in one run: ONNX does not say which axis counts samples. With `batchSize`, samples
   * lie on the first axis of every input and output, and are computed in batches.
   * @throws ShapeError when the data do not fit
   */
  override predict(x: ModelData | AsyncIterable<InputBatch>, options: PredictOptions = {}): any {
    if (isBatches(x)) return super.predict(x, options);
    if (options.batchSize !== undefined) return this.pack(predict(this, x, options));
    const inputs = this.readWhole(x);
    return this.pack(step(() => this.run(inputs, {}, inferenceRun(this))));
  }

  override predictOnBatch(x: ModelData): any {
    return this.predict(x);
  }

  /** What the graph did with these inputs, taken in one run as by {@link predict}. @throws ShapeError when the data do not fit */
  override trace(x: ModelData): Trace {
    const inputs = this.readWhole(x);
    return traceOf((run) => this.run(inputs, {}, run), inferenceRun(this))[0]!;
  }

  override pack(outputs: Tensor[]): OnnxPredictions {
    if (outputs.length === 1) return outputs[0]!;
    return orderedRecord(this.outputNames.map((name, i) => [name, outputs[i]!]));
  }

  private readWhole(x: ModelData): Tensor[] {
    const inputs = this.listed(x).map((given) => asTensor(given!));
    for (const [i, { shape }] of inputs.entries()) {
      const declared = this.layer.definition.inputs[i]!;
      const fits =
        declared.shape?.length === shape.length && declared.shape.every((n, axis) => n === null || n === shape[axis]);
      if (fits || !declared.shape) continue;
      throw new ShapeError({
        what: `The data do not fit the input "${declared.name}".`,
        expected: formatShape(declared.shape),
        received: formatShape(shape),
      });
    }
    return inputs;
  }

  /** The data in the order of the inputs. A record with all of their names is one, even of inputs "data" and "shape". */
  private listed(x: ModelData): readonly (TensorLike | null)[] {
    const names = this.inputNames;
    const isRecord = typeof x === "object" && !(x instanceof Tensor) && names.every((name) => Object.hasOwn(x, name));
    if (!isRecord) return listByName("input", x, names);
    return names.map((name) => (x as Readonly<Record<string, TensorLike>>)[name]!);
  }
}
