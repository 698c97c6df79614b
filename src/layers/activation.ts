/** An activation as a layer. */
import { type ActivationSpec, resolveActivation } from "../activations.ts";
import type { Tensor } from "../tensor/index.ts";
import { Layer, type LayerConfig, withDefaults } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

export interface ActivationOptions extends LayerConfig {
  activation: ActivationSpec;
}

/** See {@link activation}. */
export class Activation extends Layer {
  readonly className = "Activation";
  override readonly supportsMasking = true;
  readonly config;
  private readonly resolved;

  constructor(options: ActivationOptions) {
    super();
    this.config = withDefaults("Activation", options, { activation: null as ActivationSpec });
    this.resolved = resolveActivation(this.config.activation);
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    return [x!];
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [this.resolved.apply(x!)];
  }
}

/** An activation function as a layer of its own. */
export function activation(options: ActivationOptions): Activation {
  return new Activation(options);
}
