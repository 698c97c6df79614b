/** The codes of functions in kernels, in the order of the constants in `kernels/`. */
import type { BinaryName, CellName } from "../backend.ts";
import type { UnaryName } from "../pointwise.ts";

/** Functions that have a kernel; the others are computed by the `js` backend. */
export const unaryCodes: Partial<Record<UnaryName, number>> = {
  linear: 0,
  tanh: 1,
  sigmoid: 2,
  relu: 3,
  relu6: 4,
  leakyRelu: 5,
  elu: 6,
  selu: 7,
  softplus: 8,
  softsign: 9,
  hardSigmoid: 10,
  exp: 11,
  negative: 12,
  sqrt: 13,
  rsqrt: 14,
  reciprocal: 15,
  silu: 16,
  hardSilu: 17,
  gelu: 18,
  mish: 19,
  abs: 20,
  square: 21,
};

export const binaryCodes: Partial<Record<BinaryName, number>> = {
  add: 0,
  subtract: 1,
  multiply: 2,
  divide: 3,
  maximum: 4,
  minimum: 5,
};

export const cellCodes: Record<CellName, number> = { simpleRNN: 0, lstm: 1, gru: 2 };
