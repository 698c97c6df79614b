/** What a forecaster is set up with: the options, and what is found in the rows. */
import { type Scaler, standardScaler } from "../../data/index.ts";
import type { Row } from "../../data/table-row.ts";
import { cyclesOf } from "../../data/times/calendar.ts";
import { type Frequency, frequencyText, seasonsOf, timeAfter } from "../../data/times/frequency.ts";
import type { TimeColumn } from "../../data/times/time-column.ts";
import {
  type Complete,
  ConfigError,
  checkOption,
  type Declared,
  FormatError,
  takes,
  tensor,
} from "../../tensor/index.ts";
import { networkOptions } from "../training.ts";
import { COMBINATION } from "./choice.ts";
import { isKnown, type Lag, lagsOf, lastValue } from "./lags.ts";
import { methodNames } from "./methods/all-methods.ts";
import { aSeries, checkColumn, readingOptions, readSeries, type Series, type SeriesOptions } from "./series.ts";
import { levelOf, rowsNeeded, type WindowPlan } from "./windows.ts";

/** What may forecast; see the option `method`. */
export type ForecastMethod = "best" | typeof COMBINATION | "direct" | "recursive" | (typeof methodNames)[number];

/** Every name that the option `method` takes. */
export const forecastMethods: readonly ForecastMethod[] = ["best", COMBINATION, "direct", "recursive", ...methodNames];

const isNetwork = (method: string) => method === "direct" || method === "recursive";
/** Whether a trial of all methods decides what forecasts. */
export const needsTrial = ({ method }: Pick<Settings, "method">) => !isNetwork(method);

/** What fixes a forecaster; see `forecaster`. */
export interface ForecasterOptions extends Pick<SeriesOptions, "time" | "dateFormat" | "gaps" | "timeZone"> {
  /** The column to forecast, or several. Of plain numbers "value". */
  target?: string | readonly string[] | undefined;
  /** Further columns that the network may look at, known up to now. Default none. */
  inputs?: readonly string[] | undefined;
  /**
   * Columns that are known ahead, such as a price or a promotion: the last rows may have them alone, and say what they will be. Default
   * none.
   */
  known?: readonly string[] | undefined;
  /** The length of the season in steps; 1: none. By default those of the frequency: a week and a year of days; of steps none. */
  season?: number | undefined;
  /** Steps ahead. By default a day of hours, four weeks of days, a year of months, two of quarters; fewer where there are few rows. */
  horizon?: number | undefined;
  /**
   * Steps that the network reads. By default some seasons: eight weeks of days, a week of hours, two years of months; fewer where
   * there are few rows.
   */
  window?: number | undefined;
  /**
   * What forecasts. Default "best": a combination of the network and of methods that need none, weighed by a trial in the last known rows,
   * or a simple way that was clearly ahead of it there. "combination", or one of the methods by its name ("ARIMA"); "direct", the
   * network, all steps of the horizon at once; "recursive", the network, one step, which is then taken for known to give the next.
   */
  method?: ForecastMethod | undefined;
  /** The quantiles to learn; the median is always among them. Default [0.1, 0.5, 0.9]. */
  quantiles?: readonly number[] | undefined;
  /** Default "gru". */
  cell?: "lstm" | "gru" | undefined;
  /** Width of the recurrent layers. Default 64. */
  units?: number | undefined;
  /** Share of each recurrent layer's input that is left out in training. Default 0. */
  dropout?: number | undefined;
  /** Fixes the first weights, shuffling and dropout. */
  seed?: number | undefined;
}

/** What the rows of a forecaster are read by, and what its network gives. */
export interface Settings {
  /** The columns that say when rows were; null where rows only follow each other. */
  time: TimeColumn["name"];
  /** How times are written, where that was given or found. */
  dateFormat?: string;
  /** What missing rows and cells lead to: an error, or values along a straight line. */
  gaps: "error" | "fill";
  /** What forecasts. */
  method: ForecastMethod;
  /** Steps to forecast. */
  horizon: number;
  /** In ascending order, the median among them. */
  quantiles: readonly number[];
  /** The windows of the network, whose horizon is 1 where the method is recursive. */
  plan: WindowPlan;
}

const { embedding: _, depth: __, ...ofNetworks } = networkOptions;

