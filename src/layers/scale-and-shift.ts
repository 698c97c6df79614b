/** What normalizing layers learn: a scale γ and a shift β. */
import type { Variable } from "../autodiff/variable.ts";
import type { ConstraintSpec } from "../constraints/index.ts";
import type { InitializerSpec } from "../initializers/index.ts";
import type { RegularizerSpec } from "../regularizers/index.ts";
import type { Complete, Declared, Shape } from "../tensor/index.ts";
import { constraint, initializer, type LayerConfig, layerOptions, regularizer } from "./config.ts";
import { UnaryLayer } from "./layer.ts";

/** Options that normalizing layers share: whether to learn a scale and a shift. */
export interface ScaleAndShiftOptions extends LayerConfig {
  /** Learn a shift. Default true. */
  center?: boolean | undefined;
  /** Learn a scale. Default true. */
  scale?: boolean | undefined;
  /** Default "zeros". */
  betaInitializer?: InitializerSpec | undefined;
  /** Default "ones". */
  gammaInitializer?: InitializerSpec | undefined;
  /** Penalty on the shift, added to the loss. Default none. */
  betaRegularizer?: RegularizerSpec | undefined;
  /** Penalty on the scale, added to the loss. Default none. */
  gammaRegularizer?: RegularizerSpec | undefined;
  /** Constraint on the shift, applied after each update. Default none. */
  betaConstraint?: ConstraintSpec | undefined;
  /** Constraint on the scale, applied after each update. Default none. */
  gammaConstraint?: ConstraintSpec | undefined;
}

export const scaleAndShiftOptions = {
  ...layerOptions,
  center: true,
  scale: true,
  betaInitializer: initializer("zeros"),
  gammaInitializer: initializer("ones"),
  betaRegularizer: regularizer,
  gammaRegularizer: regularizer,
  betaConstraint: constraint,
  gammaConstraint: constraint,
} satisfies Declared<ScaleAndShiftOptions>;

/** A layer that scales and shifts what it has normalized. A mask passes through unchanged. */
export abstract class ScalesAndShifts<
  C extends Complete<ScaleAndShiftOptions, typeof scaleAndShiftOptions>,
> extends UnaryLayer {
  override readonly supportsMasking = true;
  /** The learned scale. Absent with `scale: false`. */
  protected gamma: Variable | undefined;
  /** The learned shift. Absent with `center: false`. */
  protected beta: Variable | undefined;

  constructor(override readonly config: Readonly<C & LayerConfig>) {
    super();
  }

  /** Makes γ and β, where they are asked for. */
  protected addScaleAndShift(shape: Shape, { scale, center }: { scale: boolean; center: boolean } = this.config): void {
    const { config } = this;
    if (scale) {
      this.gamma = this.addWeight("gamma", shape, {
        initializer: config.gammaInitializer,
        regularizer: config.gammaRegularizer,
        constraint: config.gammaConstraint,
      });
    }
    if (center) {
      this.beta = this.addWeight("beta", shape, {
        initializer: config.betaInitializer,
        regularizer: config.betaRegularizer,
        constraint: config.betaConstraint,
      });
    }
  }
}
