/** Initializers: what draws the first values of weights. */
export type { InitializerName, InitializerSpec } from "./by-name.ts";
export * from "./rules.ts";
