/** The layer that adds noise while training. */
import { add } from "../ops/index.ts";
import { type Tensor, takes, wrap } from "../tensor/index.ts";
import { type LayerConfig, withDefaults } from "./config.ts";
import type { CallContext } from "./context.ts";
import { Layer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

export interface GaussianNoiseOptions extends LayerConfig {
  /** Standard deviation of the noise, 0 to 1. */
  stddev: number;
  /** Fixes the noise of this layer, whatever the model's seed. */
  seed?: number | null;
}

const gaussianNoiseDefaults = { stddev: undefined as unknown as number, seed: null as number | null };

/** Adds noise while training; see {@link gaussianNoise}. */
export class GaussianNoise extends Layer {
  override readonly className = "GaussianNoise";
  override readonly supportsMasking = true;
  override readonly config: Readonly<typeof gaussianNoiseDefaults & LayerConfig>;

  constructor(options: GaussianNoiseOptions) {
    super();
    this.config = withDefaults("GaussianNoise", options, gaussianNoiseDefaults, {
      stddev: takes.required(takes.fraction),
    });
  }

  override get worksPerStep(): boolean {
    return true;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    return [x!];
  }

  override call([x]: readonly Tensor[], { training, run }: CallContext): Tensor[] {
    const { stddev, seed } = this.config;
    if (!training || stddev === 0) return [x!];
    const random = run.nextRandom(seed);
    const noise = Float32Array.from({ length: x!.size }, () => stddev * random.normal());
    return [add(x!, wrap(noise, x!.shape, "float32"))];
  }
}

/**
 * Adds normal noise of mean 0 to every element while training; otherwise the input passes unchanged.
 *
 * Input and output of any one shape; a mask goes on unchanged.
 */
export function gaussianNoise(options: GaussianNoiseOptions): GaussianNoise {
  return new GaussianNoise(options);
}
