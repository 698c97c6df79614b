/** The golden cases that cannot run yet, each with its reason. A test fails when a layer listed here exists after all. */
const convLSTM = "ConvLSTM layers do not exist yet";
const conv2D = "Conv2D does not exist yet";

export const absent: Readonly<Record<string, string | undefined>> = {
  "ConvLSTM1D/same_k3_s1_d1": convLSTM,
  "ConvLSTM1D/valid_k3_s2_d1": convLSTM,
  "ConvLSTM1D/same_k2_s1_d2": convLSTM,
  "ConvLSTM1D/same_k4_s2_d1": convLSTM,
  "ConvLSTM2D/valid_k[2, 3]_s1_d1": convLSTM,
  "ConvLSTM2D/same_k2_s1_d1": convLSTM,
  "ConvLSTM3D/same_k2_s1_d1": convLSTM,
  "conv_lstm1d/test_basics#0": convLSTM,
  "conv_lstm1d/test_basics#1": convLSTM,
  "conv_lstm1d/test_basics#2": convLSTM,
  "conv_lstm1d/test_correctness#0": convLSTM,
  "conv_lstm1d/test_symbolic_invalid_strides_dilation_rate#0": convLSTM,
  "conv_lstm2d/test_basics#0": convLSTM,
  "conv_lstm2d/test_basics#1": convLSTM,
  "conv_lstm2d/test_basics#2": convLSTM,
  "conv_lstm2d/test_correctness#0": convLSTM,
  "conv_lstm2d/test_symbolic_invalid_strides_dilation_rate#0": convLSTM,
  "conv_lstm3d/test_basics#0": convLSTM,
  "conv_lstm3d/test_basics#1": convLSTM,
  "conv_lstm3d/test_basics#2": convLSTM,
  "conv_lstm3d/test_correctness#0": convLSTM,
  "conv_lstm3d/test_symbolic_invalid_strides_dilation_rate#0": convLSTM,
  "conv_lstm/ConvLSTMCellTest.test_correctness#0": convLSTM,
  "conv_lstm/ConvLSTMTest.test_correctness#0": convLSTM,
  "time_distributed/test_build#0": conv2D,
};
