/** The functions that make layers: what users see as `layers.*`. */
export { activation } from "./activation.ts";
export { dense } from "./dense.ts";
export { dropout, spatialDropout1d } from "./dropout.ts";
export { embedding } from "./embedding.ts";
export { masking } from "./masking.ts";
export { add, average, concatenate, maximum, minimum, multiply, subtract } from "./merge.ts";
export { repeatVector } from "./repeat-vector.ts";
export { flatten, permute, reshape } from "./reshape.ts";
export { bidirectional } from "./rnn/bidirectional.ts";
export { gru, gruCell } from "./rnn/gru.ts";
export { lstm, lstmCell } from "./rnn/lstm.ts";
export { rnn } from "./rnn/rnn.ts";
export { simpleRNN, simpleRNNCell } from "./rnn/simple-rnn.ts";
export { stackedRNNCells } from "./rnn/stacked-cells.ts";
