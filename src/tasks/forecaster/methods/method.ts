/** The contract of ways to forecast without a network. */
import { ConfigError, checkOption, shown, takes } from "../../../tensor/index.ts";

/** A fitted way: what comes after a history, which may be longer than the one that it was fitted to. */
export type Fitted = (history: Float64Array, horizon: number) => Float64Array;

/** A way to forecast one series from its own past. */
export interface Method {
  /** As tables name it, and the option `method`. */
  name: string;
  /** How many values it needs, by the season's length in steps. */
  least(season: number): number;
  /** Finds its parameters. Seasons are lengths in steps, the one that counts most first; none: []. Fitted, it can go on from any later place without finding them anew. */
  fit(history: Float64Array, seasons: readonly number[]): Fitted;
}

/** A public function of a method. @throws ConfigError for what is no history, and for one that is too short */
export function forecastBy(
  owner: string,
  method: Method,
  history: ArrayLike<number>,
  horizon: number,
  season = 1,
): Float64Array {
  checkOption(owner, "history", history, takes.numbers);
  checkOption(owner, "horizon", horizon, takes.counts.steps);
  checkOption(owner, "season", season, takes.counts.steps);
  const least = method.least(season);
  if (history.length >= least) {
    const values = Float64Array.from(history);
    return method.fit(values, season > 1 ? [season] : [])(values, horizon);
  }
  throw new ConfigError({
    what: "The history is too short for this forecast.",
    expected: `${least} values or more`,
    received: shown(history.length),
  });
}
