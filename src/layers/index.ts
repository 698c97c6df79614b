/** All layers: the functions that make them, as `layers.*` shows them, and the classes that your own layers and cells extend. */

// the classes, for the types of what the functions return
export type { ActivationName, ActivationSpec } from "../activations.ts";
export type { Activation } from "./activation.ts";
export { type ActivationOptions, activation } from "./activation.ts";
export type { AdditiveAttention, Attention } from "./attention.ts";
export {
  type AdditiveAttentionOptions,
  type AttentionOptions,
  additiveAttention,
  attention,
} from "./attention.ts";
export type { BatchNormalization } from "./batch-normalization.ts";
export { type BatchNormalizationOptions, batchNormalization } from "./batch-normalization.ts";
export type { LayerConfig } from "./config.ts";
export type { CallContext, RunContext } from "./context.ts";
export type { Convolution } from "./convolution.ts";
export { type Conv1DOptions, type ConvolutionOptions, conv1d, conv2d, conv3d } from "./convolution.ts";
export type { Inputs, Outputs } from "./counts.ts";
export type { Dense } from "./dense.ts";
export { type DenseOptions, dense } from "./dense.ts";
export type { DepthwiseConvolution, SeparableConvolution } from "./depthwise-convolution.ts";
export {
  type DepthwiseConvolutionOptions,
  depthwiseConv1d,
  depthwiseConv2d,
  type SeparableConvolutionOptions,
  separableConv1d,
  separableConv2d,
} from "./depthwise-convolution.ts";
export type { Dot } from "./dot.ts";
export { type DotOptions, dot } from "./dot.ts";
export type { AlphaDropout, Dropout, SpatialDropout } from "./dropout.ts";
export {
  alphaDropout,
  type DropoutOptions,
  dropout,
  type SpatialDropout1DOptions,
  type SpatialDropoutOptions,
  spatialDropout1d,
  spatialDropout2d,
  spatialDropout3d,
} from "./dropout.ts";
export type { EinsumDense } from "./einsum-dense.ts";
export { type EinsumDenseOptions, einsumDense } from "./einsum-dense.ts";
export type { Embedding } from "./embedding.ts";
export { type EmbeddingOptions, embedding } from "./embedding.ts";
export type { GaussianDropout, GaussianNoise } from "./gaussian-noise.ts";
export {
  type GaussianDropoutOptions,
  type GaussianNoiseOptions,
  gaussianDropout,
  gaussianNoise,
} from "./gaussian-noise.ts";
export type { ActivityRegularization, Identity } from "./identity.ts";
export { type ActivityRegularizationOptions, activityRegularization, identity } from "./identity.ts";
export type { InputLayer } from "./input.ts";
export { type InputOptions, input } from "./input.ts";
export type { Lambda } from "./lambda.ts";
export { type LambdaFunction, type LambdaOptions, lambda } from "./lambda.ts";
export { Layer } from "./layer.ts";
export type { LayerNormalization } from "./layer-normalization.ts";
export { type LayerNormalizationOptions, layerNormalization } from "./layer-normalization.ts";
export type { LearnedWindows } from "./learned-windows.ts";
export type { IntegerLookup } from "./lookup/integer-lookup.ts";
export { type IntegerLookupOptions, integerLookup } from "./lookup/integer-lookup.ts";
export type { StringLookup } from "./lookup/string-lookup.ts";
export { type StringLookupOptions, stringLookup } from "./lookup/string-lookup.ts";
export type { TextVectorization } from "./lookup/text-vectorization.ts";
export { type TextVectorizationOptions, textVectorization } from "./lookup/text-vectorization.ts";
export type { Masking } from "./masking.ts";
export { type MaskingOptions, masking } from "./masking.ts";
export type { MelSpectrogram } from "./mel-spectrogram.ts";
export { type MelSpectrogramOptions, melSpectrogram } from "./mel-spectrogram.ts";
export type { Add, Average, Concatenate, Maximum, Minimum, Multiply, Subtract } from "./merge.ts";
export {
  add,
  average,
  type ConcatenateOptions,
  concatenate,
  maximum,
  minimum,
  multiply,
  subtract,
} from "./merge.ts";
export type { HeadProjection, MultiHeadAttention } from "./multi-head-attention.ts";
export { type MultiHeadAttentionOptions, multiHeadAttention } from "./multi-head-attention.ts";
export type { Cropping, ZeroPadding } from "./padding.ts";
export {
  type Cropping1DOptions,
  type CroppingOptions,
  cropping1d,
  cropping2d,
  cropping3d,
  type EdgeWidths,
  type EdgeWidths1D,
  type ZeroPadding1DOptions,
  type ZeroPaddingOptions,
  zeroPadding1d,
  zeroPadding2d,
  zeroPadding3d,
} from "./padding.ts";
export type { GlobalPooling, Pooling } from "./pooling.ts";
export {
  averagePooling1d,
  averagePooling2d,
  averagePooling3d,
  type GlobalPoolingOptions,
  globalAveragePooling1d,
  globalAveragePooling2d,
  globalAveragePooling3d,
  globalMaxPooling1d,
  globalMaxPooling2d,
  globalMaxPooling3d,
  maxPooling1d,
  maxPooling2d,
  maxPooling3d,
  type PoolingOptions,
} from "./pooling.ts";
export type { ELU, LeakyReLU, PReLU, ReLU } from "./rectifiers.ts";
export {
  type ELUOptions,
  eLU,
  type LeakyReLUOptions,
  leakyReLU,
  type PReLUOptions,
  pReLU,
  type ReLUOptions,
  reLU,
} from "./rectifiers.ts";
export type { RepeatVector } from "./repeat-vector.ts";
export { type RepeatVectorOptions, repeatVector } from "./repeat-vector.ts";
export type { Normalization, Rescaling } from "./rescaling.ts";
export { type NormalizationOptions, normalization, type RescalingOptions, rescaling } from "./rescaling.ts";
export type { Flatten, Permute, Reshape } from "./reshape.ts";
export { type FlattenOptions, flatten, type PermuteOptions, permute, type ReshapeOptions, reshape } from "./reshape.ts";
export type { ReversibleEmbedding } from "./reversible-embedding.ts";
export { type ReversibleEmbeddingOptions, reversibleEmbedding } from "./reversible-embedding.ts";
export type { Bidirectional } from "./rnn/bidirectional.ts";
export { type BidirectionalOptions, bidirectional, type MergeMode } from "./rnn/bidirectional.ts";
export { type CellSize, type CellStep, RNNCell, type SequenceContext, type SequenceStart } from "./rnn/cell.ts";
export type { CellRNN } from "./rnn/cell-rnn.ts";
export { type RNNLayerOptions, rnn } from "./rnn/cell-rnn.ts";
export type { ConvLSTM1D, ConvLSTM2D, ConvLSTM3D } from "./rnn/conv-lstm.ts";
export { type ConvLSTMOptions, convLstm1d, convLstm2d, convLstm3d } from "./rnn/conv-lstm.ts";
export type { ConvLSTMCell } from "./rnn/conv-lstm-cell.ts";
export type { GatedCell } from "./rnn/gated-cell.ts";
export type { GRU, GRUCell } from "./rnn/gru.ts";
export { type GRUCellOptions, type GRUOptions, gru, gruCell } from "./rnn/gru.ts";
export type { LSTM, LSTMCell } from "./rnn/lstm.ts";
export { type LSTMCellOptions, type LSTMOptions, lstm, lstmCell } from "./rnn/lstm.ts";
export type { RNN, RNNOptions } from "./rnn/rnn.ts";
export type { SimpleRNN, SimpleRNNCell } from "./rnn/simple-rnn.ts";
export { type SimpleRNNCellOptions, type SimpleRNNOptions, simpleRNN, simpleRNNCell } from "./rnn/simple-rnn.ts";
export type { StackedRNNCells } from "./rnn/stacked-cells.ts";
export { type StackedRNNCellsOptions, stackedRNNCells } from "./rnn/stacked-cells.ts";
export type { TimeDistributed } from "./rnn/time-distributed.ts";
export { type TimeDistributedOptions, timeDistributed } from "./rnn/time-distributed.ts";
export type { GroupNormalization, RMSNormalization, UnitNormalization } from "./sample-normalizations.ts";
export {
  type GroupNormalizationOptions,
  groupNormalization,
  type RMSNormalizationOptions,
  rmsNormalization,
  type UnitNormalizationOptions,
  unitNormalization,
} from "./sample-normalizations.ts";
export type { ScalesAndShifts } from "./scale-and-shift.ts";
export type { Softmax } from "./softmax.ts";
export { type SoftmaxOptions, softmax } from "./softmax.ts";
export type { DataFormat, PerAxis, SpatialLayer } from "./spatial.ts";
export type { STFTSpectrogram } from "./stft-spectrogram.ts";
export { type SpectrogramMode, type STFTSpectrogramOptions, stftSpectrogram } from "./stft-spectrogram.ts";
export type { AnyTensor, CallOptions, OpenShape, SymbolicTensor } from "./symbolic.ts";
export type {
  AttentionValues,
  BidirectionalValues,
  CellValues,
  GRUValues,
  LayerTrace,
  LSTMValues,
  OtherCellValues,
  PlainValues,
  SimpleRNNValues,
  StackedValues,
  Trace,
} from "./trace-values.ts";
export type { TransposedConvolution } from "./transposed-convolution.ts";
export {
  conv1dTranspose,
  conv2dTranspose,
  conv3dTranspose,
  type TransposedConvolutionOptions,
} from "./transposed-convolution.ts";
export type { UpSampling } from "./up-sampling.ts";
export {
  type UpSampling1DOptions,
  type UpSampling2DOptions,
  type UpSampling3DOptions,
  upSampling1d,
  upSampling2d,
  upSampling3d,
} from "./up-sampling.ts";
