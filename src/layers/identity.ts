/** Layers that return their input. */
import { divide } from "../ops/index.ts";
import { l1l2, type Regularizer } from "../regularizers/index.ts";
import { type Complete, type Declared, readOptions, type Tensor, takes } from "../tensor/index.ts";
import { type LayerConfig, layerOptions } from "./config.ts";
import type { CallContext } from "./context.ts";
import { ElementwiseLayer } from "./elementwise.ts";

/** A layer whose output is its input. */
abstract class Passing extends ElementwiseLayer {
  override call([x]: readonly Tensor[], _context: CallContext): Tensor[] {
    return [x!];
  }
}

/** The layer of {@link identity}. */
export class Identity extends Passing {
  override readonly className = "Identity";
  override readonly config: Readonly<LayerConfig>;

  constructor(options: LayerConfig = {}) {
    super();
    this.config = readOptions("Identity", options, layerOptions);
  }
}

/** The input, unchanged, and its mask. Input and output of any one shape. */
export function identity(options?: LayerConfig): Identity {
  return new Identity(options);
}

/** Options of `layers.activityRegularization`: penalties on what passes through. */
export interface ActivityRegularizationOptions extends LayerConfig {
  /** Factor of the sum of the absolute values. Default 0. */
  l1?: number | undefined;
  /** Factor of the sum of the squares. Default 0. */
  l2?: number | undefined;
}

const activityRegularizationOptions = {
  ...layerOptions,
  l1: takes.withDefault(takes.nonNegativeNumber, 0),
  l2: takes.withDefault(takes.nonNegativeNumber, 0),
} satisfies Declared<ActivityRegularizationOptions>;

/** The layer of {@link activityRegularization}. */
export class ActivityRegularization extends Passing {
  override readonly className = "ActivityRegularization";
  override readonly config: Complete<ActivityRegularizationOptions, typeof activityRegularizationOptions>;
  private readonly regularizer: Regularizer;

  constructor(options: ActivityRegularizationOptions = {}) {
    super();
    this.config = readOptions("ActivityRegularization", options, activityRegularizationOptions);
    const { l1, l2 } = this.config;
    this.regularizer = l1l2({ l1, l2 });
  }

  override get regularizesActivity(): boolean {
    return true;
  }

  override call(inputs: readonly Tensor[], context: CallContext): Tensor[] {
    const [x] = inputs as [Tensor];
    context.run.losses.push(divide(this.regularizer.penalty(x), x.shape[0]!));
    return [x];
  }
}

/**
 * The input, unchanged, and its mask; adds l1 · Σ |x| + l2 · Σ x², divided by the batch size, to the loss. Input and output of
 * any one shape.
 */
export function activityRegularization(options?: ActivityRegularizationOptions): ActivityRegularization {
  return new ActivityRegularization(options);
}
