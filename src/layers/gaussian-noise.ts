/** Layers that add noise, or multiply with it, while training. */
import { add, multiply } from "../ops/index.ts";
import {
  type Complete,
  ConfigError,
  type Declared,
  type Random,
  readOptions,
  type Tensor,
  takes,
  wrap,
} from "../tensor/index.ts";
import { type LayerConfig, layerOptions, layerSeed } from "./config.ts";
import type { RunContext } from "./context.ts";
import { NoiseLayer } from "./elementwise.ts";

/** Options of `layers.gaussianNoise`: how strong the noise is while training. */
export interface GaussianNoiseOptions extends LayerConfig {
  /** Standard deviation of the noise, 0 to 1. */
  stddev: number;
  /** Fixes the noise of this layer, whatever the model's seed. */
  seed?: number | null | undefined;
}

const gaussianNoiseOptions = {
  ...layerOptions,
  stddev: takes.required(takes.nonNegativeNumber),
  seed: layerSeed,
} satisfies Declared<GaussianNoiseOptions>;

/** Normal numbers of mean 0, of the shape of x. */
function noiseLike(x: Tensor, stddev: number, random: Random): Tensor {
  return wrap(
    Float32Array.from({ length: x.size }, () => stddev * random.normal()),
    x.shape,
    "float32",
  );
}

/** Adds noise while training; see {@link gaussianNoise}. */
export class GaussianNoise extends NoiseLayer {
  override readonly className = "GaussianNoise";
  override readonly config: Complete<GaussianNoiseOptions, typeof gaussianNoiseOptions>;

  constructor(options: GaussianNoiseOptions) {
    super();
    this.config = readOptions("GaussianNoise", options, gaussianNoiseOptions);
  }

  protected override get strength(): number {
    return this.config.stddev;
  }

  protected override disturb(x: Tensor, run: RunContext): Tensor {
    const { stddev, seed } = this.config;
    return add(x, noiseLike(x, stddev, run.nextRandom(seed)));
  }
}

/**
 * Adds normal noise of mean 0 to every element while training; otherwise the input passes unchanged.
 *
 * Input and output of any one shape; a mask passes through unchanged.
 */
export function gaussianNoise(options: GaussianNoiseOptions): GaussianNoise {
  return new GaussianNoise(options);
}

/** Options of `layers.gaussianDropout`: how strong the factor's noise is while training. */
export interface GaussianDropoutOptions extends LayerConfig {
  /** The rate of a dropout of the same strength, 0 to below 1: the noise has the standard deviation √(rate / (1 - rate)). */
  rate: number;
  /** Fixes the noise of this layer, whatever the model's seed. */
  seed?: number | null | undefined;
}

const gaussianDropoutOptions = {
  ...layerOptions,
  rate: takes.required(takes.fraction),
  seed: layerSeed,
} satisfies Declared<GaussianDropoutOptions>;

/** Multiplies with noise while training; see {@link gaussianDropout}. */
export class GaussianDropout extends NoiseLayer {
  override readonly className = "GaussianDropout";
  override readonly config: Complete<GaussianDropoutOptions, typeof gaussianDropoutOptions>;

  constructor(options: GaussianDropoutOptions) {
    super();
    this.config = readOptions("GaussianDropout", options, gaussianDropoutOptions);
    if (this.config.rate < 1) return;
    throw new ConfigError({
      what: "GaussianDropout: a rate of 1 would mean infinite noise.",
      expected: "a number from 0 to below 1",
      received: "1",
    });
  }

  protected override get strength(): number {
    return this.config.rate;
  }

  protected override disturb(x: Tensor, run: RunContext): Tensor {
    const { rate, seed } = this.config;
    const noise = noiseLike(x, Math.sqrt(rate / (1 - rate)), run.nextRandom(seed));
    return multiply(x, add(noise, 1));
  }
}

/**
 * Multiplies every element with normal noise of mean 1 while training; otherwise the input passes unchanged (Srivastava et al.,
 * "Dropout", 2014, chapter 10).
 *
 * Input and output of any one shape; a mask passes through unchanged.
 */
export function gaussianDropout(options: GaussianDropoutOptions): GaussianDropout {
  return new GaussianDropout(options);
}
