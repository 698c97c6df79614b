/** TensorFlow.js's functions of tensors, by its names. */
export * from "./choosing.ts";
export * from "./composed.ts";
export * from "./filling.ts";
export * from "./joining.ts";
export * from "./layout.ts";
export * from "./pairs.ts";
export * from "./pointwise.ts";
export * from "./random.ts";
export * from "./reductions.ts";
export * from "./windows.ts";
