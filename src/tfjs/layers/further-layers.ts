/**
 * Layers that TensorFlow.js lacks: Recurve's with Recurve's defaults; initializers and the like may have any form of
 * TensorFlow.js.
 */
import type * as core from "../../index.ts";
import type { Tensor } from "../tensors/index.ts";
import { makeLayer } from "./factories.ts";
import type { Layer } from "./layer.ts";
import type { Args } from "./options.ts";
import type { LayerArgs } from "./own-args.ts";
import type { RNN } from "./recurrent.ts";

type Makers = Omit<typeof core.layers, "Layer" | "RNNCell">;
type Given<K extends keyof Makers> = Parameters<Makers[K]>[0];
/** Makes a layer: its options may be left out where none is needed. */
type Make<K extends keyof Makers> = (
  ...args: undefined extends Given<K>
    ? [args?: Args<NonNullable<Given<K>>> | null]
    : [args: Args<NonNullable<Given<K>>>]
) => Layer & { readonly core: ReturnType<Makers[K]> };

const further =
  <K extends keyof Makers>(name: K): Make<K> =>
  (...[args]) =>
    makeLayer(name, args);

/** Options of `lambda`. */
interface Computed extends LayerArgs {
  /** What the layer computes of its inputs, with `tf.*` or methods of tensors. */
  function: (x: Tensor, ...more: Tensor[]) => Tensor;
  /** The shape of one result, without the batch axis. By default found by calling the function on zeros. */
  outputShape?: readonly (number | null)[] | null;
}

/** A function of your own as a layer. Files hold no code: what is to be saved is a class that extends `tf.layers.Layer`. */
export const lambda = (args: Computed): Layer => makeLayer("lambda", args);
/** An LSTM over sequences of sequences, whose gates are convolutions. */
export const convLstm1d = (args: Args<core.layers.ConvLSTMOptions>): RNN => makeLayer("convLstm1d", args);
/** An LSTM over volumes, whose gates are convolutions. */
export const convLstm3d = (args: Args<core.layers.ConvLSTMOptions>): RNN => makeLayer("convLstm3d", args);
/** Attention of queries to another sequence by dot products: `apply([query, value], { returnAttentionScores: true })` gives the weights too. */
export const attention = /* @__PURE__ */ further("attention");
/** Attention of queries to another sequence by a sum of both through tanh. */
export const additiveAttention = /* @__PURE__ */ further("additiveAttention");
/** Attention of several heads, each with learned projections. */
export const multiHeadAttention = /* @__PURE__ */ further("multiHeadAttention");
/** Sums of products of inputs and weights along the axes that an equation names. */
export const einsumDense = /* @__PURE__ */ further("einsumDense");
/** An embedding that leads back to scores of ids: `apply(x, { reverse: true })`. */
export const reversibleEmbedding = /* @__PURE__ */ further("reversibleEmbedding");
/** The input as it is. */
export const identity = /* @__PURE__ */ further("identity");
/** The difference of two tensors. */
export const subtract = /* @__PURE__ */ further("subtract");
/** The input as it is, with a penalty on its elements. */
export const activityRegularization = /* @__PURE__ */ further("activityRegularization");
/** Sets whole features of images to zero while training. */
export const spatialDropout2d = /* @__PURE__ */ further("spatialDropout2d");
/** Sets whole features of volumes to zero while training. */
export const spatialDropout3d = /* @__PURE__ */ further("spatialDropout3d");
/** Features with mean 0 and variance 1 over given data: `layer.core.adapt(data)`. */
export const normalization = /* @__PURE__ */ further("normalization");
/** Groups of features with mean 0 and variance 1 in each sample. */
export const groupNormalization = /* @__PURE__ */ further("groupNormalization");
/** Features divided by the root of their mean square. */
export const rmsNormalization = /* @__PURE__ */ further("rmsNormalization");
/** Features of norm 1. */
export const unitNormalization = /* @__PURE__ */ further("unitNormalization");
/** The transpose of a convolution over sequences. */
export const conv1dTranspose = /* @__PURE__ */ further("conv1dTranspose");
/** Windows over each channel of sequences separately. */
export const depthwiseConv1d = /* @__PURE__ */ further("depthwiseConv1d");
/** Windows over each channel of sequences separately, then over all channels. */
export const separableConv1d = /* @__PURE__ */ further("separableConv1d");
/** Sequences without their ends. */
export const cropping1d = /* @__PURE__ */ further("cropping1d");
/** Bodies without their edges. */
export const cropping3d = /* @__PURE__ */ further("cropping3d");
/** Zeros around sequences. */
export const zeroPadding1d = /* @__PURE__ */ further("zeroPadding1d");
/** Zeros around volumes. */
export const zeroPadding3d = /* @__PURE__ */ further("zeroPadding3d");
/** Every step of a sequence several times. */
export const upSampling1d = /* @__PURE__ */ further("upSampling1d");
/** Every element of a volume several times along each axis. */
export const upSampling3d = /* @__PURE__ */ further("upSampling3d");
/** The mean over all places of a volume. */
export const globalAveragePooling3d = /* @__PURE__ */ further("globalAveragePooling3d");
/** The largest element over all places of a volume. */
export const globalMaxPooling3d = /* @__PURE__ */ further("globalMaxPooling3d");
/** Texts to ids: `layer.core.adapt(texts)` learns the vocabulary. */
export const stringLookup = /* @__PURE__ */ further("stringLookup");
/** Whole numbers to ids. */
export const integerLookup = /* @__PURE__ */ further("integerLookup");
/** Texts to sequences of ids, or to counts of words. */
export const textVectorization = /* @__PURE__ */ further("textVectorization");
/** The spectrum of sound, window by window. */
export const stftSpectrogram = /* @__PURE__ */ further("stftSpectrogram");
/** The spectrum of sound in bands of the mel scale. */
export const melSpectrogram = /* @__PURE__ */ further("melSpectrogram");
