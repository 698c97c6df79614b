/** `recurve train forecast`: a forecaster from a table of times and numbers. */
import { type Command, Option } from "commander";
import { ConfigError, type data, tasks } from "../../index.ts";
import { forecastChart, forecastTable, type Past, percent } from "../forecast-chart.ts";
import { fraction, positiveInteger } from "../options.ts";
import { printJson, table } from "../print.ts";
import { readTable } from "../read-rows.ts";
import type { Block } from "../report.ts";
import { RunFolder } from "../run-folder.ts";
import { addTrainingFlags, progressOptions, say, type TrainingFlags } from "./options.ts";

interface Flags extends Omit<TrainingFlags, "epochs"> {
  epochs?: number;
  target?: string[];
  inputs?: string[];
  time?: string;
  horizon?: number;
  window?: number;
  method: "direct" | "recursive";
  quantiles: string[];
  cell: "lstm" | "gru";
  dropout: number;
  test: number;
  fillGaps?: boolean;
}

export function define(command: Command): void {
  command.argument("<data>", "CSV with a row for every step of time, or - for standard input");
  addTrainingFlags(command, { batchSize: 32, learningRate: 1e-3, units: 64 })
    .option("--target <column...>", "what to forecast; by default the last column of numbers")
    .option("--inputs <column...>", "further columns to look at, known up to now")
    .option("--time <column>", "when a row was; by default the first column of times")
    .option("--horizon <n>", "steps ahead; by default 24 of hours, 28 of days, 12 of months", positiveInteger)
    .option(
      "--window <n>",
      "steps that the network reads; by default 168 of hours, 56 of days, 24 of months",
      positiveInteger,
    )
    .addOption(
      new Option("--method <kind>", "all steps at once, or one after the other")
        .choices(["direct", "recursive"])
        .default("direct"),
    )
    .option("--quantiles <q...>", "what the band is bounded by", ["0.1", "0.5", "0.9"])
    .addOption(new Option("--cell <kind>", "the recurrent layers").choices(["lstm", "gru"]).default("gru"))
    .option("--dropout <rate>", "share of what the recurrent layers read that is left out in training", fraction, 0)
    .option("--test <share>", "share of the rows, the last ones, to measure on", fraction, 0.1)
    .option("--fill-gaps", "draw straight lines across missing rows and cells")
    .addHelpText(
      "after",
      `
The last rows are held out; forecasts from many places in them are measured beside naive and seasonal naive ones and exponential
smoothing. Without --epochs the rows are read until the model has seen some seventy-five thousand windows.

Examples:
  recurve train forecast data/births.csv
  recurve train forecast sales.csv --target revenue --inputs visitors --horizon 14
  recurve forecast runs/forecast-births --plot births.svg`,
    )
    .action((path: string, flags: Flags) => train(path, flags));
}

async function train(path: string, flags: Flags): Promise<void> {
  const { seed, units, batchSize, learningRate, inputs, time, horizon, window, method, cell, dropout } = flags;
  const { columns, rows } = await readTable(path);
  const target = flags.target ?? [lastNumber(columns, rows, path)];
  const first = Math.floor(rows.length * (1 - flags.test));
  const known = rows.slice(0, first);
  const forecaster = tasks.forecaster(known, {
    ...{ target, inputs, time, horizon, window, method, cell, units, dropout, seed },
    quantiles: flags.quantiles.map(Number),
    gaps: flags.fillGaps ? "fill" : "error",
  });
  const epochs = flags.epochs ?? Math.min(60, Math.max(3, Math.round(75_000 / known.length)));
  const run = RunFolder.open("forecast", path, flags.output);
  const { plan } = forecaster.config;
  const every = `${plan.frequency.count > 1 ? `${plan.frequency.count} ` : ""}${plan.frequency.unit}${plan.frequency.count > 1 ? "s" : ""}`;
  say(
    flags,
    `${path}: ${rows.length} rows, one for every ${every}; ${target.join(" and ")}${flags.target ? "" : " (the last column of numbers)"}, ${forecaster.horizon} ahead.`,
  );
  say(flags, `${run.isInterrupted ? "Going on with" : "Beginning"} the run in ${run.path}: ${epochs} epochs.`);

  const { history } = await forecaster.fit(known, {
    ...{ epochs, batchSize, learningRate, checkpoint: run.checkpoint },
    ...progressOptions(flags),
  });
  const test = forecaster.backtest(rows, { from: first });
  forecaster.remember(rows);
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
      `The last ${rows.length - first} of ${rows.length} rows were held out, and forecast from ${test.forecasts.length} places.`,
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
    say(flags, `\n${table(scores.headers, scores.rows)}\n\n${band}\n`);
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

/** @throws ConfigError where no column is of numbers */
function lastNumber(columns: readonly string[], rows: readonly data.CsvRecord[], path: string): string {
  const names = columns.filter((name) => rows.some((row) => typeof row[name] === "number"));
  const last = names.at(-1);
  if (last !== undefined && rows.every((row) => typeof row[last] !== "string")) return last;
  throw new ConfigError({ what: `${path} has no column of numbers to forecast.`, hint: "name one with --target" });
}

const short = (value: number) => Number(value.toPrecision(4));
