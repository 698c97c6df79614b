/** Forecasts that go on from their own: many paths, each step drawn from the quantiles that the network gives for it. */
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import type { Model } from "../../models/index.ts";
import { Random, tensor } from "../../tensor/index.ts";
import { calibrated, type Shifts } from "./calibration.ts";
import { calendarsOf, Windows } from "./windows.ts";

/** How many paths are drawn. */
const PATHS = 200;

/**
 * Follows paths from the end of a series, one step at a time.
 * @returns the value of a target at a quantile, `ahead` steps on, among all paths
 */
export function followPaths(
  model: Model<SymbolicTensor>,
  from: Windows,
  {
    horizon,
    quantiles,
    shifts,
    seed,
  }: { horizon: number; quantiles: readonly number[]; shifts?: Shifts; seed: number },
): (target: number, quantile: number, ahead: number) => number {
  const { plan, series } = from;
  const random = new Random(seed, 2 ** 41);
  const [first, Q, T] = [series.length, quantiles.length, plan.targets.length];
  const longer = { ...series, length: first + horizon };
  const calendars = calendarsOf(plan, longer);
  const paths = Array.from({ length: PATHS }, () => {
    const columns = Object.entries(series.columns).map(([name, values]) => {
      const extended = new Float64Array(first + horizon);
      extended.set(values);
      return [name, extended];
    });
    return new Windows(plan, { ...longer, columns: Object.fromEntries(columns) }, calendars);
  });
  for (let origin = first; origin < first + horizon; origin++) {
    const inputs = paths.map((path) => path.inputs([origin]).map((x) => x.dataSync()));
    const shapes = paths[0]!.inputs([origin]).map(({ shape }) => [PATHS, ...shape.slice(1)]);
    const batch = shapes.map((shape, i) => tensor(Float32Array.from(inputs.flatMap((each) => [...each[i]!])), shape));
    const scaled = model.predict(batch).dataSync() as Float32Array;
    for (const [p, path] of paths.entries()) {
      for (let k = 0; k < T; k++) {
        const at = (p * T + k) * Q;
        const drawn = valueAt(random.uniform(), quantiles, calibrated(scaled.slice(at, at + Q), shifts?.[k]));
        path.series.columns[plan.targets[k]!]![origin] = path.valueOf(drawn, k, origin);
      }
    }
  }
  return (target, quantile, ahead) => {
    const values = paths.map(({ series: { columns } }) => columns[plan.targets[target]!]![first + ahead]!);
    values.sort((a, b) => a - b);
    return values[Math.round(quantiles[quantile]! * (PATHS - 1))]!;
  };
}

/** The quantile function: linear between the quantiles, and extrapolated beyond the outer ones. */
function valueAt(share: number, quantiles: readonly number[], values: Float32Array): number {
  if (quantiles.length === 1) return values[0]!;
  const above = quantiles.findIndex((quantile) => quantile > share);
  const to = above < 0 ? quantiles.length - 1 : Math.max(1, above);
  const [q0, q1, v0, v1] = [quantiles[to - 1]!, quantiles[to]!, values[to - 1]!, values[to]!];
  return v0 + ((v1 - v0) * (share - q0)) / (q1 - q0);
}
