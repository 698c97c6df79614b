/** Which places of a series a forecaster's network learns from, and which are held out to measure on. */
import { ConfigError, shown } from "../../tensor/index.ts";
import { COMBINATION } from "./choice.ts";
import { needsTrial, type Settings } from "./settings.ts";
import { heldRows } from "./training-plan.ts";
import { rowsNeeded } from "./windows.ts";

/**
 * Windows that a network needs to learn from; with fewer the other methods are left to themselves. Chosen on the series of
 * bench/uses/series.R named "choose": on fewer the network took more than it gave.
 */
const LEAST_WINDOWS = 300;
/** Whether there are enough windows to train a network, if a trial decides whether to use it. */
export function teachesNetwork({ method }: Settings, windows: number): boolean {
  return (method === "best" || method === COMBINATION) && windows >= LEAST_WINDOWS;
}

/** The first row that is held out: those of the trial are, too. */
export function firstHeld(settings: Settings, length: number, validation: number): number {
  const { plan, horizon } = settings;
  const split = Math.min(length - plan.horizon + 1, Math.ceil(length * (1 - validation)));
  return needsTrial(settings) ? Math.min(split, length - heldRows(length, horizon, validation)) : split;
}

/**
 * Origins to learn from, and origins to measure on, whose horizons do not overlap. @throws ConfigError where there is
 * none to learn from
 */
export function placesOf(
  settings: Settings,
  length: number,
  validation: number,
): { training: number[]; held: number[] } {
  const { plan } = settings;
  const first = rowsNeeded(plan);
  const end = length - plan.horizon + 1;
  const split = validation > 0 ? firstHeld(settings, length, validation) : end;
  const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  const training = range(first, validation > 0 ? split - plan.horizon + 1 : end);
  if (training.length > 0) return { training, held: range(Math.max(split, first), end) };
  throw new ConfigError({
    what: "There are too few rows to learn from.",
    expected: `${Math.ceil((first + plan.horizon) / (1 - validation))} or more, a share of ${validation} of them held out`,
    received: shown(length),
  });
}

/** Windows in the part that is learned from; none where it is too short for one. */
export function windowsToLearn(settings: Settings, length: number, validation: number): number {
  const { plan } = settings;
  return Math.max(0, firstHeld(settings, length, validation) - plan.horizon + 1 - rowsNeeded(plan));
}
