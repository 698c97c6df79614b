/** Layers over windows: convolutions, pooling, edges. */
import type { layers as o } from "../../index.ts";
import { makeLayer } from "./factories.ts";
import type { Layer } from "./layer.ts";
import type { Args } from "./options.ts";

/** Options of layers over windows: Recurve's, and the position of the channels. */
type Windows<O> = O & {
  /** Where the channels are. */
  dataFormat?: "channelsFirst" | "channelsLast" | null;
};

/** Windows over sequences that are learned. */
export const conv1d = (args: Args<Windows<o.Conv1DOptions>>): Layer => makeLayer("conv1d", args);
/** Windows over images that are learned. */
export const conv2d = (args: Args<Windows<o.ConvolutionOptions>>): Layer => makeLayer("conv2d", args);
/** Windows over volumes that are learned. */
export const conv3d = (args: Args<Windows<o.ConvolutionOptions>>): Layer => makeLayer("conv3d", args);
/** The transpose of a convolution over images. */
export const conv2dTranspose = (args: Args<Windows<o.TransposedConvolutionOptions>>): Layer =>
  makeLayer("conv2dTranspose", args);
/** The transpose of a convolution over volumes. */
export const conv3dTranspose = (args: Args<Windows<o.TransposedConvolutionOptions>>): Layer =>
  makeLayer("conv3dTranspose", args);
/** Windows over each channel of images separately. */
export const depthwiseConv2d = (args: Args<Windows<o.DepthwiseConvolutionOptions>>): Layer =>
  makeLayer("depthwiseConv2d", args);
/** Windows over each channel separately, then over all channels. */
export const separableConv2d = (args: Args<Windows<o.SeparableConvolutionOptions>>): Layer =>
  makeLayer("separableConv2d", args);
/** Images without their edges. */
export const cropping2D = (args?: Args<o.CroppingOptions> | null): Layer => makeLayer("cropping2d", args);
/** Zeros around images. */
export const zeroPadding2d = (args?: Args<o.ZeroPaddingOptions> | null): Layer => makeLayer("zeroPadding2d", args);
/** Every row and column of images several times. */
export const upSampling2d = (args?: Args<o.UpSampling2DOptions> | null): Layer => makeLayer("upSampling2d", args);
/** The mean of each window of a sequence. */
export const averagePooling1d = (args?: Args<Windows<o.PoolingOptions>> | null): Layer =>
  makeLayer("averagePooling1d", args);
/** The mean of each window of an image. */
export const averagePooling2d = (args?: Args<Windows<o.PoolingOptions>> | null): Layer =>
  makeLayer("averagePooling2d", args);
/** The mean of each window of a volume. */
export const averagePooling3d = (args?: Args<Windows<o.PoolingOptions>> | null): Layer =>
  makeLayer("averagePooling3d", args);
/** The largest element of each window of a sequence. */
export const maxPooling1d = (args?: Args<Windows<o.PoolingOptions>> | null): Layer => makeLayer("maxPooling1d", args);
/** The largest element of each window of an image. */
export const maxPooling2d = (args?: Args<Windows<o.PoolingOptions>> | null): Layer => makeLayer("maxPooling2d", args);
/** The largest element of each window of a volume. */
export const maxPooling3d = (args?: Args<Windows<o.PoolingOptions>> | null): Layer => makeLayer("maxPooling3d", args);
/** The mean over all steps. */
export const globalAveragePooling1d = (args?: Args<o.GlobalPoolingOptions> | null): Layer =>
  makeLayer("globalAveragePooling1d", args);
/** The mean over all places of an image. */
export const globalAveragePooling2d = (args?: Args<o.GlobalPoolingOptions> | null): Layer =>
  makeLayer("globalAveragePooling2d", args);
/** The largest element over all steps. */
export const globalMaxPooling1d = (args?: Args<o.GlobalPoolingOptions> | null): Layer =>
  makeLayer("globalMaxPooling1d", args);
/** The largest element over all places of an image. */
export const globalMaxPooling2d = (args?: Args<o.GlobalPoolingOptions> | null): Layer =>
  makeLayer("globalMaxPooling2d", args);