export const forecasterOptions = {
  ...ofNetworks,
  ...readingOptions,
  units: takes.withDefault(networkOptions.units, 64),
  cell: takes.withDefault(networkOptions.cell, "gru"),
  target: takes.either(takes.text, takes.listOf(takes.text)),
  inputs: takes.withDefault(takes.listOf(takes.text), []),
  season: takes.counts.steps,
  horizon: takes.counts.steps,
  window: takes.counts.steps,
  method: takes.withDefault(takes.oneOf(...forecastMethods), "best"),
  quantiles: takes.withDefault(
    takes.listOf(
      takes.check<number>("a number between 0 and 1", (value) => typeof value === "number" && value > 0 && value < 1),
    ),
    [0.1, 0.5, 0.9],
  ),
} satisfies Declared<ForecasterOptions>;

/** Default window and horizon, in steps. */
function usualFor({ unit, count, week }: Frequency): { window: number; horizon: number } {
  const day = { minute: 1440, second: 86_400 }[unit as "minute"] / count;
  // rows of ten minutes to hours are forecast for a day, finer ones for an hour
  if (day <= 144 && Number.isInteger(day)) return { window: Math.min(7 * day, 336), horizon: day };
  if (unit === "month") {
    if (count === 3) return { window: 16, horizon: 8 };
    if (count > 1) return { window: 24, horizon: Math.max(2, Math.round(24 / count)) };
  }
  if (week) return { window: 8 * week.length, horizon: 4 * week.length };
  return usual[unit];
}

const usual: Readonly<Record<Frequency["unit"], { window: number; horizon: number }>> = {
  second: { window: 240, horizon: 60 },
  minute: { window: 240, horizon: 60 },
  hour: { window: 168, horizon: 24 },
  day: { window: 56, horizon: 28 },
  "business day": { window: 40, horizon: 20 },
  week: { window: 52, horizon: 13 },
  month: { window: 24, horizon: 12 },
  year: { window: 10, horizon: 6 },
  step: { window: 32, horizon: 8 },
};

/** What a forecaster learns from: the rows of a table, or what `readSeries` has made of them. */
export type Table = readonly Row[] | Series | readonly number[] | Float32Array | Float64Array;

/** What the column of plain numbers is called. */
export const PLAIN = "value";

/** Plain numbers as rows. */
function tableOf(table: Table): readonly Row[] | Series {
  const isPlain = ArrayBuffer.isView(table) || (Array.isArray(table) && typeof table[0] === "number");
  return isPlain ? Array.from(table as readonly number[], (value) => ({ [PLAIN]: value })) : (table as readonly Row[]);
}

/** Whether a table has been read. */
const isSeries = (table: readonly Row[] | Series): table is Series => !Array.isArray(table);

/**
 * The settings for rows.
 * @throws ConfigError for options that do not go together; FormatError for rows that are no series, or too few
 */
export function settingsFor(given: Table, options: Complete<ForecasterOptions, typeof forecasterOptions>): Settings {
  const { inputs, known, method, gaps, quantiles } = options;
  const table = tableOf(given);
  const isPlain = table !== given;
  if (!isPlain && options.target === undefined) {
    throw new ConfigError({
      what: "The forecaster has no target.",
      expected: "target: the column to forecast, or several",
      received: "none",
    });
  }
  const targets = [options.target ?? PLAIN].flat();
  const twice = known.find((name) => targets.includes(name) || inputs.includes(name));
  if (twice !== undefined) {
    throw new ConfigError({
      what: `The column "${twice}" is given twice.`,
      expected: "a column as a target, an input, or known ahead",
      received: `known: ${twice}`,
    });
  }
  const { time = isPlain ? null : undefined, dateFormat, timeZone, season } = options;
  if (!Array.isArray(table)) checkOption("forecaster", "rows", table, aSeries);
  const series = isSeries(table)
    ? table
    : readSeries(table, { columns: [...targets, ...inputs], known, gaps, time, dateFormat, timeZone });
  for (const name of [...targets, ...inputs, ...known]) checkColumn(Object.keys(series.columns), name);
  const { length } = series;
  const frequency: Frequency = { ...series.frequency, ...(season !== undefined && { season }) };
  const horizon = options.horizon ?? Math.max(1, Math.min(usualFor(frequency).horizon, Math.floor(length / 8)));
  const ahead = method === "recursive" ? 1 : horizon;
  const window = options.window ?? windowFor({ ...series, frequency }, ahead);
  if (method === "recursive" && inputs.length + known.length > 0) {
    throw new ConfigError({
      what: "A recursive forecaster cannot use inputs with unknown future values, or inputs known ahead.",
      hint: 'make them targets too, or let method be "direct"',
    });
  }
  const cycles = cyclesOf(frequency, series.start, timeAfter(series.start, length, frequency));
  const form = { targets, inputs, ...(known.length > 0 && { known }), window, horizon: ahead, frequency, cycles };
  // a lag that most rows lack teaches little
  const fits = (lag: Lag) => isKnown(lag, ahead) && rowsNeeded({ ...form, lags: [lag] }) <= length / 3;
  const seasonal = lagsOf(frequency).filter(fits);
  const lags = seasonal.length > 0 ? seasonal : [lastValue].filter(fits);
  // unless a window was asked for, a table too short for the network is left to the other methods
  const isAsked = options.window !== undefined || isNetwork(method);
  const needed = isAsked ? rowsNeeded({ ...form, lags }) + 2 * ahead : rowsToForecast({ horizon });
  if (length < needed) {
    throw new FormatError({
      what: "The series is too short to learn from.",
      expected: `${needed} rows or more for a window of ${window} and a horizon of ${horizon}`,
      received: `${length}, one for every ${frequencyText(frequency)}`,
      hint: "give more rows, or a smaller window or horizon",
    });
  }
  const { center, scale } = scalerOf(series, form);
  const sorted = [...new Set([...quantiles, 0.5])].sort((a, b) => a - b);
  const plan = { ...form, lags, center, scale };
  const { name, format } = series.time;
  return { time: name, dateFormat: format, gaps, method, horizon, quantiles: sorted, plan };
}

