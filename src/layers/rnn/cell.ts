/** What a recurrent cell is: the mathematics of one time step. A recurrent layer walks it over time. */

import type { CellName } from "../../backend/backend.ts";
import type { UnaryName } from "../../backend/pointwise.ts";
import { fill, type Random, type Shape, ShapeError, type Tensor } from "../../tensor/index.ts";
import type { CallContext } from "../context.ts";
import { Layer } from "../layer.ts";
import type { OpenShape } from "../symbolic.ts";

/** What stays the same over all steps of one sequence: whether to train, and the dropout masks drawn for it. */
export interface SequenceContext {
  readonly training: boolean;
  /** Dropout of the step's input: one mask (B, F) for all gates, or one for each gate. Absent: none. */
  readonly inputDropout?: readonly Tensor[];
  /** Dropout of the hidden state before the recurrent kernel: one mask (B, U) for each gate. Absent: none. */
  readonly recurrentDropout?: readonly Tensor[];
  /** The recurrent kernel after some of its entries were dropped. Absent: the whole one. */
  readonly recurrentKernel?: Tensor | undefined;
  /** Stacked cells: the contexts of the cells inside. */
  readonly inner?: readonly SequenceContext[];
}

/** What one time step gives: the output and the states after it. */
export interface CellStep {
  output: Tensor;
  states: Tensor[];
}

/** A cell whose whole sequence the fused kernels can compute: its part of a {@link RecurrentProblem}. */
export interface FusedCell {
  cell: CellName;
  activation: UnaryName;
  recurrentActivation: UnaryName;
  resetAfter: boolean;
  kernel: Tensor;
  recurrentKernel: Tensor;
  bias: Tensor | undefined;
  recurrentBias: Tensor | undefined;
}

/** How a cell's sequence is computed: by the fused kernels, or step by step for the reason given. */
export type CellPath = { fused: true } | { fused: false; reason: string };

/**
 * A recurrent cell. One's own cell extends this class with `className`, `config`, `stateSizes`, `build` and `step`:
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
 */
export abstract class RNNCell extends Layer<number> {
  /** The width of each state tensor (B, width), in the order in which `step` takes and gives them. */
  abstract readonly stateSizes: readonly number[];

  /** The shape of each state of one row; its width alone, unless states are grids. */
  get stateShapes(): readonly Shape[] {
    return this.stateSizes.map((width) => [width]);
  }

  /** The width of the output; that of the first state by default. */
  get outputSize(): number {
    return this.stateSizes[0]!;
  }

  /** One time step: `x` is (B, F), every state (B, its width). */
  abstract step(x: Tensor, states: readonly Tensor[], sequence: SequenceContext): CellStep;

  /** The states before the first step; zeros by default. */
  initialStates(batch: number): Tensor[] {
    return this.stateShapes.map((shape) => fill([batch, ...shape], 0));
  }

  /** Called once per sequence, before its first step: the place to draw dropout masks. `features` is the width of x. */
  startSequence(_batch: number, _features: number, context: SequenceStart): SequenceContext {
    return { training: context.training };
  }

  /** Which way a sequence of this cell is computed. */
  path(): CellPath {
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

  override get outputCount(): number {
    return 1 + this.stateSizes.length;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const batch = x![0]!;
    return [[batch, this.outputSize], ...this.stateSizes.map((width) => [batch, width])];
  }

  /** A cell called as a layer takes `[x, ...states]` and gives `[output, ...states]` of one step. */
  override call([x, ...states]: readonly Tensor[], context: CallContext): Tensor[] {
    const sequence = this.startSequence(x!.shape[0]!, x!.shape[1]!, {
      training: context.training,
      nextRandom: (seed) => context.run.nextRandom(seed),
    });
    const { output, states: next } = this.step(
      x!,
      states.length > 0 ? states : this.initialStates(x!.shape[0]!),
      sequence,
    );
    return [output, ...next];
  }
}

/** What a cell is given at the start of a sequence. */
export interface SequenceStart {
  readonly training: boolean;
  /** A stream of random numbers for one dropout mask; the given seed replaces the run's. */
  nextRandom(seed?: number | null): Random;
}
