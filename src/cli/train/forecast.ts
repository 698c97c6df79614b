/** `recurve train forecast`: a forecaster from a table of times and numbers. */
import { type Command, Option } from "commander";
import { ConfigError, type data, tasks } from "../../index.ts";
import { forecastChart, forecastTable, type Past, percent } from "../forecast-chart.ts";
import { counts, fraction } from "../options.ts";
import { printJson, table } from "../print.ts";
import { readTable } from "../read-rows.ts";
import type { Block } from "../report.ts";
import { RunFolder } from "../run-folder.ts";
import { addTrainingFlags, progressOptions, say, type TrainingFlags } from "./options.ts";

interface Flags extends Omit<TrainingFlags, "epochs"> {
  epochs?: number;
  target?: string[];
  inputs?: string[];
  /** False for --no-time. */
  time?: string[] | false;
  dateFormat?: string;
  horizon?: number;
  window?: number;
  method: "direct" | "recursive";
  quantiles: string[];
  cell: "lstm" | "gru";
  dropout: number;
  test?: number;
  fillGaps?: boolean;
}

export function define(command: Command): void {
  command.argument("<data>", "CSV with a row for every step of time, or - for standard input");
  addTrainingFlags(command, { batchSize: 32, learningRate: 1e-3, units: 64 })
    .option("--target <column...>", "what to forecast; by default the last column of numbers")
    .option("--inputs <column...>", "further columns to look at, known up to now")
    .option("--time <column...>", "when a row was; by default the first column of times, or year and month")
    .option("--no-time", "rows only follow each other")
    .option("--date-format <format>", "how times are written, such as dd/mm/yyyy or %d.%m.%Y; by default found")
    .option("--horizon <n>", "steps ahead; by default 24 of hours, 28 of days, 12 of months", counts.steps)
    .option(
      "--window <n>",
      "steps that the network reads; by default 168 of hours, 56 of days, 24 of months",
      counts.steps,
    )
    .addOption(
      new Option("--method <kind>", "all steps at once, or one after the other")
        .choices(["direct", "recursive"])
        .default("direct"),
    )
    .option("--quantiles <q...>", "what the band is bounded by", ["0.1", "0.5", "0.9"])
    .addOption(new Option("--cell <kind>", "the recurrent layers").choices(["lstm", "gru"]).default("gru"))
    .option("--dropout <rate>", "share of what the recurrent layers read that is left out in training", fraction, 0)
    .option("--test <share>", "share of the rows, the last ones, to measure on; by default 0.1", fraction)
    .option("--fill-gaps", "draw straight lines across missing rows and cells, which then count for nothing")
    .addHelpText(
      "after",
      `
Rows are sorted by time. Without --date-format the whole column decides between day and month first; what it decides is said. A
short table gets a shorter horizon and window than usual. The last rows are held out; forecasts from many places in them are measured beside naive and seasonal naive ones and exponential
smoothing. Without --epochs the rows are read until the model has seen some seventy-five thousand windows.

Examples:
  recurve train forecast data/births.csv
  recurve train forecast sales.csv --target revenue --inputs visitors --horizon 14
  recurve forecast runs/forecast-births --plot births.svg`,
    )
    .action((path: string, flags: Flags) => train(path, flags));
}

async function train(path: string, flags: Flags): Promise<void> {
  const { seed, units, batchSize, learningRate, inputs = [], horizon, window, method, cell, dropout } = flags;
  const { columns, rows } = await readTable(path);
  const { series, target } = readTarget(columns, rows, flags, path);
  const options = {
    ...{ target, inputs, window, method, cell, units, dropout, seed },
    ...({ quantiles: flags.quantiles.map(Number), gaps: flags.fillGaps ? "fill" : "error" } as const),
  };
  const first = firstTested(series, tasks.forecaster(series, { ...options, horizon }).horizon, flags);
  const known = tasks.sliceSeries(series, 0, first);
  const forecaster = tasks.forecaster(known, {
    ...options,
    horizon: horizon ?? Math.min(series.length - first, tasks.forecaster(known, options).horizon),
  });
  const epochs = flags.epochs ?? Math.min(60, Math.max(3, Math.round(75_000 / known.length)));
  // what keeps it from being trained comes before a folder is made
  forecaster.batches(known);
  const run = await RunFolder.open("forecast", path, flags.output);
  const { plan } = forecaster.config;
  say(
    flags,
    `${path}: ${rows.length} rows, one for every ${everyText(series)}; ${target.join(" and ")}${flags.target ? "" : " (the last column of numbers)"}, ${forecaster.horizon} ahead.`,
  );
  for (const line of [...toldTimes(series), ...toldGaps(series, target)]) say(flags, line);
  if (forecaster.isShortened && (horizon === undefined || window === undefined))
    say(flags, `The table is short: horizon ${forecaster.horizon}, window ${plan.window}.`);
  say(flags, `${run.isInterrupted ? "Going on with" : "Beginning"} the run in ${run.path}: ${epochs} epochs.`);

  const { history } = await forecaster.fit(known, {
    ...{ epochs, batchSize, learningRate, checkpoint: run.checkpoint },
    ...progressOptions(flags),
  });
  const test = forecaster.backtest(series, { from: first });
  forecaster.remember(series);
  const scores = {
    headers: ["column", "forecast", "MASE", "sMAPE", "mean absolute error"],
    rows: test.scores.map((score) => [score.target, score.name, ...[score.mase, score.smape, score.mae].map(short)]),
  };
  const shares = target.map((name) => `${percent(Math.round(100 * test.coverage[name]!) / 100)} of ${name}`).join(", ");
  const band = `Between the lowest and the highest quantile lay ${shares}; ${percent(forecaster.quantiles.at(-1)! - forecaster.quantiles[0]!)} was asked for.`;
  await run.finish({
    title: `A forecast of ${target.join(" and ")}, ${path}`,
    model: forecaster.model,
    config: { use: "forecast", data: path, ...flags, target, horizon: forecaster.horizon, window: plan.window, epochs },
    history,
    figures: { scores: test.scores, coverage: test.coverage, season: test.season, origins: test.forecasts.length },
    blocks: [
      ...[...toldTimes(series), ...toldGaps(series, target)],
      `The last ${series.length - first} of ${series.length} rows were held out, and forecast from ${test.forecasts.length} places.`,
      { table: scores },
      `MASE is in units of the seasonal naive error of the rows before, a season of ${test.season} steps. ${band}`,
      { heading: "Forecast and truth" },
      ...(await pictures(forecaster, test)),
      { heading: "What comes" },
      { table: forecastTable(forecaster.forecast(), forecaster.quantiles) },
    ],
  });
  if (flags.json) printJson({ scores: test.scores, coverage: test.coverage, model: run.model, report: run.report });
  else {
    say(flags, "", ...table(scores.headers, scores.rows), "", band, "");
    say(flags, `The model is in ${run.model}, the report in ${run.report}.`);
    say(flags, `Try: recurve forecast ${run.path}`);
  }
}

