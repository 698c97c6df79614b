/** The layer that finds the padding of sequences. */
import { any, cast, expandDims, multiply, notEqual } from "../ops/index.ts";
import { type Complete, type Declared, readOptions, type Tensor } from "../tensor/index.ts";
import { type LayerConfig, layerOptions } from "./config.ts";
import { UnaryLayer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.masking`: the value that marks padding. */
export interface MaskingOptions extends LayerConfig {
  /** A step is padding when all its features have this value. Default 0. */
  maskValue?: number | undefined;
}

const maskingOptions = { ...layerOptions, maskValue: 0 } satisfies Declared<MaskingOptions>;

/** Marks padding; see {@link masking}. */
export class Masking extends UnaryLayer {
  override readonly className = "Masking";
  override readonly supportsMasking = true;
  override readonly config: Complete<MaskingOptions, typeof maskingOptions>;

  constructor(options: MaskingOptions) {
    super();
    this.config = readOptions("Masking", options, maskingOptions);
  }

  override get worksPerStep(): boolean {
    return true;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    if (x!.length < 2) throw this.inputError("at least 2 axes (batch, ..., features)", x!);
    return [x!];
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [multiply(x!, cast(expandDims(this.validSteps(x!), -1), "float32"))];
  }

  override computeMasks([x]: readonly Tensor[]): (Tensor | undefined)[] {
    return [this.validSteps(x!)];
  }

  private validSteps(x: Tensor): Tensor {
    return any(notEqual(x, this.config.maskValue), -1);
  }
}

/**
 * Masks the steps whose features all equal `maskValue`, and sets them to zero.
 *
 * Input and output (batch, time, features); the output carries the mask (batch, time), true where any feature differs,
 * which replaces the input's.
 */
export function masking(options: MaskingOptions = {}): Masking {
  return new Masking(options);
}
