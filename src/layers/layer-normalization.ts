/** The layer that normalizes each sample (Ba, Kiros & Hinton, "Layer normalization", 2016). */
import type { Variable } from "../autodiff/variable.ts";
import type { ConstraintSpec } from "../constraints.ts";
import type { InitializerSpec } from "../initializers.ts";
import { layerNorm, reshape } from "../ops/index.ts";
import type { RegularizerSpec } from "../regularizers.ts";
import { formatShape, normalizeAxis, type Tensor, takes } from "../tensor/index.ts";
import { knownLength, type LayerConfig, withDefaults } from "./config.ts";
import { Layer } from "./layer.ts";
import { listOf, type OpenShape } from "./symbolic.ts";

export interface LayerNormalizationOptions extends LayerConfig {
  /** The axes over which each sample is normalized. Default -1. */
  axis?: number | readonly number[];
  /** Added to the variance. Default 0.001. */
  epsilon?: number;
  /** Learn a shift. Default true. */
  center?: boolean;
  /** Learn a scale. Default true. */
  scale?: boolean;
  /** Default "zeros". */
  betaInitializer?: InitializerSpec;
  /** Default "ones". */
  gammaInitializer?: InitializerSpec;
  betaRegularizer?: RegularizerSpec;
  gammaRegularizer?: RegularizerSpec;
  betaConstraint?: ConstraintSpec;
  gammaConstraint?: ConstraintSpec;
}

const layerNormalizationDefaults = {
  axis: -1 as number | readonly number[],
  epsilon: 0.001,
  center: true,
  scale: true,
  betaInitializer: "zeros" as InitializerSpec,
  gammaInitializer: "ones" as InitializerSpec,
  betaRegularizer: null as RegularizerSpec,
  gammaRegularizer: null as RegularizerSpec,
  betaConstraint: null as ConstraintSpec,
  gammaConstraint: null as ConstraintSpec,
};

/** Normalizes each sample; see {@link layerNormalization}. */
export class LayerNormalization extends Layer {
  override readonly className = "LayerNormalization";
  override readonly supportsMasking = true;
  override readonly config: Readonly<typeof layerNormalizationDefaults & LayerConfig>;
  private gamma: Variable | undefined;
  private beta: Variable | undefined;

  constructor(options: LayerNormalizationOptions = {}) {
    super();
    this.config = withDefaults("LayerNormalization", options, layerNormalizationDefaults, {
      axis: takes.axes,
      epsilon: takes.nonNegativeNumber,
    });
  }

  override get worksPerStep(): boolean {
    return this.config.axis === -1;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const lengths = this.axes(x!.length).map((axis) => x![axis]!);
    const made = (this.gamma ?? this.beta)?.shape;
    if (made?.some((length, i) => lengths[i] !== length)) {
      throw this.inputError(`${formatShape(made)} on the normalized axes, as the weights were made for`, x!);
    }
    return [x!];
  }

  protected override build([x]: readonly OpenShape[]): void {
    const { config } = this;
    const shape = this.axes(x!.length).map((axis) => knownLength(x![axis], `LayerNormalization "${this.name}"`));
    if (config.scale) {
      this.gamma = this.addWeight("gamma", shape, {
        initializer: config.gammaInitializer,
        regularizer: config.gammaRegularizer,
        constraint: config.gammaConstraint,
      });
    }
    if (config.center) {
      this.beta = this.addWeight("beta", shape, {
        initializer: config.betaInitializer,
        regularizer: config.betaRegularizer,
        constraint: config.betaConstraint,
      });
    }
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const axes = this.axes(x!.rank);
    // the learned vectors along the normalized axes, 1 along the others
    const along = x!.shape.map((length, axis) => (axes.includes(axis) ? length : 1));
    const gamma = this.gamma && reshape(this.gamma.value, along);
    const beta = this.beta && reshape(this.beta.value, along);
    return [layerNorm(x!, { axes, epsilon: this.config.epsilon, gamma, beta })];
  }

  private axes(rank: number): number[] {
    return listOf(this.config.axis)
      .map((axis) => normalizeAxis(axis, rank))
      .sort((a, b) => a - b);
  }
}

/**
 * Each step of each sample shifted and scaled to mean 0 and variance 1, then scaled by γ and shifted by β, which are
 * learned: γ (x - mean) / √(variance + epsilon) + β.
 *
 * Input and output of any one shape; γ and β have the lengths of the normalized axes; a mask goes on unchanged.
 */
export function layerNormalization(options?: LayerNormalizationOptions): LayerNormalization {
  return new LayerNormalization(options);
}
