/** Dense, embedding, dropout and other layers of one input. */
import type { layers as o } from "../../index.ts";
import { makeLayer } from "./factories.ts";
import type { Layer } from "./layer.ts";
import type { Args } from "./options.ts";
import type { LayerArgs } from "./own-args.ts";

/** Options of `embedding` beside Recurve's. */
interface Length {
  /** The number of steps, for a first layer. */
  inputLength?: number | readonly (number | null)[] | null;
}
/** Options of `dense` beside Recurve's. */
interface Features {
  /** The features of a sample, for a first layer. */
  inputDim?: number | null;
}
/** Options of `reshape`. */
interface Reshaped extends LayerArgs {
  /** The shape of a sample; null or -1 for one length that follows from the others. */
  targetShape: readonly (number | null)[];
}
/** Options of `leakyReLU`. */
interface Leaky extends LayerArgs {
  /** The slope below 0. Default 0.3. */
  alpha?: number | null;
}
/** Options of `thresholdedReLU`. */
interface Thresholded extends LayerArgs {
  /** Where the output begins. Default 1. */
  theta?: number | null;
}
/** Options of `inputLayer`: a shape, and what every layer has. */
interface InputLayerArgs extends LayerArgs {
  /** Refused where true: tensors here are dense. */
  sparse?: boolean;
}

/** A vector that is learned for each number from 0 to inputDim - 1. */
export const embedding = (args: Args<o.EmbeddingOptions> & Length): Layer => makeLayer("embedding", args);
/** Every output a weighted sum of all inputs, then an activation. */
export const dense = (args: Args<o.DenseOptions> & Features): Layer => makeLayer("dense", args);
/** An activation as a layer of its own. */
export const activation = (args: Args<o.ActivationOptions>): Layer => makeLayer("activation", args);
/** Sets a share of the inputs to zero while training. */
export const dropout = (args: Args<o.DropoutOptions>): Layer => makeLayer("dropout", args);
/** Sets whole features of sequences to zero while training. */
export const spatialDropout1d = (args: Args<o.SpatialDropout1DOptions>): Layer => makeLayer("spatialDropout1d", args);
/** Dropout that keeps mean and variance, beside `selu`. */
export const alphaDropout = (args: Args<o.DropoutOptions>): Layer => makeLayer("alphaDropout", args);
/** Adds normal noise while training. */
export const gaussianNoise = (args: Args<o.GaussianNoiseOptions>): Layer => makeLayer("gaussianNoise", args);
/** Multiplies by normal noise around 1 while training. */
export const gaussianDropout = (args: Args<o.GaussianDropoutOptions>): Layer => makeLayer("gaussianDropout", args);
/** Masks the steps whose features all have one value. */
export const masking = (args?: Args<o.MaskingOptions> | null): Layer => makeLayer("masking", args);
/** All axes but the batch as one. */
export const flatten = (args?: Args<o.FlattenOptions> | null): Layer => makeLayer("flatten", args);
/** The same elements in another shape; null for a length that follows. */
export const reshape = (args: Reshaped): Layer => makeLayer("reshape", args);
/** The axes of a sample in another order, counted from 1. */
export const permute = (args: Args<o.PermuteOptions>): Layer => makeLayer("permute", args);
/** A vector n times, as the steps of a sequence. */
export const repeatVector = (args: Args<o.RepeatVectorOptions>): Layer => makeLayer("repeatVector", args);
/** exp(x) / sum of exp(x) over an axis. */
export const softmax = (args?: Args<o.SoftmaxOptions> | null): Layer => makeLayer("softmax", args);
/** max(x, 0), also with a limit. */
export const reLU = (args?: Args<o.ReLUOptions> | null): Layer => makeLayer("reLU", args);
/** x above 0, alpha x below. */
export const leakyReLU = (args?: Leaky | null): Layer => makeLayer("leakyReLU", args);
/** x above theta, 0 below. */
export const thresholdedReLU = (args?: Thresholded | null): Layer => makeLayer("thresholdedReLU", args);
/** x above 0, exp(x) - 1 below. */
export const elu = (args?: Args<o.ELUOptions> | null): Layer => makeLayer("eLU", args);
/** x above 0, below times a slope that is learned. */
export const prelu = (args?: Args<o.PReLUOptions> | null): Layer => makeLayer("pReLU", args);
/** The layer at the start of a graph. */
export const inputLayer = (args: InputLayerArgs): Layer => makeLayer("inputLayer", args);
