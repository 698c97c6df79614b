/** Inputs that are known ahead, such as prices and promotions: what of a series they explain, taken away from it and put back. */
import { meanOf } from "../../tensor/index.ts";
import { solve } from "./methods/autoregression.ts";
import { differences } from "./methods/differences.ts";

/** Inputs known ahead: a value for each row, and for each future row. */
export type Drivers = readonly Float64Array[];

/**
 * What the inputs add to each row, about their mean: least squares on differences, a season back where there are three, so that what
 * both have of trend and season is not taken for cause.
 * @param history the rows to learn from; the inputs may go on after them
 */
export function effectOf(history: Float64Array, drivers: Drivers, season: number): Float64Array {
  const lag = season > 1 && history.length >= 3 * season ? season : 1;
  const effect = new Float64Array(drivers[0]?.length ?? history.length);
  const y = differences(history, lag);
  const moved = drivers
    .map((values) => ({ values, x: differences(values.subarray(0, history.length), lag) }))
    // an input that never changed says nothing
    .filter(({ x }) => x.some((value) => value !== 0));
  const k = moved.length;
  if (k === 0 || y.length < 2 * k + 4) return effect;
  const product = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, t) => sum + value * b[t]!, 0);
  const gram = Float64Array.from({ length: k * k }, (_, i) => {
    const [row, column] = [Math.floor(i / k), i % k];
    const sum = product(moved[row]!.x, moved[column]!.x);
    // a small ridge separates inputs that are collinear
    return row === column ? sum * (1 + 1e-3) : sum;
  });
  const weights = solve(
    gram,
    Float64Array.from(moved, ({ x }) => product(x, y)),
    k,
  );
  if (!weights) return effect;
  for (const [j, { values }] of moved.entries()) {
    const mean = meanOf(values.subarray(0, history.length));
    for (let t = 0; t < effect.length; t++) effect[t]! += weights[j]! * (values[t]! - mean);
  }
  return effect;
}
