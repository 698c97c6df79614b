/** Tensors with TensorFlow.js's chained methods, and the functions that make them. */

export type { Like } from "../types.ts";
export * from "./create.ts";
export {
  buffer,
  chained,
  chainedAll,
  coreOf,
  inOrder,
  nameOf,
  register,
  Tensor,
  TensorBuffer,
  tensorOf,
  tensorsIn,
  Variable,
  variable,
  variableNamed,
  variableOf,
} from "./tensor.ts";
