/** The fully connected layer. */
import { type Activation, type ActivationSpec, activatedLength, resolveActivation } from "../activations.ts";
import type { Variable } from "../autodiff/variable.ts";
import type { ConstraintSpec } from "../constraints.ts";
import type { InitializerSpec } from "../initializers.ts";
import { matmul } from "../ops/index.ts";
import type { RegularizerSpec } from "../regularizers.ts";
import { type Tensor, takes } from "../tensor/index.ts";
import { knownLength, type LayerConfig, withDefaults } from "./config.ts";
import { UnaryLayer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

export interface DenseOptions extends LayerConfig {
  /** Width of the output. */
  units: number;
  /** Default none. */
  activation?: ActivationSpec | undefined;
  /** Default true. */
  useBias?: boolean | undefined;
  /** Of the weights (features, units). Default "glorotUniform". */
  kernelInitializer?: InitializerSpec | undefined;
  /** Default "zeros". */
  biasInitializer?: InitializerSpec | undefined;
  /** Penalty on the kernel, added to the loss. Default none. */
  kernelRegularizer?: RegularizerSpec | undefined;
  /** Penalty on the bias, added to the loss. Default none. */
  biasRegularizer?: RegularizerSpec | undefined;
  /** What the kernel is brought back to after each update. Default none. */
  kernelConstraint?: ConstraintSpec | undefined;
  /** What the bias is brought back to after each update. Default none. */
  biasConstraint?: ConstraintSpec | undefined;
}

const denseDefaults = {
  units: undefined as unknown as number,
  activation: null as ActivationSpec,
  useBias: true,
  kernelInitializer: "glorotUniform" as InitializerSpec,
  biasInitializer: "zeros" as InitializerSpec,
  kernelRegularizer: null as RegularizerSpec,
  biasRegularizer: null as RegularizerSpec,
  kernelConstraint: null as ConstraintSpec,
  biasConstraint: null as ConstraintSpec,
};

/** A fully connected layer; see {@link dense}. */
export class Dense extends UnaryLayer {
  override readonly className = "Dense";
  override readonly supportsMasking = true;
  override readonly config: Readonly<typeof denseDefaults & LayerConfig>;
  private readonly activation: Activation;
  private kernel!: Variable;
  private bias: Variable | undefined;

  constructor(options: DenseOptions) {
    super();
    this.config = withDefaults("Dense", options, denseDefaults, { units: takes.required(takes.positiveInteger) });
    this.activation = resolveActivation(this.config.activation);
  }

  override get worksPerStep(): boolean {
    return true;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    if (x!.length < 2) {
      throw this.inputError(
        "at least 2 axes (batch, ..., features)",
        x!,
        "one sample? Give it a batch axis of length 1",
      );
    }
    if (this.built) this.checkFeatures(x!, this.kernel.shape[0]!);
    return [[...x!.slice(0, -1), activatedLength(this.activation, this.config.units)]];
  }

  protected override build([x]: readonly OpenShape[]): void {
    const { config } = this;
    const features = knownLength(x!.at(-1), `Dense "${this.name}"`);
    this.kernel = this.addWeight("kernel", [features, config.units], {
      initializer: config.kernelInitializer,
      regularizer: config.kernelRegularizer,
      constraint: config.kernelConstraint,
    });
    if (!config.useBias) return;
    this.bias = this.addWeight("bias", [config.units], {
      initializer: config.biasInitializer,
      regularizer: config.biasRegularizer,
      constraint: config.biasConstraint,
    });
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [this.activation.apply(matmul(x!, this.kernel.value, { bias: this.bias?.value }))];
  }
}

/**
 * A fully connected layer, act(x W + b).
 *
 * Input (batch, ..., features); output (batch, ..., units): on a sequence, the same weights at every step. A mask goes on
 * unchanged.
 */
export function dense(options: DenseOptions): Dense {
  return new Dense(options);
}
