/** The cells and layers that Keras's own tests define for themselves, written with Recurve's base classes. */
import type { Variable } from "../../src/autodiff/variable.ts";
import { constant } from "../../src/initializers/index.ts";
import type { CallContext } from "../../src/layers/context.ts";
import { dense } from "../../src/layers/index.ts";
import { Layer } from "../../src/layers/layer.ts";
import { type CellStep, RNNCell } from "../../src/layers/rnn/cell.ts";
import { ConvLSTM2D, type ConvLSTMOptions } from "../../src/layers/rnn/conv-lstm.ts";
import { ConvLSTMCell } from "../../src/layers/rnn/conv-lstm-cell.ts";
import type { OpenShape } from "../../src/layers/symbolic.ts";
import { add, cast, expandDims, matmul, multiply } from "../../src/ops/index.ts";
import type { Tensor } from "../../src/tensor/index.ts";
import type { OwnLayers } from "./case.ts";

interface Units {
  units: number;
}

/** out = x K + h R with all weights one. */
class OneStateRNNCell extends RNNCell {
  override readonly className: string = "OneStateRNNCell";
  protected kernel!: Variable;
  protected recurrentKernels!: Variable[];

  constructor(override readonly config: Units) {
    super();
  }

  get stateSizes(): readonly number[] {
    return [this.config.units];
  }

  protected override build([x]: readonly OpenShape[]): void {
    const { units } = this.config;
    this.kernel = this.addWeight("kernel", [x!.at(-1)!, units], { initializer: "ones" });
    this.recurrentKernels = this.stateSizes.map((_, i) =>
      this.addWeight(`recurrent_kernel_${i + 1}`, [units, units], { initializer: "ones" }),
    );
  }

  step(x: Tensor, [h]: readonly Tensor[]): CellStep {
    const projected = matmul(x, this.kernel.value);
    // as in Keras's test, both states are computed from the first one
    const states = this.recurrentKernels.map((kernel) => add(projected, matmul(h!, kernel.value)));
    return { output: states.reduce((a, b) => add(a, b)), states };
  }
}

/** Two states like that; the output is their sum. */
class TwoStatesRNNCell extends OneStateRNNCell {
  override readonly className = "TwoStatesRNNCell";

  override get stateSizes(): readonly number[] {
    return [this.config.units, this.config.units];
  }
}

/** A Dense layer whose outputs are multiplied by the mask of their rows. */
class MaskedDense extends Layer {
  override readonly className = "MaskedDense";
  override readonly supportsMasking = true;
  private readonly dense;

  constructor(override readonly config: Units) {
    super();
    this.dense = dense({ units: config.units, useBias: false, kernelInitializer: constant({ value: 0.01 }) });
  }

  override get children(): readonly Layer<number>[] {
    return [this.dense as unknown as Layer<number>];
  }

  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    return this.dense.computeOutputShapes(inputs);
  }

  protected override build(inputs: readonly OpenShape[]): void {
    this.dense.ensureBuilt(inputs);
  }

  call(inputs: readonly Tensor[], { run, masks }: CallContext): Tensor[] {
    const [output] = this.dense.run(inputs, { mask: null }, run);
    return [masks[0] ? multiply(output!, cast(expandDims(masks[0], -1), "float32")) : output!];
  }
}

const units = (options: object): Units => ({ units: (options as Units).units });

/** The options of Keras's base classes, which its tests make with rank 2. */
function withoutRank(options: object): ConvLSTMOptions {
  const { rank, ...rest } = options as ConvLSTMOptions & { rank: number };
  if (rank !== 2) throw new Error(`rank ${rank}`);
  return rest;
}

/** Makers by class name: those, and two that Keras keeps to itself. */
export const upstreamLayers: OwnLayers = {
  OneStateRNNCell: (options) => new OneStateRNNCell(units(options)),
  TwoStatesRNNCell: (options) => new TwoStatesRNNCell(units(options)),
  ConvLSTM: (options) => new ConvLSTM2D(withoutRank(options)) as unknown as Layer<number>,
  ConvLSTMCell: (options) => new ConvLSTMCell(withoutRank(options), 2),
  MaskedDense: (options) => new MaskedDense(units(options)) as unknown as Layer<number>,
};
