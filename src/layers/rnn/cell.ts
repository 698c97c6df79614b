/** Recurrent cells: the mathematics of one time step. A recurrent layer walks a cell over time. */

import type { CellName } from "../../backend/backend.ts";
import type { UnaryName } from "../../backend/pointwise.ts";
import type { Windows } from "../../backend/windows.ts";
import { fill, type Random, type Shape, ShapeError, sameShape, type Tensor } from "../../tensor/index.ts";
import type { CallContext } from "../context.ts";
import { Layer } from "../layer.ts";
import { listOf, type OpenShape } from "../symbolic.ts";
import type { CellValues } from "../trace-values.ts";

/** What stays the same over all steps of one sequence: the training flag, and the dropout masks. */
export interface SequenceContext {
  /** Whether the run trains, so that dropout is active. */
  readonly training: boolean;
  /** Dropout of the step's input: one mask (B, F) for all gates, or one for each gate. Absent: none. */
  readonly inputDropout?: readonly Tensor[];
  /** Dropout of the hidden state before the recurrent kernel: one mask (B, U) for each gate. Absent: none. */
  readonly recurrentDropout?: readonly Tensor[];
  /** The recurrent kernel after some of its entries were dropped. Absent: the whole one. */
  readonly recurrentKernel?: Tensor | undefined;
  /** The `constants` of the layer's call. */
  readonly constants?: readonly Tensor[];
  /** Stacked cells: the contexts of the cells inside. */
  readonly inner?: readonly SequenceContext[];
}

/** The input or output of a cell at one time step: a tensor, or several. */
type OneOrMore = Tensor | readonly Tensor[];

/** The result of one time step: the output, or several, and the states after it. */
export interface CellStep<Output extends OneOrMore = Tensor> {
  /** The output of the step, (B, U) for a usual cell. */
  output: Output;
  /** The states after the step, in the order of `stateSizes`. */
  states: Tensor[];
}

/** The size of a row of a state or output: its width, or its shape. */
export type CellSize = number | Shape;

/** A cell whose whole sequence the fused kernels can compute: its part of a {@link RecurrentProblem}. */
export interface FusedCell {
  /** Which equations the kernel computes. */
  cell: CellName;
  /** Activation of the candidate; for a SimpleRNN of the output. */
  activation: UnaryName;
  /** Activation of the gates. */
  recurrentActivation: UnaryName;
  /** GRU only: apply the reset gate after the recurrent product. See {@link RecurrentProblem}. */
  resetAfter: boolean;
  /** Kernel of the input, (F, G·U), with G gates as column blocks in Keras's order. */
  kernel: Tensor;
  /** Recurrent kernel, (U, G·U). */
  recurrentKernel: Tensor;
  /** Bias of the input product, (G·U). Absent without `useBias`. */
  bias: Tensor | undefined;
  /** Bias of the recurrent product, (G·U): a GRU with `resetAfter` only. */
  recurrentBias: Tensor | undefined;
  /** Of a cell over grids: the windows of its recurrent kernel, (...K, U, G·U), over the states. */
  windows?: Windows;
  /** The inputs' share of the gates, (T, B, ..., G·U), where it is not `x W + b`. */
  project?(x: Tensor, inputDropout: readonly Tensor[] | undefined): Tensor;
}

/** Several cells as one: at every step, each takes the output of the previous one. */
export interface CellStack {
  /** The first one nearest to the input. */
  readonly cells: readonly RNNCell[];
  /** The flat list of states cut into one list for each cell. */
  splitStates(states: readonly Tensor[]): Tensor[][];
}

/** How a cell's sequence is computed: by the fused kernels, or step by step for the reason given. */
export type CellPath =
  | {
      /** One kernel call computes the whole sequence. */
      fused: true;
      /** @internal Of a stack: its cells, one kernel call each. */
      stack?: CellStack;
    }
  | {
      /** The cell computes one step after the other. */
      fused: false;
      /** The reason, as `explainPath` shows it. */
      reason: string;
    };

/**
 * A recurrent cell. Your own cell extends this class with `className`, `config`, `stateSizes`, `build` and `step`:
 *
 * ```ts
 * class DecayCell extends RNNCell {
 *   readonly className = "DecayCell";
 *   readonly stateSizes: readonly number[];
 *   constructor(override readonly config: { units: number }) { super(); this.stateSizes = [config.units]; }
 *   step(x: Tensor, [h]: readonly Tensor[]) {
 *     const next = ops.add(ops.multiply(h!, 0.9), x);
 *     return { output: next, states: [next] };
 *   }
 * }
 * layers.rnn({ cell: new DecayCell({ units: 3 }), returnSequences: true });
 * ```
 *
 * A cell may take several sequences and give several outputs: `class MyCell extends RNNCell<readonly Tensor[], readonly Tensor[]>`,
 * whose `step` takes and gives lists, and whose `outputSize` is a list. The third type, such as the 2 of
 * `RNNCell<Tensor, Tensor, 2>`, is the number of tensors that a call of the cell returns, output and states.
 */
