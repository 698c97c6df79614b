/** The weather of Seattle: the normals of a year by hour, and four years by day as they were measured. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const about =
  "normals of Seattle by hour, and its weather by day, 2012 to 2015 (vega-datasets, public domain; 41 MB to fetch)";
export const packages = ["vega-datasets@3.2.1"];

export function files(nodeModules) {
  const file = (name) => readFileSync(join(nodeModules, "vega-datasets/data", name), "utf8");
  return {
    "seattle-weather.csv": file("seattle-weather-hourly-normals.csv"),
    "seattle-weather-daily.csv": file("seattle-weather.csv"),
  };
}
