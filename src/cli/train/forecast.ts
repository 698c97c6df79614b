/** `recurve train forecast`: a forecaster from a table of times and numbers. */
import { basename } from "node:path";
import type { Command } from "commander";
import { ConfigError, type data, tasks } from "../../index.ts";
import { checkAhead } from "../../tasks/forecaster/forecast.ts";
import { shown } from "../../tensor/index.ts";
import { forecastTable } from "../forecast-chart.ts";
import { comingPictures, outcomeOf, triedPictures } from "../forecast-outcome.ts";
import { forecastWords } from "../forecast-words.ts";
import { HOLIDAY, withHolidays } from "../holidays.ts";
import { type Language, languageOf } from "../language.ts";
import { addFlags } from "../options.ts";
import { byAllRows, readTable } from "../read-rows.ts";
import { longTable, refuseTimesAcross } from "../wide-table.ts";
import { type ForecastFlags, forecastFlags } from "./forecast-flags.ts";
import { trainPanel } from "./forecast-panel.ts";
import { checkCluster, clusterTrainer, saidWhetherSent } from "./on-cluster.ts";
import { type Outcome, type RunOptions, runTraining } from "./run-training.ts";

type Flags = ForecastFlags;

export function define(command: Command): void {
  addFlags(command, forecastFlags)
    .argument(
      "<data>",
      "CSV or JSON lines (.jsonl) with a row for every step of time, or - for CSV from standard input",
    )
    .addHelpText(
      "after",
      `
Rows are sorted by time. Without --date-format the whole column decides between day and month first; what it decides is said. A
short table gets a shorter horizon and window than usual. The last rows are held out, and forecast from many places by a network and
by methods that need none (naive, smoothing, Theta, ARIMA ...); what was best forecasts, and learns from the held-out rows, too.
Without --epochs the rows are read until the network has seen some seventy-five thousand windows.

Examples:
  recurve train forecast data/births.csv
  recurve train forecast sales.csv --target revenue --inputs visitors --horizon 14
  recurve train forecast shops.csv --id shop --target sold
  recurve train forecast countries.csv --wide
  recurve forecast runs/forecast-births --plot births.svg`,
    )
    .action((path: string, flags: Flags) => train(path, flags));
}

async function train(path: string, flags: Flags): Promise<void> {
  checkCluster(flags);
  const { batchSize, learningRate, horizon, window } = flags;
  const language = languageOf(flags);
  const said = forecastWords(language);
  const table = await readTable(path, { ...byAllRows, encoding: flags.encoding });
  const long = flags.wide ? longTable(table, path) : undefined;
  const { columns, rows } = long ?? table;
  const { time, id, target } = long ? wideColumns(long.id) : findColumns(columns, rows, flags, path);
  const options = optionsOf(flags, target);
  if (id !== undefined && flags.holidays !== undefined) throw holidaysOfSeveral(flags.holidays);
  if (id !== undefined) return trainPanel(path, flags, { rows, id, options: { ...options, time } });
  const { inputs, known, gaps } = options;
  const { dateFormat, timezone: timeZone } = flags;
  const read = tasks.readSeries(rows, { columns: [...target, ...inputs], known, time, dateFormat, timeZone, gaps });
  const { holidays } = flags;
  const series = holidays === undefined ? read : await withHolidays(read, holidays);
  const all = holidays === undefined ? known : [...known, HOLIDAY];
  const forecaster = tasks.forecaster(series, { ...options, known: all, horizon });
  if (holidays !== undefined) forecaster.model.metadata.holidays = holidays;
  checkTest(series, forecaster.horizon, flags);
  checkAhead(series, forecaster.config);
  const { plan } = forecaster.config;
  const { frequency } = plan;
  const isShort = forecaster.isShortened && (horizon === undefined || window === undefined);
  const remarks = [
    ...toldTimes(series, language),
    ...toldNumbers(rows, target, language),
    ...toldGaps(series, target, language),
  ];
  const named = flags.target ? said.and(target) : said.lastColumn(said.and(target));
  const training = {
    use: "forecast",
    source: path,
    about: [
      said.rows(path, rows.length, said.every(frequency.unit, frequency.count), named, forecaster.horizon),
      ...remarks,
      ...(isShort ? [said.isShort(forecaster.horizon, plan.window)] : []),
    ],
    fit: (run: RunOptions) =>
      saidWhetherSent(
        flags,
        forecaster.fit(series, {
          epochs: flags.epochs,
          batchSize,
          learningRate,
          validation: flags.test,
          trainer: clusterTrainer(flags, run, { path }),
          ...run,
        }),
      ),
    async measure(): Promise<Outcome> {
      const { figures, sentences, table, measured } = outcomeOf(forecaster, series, language);
      const scores = { headers: table.headers, rows: table.rows };
      return {
        title: said.title(said.and(target), basename(path)),
        model: forecaster.model,
        config: { data: path, ...flags, target, horizon: forecaster.horizon, window: plan.window },
        figures,
        json: figures,
        summary: sentences,
        scores,
        remarks: [measured],
        blocks: [
          ...sentences,
          ...remarks,
          { table: scores },
          measured,
          { heading: said.comes },
          ...(await comingPictures(forecaster, language)),
          { table: forecastTable(forecaster.forecast(), forecaster.quantiles) },
          { heading: said.forecastAndTruth },
          ...(await triedPictures(forecaster, series, language)),
        ],
        next: (folder) => `recurve forecast ${folder}`,
      };
    },
  };
  await runTraining(training, flags);
}

