/** Zeroing at random, while training. */
import { dropout as drop } from "../ops/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { type CallContext, checkRate, Layer, type LayerConfig, withDefaults } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

export interface DropoutOptions extends LayerConfig {
  /** The fraction to zero; the rest is scaled by 1 / (1 - rate). */
  rate: number;
  /** The shape of the mask where it is to be shared along an axis: 1 there, null where it is the input's. */
  noiseShape?: OpenShape;
  /** Fixes the masks of this layer, whatever the model's seed. */
  seed?: number | null;
}

const defaults = {
  rate: undefined as unknown as number,
  noiseShape: undefined as OpenShape | undefined,
  seed: null as number | null,
};

/** See {@link dropout}. */
export class Dropout extends Layer {
  readonly className = "Dropout";
  override readonly supportsMasking = true;
  readonly config: Readonly<typeof defaults & LayerConfig>;

  constructor(options: DropoutOptions) {
    super();
    this.config = withDefaults("Dropout", options, defaults);
    checkRate("Dropout", "rate", this.config.rate);
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    return [x!];
  }

  override call([x]: readonly Tensor[], { training, run }: CallContext): Tensor[] {
    const { rate, noiseShape, seed } = this.config;
    if (!training || rate === 0) return [x!];
    const shape = x!.shape.map((length, axis) => noiseShape?.[axis] ?? length);
    return [drop(x!, rate, run.nextRandom(seed), shape)];
  }
}

/** Zeroes a fraction of the inputs at random while training, and does nothing otherwise (Srivastava et al. 2014). */
export function dropout(options: DropoutOptions): Dropout {
  return new Dropout(options);
}
