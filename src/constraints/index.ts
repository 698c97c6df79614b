/** Constraints: what brings a weight back after each update. */
export type { ConstraintSpec } from "./by-name.ts";
export * from "./rules.ts";
