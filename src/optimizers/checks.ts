/** Checks of a step. */
import type { Variable } from "../autodiff/variable.ts";
import { ConfigError, shown } from "../tensor/index.ts";

/** @throws ConfigError unless it is a finite number */
export function checkedRate(rate: unknown): number {
  if (typeof rate === "number" && Number.isFinite(rate)) return rate;
  throw new ConfigError({
    what: "The learning rate is not a finite number.",
    expected: "a number such as 0.001, or a function of the number of steps done that gives one",
    received: shown(rate),
  });
}

/** The error for a loss that depends on no variable. */
export function noGradients(variables: readonly Variable[]): ConfigError {
  return new ConfigError({
    what: "No variable received a gradient.",
    expected: `a loss that depends on at least one of ${variables.map(({ name }) => name).join(", ")}`,
    received: `${variables.length} variables, none with a gradient`,
    hint: "compute the loss with ops; values that were read out as numbers carry no gradient",
  });
}
