/** The weather of Seattle by hour. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const about =
  "hourly pressure, temperature and wind of Seattle, a year (vega-datasets, public domain; 41 MB to fetch)";
export const packages = ["vega-datasets@3.2.1"];

export function files(nodeModules) {
  const table = readFileSync(join(nodeModules, "vega-datasets/data/seattle-weather-hourly-normals.csv"), "utf8");
  return { "seattle-weather.csv": table };
}
