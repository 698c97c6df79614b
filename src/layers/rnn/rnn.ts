/** The recurrent layer: a cell walked over time, with masks, states and direction. */
import { cast, reshape } from "../../ops/index.ts";
import {
  asTensor,
  type Complete,
  ConfigError,
  type Declared,
  formatShape,
  ShapeError,
  sameShape,
  type Tensor,
  type TensorLike,
  wrap,
} from "../../tensor/index.ts";
import { type LayerConfig, layerOptions } from "../config.ts";
import type { CallContext } from "../context.ts";
import { Layer } from "../layer.ts";
import type { CallOptions, OpenShape } from "../symbolic.ts";
import type { CellPath, RNNCell, SequenceContext } from "./cell.ts";
import { runFused } from "./fused.ts";
import { valuesInside } from "./inside.ts";
import { predictFused } from "./predict.ts";
import { runStepwise } from "./run-stepwise.ts";
import { type Sequence, type SequenceResult, type SequenceStart, swapTime } from "./sequence.ts";

/** Options of every recurrent layer beside those of its cell. */
export interface RNNOptions extends LayerConfig {
  /** Return the output of every step, (batch, time, units), instead of that of the last step. Default false. */
  returnSequences?: boolean | undefined;
  /** Return the last states, too. Default false. */
  returnState?: boolean | undefined;
  /** Run from the last step to the first; `returnSequences` then gives outputs in that order. Default false. */
  goBackwards?: boolean | undefined;
  /** Start each batch from the final states of the previous batch, row by row. Default false. */
  stateful?: boolean | undefined;
  /** Accepted for Keras's sake; the result is the same. */
  unroll?: boolean | undefined;
  /** Return zeros at masked steps instead of the previous output. Default false. */
  zeroOutputForMask?: boolean | undefined;
}

export const rnnOptions = {
  ...layerOptions,
  returnSequences: false,
  returnState: false,
  goBackwards: false,
  stateful: false,
  unroll: false,
  zeroOutputForMask: false,
} satisfies Declared<RNNOptions>;

/** How many tensors a layer with options C returns: `WithState` if it has `returnState`. */
export type StatesCount<C, WithState extends number> = C extends { returnState: true }
  ? WithState
  : "returnState" extends keyof C
    ? C["returnState" & keyof C] extends false | undefined
      ? 1
      : 1 | WithState
    : 1;

/** A recurrent layer around a cell that takes one sequence. */
export class RNN<Count extends number = 1, InputCount extends number = any> extends Layer<Count, InputCount> {
  override readonly className: string = "RNN";
  override readonly inputCount: InputCount | undefined = 1 as InputCount;
  override readonly supportsMasking = true;
  override readonly callOptions: readonly (keyof CallOptions)[] = ["initialState", "ignoreMask"];
  private kept: Tensor[] | undefined;
  private repeats = false;

  constructor(
    override readonly config: Complete<RNNOptions, typeof rnnOptions>,
    /** The cell that the layer walks over time; it holds the weights. */
    readonly cell: RNNCell<any, any>,
  ) {
    super();
  }

  override get children(): readonly Layer<number>[] {
    return [this.cell];
  }

  override get outputCount(): Count {
    const { cell } = this;
    return (this.config.returnState ? cell.outputCount : cell.outputShapes.length) as Count;
  }

  /** Whether masked steps of a sequence return zeros; otherwise the output of the previous step. */
  get givesZerosAtMasked(): boolean {
    return this.config.zeroOutputForMask && !this.repeats;
  }

  /** Makes masked steps return the previous output whatever the options say, as TensorFlow.js does in both directions. */
  repeatAtMasked(): void {
    this.repeats = true;
  }

  /** A stateful layer's states after the last batch; none before the first batch and after {@link resetStates}. */
  get states(): readonly Tensor[] | undefined {
    return this.kept;
  }

  /** Resets a stateful layer: the next batch starts from zeros, or from the given states. */
  resetStates(states?: readonly TensorLike[]): void {
    if (!this.config.stateful) {
      throw new ConfigError({
        what: `${this.className} "${this.name}" keeps no states.`,
        hint: "make it with stateful: true",
      });
    }
    const given = states?.map((state) => asTensor(state));
    if (given) this.checkStates(given, given[0]!.shape[0]!);
    this.kept = given;
  }

  /** Which path sequences use, and why, if it is step by step. */
  explainPath(): string {
    const path = this.cell.path();
    return path.fused ? "fused: the whole sequence is one kernel call" : `step by step: ${path.reason}`;
  }

  override get worksPerStep(): boolean {
    return !this.config.goBackwards;
  }

  override computeOutputShapes(inputs: readonly OpenShape[], _options?: CallOptions): OpenShape[] {
    for (const x of inputs) this.checkSequence(x);
    const [batch, time] = inputs[0] as [number | null, number | null];
    const shapes = this.cell.computeOutputShapes(inputs.map(stepOf));
    const outputs = shapes
      .slice(0, this.cell.outputShapes.length)
      .map((shape) => (this.config.returnSequences ? [batch, time, ...shape.slice(1)] : shape));
    return this.config.returnState ? [...outputs, ...shapes.slice(outputs.length)] : outputs;
  }

  private checkSequence(x: OpenShape): void {
    if (x.length < 3) {
      throw this.inputError(
        "3 axes (batch, time, features)",
        x,
        x.length === 2
          ? "one feature per step? Reshape to (batch, time, 1). Stacked layers? The one before needs returnSequences: true"
          : undefined,
      );
    }
    if (x[1] === 0) throw this.inputError("at least one time step", x, "an empty sequence has no output");
  }

