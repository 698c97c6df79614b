/** The order in which each system lays the gates of a recurrent layer side by side; the only place that knows it. */

/** Whose weights they are. Keras's order is also that of Recurve, TensorFlow.js and the kernels. */
export type GateSystem = "keras" | "pytorch" | "onnx";

/** Recurrent cells by the names that Keras gives their layers. */
export type GatedLayer = "SimpleRNN" | "LSTM" | "GRU";

/**
 * One letter a gate. LSTM: i input, f forget, g candidate (Keras and ONNX call it c), o output. GRU: z update, r reset,
 * h candidate (PyTorch calls it n). Sources: Keras's `LSTMCell` and `GRUCell`, PyTorch's `nn.LSTM` and `nn.GRU`, ONNX's
 * operators LSTM and GRU.
 */
export const gateOrders: Readonly<Record<GatedLayer, Readonly<Record<GateSystem, string>>>> = {
  SimpleRNN: { keras: "h", pytorch: "h", onnx: "h" },
  LSTM: { keras: "ifgo", pytorch: "ifgo", onnx: "iofg" },
  GRU: { keras: "zrh", pytorch: "rzh", onnx: "zrh" },
};

/** For each block in the order of `to`, the number of that block in the order of `from`. */
export function gateOrder(layer: GatedLayer, from: GateSystem, to: GateSystem): number[] {
  const blocks = gateOrders[layer][from];
  return [...gateOrders[layer][to]].map((gate) => blocks.indexOf(gate));
}
