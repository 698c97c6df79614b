/** Series whose swings grow with their level: their logarithms are more even. */
import { meanOf, varianceOf } from "../../../tensor/index.ts";
import type { Method } from "./method.ts";

/** Whether swings grow as fast as the level, or nearly: over blocks of a season the spread goes with the mean (Guerrero 1993). */
export function swingsGrow(y: Float64Array, season: number): boolean {
  const size = Math.max(season, 4);
  if (y.length < 4 * size || !y.every((value) => value > 0)) return false;
  const points: (readonly [number, number])[] = [];
  for (let end = y.length; end >= size; end -= size) {
    const block = y.subarray(end - size, end);
    const mean = meanOf(block);
    const spread = Math.sqrt(varianceOf(block));
    if (spread > 0) points.push([Math.log(mean), Math.log(spread)]);
  }
  if (points.length < 4) return false;
  const [x0, y0] = [0, 1].map((axis) => meanOf(points.map((point) => point[axis as 0 | 1])));
  const lean = points.reduce((sum, [x, s]) => sum + (x - x0!) * (s - y0!), 0);
  const width = points.reduce((sum, [x]) => sum + (x - x0!) ** 2, 0);
  return width / points.length > 0.01 && lean / width > 0.5;
}

/** Whether a series is above zero and has grown or fallen by half and more: what it does next may be a share of what it is. */
export function isGrowing(y: Float64Array): boolean {
  if (y.length === 0) return false;
  const [least, most] = [
    y.reduce((low, value) => Math.min(low, value)),
    y.reduce((high, value) => Math.max(high, value)),
  ];
  return least > 0 && most > LEAST_GROWTH * least;
}

const LEAST_GROWTH = 1.5;

/** A method on the logarithms of values above zero. */
export function onLogarithms(method: Method): Method {
  return {
    name: `${method.name} of logarithms`,
    least: method.least,
    fit(history, seasons) {
      const fitted = method.fit(history.map(Math.log), seasons);
      const least = history.reduce((low, value) => Math.min(low, value));
      return (later, horizon) =>
        // a later value of zero or less has no logarithm: the least value of the history replaces it
        fitted(
          later.map((value) => Math.log(value > 0 ? value : least)),
          horizon,
        ).map(Math.exp);
    },
  };
}
