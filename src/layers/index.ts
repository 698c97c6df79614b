/** All layers: their factories, as `layers.*` shows them. */
export { activation } from "./activation.ts";
export { additiveAttention, attention } from "./attention.ts";
export { dense } from "./dense.ts";
export { dropout } from "./dropout.ts";
export { embedding } from "./embedding.ts";
export { input } from "./input.ts";
export { layerNormalization } from "./layer-normalization.ts";
export { masking } from "./masking.ts";
export { add, average, concatenate, maximum, minimum, multiply, subtract } from "./merge.ts";
export { flatten, permute, repeatVector, reshape } from "./reshape.ts";
export { bidirectional } from "./rnn/bidirectional.ts";
export { gru, gruCell } from "./rnn/gru.ts";
export { lstm, lstmCell } from "./rnn/lstm.ts";
export { rnn } from "./rnn/rnn.ts";
export { simpleRNN, simpleRNNCell } from "./rnn/simple-rnn.ts";
export { stackedRNNCells } from "./rnn/stacked-cells.ts";
export { timeDistributed } from "./rnn/time-distributed.ts";