/** Rows that methods without a network need to be tried and to forecast. */
export function rowsToForecast({ horizon }: Pick<Settings, "horizon">): number {
  return horizon + 3;
}

/** Whether fewer rows than usual made horizon and window shorter than usual. */
export function isShortened({ horizon, plan }: Settings): boolean {
  const { frequency, window } = plan;
  return horizon < usualFor(frequency).horizon || window < usualWindow(frequency);
}

const usualWindow = (frequency: Frequency) => Math.max(usualFor(frequency).window, ...seasonsOf(frequency).slice(0, 1));

/**
 * The usual window, or one that leaves enough places to learn from: whole seasons, where a season, seen from its own time's
 * level, fits into a third of the rows; else a fifth of the rows.
 */
function windowFor({ frequency, length }: Series, ahead: number): number {
  const [season = 1] = seasonsOf(frequency);
  const room = Math.floor(length / 3) - season - ahead;
  const shorter = room >= season ? Math.max(2, room - (room % season)) : Math.max(2, Math.floor(length / 5));
  return Math.min(usualWindow(frequency), shorter);
}

/** What the columns are divided by: targets by how far they stray from their level, inputs by how far from their mean. */
export function scalerOf(
  series: Series,
  { targets, inputs, known = [], window }: Pick<WindowPlan, "targets" | "inputs" | "known" | "window">,
): Scaler {
  const columns = [...targets, ...inputs, ...known].map((name, column) => {
    const values = series.columns[name]!;
    return column < targets.length ? values.map((value, t) => value - levelOf(values, t, window)) : values;
  });
  const rows = Float32Array.from(
    { length: series.length * columns.length },
    (_, i) => columns[i % columns.length]![Math.floor(i / columns.length)]!,
  );
  return standardScaler().fit(tensor(rows, [series.length, columns.length]));
}

/** Rows as a forecaster with these settings takes them. @throws ConfigError for a series that is not like the one it was made for */
export function readAlike(given: Table, { time, dateFormat, gaps, plan }: Settings): Series {
  const rows = tableOf(given);
  const { frequency, known = [] } = plan;
  const columns = [...plan.targets, ...plan.inputs];
  if (Array.isArray(rows)) return readSeries(rows, { time, dateFormat, gaps, columns, known, frequency });
  checkOption("Forecaster", "rows", rows, aSeries);
  const isAlike = rows.frequency.unit === frequency.unit && rows.frequency.count === frequency.count;
  if (isAlike && [...columns, ...known].every((name) => Object.hasOwn(rows.columns, name))) return rows;
  throw new ConfigError({
    what: "The series is not like the one that the forecaster was made for.",
    expected: `one row for every ${frequencyText(frequency)}, the columns ${[...columns, ...known].join(", ")}`,
    received: `one for every ${frequencyText(rows.frequency)}, the columns ${Object.keys(rows.columns).join(", ")}`,
  });
}
