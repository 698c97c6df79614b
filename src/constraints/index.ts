/** Constraints: projections of weights after each update. */
export type { ConstraintSpec } from "./by-name.ts";
export * from "./rules.ts";