/** The options of the forecaster that flags say. */
function optionsOf(
  { quantiles, fillGaps, inputs = [], known = [], window, season, method, cell, units, dropout, seed }: Flags,
  target: string[],
) {
  const gaps = fillGaps ? ("fill" as const) : ("error" as const);
  return {
    target,
    inputs,
    known: columnNames(known),
    window,
    season,
    method,
    cell,
    units,
    dropout,
    seed,
    quantiles: quantiles.map(Number),
    gaps,
  };
}

/** The columns of a table that had one for each time. */
const wideColumns = (id: string[]) => ({ time: "time", id: id.length > 0 ? id : undefined, target: ["value"] });

/** Names of columns, as separate words or separated by commas. */
const columnNames = (names: readonly string[]) =>
  names.flatMap((each) => each.split(",")).filter((name) => name !== "");

/** The columns that name series: one, or several separated by commas. */
const idColumns = (id: string | undefined, columns: readonly string[]) =>
  id === undefined ? [] : columns.includes(id) ? [id] : id.split(",");

/** The columns of times, of the names of series, and what is to be forecast: those asked for, or what the table looks like. */
function findColumns(
  columns: readonly string[],
  rows: readonly data.CsvRecord[],
  { target, inputs = [], known = [], time: asked, id: named, dateFormat }: Flags,
  path: string,
): { time: tasks.TimeColumn["name"]; id: string | readonly string[] | undefined; target: string[] } {
  const time = asked === false ? null : asked?.length === 1 ? asked[0] : asked;
  const chosen = [...(target ?? []), ...inputs, ...columnNames(known), ...idColumns(named, columns)];
  const free = columns.filter((name) => !chosen.includes(name));
  // a single column is no time
  const found = time === undefined ? tasks.findTimes(rows, columns.length > 1 ? free : [], dateFormat).name : time;
  const others = free.filter((name) => ![found].flat().includes(name));
  const given = idColumns(named, columns);
  const id =
    given.length > 0
      ? given
      : tasks.findSeriesNames(rows, [...others, ...[found ?? []].flat()], { time: found, dateFormat });
  const ids = [id ?? []].flat();
  if (!target) refuseTimesAcross(others, path);
  const targets = target ?? [
    lastNumber(
      others.filter((name) => !ids.includes(name)),
      rows,
      path,
    ),
  ];
  return { time: found, id, target: targets };
}

/** @throws ConfigError if the test share is too small for a forecast */
function checkTest({ length }: tasks.Series, horizon: number, { test }: Flags): void {
  const held = Math.floor(length * (test ?? 1));
  if (test === undefined || (held >= horizon && held < length)) return;
  throw new ConfigError({
    what: "The share --test does not hold out rows for one forecast.",
    expected: `${horizon} rows or more, and not all ${length}`,
    received: `${test}: ${held} rows`,
    hint: "give another share or a shorter --horizon",
  });
}

const holidaysOfSeveral = (received: string) =>
  new ConfigError({
    what: "--holidays is for a table of one series.",
    received: `--holidays ${received}`,
    hint: "give a column of holidays as 0 and 1, and name it with --known",
  });

/** How times were read, unless there is one way only. */
function toldTimes({ time: { name, format, otherwise } }: tasks.Series, language: Language): string[] {
  const said = forecastWords(language);
  if (name === null) return [said.noTimes];
  const names = said.and([name].flat());
  if (otherwise !== undefined) return [said.timesTied(names, format, otherwise)];
  return format.startsWith("yyyy") && !Array.isArray(name) ? [] : [said.timesRead(names, format)];
}

/** In which unit numbers are, and which notes behind them are passed over. */
function toldNumbers(rows: readonly data.CsvRecord[], target: readonly string[], language: Language): string[] {
  const said = forecastWords(language);
  return target.flatMap((name) => {
    const { unit, marked } = tasks.numbersIn(rows.map((row) => row[name]));
    return [
      ...(unit === undefined ? [] : [said.unit(name, unit)]),
      ...(marked === 0 ? [] : [said.marked(marked, name)]),
    ];
  });
}

function toldGaps({ drawn, length }: tasks.Series, target: readonly string[], language: Language): string[] {
  return target.flatMap((name) => {
    const marks = Array.from(Object.hasOwn(drawn, name) ? drawn[name]! : []);
    const count = marks.filter(Boolean).length;
    return count === 0 ? [] : [forecastWords(language).drawn(count, length, name)];
  });
}

/** @throws ConfigError where no column is of numbers */
function lastNumber(columns: readonly string[], rows: readonly data.CsvRecord[], path: string): string {
  const share = (name: string) => {
    const cells = rows.map((row) => row[name]).filter((cell) => cell !== null && cell !== undefined);
    return tasks.numbersIn(cells).values.filter(Number.isFinite).length / Math.max(1, cells.length);
  };
  // a column of numbers with some cells that are none is meant, and refused by cell
  const last = columns.findLast((name) => share(name) >= 0.5);
  if (last !== undefined) return last;
  throw new ConfigError({
    what: `${path} has no column of numbers to forecast.`,
    expected: "cells such as 1234.5, 1.234,5, 12 % or $3",
    received: rows.length === 0 ? "no rows" : columns.map((name) => `${name}: ${shown(rows[0]![name])}`).join(", "),
    hint: "name one with --target",
  });
}
