/** Regularizers: penalties on weights and activations. */
export type { RegularizerSpec } from "./by-name.ts";
export * from "./rules.ts";
