/** All layers: the functions that make them, as `layers.*` shows them, and what one's own layers and cells extend. */
export { type ActivationOptions, activation } from "./activation.ts";
export {
  type AdditiveAttentionOptions,
  type AttentionOptions,
  additiveAttention,
  attention,
} from "./attention.ts";
export { type BatchNormalizationOptions, batchNormalization } from "./batch-normalization.ts";
export type { LayerConfig } from "./config.ts";
export type { CallContext } from "./context.ts";
export { type Conv1DOptions, type Conv2DOptions, conv1d, conv2d } from "./convolution.ts";
export { type DenseOptions, dense } from "./dense.ts";
export { type DotOptions, dot } from "./dot.ts";
export { type DropoutOptions, dropout, type SpatialDropout1DOptions, spatialDropout1d } from "./dropout.ts";
export { type EmbeddingOptions, embedding } from "./embedding.ts";
export { type GaussianNoiseOptions, gaussianNoise } from "./gaussian-noise.ts";
export { type InputOptions, input } from "./input.ts";
export { type LambdaFunction, type LambdaOptions, lambda } from "./lambda.ts";
export { Layer, type Outputs } from "./layer.ts";
export { type LayerNormalizationOptions, layerNormalization } from "./layer-normalization.ts";
export { type MaskingOptions, masking } from "./masking.ts";
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
export { type MultiHeadAttentionOptions, multiHeadAttention } from "./multi-head-attention.ts";
export {
  averagePooling1d,
  type GlobalPooling1DOptions,
  globalAveragePooling1d,
  globalMaxPooling1d,
  maxPooling1d,
  type Pooling1DOptions,
} from "./pooling.ts";
export { type RepeatVectorOptions, repeatVector } from "./repeat-vector.ts";
export { flatten, type PermuteOptions, permute, type ReshapeOptions, reshape } from "./reshape.ts";
export { type BidirectionalOptions, bidirectional, type MergeMode } from "./rnn/bidirectional.ts";
export { type CellStep, RNNCell, type SequenceContext, type SequenceStart } from "./rnn/cell.ts";
export { type ConvLSTMOptions, convLstm1d, convLstm2d, convLstm3d } from "./rnn/conv-lstm.ts";
export { type GRUCellOptions, type GRUOptions, gru, gruCell } from "./rnn/gru.ts";
export { type LSTMCellOptions, type LSTMOptions, lstm, lstmCell } from "./rnn/lstm.ts";
export { type RNNLayerOptions, type RNNOptions, rnn } from "./rnn/rnn.ts";
export { type SimpleRNNCellOptions, type SimpleRNNOptions, simpleRNN, simpleRNNCell } from "./rnn/simple-rnn.ts";
export { type StackedRNNCellsOptions, stackedRNNCells } from "./rnn/stacked-cells.ts";
export { type TimeDistributedOptions, timeDistributed } from "./rnn/time-distributed.ts";
export { type SoftmaxOptions, softmax } from "./softmax.ts";
export type { AnyTensor, CallOptions, OpenShape, SymbolicTensor } from "./symbolic.ts";
