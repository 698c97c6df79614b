/** An activation function as a layer. */
import {
  type ActivationSpec,
  activatedLength,
  type Activation as Resolved,
  resolveActivation,
} from "../activations.ts";
import { type Complete, ConfigError, type Declared, readOptions, type Tensor, takes } from "../tensor/index.ts";
import { type LayerConfig, layerOptions } from "./config.ts";
import { ElementwiseLayer } from "./elementwise.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.activation`: the function to apply. */
export interface ActivationOptions extends LayerConfig {
  /** A name such as "relu", or a function of your own. */
  activation: ActivationSpec;
}

const activationOptions = {
  ...layerOptions,
  activation: takes.required(takes.anything),
} satisfies Declared<ActivationOptions>;

/** Applies an activation function; see {@link activation}. */
export class Activation extends ElementwiseLayer {
  override readonly className = "Activation";
  override readonly config: Complete<ActivationOptions, typeof activationOptions>;
  private readonly resolved: Resolved;

  constructor(options: ActivationOptions) {
    super();
    this.config = readOptions("Activation", options, activationOptions);
    if (this.config.activation === undefined) {
      throw new ConfigError({
        what: "Activation needs to know which function to apply.",
        expected: 'for example { activation: "relu" }',
        received: "no activation",
      });
    }
    this.resolved = resolveActivation(this.config.activation);
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    return [x!.map((length, axis) => (axis === x!.length - 1 ? activatedLength(this.resolved, length) : length))];
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [this.resolved.apply(x!)];
  }
}

/**
 * act(x), element by element (softmax: over the last axis). Input and output of any one shape; a mask passes through
 * unchanged.
 */
export function activation(options: ActivationOptions): Activation {
  return new Activation(options);
}
