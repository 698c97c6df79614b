/** Initializers: rules for the initial values of weights. */
export type { InitializerName, InitializerSpec } from "./by-name.ts";
export * from "./rules.ts";
