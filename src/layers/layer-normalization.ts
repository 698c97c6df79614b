/** Layer normalization (Ba, Kiros & Hinton 2016). */
import type { Variable } from "../autodiff/variable.ts";
import type { ConstraintSpec } from "../constraints.ts";
import type { InitializerSpec } from "../initializers.ts";
import { add, mean, multiply, reshape, rsqrt, square, subtract } from "../ops/index.ts";
import type { RegularizerSpec } from "../regularizers.ts";
import { normalizeAxis, type Tensor } from "../tensor/index.ts";
import { knownLength, Layer, type LayerConfig, withDefaults } from "./layer.ts";
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
  betaInitializer?: InitializerSpec;
  gammaInitializer?: InitializerSpec;
  betaRegularizer?: RegularizerSpec;
  gammaRegularizer?: RegularizerSpec;
  betaConstraint?: ConstraintSpec;
  gammaConstraint?: ConstraintSpec;
}

const defaults = {
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

/** See {@link layerNormalization}. */
export class LayerNormalization extends Layer {
  readonly className = "LayerNormalization";
  override readonly supportsMasking = true;
  readonly config: Readonly<typeof defaults & LayerConfig>;
  private gamma: Variable | undefined;
  private beta: Variable | undefined;

  constructor(options: LayerNormalizationOptions = {}) {
    super();
    this.config = withDefaults("LayerNormalization", options, defaults);
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    this.axes(x!.length);
    return [x!];
  }

  protected override build([x]: readonly OpenShape[]): void {
    const { config } = this;
    const shape = this.axes(x!.length).map((axis) => knownLength(x![axis], "LayerNormalization"));
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
    const centered = subtract(x!, mean(x!, axes, true));
    const deviation = rsqrt(add(mean(square(centered), axes, true), this.config.epsilon));
    // the learned vectors along the normalized axes, 1 along the others
    const along = x!.shape.map((length, axis) => (axes.includes(axis) ? length : 1));
    let y = multiply(centered, deviation);
    if (this.gamma) y = multiply(y, reshape(this.gamma.value, along));
    if (this.beta) y = add(y, reshape(this.beta.value, along));
    return [y];
  }

  private axes(rank: number): number[] {
    return listOf(this.config.axis).map((axis) => normalizeAxis(axis, rank));
  }
}

/** Each sample (and step) shifted and scaled to mean 0 and variance 1, then scaled by γ and shifted by β. */
export function layerNormalization(options?: LayerNormalizationOptions): LayerNormalization {
  return new LayerNormalization(options);
}
