/** What every layer does: a shape rule, a call, and a rule for masks. `contents` has what it holds. */
import { step } from "../backend/current.ts";
import { divide } from "../ops/index.ts";
import { resolveRegularizer } from "../regularizers/by-name.ts";
import {
  checkOption,
  checkOptionNames,
  type DType,
  formatShape,
  ShapeError,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { checkHeld, checkInputs, checkOutputs } from "./call-checks.ts";
import { LayerContents } from "./contents.ts";
import { type CallContext, probingRun, RunContext, runningCall, withinCall } from "./context.ts";
import type { Inputs, Outputs } from "./counts.ts";
import { inputsOf, outputsOf } from "./ends.ts";
import { masksOf, withMask } from "./masks.ts";
import { probeShapes } from "./probe.ts";
import {
  type AnyTensor,
  type CallOptions,
  listOf,
  type Node,
  type OpenShape,
  SymbolicTensor,
  symbolicSources,
} from "./symbolic.ts";
import { traceOf } from "./trace.ts";
import type { Trace } from "./trace-values.ts";
import { penaltiesOf } from "./weights.ts";

/** The options of a call without options. */
const none: CallOptions = Object.freeze({});
/** The options of a call that are true or false. */
const flags = ["training", "ignoreMask", "useCausalMask", "returnAttentionScores", "reverse"] as const;

/**
 * A layer. `Count` is the number of its outputs, `InputCount` that of its inputs.
 *
 * Your own layer extends this class and defines `call`, and `build` if it makes weights. Layers and variables in its
 * fields (alone, in lists, maps or records) are parts of it: they are trained, saved and listed with it. `call` uses
 * `ops` and `this.inner.apply(x)`; gradients follow automatically.
 */
export abstract class Layer<Count extends number = 1, InputCount extends number = number> extends LayerContents {
  /** How many tensors a call takes; any number when undefined. */
  readonly inputCount: InputCount | undefined = undefined;
  /** The calls of this layer in graphs, oldest first. */
  readonly inboundNodes: Node[] = [];
  /** Whether a mask on the input goes on to the output. */
  readonly supportsMasking: boolean = false;
  /** The call options that the layer accepts besides mask and training. */
  readonly callOptions: readonly (keyof CallOptions)[] = [];
  private isBuilt = false;
  private eagerCalls = 0;
  private addedLosses: readonly Tensor[] = [];

  /** How many tensors a call returns. */
  get outputCount(): Count {
    return 1 as Count;
  }

  /**
   * What the layer takes in its graph: a symbolic tensor, or a list of several.
   * @throws ConfigError unless it is called exactly once
   */
  get input(): AnyTensor | readonly AnyTensor[] {
    const inputs = inputsOf(this);
    return inputs.length === 1 ? inputs[0]! : inputs;
  }

  /**
   * What the layer gives in its graph, as an output for another model: `model({ inputs: m.inputs, outputs: layer.output })`.
   * @throws ConfigError unless it is called exactly once
   */
  get output(): Outputs<Count, SymbolicTensor> {
    const outputs = outputsOf(this);
    return (outputs.length === 1 ? outputs[0] : [...outputs]) as Outputs<Count, SymbolicTensor>;
  }

  /** Whether the weights exist. */
  get built(): boolean {
    return this.isBuilt;
  }

  /** Whether the layer takes texts: tensors of the type "string". */
  get takesTexts(): boolean {
    return false;
  }

  /**
   * Whether the layer, given a sequence step by step, (batch, 1, ...), returns step by step what it returns for the
   * whole: because it treats each step alone, or carries its states. Needed by `model.stream`; false by default.
   */
  get worksPerStep(): boolean {
    return false;
  }

  /**
   * Whether a row's result may depend on the other rows of its batch: while training that of batch normalization does. Steps
   * are then not joined into one batch (`timeDistributed`). A layer of your own that looks across rows says so here.
   */
  mixesRows(training: boolean): boolean {
    return this.children.some((child) => child.mixesRows(training));
  }

  /**
   * The shapes of the outputs for those of the inputs; by default found by calling the layer on zeros, which builds the layers
   * inside.
   * @throws ShapeError when the inputs do not fit the layer
   */
  computeOutputShapes(inputs: readonly OpenShape[], options: CallOptions = {}): OpenShape[] {
    this.buildOwn(inputs);
    const dtype = this.takesTexts ? "string" : undefined;
    return probeShapes(inputs, options, (zeros, resolved) => this.run(zeros, resolved, probingRun()), dtype);
  }

  /** Computes the outputs. Inputs belong to the current step; make every result with `ops`. */
  abstract call(inputs: readonly Tensor[], context: CallContext): Tensor[];

  /** The mask of each output; by default the first input's where {@link supportsMasking}, else none. */
  computeMasks(_inputs: readonly Tensor[], context: CallContext): (Tensor | undefined)[] {
    return this.supportsMasking ? [context.masks[0]] : [];
  }

  /** Makes the weights with {@link addWeight}. Called once, before the first call. */
  protected build(_inputs: readonly OpenShape[]): void {}

  /** The element type of the output of this number. */
  computeOutputDtype(_index = 0): DType {
    return "float32";
  }

  /**
   * Makes all weights for inputs of these shapes, unless they exist; layers inside that `build` did not build are built
   * by a call.
   */
  ensureBuilt(inputs: readonly OpenShape[]): void {
    if (this.isBuilt) return;
    this.buildOwn(inputs);
    if (this.children.some(({ built }) => !built)) Layer.prototype.computeOutputShapes.call(this, inputs);
  }

  /** Whether the class overrides computeOutputShapes. */
  protected get hasShapeRule(): boolean {
    return this.computeOutputShapes !== Layer.prototype.computeOutputShapes;
  }

  private buildOwn(inputs: readonly OpenShape[]): void {
    if (this.isBuilt) return;
    this.build(inputs);
    this.isBuilt = true;
  }

  /**
   * Calls the layer on tensors, or draws the call into a graph when any input is symbolic.
   * @throws ShapeError when the inputs do not fit; ConfigError for an option that the layer does not know
   */
  apply<T extends AnyTensor>(inputs: Inputs<InputCount, T>, options: CallOptions = none): Outputs<Count, T> {
    const list = listOf<AnyTensor>(inputs as AnyTensor | readonly AnyTensor[]);
    this.checkCall(list, options);
    const outputs = symbolicSources({ inputs: list, options }).length
      ? this.draw(list, options)
      : this.applyEagerly(list as Tensor[], options as CallOptions<Tensor>);
    return (outputs.length === 1 ? outputs[0] : outputs) as Outputs<Count, T>;
  }

  /** Runs the layer inside a step: builds it if needed, gathers the masks, calls it, passes the masks on. */
  run(inputs: readonly Tensor[], options: CallOptions<Tensor>, run: RunContext): Tensor[] {
    const shapes = inputs.map((input) => input.shape);
    if (this.hasShapeRule) this.computeOutputShapes(shapes, options);
    this.buildOwn(shapes);
    const { mask, initialState, training, ignoreMask, ...rest } = options;
    const context: CallContext = {
      ...rest,
      training: training ?? run.training,
      run,
      masks: masksOf(inputs, mask),
      initialState: initialState === undefined ? undefined : listOf(initialState),
    };
    const seen = ignoreMask ? { ...context, masks: [] } : context;
    run.observer?.enter(inputs);
    const outputs = withinCall(this, seen, () => this.call(inputs, seen));
    checkOutputs(this, outputs);
    this.addActivityLosses(outputs, run);
    const masks = this.computeMasks(inputs, context);
    const masked = outputs.map((output, i) => withMask(output, masks[i], inputs.includes(output)));
    run.observer?.leave(this, masked);
    return masked;
  }

  /**
   * What the layer does inside with these inputs, as values to look at: an LSTM's gates and states at every step, an attention's
   * weights; by `kind`. Nothing trains, drops or remembers. Inputs and options as for {@link apply}, without symbolic tensors.
   * @throws ShapeError when the inputs do not fit
   */
  trace(inputs: Inputs<InputCount, Tensor>, options: CallOptions<Tensor> = {}): Trace {
    const list = listOf<Tensor>(inputs as Tensor | readonly Tensor[]);
    this.checkCall(list, options);
    return traceOf((run) => this.run(list, { ...options, training: false }, run))[0]!;
  }

  /** Whether each call adds a penalty of its outputs to the loss. */
  get regularizesActivity(): boolean {
    return Boolean(this.config.activityRegularizer);
  }

  /** Computes at once: inside another layer's `call` as part of that pass, otherwise as a pass of its own. */
  private applyEagerly(inputs: Tensor[], options: CallOptions<Tensor>): Tensor[] {
    const outer = runningCall();
    const run = outer?.context.run ?? new RunContext(options.training ?? false, undefined, 2 ** 16 * this.eagerCalls++);
    const before = run.losses.length;
    const { outputs, losses } = step(() => {
      const outputs = this.run(inputs, { training: run.training, ...options }, run);
      return { outputs, losses: run.losses.slice(before) };
    });
    this.addedLosses = losses;
    if (outer?.layer) checkHeld(outer.layer as Layer<number>, this);
    return outputs;
  }

  private draw(inputs: AnyTensor[], options: CallOptions): SymbolicTensor[] {
    const shapes = inputs.map((input) => input.shape);
    const outputShapes = this.computeOutputShapes(shapes, options);
    this.ensureBuilt(shapes);
    const outputs = outputShapes.map(
      (shape, index) => new SymbolicTensor(shape, this.computeOutputDtype(index), index),
    );
    const node: Node = { layer: this as unknown as Layer<number>, inputs, options, outputs };
    for (const output of outputs) output.node = node;
    this.inboundNodes.push(node);
    return outputs;
  }

  private checkCall(inputs: readonly unknown[], options: CallOptions): void {
    if (options !== none) {
      checkOptionNames(`a call of ${this.className}`, options, ["mask", "training", ...this.callOptions]);
      for (const flag of flags) {
        if (options[flag] !== undefined) checkOption(this.className, flag, options[flag], takes.flag);
      }
    }
    checkInputs(this, inputs, this.callOptions);
  }

  /**
   * What the layer adds to a loss, each a tensor of one element: what {@link addLoss} and activity regularizers added in its last
   * `apply`, here and in the layers inside, and then the penalties of the trainable weights as they are now. `fit` adds them itself; a loop
   * of your own adds them to its loss: `model.losses.reduce((total, each) => ops.add(total, each), loss)`. What was
   * added inside a function passed to `grad` is valid there only.
   */
  get losses(): readonly Tensor[] {
    return [...this.addedLosses, ...penaltiesOf(this.trainableWeights)];
  }

  /**
   * Adds to the loss of the running training step, and to {@link losses}. Called from `call`.
   * @param loss a tensor of one element
   */
  protected addLoss(loss: Tensor): void {
    runningCall()?.context.run.losses.push(loss);
  }

  private addActivityLosses(outputs: readonly Tensor[], run: RunContext): void {
    const regularizer = resolveRegularizer(this.config.activityRegularizer ?? null);
    if (!regularizer) return;
    for (const output of outputs) run.losses.push(divide(regularizer.penalty(output), output.shape[0]!));
  }

  /** A ShapeError about an input of this layer. */
  protected inputError(expected: string, received: OpenShape, hint?: string): ShapeError {
    return new ShapeError({
      what: `${this.className} "${this.name}" received an input that does not fit.`,
      expected,
      received: `shape ${formatShape(received)}`,
      hint,
    });
  }

  /** Throws unless an input has `features` entries on its last axis, those that a built layer was built for. */
  protected checkFeatures(input: OpenShape, features: number): void {
    if (input[input.length - 1] !== features) {
      throw this.inputError(`${features} features on the last axis, as the weights were made for`, input);
    }
  }
}

/** A layer that takes one tensor. */
export abstract class UnaryLayer<Count extends number = 1> extends Layer<Count, 1> {
  override readonly inputCount = 1;
}
