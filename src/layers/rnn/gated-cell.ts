/** What SimpleRNN, LSTM and GRU cells share: their options, their weights, their dropout. */

import { type Activation, type ActivationSpec, resolveActivation } from "../../activations.ts";
import type { Variable } from "../../autodiff/variable.ts";
import type { CellName } from "../../backend/backend.ts";
import type { ConstraintSpec } from "../../constraints/index.ts";
import type { InitializerSpec } from "../../initializers/index.ts";
import { add, concatenate, dropout, matmul, multiply, split } from "../../ops/index.ts";
import type { RegularizerSpec } from "../../regularizers/index.ts";
import { type Complete, type Declared, type Shape, type Tensor, takes } from "../../tensor/index.ts";
import {
  activation,
  constraint,
  initializer,
  knownLength,
  type LayerConfig,
  layerOptions,
  layerSeed,
  regularizer,
} from "../config.ts";
import type { OpenShape } from "../symbolic.ts";
import { type CellPath, type FusedCell, RNNCell, type SequenceContext, type SequenceStart } from "./cell.ts";
import { dropoutMasks } from "./dropout-masks.ts";

/** Options of the SimpleRNN cell, and of all gated cells. */
export interface GatedCellOptions extends LayerConfig {
  /** Width of the hidden state and of the output. */
  units: number;
  /** Of the candidate and, in an LSTM, of the cell state. Default "tanh". */
  activation?: ActivationSpec | undefined;
  /** Default true. */
  useBias?: boolean | undefined;
  /** Initializer of the input's weights (F, gates · units). Default "glorotUniform". */
  kernelInitializer?: InitializerSpec | undefined;
  /** Initializer of the hidden state's weights (units, gates · units). Default "orthogonal". */
  recurrentInitializer?: InitializerSpec | undefined;
  /** Default "zeros". */
  biasInitializer?: InitializerSpec | undefined;
  /** Penalty on the kernel, added to the loss. Default none. */
  kernelRegularizer?: RegularizerSpec | undefined;
  /** Penalty on the recurrent kernel, added to the loss. Default none. */
  recurrentRegularizer?: RegularizerSpec | undefined;
  /** Penalty on the bias, added to the loss. Default none. */
  biasRegularizer?: RegularizerSpec | undefined;
  /** Constraint on the kernel, applied after each update. Default none. */
  kernelConstraint?: ConstraintSpec | undefined;
  /** Constraint on the recurrent kernel, applied after each update. Default none. */
  recurrentConstraint?: ConstraintSpec | undefined;
  /** Constraint on the bias, applied after each update. Default none. */
  biasConstraint?: ConstraintSpec | undefined;
  /** Fraction of the inputs to drop while training; one mask for the whole sequence. Default 0. */
  dropout?: number | undefined;
  /** Fraction of the hidden state to drop where it meets the recurrent kernel; one mask per gate and sequence. Default 0. */
  recurrentDropout?: number | undefined;
  /**
   * Fraction of the recurrent kernel's entries to drop while training, drawn once for a batch, the others scaled by 1 / (1 - rate)
   * (weight drop of AWD-LSTM: Merity, Keskar & Socher 2017; DropConnect: Wan et al. 2013). From 0 to below 1. Default 0.
   */
  recurrentKernelDropout?: number | undefined;
  /** Fixes the dropout masks of this layer, whatever the model's seed. */
  seed?: number | null | undefined;
}

/** Default options of the SimpleRNN cell, and of all gated cells. */
export const gatedCellOptions = {
  ...layerOptions,
  units: takes.required(takes.positiveInteger),
  activation: activation("tanh"),
  useBias: true,
  kernelInitializer: initializer("glorotUniform"),
  recurrentInitializer: initializer("orthogonal"),
  biasInitializer: initializer("zeros"),
  kernelRegularizer: regularizer,
  recurrentRegularizer: regularizer,
  biasRegularizer: regularizer,
  kernelConstraint: constraint,
  recurrentConstraint: constraint,
  biasConstraint: constraint,
  dropout: takes.withDefault(takes.fraction, 0),
  recurrentDropout: takes.withDefault(takes.fraction, 0),
  recurrentKernelDropout: takes.withDefault(
    takes.check<number>("a number from 0 to below 1", (rate) => {
      return typeof rate === "number" && rate >= 0 && rate < 1;
    }),
    0,
  ),
  seed: layerSeed,
} satisfies Declared<GatedCellOptions>;

/** A cell of `gates` column blocks: kernel (F, gates·U), recurrent kernel (U, gates·U), bias. */
export abstract class GatedCell<Count extends number = number> extends RNNCell<Tensor, Tensor, Count> {
  abstract override readonly config: Complete<GatedCellOptions, typeof gatedCellOptions>;
  /** The fused kernel that computes this cell. */
  protected abstract readonly cellName: CellName;
  /** How many column blocks of width U the kernels have: 1 for SimpleRNN, 3 for GRU, 4 for LSTM. */
  protected abstract readonly gates: number;
  /** Kernel of the input, (F, gates·U). Set by `build`. */
  protected kernel!: Variable;
  /** Recurrent kernel, (U, gates·U). Set by `build`. */
  protected recurrentKernel!: Variable;
  /** Bias, by default (gates·U). Absent without `useBias`. */
  protected bias: Variable | undefined;
  private resolvedActivation: Activation | undefined;

