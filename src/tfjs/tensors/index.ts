/** Tensors with TensorFlow.js's chained methods, and the functions that make them. */
export * from "./create.ts";
export { buffer, chained, chainedAll, Tensor, TensorBuffer, tensorOf } from "./tensor.ts";
export { coreOf, Variable, variable, variableOf } from "./variable.ts";