export abstract class RNNCell<
  Input extends OneOrMore = Tensor,
  Output extends OneOrMore = Tensor,
  Count extends number = number,
> extends Layer<Count> {
  /** The width of each state (B, width), or its shape for (B, ...shape), in the order in which `step` takes and gives them. */
  abstract readonly stateSizes: readonly CellSize[];

  /** The shape of each state of one row. */
  get stateShapes(): readonly Shape[] {
    return this.stateSizes.map(shapeOf);
  }

  /** The lengths of the grid that a state of one row lies over, for masks of places; none where it is a vector. */
  get places(): Shape {
    return this.stateShapes[0]!.slice(0, -1);
  }

  /** The width of the output; the size of the first state by default. Of several outputs, or one with more axes, a list of sizes. */
  get outputSize(): number | readonly CellSize[] {
    const [first] = this.stateSizes;
    return typeof first === "number" ? first : [first!];
  }

  /** The shape of each output of one row. */
  get outputShapes(): readonly Shape[] {
    const { outputSize } = this;
    return (typeof outputSize === "number" ? [outputSize] : outputSize).map(shapeOf);
  }

  /** One time step: `x` is (B, F), or the list of a step's inputs; every state (B, its size). */
  abstract step(x: Input, states: readonly Tensor[], sequence: SequenceContext): CellStep<Output>;

  /**
   * What happens inside steps, for `trace`: each row is one step, x (N, F), states before and after it (N, width). By
   * default the states after them.
   */
  inside(_x: Input, _before: readonly Tensor[], after: readonly Tensor[], _sequence: SequenceContext): CellValues {
    return { kind: "cell", states: after };
  }

  private zeroStates: Tensor[] = [];

  /** The states before the first step; zeros by default, those of the call before where it had as many rows. */
  initialStates(batch: number): Tensor[] {
    if (this.zeroStates[0]?.shape[0] !== batch) {
      const shapes = this.stateShapes.map((shape) => [batch, ...shape]);
      const made = shapes.map((shape) => fill(shape, 0));
      // one per shape, which a backend copies in once
      this.zeroStates = shapes.map((shape) => made[shapes.findIndex((other) => sameShape(other, shape))]!);
    }
    return [...this.zeroStates];
  }

  /** Called once per sequence, before its first step: the place to draw dropout masks. `features` is the width of x. */
  startSequence(_batch: number, _features: number, context: SequenceStart): SequenceContext {
    return { training: context.training };
  }

  /** How sequences of this cell are computed, or, where it depends on the dropout masks, how this one is. */
  path(_context?: SequenceContext): CellPath {
    return { fused: false, reason: `${this.className} is a cell of its own kind, so it walks step by step` };
  }

  /** The cell's part of a fused recurrence; only where {@link path} says fused. */
  fuse(): FusedCell {
    throw new ShapeError(`${this.className} has no fused form.`);
  }

  /** A new cell of the same configuration, with weights of its own. */
  clone(): this {
    return new (this.constructor as new (config: object) => this)(this.config);
  }

  override get outputCount(): Count {
    return (this.outputShapes.length + this.stateSizes.length) as Count;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    return [...this.outputShapes, ...this.stateShapes].map((shape) => [x![0]!, ...shape]);
  }

  /** A cell called as a layer takes `[x, ...states]` and gives `[output, ...states]` of one step. */
  override call(given: readonly Tensor[], context: CallContext): Tensor[] {
    const [x] = given as [Tensor];
    const batch = x.shape[0]!;
    const sequence = this.startSequence(batch, x.shape.at(-1)!, {
      training: context.training,
      nextRandom: (seed) => context.run.nextRandom(seed),
    });
    const states = given.length - this.stateSizes.length;
    const inputs = states > 0 ? given.slice(0, states) : given;
    const { output, states: next } = this.step(
      (inputs.length > 1 ? inputs : x) as Input,
      states > 0 ? given.slice(states) : this.initialStates(batch),
      sequence,
    );
    return [...listOf<Tensor>(output), ...next];
  }
}

function shapeOf(size: CellSize): Shape {
  return typeof size === "number" ? [size] : size;
}

/** What a cell gets at the start of a sequence. */
export interface SequenceStart {
  /** Whether the run trains, so that dropout masks are drawn. */
  readonly training: boolean;
  /** A stream of random numbers for one dropout mask; the given seed replaces the run's. */
  nextRandom(seed?: number | null): Random;
}
