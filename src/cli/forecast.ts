/** `recurve forecast`: what a forecaster says comes next, as CSV, JSON or a picture. */
import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { tasks } from "../index.ts";
import { forecastChart, forecastTable } from "./forecast-chart.ts";
import { addFlags, declareFlags, type FlagsOf } from "./options.ts";
import { printJson, write } from "./print.ts";
import { readTable } from "./read-rows.ts";
import { loadRun } from "./run-folder.ts";
import { languageFlag, languageOf } from "./words.ts";

const flagTable = declareFlags({
  plot: { value: "<file>", about: "write a picture of the forecast too, as SVG" },
  json: { about: "write JSON: times, medians and quantiles by column" },
  lang: { ...languageFlag.lang, about: "of the words in the picture; by default as LANG says" },
});

type Flags = FlagsOf<typeof flagTable>;

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<model>", "a model file of `recurve train forecast`, or the folder of its run")
    .argument(
      "[data]",
      "CSV with the columns that it was trained on; by default it goes on from the data of the training",
    )
    .addHelpText(
      "after",
      `
Examples:
  recurve forecast runs/forecast-births
  recurve forecast runs/forecast-births newer.csv --plot births.svg > forecast.csv`,
    )
    .action((model: string, path: string | undefined, flags: Flags) => forecast(model, path, flags));
}

async function forecast(model: string, path: string | undefined, { plot, json, lang }: Flags): Promise<void> {
  const forecaster = tasks.Forecaster.from(await loadRun(model));
  const given = path === undefined ? undefined : (await readTable(path)).rows;
  const made = forecaster.forecast(given);
  if (plot !== undefined) {
    const { times, values } = forecaster.past(4 * made.times.length, given);
    const [target] = forecaster.targets as [string];
    const past = { times, values: values[target]! };
    const language = languageOf(lang ? { lang } : {});
    const picture = await forecastChart(target, [made], forecaster.quantiles, past, language);
    writeFileSync(plot, picture);
  }
  if (json) {
    printJson({ ...made, levels: forecaster.quantiles });
    return;
  }
  const { headers, rows } = forecastTable(made, forecaster.quantiles);
  write(`${[headers, ...rows].map((row) => row.map(cellText).join(",")).join("\n")}\n`);
}

/** A cell of CSV, numbers with seven digits. */
function cellText(cell: string | number): string {
  if (typeof cell === "number") return String(Number(cell.toPrecision(7)));
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
