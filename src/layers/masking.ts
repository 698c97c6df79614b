/** Steps that do not count. */
import { any, cast, expandDims, multiply, notEqual } from "../ops/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { Layer, type LayerConfig, withDefaults } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

export interface MaskingOptions extends LayerConfig {
  /** A step all of whose features have this value does not count. Default 0. */
  maskValue?: number;
}

/** See {@link masking}. */
export class Masking extends Layer {
  readonly className = "Masking";
  override readonly supportsMasking = true;
  readonly config;

  constructor(options: MaskingOptions = {}) {
    super();
    this.config = withDefaults("Masking", options, { maskValue: 0 });
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    return [x!];
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [multiply(x!, expandDims(cast(this.validSteps(x!), "float32"), -1))];
  }

  override computeMasks([x]: readonly Tensor[]): (Tensor | undefined)[] {
    return [this.validSteps(x!)];
  }

  private validSteps(x: Tensor): Tensor {
    return any(notEqual(x, this.config.maskValue), -1);
  }
}

/** Marks steps whose features all equal `maskValue`, so that the layers that follow skip them; they are set to zero. */
export function masking(options?: MaskingOptions): Masking {
  return new Masking(options);
}
