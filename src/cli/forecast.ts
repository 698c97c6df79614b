/** `recurve forecast`: the forecast of a trained forecaster, as CSV, JSON or a picture. */
import type { Command } from "commander";
import { ConfigError, tasks } from "../index.ts";
import { forecastChart, forecastTable } from "./forecast-chart.ts";
import { seriesPicture } from "./forecast-outcome.ts";
import { rowsOf } from "./holidays.ts";
import { languageFlag, languageOf } from "./language.ts";
import { addFlags, declareFlags, type FlagsOf, refuseOptions } from "./options.ts";
import { printJson, write } from "./print.ts";
import { encodingFlag } from "./read-text.ts";
import { loadRun } from "./run-folder.ts";
import { panelTable } from "./train/forecast-panel.ts";
import { rowsFor } from "./wide-table.ts";
import { writeOutput } from "./write-output.ts";

const flagTable = declareFlags({
  ...encodingFlag,
  series: { value: "<name...>", about: "only these of several series" },
  plot: { value: "<file>", about: "also write a picture of the forecast, as SVG" },
  json: { about: "write JSON: times, medians and quantiles by column" },
  lang: { ...languageFlag.lang, about: "the language of the picture; by default from LANG" },
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
    .action((model: string, path: string | undefined, flags: Flags, own: Command) => {
      if (path === undefined) refuseOptions(own, ["encoding"], "a table beside the model");
      return forecast(model, path, flags);
    });
}

async function forecast(model: string, path: string | undefined, flags: Flags): Promise<void> {
  const { plot, json, lang, series: named, encoding } = flags;
  const loaded = await loadRun(model);
  if (loaded.metadata.task === "panelForecaster") return forecastPanel(tasks.PanelForecaster.from(loaded), path, flags);
  const forecaster = tasks.Forecaster.from(loaded);
  if (named !== undefined) {
    throw new ConfigError({
      what: "--series chooses among several series, but this forecaster has only one.",
      hint: "leave --series out",
    });
  }
  const rows = path === undefined ? undefined : await rowsFor(path, forecaster.targets, encoding);
  const given = rows && (await rowsOf(forecaster, rows));
  const made = forecaster.forecast(given);
  if (plot !== undefined) {
    const { times, values } = forecaster.past(4 * made.times.length, given);
    const [target] = forecaster.targets as [string];
    const past = { times, values: values[target]! };
    const language = languageOf(lang ? { lang } : {});
    const picture = await forecastChart(target, [made], forecaster.quantiles, past, language);
    await writeOutput(plot, picture);
  }
  if (json) {
    printJson({ ...made, levels: forecaster.quantiles });
    return;
  }
  printTable(forecastTable(made, forecaster.quantiles));
}

/** The forecasts of several series. */
async function forecastPanel(
  panel: tasks.PanelForecaster,
  path: string | undefined,
  { plot, json, lang, series: named, encoding }: Flags,
): Promise<void> {
  const given = path === undefined ? undefined : await rowsFor(path, panel.targets, encoding);
  const made = panel.forecast(given, named);
  if (plot !== undefined) {
    if (made.length > 1) {
      throw new ConfigError({
        what: "A picture shows one series.",
        received: `${made.length} series`,
        hint: "choose it with --series",
      });
    }
    const [block] = await seriesPicture(panel, made[0]!, languageOf(lang ? { lang } : {}));
    if (block && typeof block === "object" && "svg" in block) await writeOutput(plot, block.svg);
  }
  if (json) printJson({ series: made, levels: panel.quantiles });
  else printTable(panelTable(panel, made));
}

/** A table as CSV. */
function printTable({ headers, rows }: { headers: string[]; rows: (string | number)[][] }): void {
  write(`${[headers, ...rows].map((row) => row.map(cellText).join(",")).join("\n")}\n`);
}

/** A cell of CSV, numbers with seven digits. */
function cellText(cell: string | number): string {
  if (typeof cell === "number") return String(Number(cell.toPrecision(7)));
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
