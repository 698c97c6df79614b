/** Charts of forecasts: the known values, the median, and the band between the outer quantiles. */
import type { tasks } from "../index.ts";
import { type Band, lineChart, type Series } from "./charts.ts";
import { forecastWords } from "./forecast-words.ts";
import type { Language } from "./language.ts";

/** The history before a forecast. */
export interface Past {
  times: readonly string[];
  values: readonly number[];
}

/** One target's forecasts in sequence, over the true values. */
export function forecastChart(
  target: string,
  forecasts: readonly tasks.Forecast[],
  quantiles: readonly number[],
  truth: Past,
  language: Language = "en",
): Promise<string> {
  const said = forecastWords(language);
  const [low, high] = [quantiles[0]!, quantiles.at(-1)!];
  const points = (times: readonly string[], values: readonly number[]) =>
    times.map((time, i) => [place(time), values[i]!] as const);
  const medians: Series[] = forecasts.map(({ times, values }) => ({
    name: said.forecast,
    points: points(times, values[target]!),
  }));
  const bands: Band[] = forecasts.map(({ times, quantiles: each }) => ({
    name: said.band(percent(low), percent(high)),
    points: times.map((time, i) => [place(time), each[target]![0]![i]!, each[target]!.at(-1)![i]!] as const),
  }));
  const came: Series[] =
    truth.times.length > 0 ? [{ name: said.truth, points: points(truth.times, truth.values) }] : [];
  return lineChart({
    series: [...came, ...medians],
    bands: low < high ? bands : [],
    y: target,
    title: said.chart(target),
    height: 300,
  });
}

/** A quantile in words: 10 %. */
export const percent = (quantile: number) => `${Number((100 * quantile).toFixed(3))} %`;

/** A forecast as a table: the time, and for each target the median and the other quantiles. */
export function forecastTable(forecast: tasks.Forecast, quantiles: readonly number[]) {
  const names = Object.keys(forecast.values);
  const outer = quantiles.flatMap((quantile, q) => (quantile === 0.5 ? [] : [[quantile, q] as const]));
  return {
    headers: ["time", ...names.flatMap((name) => [name, ...outer.map(([quantile]) => `${name} ${percent(quantile)}`)])],
    rows: forecast.times.map((time, h) => [
      time,
      ...names.flatMap((name) => [
        forecast.values[name]![h]!,
        ...outer.map(([, q]) => forecast.quantiles[name]![q]![h]!),
      ]),
    ]),
  };
}

/** The position of a time on the axis; rows without times by number. */
function place(time: string): Date | number {
  if (/^-?\d+$/.test(time) && time.length !== 4) return Number(time);
  return new Date(time.includes("T") ? `${time}Z` : time);
}
