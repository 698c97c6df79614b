/** Layers that join tensors, and those that normalise. */
import type { layers as o } from "../../index.ts";
import { makeLayer } from "./factories.ts";
import type { Layer } from "./layer.ts";
import type { Args } from "./options.ts";

/** The sum of several tensors. */
export const add = (args?: Args<o.LayerConfig> | null): Layer => makeLayer("add", args);
/** The mean of several tensors. */
export const average = (args?: Args<o.LayerConfig> | null): Layer => makeLayer("average", args);
/** The largest element of several tensors. */
export const maximum = (args?: Args<o.LayerConfig> | null): Layer => makeLayer("maximum", args);
/** The smallest element of several tensors. */
export const minimum = (args?: Args<o.LayerConfig> | null): Layer => makeLayer("minimum", args);
/** The product of several tensors. */
export const multiply = (args?: Args<o.LayerConfig> | null): Layer => makeLayer("multiply", args);
/** Several tensors one after the other along an axis. */
export const concatenate = (args?: Args<o.ConcatenateOptions> | null): Layer => makeLayer("concatenate", args);
/** The product of two tensors over an axis of each. */
export const dot = (args: Args<o.DotOptions>): Layer => makeLayer("dot", args);
/** Features with mean 0 and variance 1 over the batch. */
export const batchNormalization = (args?: Args<o.BatchNormalizationOptions> | null): Layer =>
  makeLayer("batchNormalization", args);
/** Each sample with mean 0 and variance 1 over an axis. */
export const layerNormalization = (args?: Args<o.LayerNormalizationOptions> | null): Layer =>
  makeLayer("layerNormalization", args);
/** x scale + offset. */
export const rescaling = (args?: Args<o.RescalingOptions> | null): Layer => makeLayer("rescaling", args);
