/** What a forecaster gives, and the rows that it goes on from. */

import { timeAfter, timeText } from "../../data/times/frequency.ts";
import { ConfigError, own } from "../../tensor/index.ts";
import type { Series } from "./series.ts";
import type { Settings } from "./settings.ts";

/** What comes: a time for each step ahead, and for each target the median and the quantiles. */
export interface Forecast {
  /** The time of each step ahead: a year, a month, a day, or a day and an hour, as the frequency needs. */
  times: string[];
  /** Medians, by target. */
  values: Record<string, number[]>;
  /** By target, in the order of the forecaster's quantiles. */
  quantiles: Record<string, number[][]>;
}

/** A forecast from its bands: (targets, quantiles, steps ahead). */
export function packForecast(
  { frequency, start }: Series,
  origin: number,
  { quantiles, horizon, plan }: Settings,
  bands: readonly number[][][],
): Forecast {
  const times = Array.from({ length: horizon }, (_, h) => timeAfter(start, origin + h, frequency));
  const median = quantiles.indexOf(0.5);
  return {
    times: times.map((time) => timeText(time, frequency)),
    values: Object.fromEntries(plan.targets.map((name, k) => [name, bands[k]![median]!])),
    quantiles: Object.fromEntries(plan.targets.map((name, k) => [name, bands[k]!])),
  };
}

/** The rows that a forecaster goes on from, as JSON can hold them: columns by name; a list, as names may be any. */
export interface Remembered {
  start: number;
  columns: readonly (readonly [name: string, values: readonly number[]])[];
  /** What is known about the rows after them. */
  ahead?: Remembered["columns"];
}

/** @throws ConfigError where less is known ahead than a forecast reaches */
export function checkAhead({ ahead = {}, length, start, frequency }: Series, { horizon, plan }: Settings): void {
  for (const name of plan.known ?? []) {
    const rows = own(ahead, name)?.length ?? 0;
    if (rows >= horizon) continue;
    throw new ConfigError({
      what: `What "${name}" will be is not known for every step of the forecast.`,
      expected: `${horizon} rows after the last, from ${timeText(timeAfter(start, length, frequency), frequency)} on, with the columns ${plan.known!.join(", ")} alone`,
      received: `${rows}`,
      hint: "add them to the end of the table, or give a smaller horizon",
    });
  }
}

const listed = (columns: Series["columns"]) =>
  Object.entries(columns).map(([name, values]) => [name, [...values]] as const);

/** Rows to be kept with the model. */
export function rememberSeries({ start, columns, ahead }: Series): Remembered {
  return { start, columns: listed(columns), ...(ahead && { ahead: listed(ahead) }) };
}

/** The rows that were kept. @throws ConfigError where there are none */
export function rememberedSeries(kept: Remembered | undefined, { time, dateFormat = "Date", plan }: Settings): Series {
  if (!kept) {
    throw new ConfigError({
      what: "The forecaster has no rows to continue from.",
      hint: "call fit(rows) first, or give rows to forecast(rows)",
    });
  }
  // files of version 0.1.0 hold a record
  const entries = Array.isArray(kept.columns) ? kept.columns : Object.entries(kept.columns);
  const columns = (entries as Remembered["columns"]).map(
    ([name, values]) => [name, Float64Array.from(values)] as const,
  );
  const ahead = kept.ahead?.map(([name, values]) => [name, Float64Array.from(values)] as const);
  return {
    ...(ahead && { ahead: Object.fromEntries(ahead) }),
    start: kept.start,
    frequency: plan.frequency,
    length: columns[0]![1].length,
    columns: Object.fromEntries(columns),
    drawn: {},
    time: { name: time, format: dateFormat },
  };
}