  /** The activation of the gates; for a cell without such, the activation itself. */
  protected get recurrentActivation(): Activation {
    return this.activation;
  }

  /** Activation of the candidate; for a SimpleRNN of the output. */
  protected get activation(): Activation {
    return (this.resolvedActivation ??= resolveActivation(this.config.activation));
  }

  /** Width of the hidden state h. */
  protected get hiddenSize(): number {
    return this.config.units;
  }

  override get stateSizes(): readonly number[] {
    return [this.hiddenSize];
  }

  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    if (this.built) this.checkFeatures(inputs[0]!, this.kernel.shape[0]!);
    return super.computeOutputShapes(inputs);
  }

  protected override build([input]: readonly OpenShape[]): void {
    const { config, gates } = this;
    const width = gates * config.units;
    const features = knownLength(input![input!.length - 1], `${this.className} "${this.name}"`);
    this.kernel = this.addWeight("kernel", [features, width], {
      initializer: config.kernelInitializer,
      regularizer: config.kernelRegularizer,
      constraint: config.kernelConstraint,
    });
    this.recurrentKernel = this.addWeight("recurrent_kernel", [this.hiddenSize, width], {
      initializer: config.recurrentInitializer,
      regularizer: config.recurrentRegularizer,
      constraint: config.recurrentConstraint,
    });
    if (!config.useBias) return;
    this.bias = this.addWeight("bias", this.biasShape(width), {
      initializer: this.biasInitializer(),
      regularizer: config.biasRegularizer,
      constraint: config.biasConstraint,
    });
  }

  /** Shape of the bias for `gates·U` columns. */
  protected biasShape(width: number): Shape {
    return [width];
  }

  /** The initializer of the bias. */
  protected biasInitializer(): InitializerSpec {
    return this.config.biasInitializer;
  }

  /**
   * Draws the dropout masks of a sequence. As in Keras, dropout alone uses one mask for all gates; with recurrent
   * dropout each gate has its own masks, for the input, too.
   */
  override startSequence(batch: number, features: number, start: SequenceStart): SequenceContext {
    const { training, nextRandom } = start;
    const { dropout: rate, recurrentDropout, recurrentKernelDropout, seed } = this.config;
    const count = recurrentDropout > 0 ? this.gates : 1;
    return {
      training,
      inputDropout: dropoutMasks(start, { rate, count, seed }, [batch, features]),
      recurrentDropout: dropoutMasks(start, { rate: recurrentDropout, count, seed }, [batch, this.hiddenSize]),
      recurrentKernel:
        training && recurrentKernelDropout > 0
          ? dropout(this.recurrentKernel.value, recurrentKernelDropout, nextRandom(seed))
          : undefined,
    };
  }

  /** x W + b of one step, (B, gates·U), cut into the gates' column blocks. */
  protected project(x: Tensor, { inputDropout }: SequenceContext): Tensor[] {
    const { kernel, bias } = this.fuse();
    return blocksOf(projectInputs(x, kernel, bias, inputDropout), this.gates);
  }

  /** h U, the hidden state's share of each gate in `gates` column blocks of U, with its dropout. */
  protected recur(h: Tensor, sequence: SequenceContext): Tensor[] {
    const masks = sequence.recurrentDropout;
    const whole = this.recurrentKernelIn(sequence);
    if (!masks) return blocksOf(matmul(h, whole), this.gates);
    return blocksOf(whole, this.gates).map((kernel, gate) => matmul(multiply(h, masks[gate]!), kernel));
  }

  /** The recurrent kernel without the entries that are dropped in this sequence. */
  protected recurrentKernelIn({ recurrentKernel }: SequenceContext): Tensor {
    return recurrentKernel ?? this.recurrentKernel.value;
  }

  override path(): CellPath {
    const wrong = [this.activation, this.recurrentActivation].find((activation) => activation.pointwise === undefined);
    if (!wrong) return { fused: true };
    return {
      fused: false,
      reason: `the activation "${wrong.name}" has no kernel, so ${this.className} walks step by step`,
    };
  }

  override fuse(): FusedCell {
    return {
      cell: this.cellName,
      activation: this.activation.pointwise ?? "linear",
      recurrentActivation: this.recurrentActivation.pointwise ?? "linear",
      resetAfter: false,
      kernel: this.kernel.value,
      recurrentKernel: this.recurrentKernel.value,
      bias: this.bias?.value,
      recurrentBias: undefined,
    };
  }
}

/**
 * The inputs' share of the gates: x W + b. With one dropout mask, (x m) W + b; with one for each gate, every column
 * block k is (x m_k) W_k + b_k. Masks are (B, F); x is (B, F) or time-major (T, B, F).
 */
export function projectInputs(
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | undefined,
  masks: readonly Tensor[] | undefined,
): Tensor {
  if (!masks) return matmul(x, kernel, { bias });
  if (masks.length === 1) return matmul(multiply(x, masks[0]!), kernel, { bias });
  const kernels = blocksOf(kernel, masks.length);
  const projected = concatenate(masks.map((mask, gate) => matmul(multiply(x, mask), kernels[gate]!)));
  return bias ? add(projected, bias) : projected;
}

/** Equal column blocks, one for each gate. */
export function blocksOf(x: Tensor, gates: number): Tensor[] {
  return gates === 1 ? [x] : split(x, gates);
}
