/** What the network of a forecaster says at places in a series, as values of the targets. */
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import type { Model } from "../../models/index.ts";
import { calibrated, type Shifts } from "./calibration.ts";
import { followPaths } from "./paths.ts";
import { type Series, sliceSeries } from "./series.ts";
import type { Settings } from "./settings.ts";
import { rowsNeeded, Windows } from "./windows.ts";

/** Values by step ahead of one target's quantile, at one of the places. */
export type NetworkSays = (place: number, target: number, quantile: number) => number[];

/** Asks the network at every place at once or, where it goes step by step, along paths from each. */
export function askNetwork(
  model: Model<SymbolicTensor>,
  settings: Settings,
  series: Series,
  origins: readonly number[],
  { shifts, seed }: { shifts: Shifts | undefined; seed: number },
): NetworkSays {
  const { plan, quantiles, horizon } = settings;
  const steps = Array.from({ length: horizon }, (_, h) => h);
  if (settings.method === "recursive") {
    const paths = origins.map((origin) => {
      const from = sliceSeries(series, origin - rowsNeeded(plan), origin);
      return followPaths(model, new Windows(plan, from), { horizon, quantiles, shifts, seed });
    });
    return (place, target, q) => steps.map((h) => paths[place]!(target, q, h));
  }
  const windows = new Windows(plan, series);
  const scaled = model.predict(windows.inputs(origins)).dataSync() as Float32Array;
  const Q = quantiles.length;
  return (place, target, q) =>
    steps.map((h) => {
      const at = ((place * horizon + h) * plan.targets.length + target) * Q;
      const band = calibrated(scaled.slice(at, at + Q), shifts?.[target]);
      return windows.valueOf(band[q]!, target, origins[place]!);
    });
}