/** The last forecasts of each target, over what came. */
async function pictures(forecaster: tasks.Forecaster, { forecasts, truth }: tasks.Backtest): Promise<Block[]> {
  const shown = forecasts.slice(-6);
  return Promise.all(
    forecaster.targets.map(async (target) => {
      const came: Past = {
        times: shown.flatMap(({ times }) => times),
        values: truth[target]!.slice(-shown.length).flat(),
      };
      return { svg: await forecastChart(target, shown, forecaster.quantiles, came), caption: target };
    }),
  );
}

/** The series of what is to be forecast: the columns asked for, or the last one of numbers that are no times. */
function readTarget(
  columns: readonly string[],
  rows: readonly data.CsvRecord[],
  { target, inputs = [], time: asked, dateFormat, fillGaps }: Flags,
  path: string,
): { series: tasks.Series; target: string[] } {
  const named = asked === false ? null : asked?.length === 1 ? asked[0] : asked;
  const chosen = [...(target ?? []), ...inputs];
  // where one column is all there is, it is no time
  const candidates = columns.length > 1 ? columns.filter((name) => !chosen.includes(name)) : [];
  const time = named === undefined ? tasks.findTimes(rows, candidates, dateFormat).name : named;
  const targets = target ?? [
    lastNumber(
      candidates.filter((name) => ![time].flat().includes(name)),
      rows,
      path,
    ),
  ];
  const gaps = fillGaps ? "fill" : "error";
  return {
    series: tasks.readSeries(rows, { columns: [...targets, ...inputs], time, dateFormat, gaps }),
    target: targets,
  };
}

/** The first row to measure on. @throws ConfigError where the share asked for cannot hold a forecast */
function firstTested({ length }: tasks.Series, horizon: number, { test }: Flags): number {
  const first = Math.floor(length * (1 - (test ?? 0.1)));
  if (test === undefined) return Math.min(first, length - horizon);
  if (length - first >= horizon && first > 0) return first;
  throw new ConfigError({
    what: "The share --test does not hold out rows for one forecast.",
    expected: `${horizon} rows or more, and not all ${length}`,
    received: `${test}: ${length - first} rows`,
    hint: "give another share or a shorter --horizon",
  });
}

function everyText({ frequency: { unit, count } }: tasks.Series): string {
  return count === 1 ? unit : `${count} ${unit}s`;
}

/** How times were read, unless there is one way only. */
function toldTimes({ time: { name, format, otherwise } }: tasks.Series): string[] {
  if (name === null) return ["No column of times: the rows are taken in the order of the file."];
  const read = `Times of ${[name].flat().join(" and ")} are read as ${format}`;
  if (otherwise !== undefined)
    return [`${read}; they could be ${otherwise} as well: --date-format ${otherwise} reads them so.`];
  return format.startsWith("yyyy") && !Array.isArray(name) ? [] : [`${read}.`];
}

function toldGaps({ drawn, length }: tasks.Series, target: readonly string[]): string[] {
  return target.flatMap((name) => {
    const marks = Array.from(Object.hasOwn(drawn, name) ? drawn[name]! : []);
    const count = marks.filter(Boolean).length;
    if (count === 0) return [];
    return [
      `${count} of ${length} values of ${name} were missing and are drawn: nothing is learned from them or measured on them.`,
    ];
  });
}

/** @throws ConfigError where no column is of numbers */
function lastNumber(columns: readonly string[], rows: readonly data.CsvRecord[], path: string): string {
  const share = (name: string) => {
    const cells = rows.map((row) => row[name]).filter((cell) => cell !== null && cell !== undefined);
    return cells.filter((cell) => Number.isFinite(Number(cell))).length / Math.max(1, cells.length);
  };
  // a column of numbers with some cells that are none is meant, and refused by cell
  const last = columns.findLast((name) => share(name) > 0.5);
  if (last !== undefined) return last;
  throw new ConfigError({ what: `${path} has no column of numbers to forecast.`, hint: "name one with --target" });
}

const short = (value: number) => Number(value.toPrecision(4));
