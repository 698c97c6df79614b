/** What a forecaster that has learned says at places in a series: its network, the methods that its trial chose, or both mixed. */

import { seasonsOf } from "../../data/times/frequency.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import type { Model } from "../../models/index.ts";
import { ConfigError, shown } from "../../tensor/index.ts";
import type { Shifts } from "./calibration.ts";
import { type Forecast, packForecast, type Remembered } from "./forecast.ts";
import type { Drivers } from "./known-inputs.ts";
import { askNetwork, type NetworkSays } from "./network-forecasts.ts";
import { knownAhead, type Series, sliceSeries } from "./series.ts";
import { needsTrial, type Settings } from "./settings.ts";
import { rowsToGoOn } from "./short-series.ts";
import { NETWORK, rowsKept, type Verdict } from "./trial.ts";
import { bandsBy } from "./verdict.ts";
import { rowsNeeded } from "./windows.ts";

/** What a file keeps of a forecaster besides its weights. */
export interface Kept {
  verdicts?: Verdict[];
  history?: Remembered;
  shifts?: Shifts;
}

/** Forecasts by what a forecaster has kept so far; `kept` changes as it learns. */
export class Predictor {
  constructor(
    private readonly model: Model<SymbolicTensor>,
    private readonly settings: Settings,
    private readonly seed: number,
    private readonly kept: Readonly<Kept>,
  ) {}

  /** Whether the network has a part in forecasts. */
  get asksNetwork(): boolean {
    const { verdicts } = this.kept;
    return !verdicts || verdicts.some(({ weights }) => weights.some(([name]) => name === NETWORK));
  }

  /** The fewest rows before a forecast. */
  get rowsToGoOn(): number {
    return this.asksNetwork ? rowsNeeded(this.settings.plan) : rowsToGoOn(this.kept.verdicts);
  }

  /** The last rows, as many as a forecast needs. @throws ConfigError where there are fewer */
  tail(series: Series): Series {
    const needed = this.rowsToGoOn;
    const seasons = seasonsOf(this.settings.plan.frequency);
    const kept = Math.max(needed, needsTrial(this.settings) ? rowsKept(seasons) : 0);
    if (series.length >= needed) return sliceSeries(series, Math.max(0, series.length - kept), series.length);
    throw new ConfigError({
      what: "There are too few rows to forecast from.",
      expected: `${needed} or more`,
      received: shown(series.length),
    });
  }

  /** A forecast from each of some places in a series. */
  forecastsAt(series: Series, origins: readonly number[]): Forecast[] {
    const { settings } = this;
    const { verdicts } = this.kept;
    const seasons = seasonsOf(settings.plan.frequency);
    const network = this.asksNetwork ? this.ask(series, origins) : undefined;
    return origins.map((origin, place) => {
      const bands = settings.plan.targets.map((name, k) => {
        const says = (q: number) => network?.(place, k, q);
        if (!verdicts) return settings.quantiles.map((_, q) => says(q)!);
        const history = series.columns[name]!.subarray(0, origin);
        return bandsBy(verdicts[k]!, history, { ...settings, seasons, drivers: driversOf(series, settings), says });
      });
      return packForecast(series, origin, settings, bands);
    });
  }

  /** What the network says from each of these places. */
  ask(series: Series, origins: readonly number[]): NetworkSays {
    const { model, settings, seed } = this;
    return askNetwork(model, settings, series, origins, { shifts: this.kept.shifts, seed });
  }
}

/** The inputs that are known ahead, with what is known. */
export function driversOf(series: Series, { plan }: Settings): Drivers {
  return (plan.known ?? []).map((name) => knownAhead(series, name));
}
