/** What every model does: compile, fit, evaluate, predict, summary. The model as a layer is in `model-layer`. */
import { Variable } from "../autodiff/variable.ts";
import type { Trace } from "../layers/trace-values.ts";
import { type EvaluateOptions, evaluate } from "./evaluate.ts";
import { ModelLayer, type ModelOutputs, type Predictions } from "./model-layer.ts";
import { type PredictOptions, predict, predictBatches, predictInBatches } from "./predict.ts";
import { alone, checkFree } from "./running.ts";
import type { BatchOptions, ModelData, ModelTargets } from "./samples.ts";
import { Stepper, type StreamOptions } from "./stepper.ts";
import { type SummaryOptions, summarize } from "./summary.ts";
import { type GradientTraces, trace, traceGradient } from "./trace.ts";
import { type Batches, type InputBatch, isBatches } from "./training/epoch-batches.ts";
import { fitModel } from "./training/fit.ts";
import type { FitOptions } from "./training/fit-options.ts";
import type { History } from "./training/history.ts";
import type { Logs } from "./training/logs.ts";
import { type CompileOptions, Objective } from "./training/objective.ts";
import { onBatch } from "./training/on-batch.ts";
import type { ProgressOptions } from "./training/progress.ts";

/** Models of this library with any outputs; see {@link Model}. */
export type AnyModel = Model<any>;

/**
 * A model; `model()` and `sequential()` make one. O is the type of its outputs.
 *
 * Your own class may extend this one, with layers in its fields and a `call`; it then has `fit`, `evaluate` and `predict`.
 */
export abstract class Model<O extends ModelOutputs = ModelOutputs> extends ModelLayer<O> {
  /** Saved in the model's file: vocabularies, scalers, settings. Anything that JSON can hold. */
  metadata: Record<string, unknown> = {};
  /**
   * Chooses optimizer, loss and metrics for training and evaluation. The optimizer starts anew.
   * @throws ConfigError for unknown names, or when their number does not match the outputs
   */
  compile(options: CompileOptions): void {
    checkFree(this, "compile");
    // the number of outputs of a user's class is known only after its first data
    const isOpen = !this.graph && this.inputCount === undefined;
    const objective = new Objective(options, isOpen ? undefined : this.outputNames, isOpen ? undefined : this.logNames);
    objective.optimizer.attach(this);
    this.objective = objective;
  }

  /**
   * Trains for a number of passes over the data.
   * @param x a tensor or nested lists (samples first); a list or record of them for several inputs; or a dataset: an async
   *   iterable of batches `{ x, y, sampleWeight? }` or `[x, y, sampleWeight?]`
   * @param y targets, likewise for outputs
   * @throws ConfigError, ShapeError before anything is changed, when model, data and options do not match; for a
   *   dataset when a batch comes that does not fit
   */
  async fit(dataset: Batches, options?: FitOptions): Promise<History>;
  /** For tensors or nested lists in memory. */
  async fit(x: ModelData, y?: ModelTargets, options?: FitOptions): Promise<History>;
  async fit(
    data: ModelData | Batches,
    y: ModelTargets | FitOptions | undefined,
    options: FitOptions = {},
  ): Promise<History> {
    return alone(this, "fit", () =>
      isBatches(data)
        ? fitModel(this, data, undefined, (y ?? options) as FitOptions)
        : fitModel(this, data, y as ModelTargets, options),
    );
  }

  /** The loss and metrics on data, over all batches. Arguments and errors as {@link fit}. */
  async evaluate(dataset: Batches, options?: EvaluateOptions): Promise<Logs>;
  /** For tensors or nested lists in memory. */
  async evaluate(x: ModelData, y: ModelTargets, options?: EvaluateOptions): Promise<Logs>;
  async evaluate(
    data: ModelData | Batches,
    y: ModelTargets | EvaluateOptions | undefined,
    options: EvaluateOptions = {},
  ): Promise<Logs> {
    return alone(this, "evaluate", () =>
      isBatches(data)
        ? evaluate(this, data, undefined, (y ?? options) as EvaluateOptions)
        : evaluate(this, data, y as ModelTargets, options),
    );
  }

  /**
   * The outputs for data, computed in batches: a tensor for one output, a tuple for a tuple of outputs. For a dataset,
   * whose batches are computed one by one, a promise of them.
   * @throws ShapeError when the data do not fit; ConfigError for a dataset without batches
   */
  predict(x: ModelData, options?: PredictOptions): Predictions<O>;
  /** For a dataset: batches are computed one by one. */
  predict(data: AsyncIterable<InputBatch>, options?: ProgressOptions): Promise<Predictions<O>>;
  predict(
    data: ModelData | AsyncIterable<InputBatch>,
    options: PredictOptions = {},
  ): Predictions<O> | Promise<Predictions<O>> {
    if (isBatches(data)) return predictBatches(this, data, options).then((outputs) => this.pack(outputs));
    return this.pack(predict(this, data, options));
  }

  /** {@link predict} in a single batch. */
  predictOnBatch(x: ModelData): Predictions<O> {
    return this.pack(predictInBatches(this, x, { batchSize: Number.POSITIVE_INFINITY }));
  }

  /** One step of training on one batch; returns that batch's loss and metrics from before the step. */
  async trainOnBatch(x: ModelData, y: ModelTargets, options: BatchOptions = {}): Promise<Logs> {
    return alone(this, "trainOnBatch", () => onBatch("trainOnBatch", this, x, y, options));
  }

  /** The loss and metrics of one batch. */
  async testOnBatch(x: ModelData, y: ModelTargets, options: BatchOptions = {}): Promise<Logs> {
    return alone(this, "testOnBatch", () => onBatch("testOnBatch", this, x, y, options));
  }

  /** A table of the layers, their output shapes and weights, as Keras prints it; printed, and returned. */
  summary(options: SummaryOptions = {}): string {
    return summarize(this, options);
  }

  /**
   * The model as a stepper: it takes one time step per call and keeps its states; results equal `predict` on the whole
   * sequence.
   * @throws ConfigError when a layer needs more than one time step at once (bidirectional, attention, convolution ...)
   */
  stream(options: StreamOptions = {}): Stepper {
    return new Stepper(this, options);
  }

  /**
   * What each layer does inside with these data, as one batch: `model.trace(x).layers` are their calls in order, by `kind` with an
   * LSTM's gates and states at every step, or an attention's weights. Equal to `predict` in every bit; nothing is
   * trained or dropped, and no state changes.
   * @throws ShapeError when the data do not fit
   */
  override trace(x: ModelData): Trace {
    return trace(this, x);
  }

  /**
   * How much the loss would change with the hidden state of each recurrent layer at each step: why a SimpleRNN forgets
   * what an LSTM keeps. Nothing is trained or dropped.
   * @throws ConfigError before `compile`, or for a model without recurrent layers; ShapeError when the data do not fit
   */
  traceGradient(x: ModelData, y: ModelTargets, options: BatchOptions = {}): GradientTraces {
    return traceGradient(this, x, y, options);
  }

  /** Frees the weights at once. The model is not usable afterwards. */
  dispose(): void {
    for (const weight of this.weights) weight.dispose();
    for (const variable of this.optimizer?.variables ?? []) if (variable instanceof Variable) variable.dispose();
  }
}