  protected override build(inputs: readonly OpenShape[]): void {
    this.cell.ensureBuilt(inputs.map(stepOf));
  }

  override call(inputs: readonly Tensor[], context: CallContext): Tensor[] {
    const { cell, config } = this;
    const [batch, time] = inputs[0]!.shape as [number, number];
    const { run } = context;
    const start: SequenceStart = {
      cell,
      mask: timeMajorMask(this.checkMask(context.masks[0], batch, time), config.goBackwards),
      initialStates: this.startStates(batch, run.carried?.get(this) ?? context.initialState),
      context: this.startSequence(inputs[0]!, context),
      zeroOutputForMask: this.givesZerosAtMasked,
    };
    const path = cell.path(start.context);
    const isPredicted = path.fused && !path.stack && !run.observer;
    const predicted = isPredicted
      ? predictFused(inputs[0]!, start, config.goBackwards, config.returnSequences)
      : undefined;
    const { outputs, states } = predicted ?? this.runInTime(inputs, start, path, run);
    run.carried?.set(this, states);
    if (config.stateful && !run.carried)
      this.kept = states.map((state) => wrap(state.dataSync(), state.shape, state.dtype));
    return config.returnState ? [...outputs, ...states] : [...outputs];
  }

  /** Outputs and last states, by way of the order of time. */
  private runInTime(
    inputs: readonly Tensor[],
    start: SequenceStart,
    path: CellPath,
    { observer }: CallContext["run"],
  ): Pick<SequenceResult, "outputs" | "states"> {
    const { cell, config } = this;
    const [batch, time] = inputs[0]!.shape as [number, number];
    // `start` itself: a spread of it takes a third of a prediction of one row
    const sequence: Sequence = Object.assign(start, {
      inputs: inputs.map((x) => swapTime(x, config.goBackwards)),
      keepsStates: observer !== undefined,
      probes: observer?.probe?.(
        this,
        cell.stateShapes.map((shape) => [time, batch, ...shape]),
      ),
    });
    const result = path.fused && !sequence.probes ? runFused(sequence, path.stack) : runStepwise(sequence);
    observer?.tell(() => valuesInside(sequence, result.every!, config.goBackwards));
    const outputs = config.returnSequences ? result.outputs.map((output) => swapTime(output)) : result.last;
    return { outputs, states: result.states };
  }

  /** What stays the same over a sequence, such as dropout masks. */
  protected startSequence(x: Tensor, { training, run }: CallContext): SequenceContext {
    return this.cell.startSequence(x.shape[0]!, x.shape.at(-1)!, {
      training,
      nextRandom: (seed) => run.nextRandom(seed),
    });
  }

  override computeMasks(_inputs: readonly Tensor[], { masks }: CallContext): (Tensor | undefined)[] {
    return this.config.returnSequences ? this.cell.outputShapes.map(() => masks[0]) : [];
  }

  /** A new layer with the same options except some, and with its own weights. */
  clone(changes: Partial<RNNOptions>): RNN<number> {
    const config = { ...this.config, ...changes };
    return new (this.constructor as new (config: object) => RNN<number>)(config);
  }

  private startStates(batch: number, given: readonly Tensor[] | undefined): readonly Tensor[] {
    const states = given ?? this.kept ?? this.cell.initialStates(batch);
    this.checkStates(states, batch);
    return states;
  }

  private checkStates(states: readonly Tensor[], batch: number): void {
    const shapes = this.cell.stateShapes;
    const fits = (state: Tensor, i: number) => sameShape(state.shape, [batch, ...shapes[i]!]);
    if (states.length === shapes.length && states.every(fits)) return;
    const otherBatch = states === this.kept && states[0]!.shape[0] !== batch;
    throw new ShapeError({
      what: otherBatch
        ? `The batch size of a stateful ${this.className} changed.`
        : `The initial states do not fit ${this.className} "${this.name}".`,
      expected: shapes.map((shape) => formatShape([otherBatch ? states[0]!.shape[0]! : batch, ...shape])).join(" and "),
      received: otherBatch ? `a batch of ${batch} rows` : states.map((state) => formatShape(state.shape)).join(" and "),
      hint: otherBatch
        ? "keep one batch size, or call resetStates() before another"
        : "give the states in the order in which returnState returns them",
    });
  }

  private checkMask(mask: Tensor | undefined, batch: number, time: number): Tensor | undefined {
    if (!mask) return undefined;
    const flat = mask.rank === 3 && mask.shape[2] === 1 ? reshape(mask, mask.shape.slice(0, 2)) : mask;
    if (sameShape(flat.shape, [batch, time])) return flat;
    // Masking before a ConvLSTM masks each place separately
    const places = [batch, time, ...this.cell.places];
    if (sameShape(flat.shape, places)) return flat;
    throw new ShapeError({
      what: `The mask of ${this.className} "${this.name}" does not fit its input.`,
      expected: `shape ${formatShape([batch, time])}, one entry per time step${places.length > 2 ? `, or ${formatShape(places)}` : ""}`,
      received: `shape ${formatShape(mask.shape)}`,
    });
  }
}

/** The shape of one step of a sequence. */
export function stepOf([batch, , ...rest]: OpenShape): OpenShape {
  return [batch!, ...rest];
}

function timeMajorMask(mask: Tensor | undefined, backwards: boolean): Tensor | undefined {
  return mask && swapTime(cast(mask, "bool"), backwards);
}
