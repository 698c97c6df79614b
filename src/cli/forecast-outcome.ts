/** What a trial of forecasts found, in words, as a table and as pictures. */
import type { tasks } from "../index.ts";
import { forecastChart, type Past, percent } from "./forecast-chart.ts";
import type { Block } from "./report.ts";

/** The outcome of a run for its reader. */
export interface Outcome {
  /** Which way won, by how much, and that it is the one that forecasts. */
  sentences: string[];
  table: { headers: string[]; rows: (string | number)[][] };
  /** From where, and how much of the truth lay in the band. */
  measured: string;
  /** The same for machines. */
  figures: Record<string, unknown>;
}

/** Of a forecaster that has just learned. */
export function outcomeOf(forecaster: tasks.Forecaster, series: tasks.Series): Outcome {
  const verdicts = forecaster.verdicts ?? {};
  const targets = forecaster.targets.filter((name) => verdicts[name]);
  if (targets.length === 0) return networkAlone(forecaster, series);
  const of = (name: string) => verdicts[name]!;
  const rows = targets.flatMap((target) =>
    of(target).scores.map((score) => [
      `${score.name === of(target).winner ? "> " : ""}${score.name}`,
      ...(targets.length > 1 ? [target] : []),
      ...[score.mase, score.smape, score.mae].map(short),
    ]),
  );
  const asked = forecaster.quantiles.at(-1)! - forecaster.quantiles[0]!;
  const shares = targets.map((name) => `${percent(Math.round(100 * of(name).coverage) / 100)} of ${name}`).join(", ");
  const { places, rows: held } = of(targets[0]!);
  return {
    sentences: targets.map((name) => verdictSentence(name, of(name))),
    table: {
      headers: ["forecast", ...(targets.length > 1 ? ["column"] : []), "MASE", "sMAPE", "mean absolute error"],
      rows,
    },
    measured: `Measured from ${places} places in the last ${held} of ${series.length} rows, which were held out then. Between the lowest and the highest quantile lay ${shares}; ${percent(asked)} was asked for.`,
    figures: {
      scores: targets.flatMap((target) => of(target).scores.map((score) => ({ target, ...score }))),
      coverage: Object.fromEntries(targets.map((name) => [name, of(name).coverage])),
      winner: Object.fromEntries(targets.map((name) => [name, of(name).winner])),
      weights: Object.fromEntries(targets.map((name) => [name, Object.fromEntries(of(name).weights)])),
    },
  };
}

/** One sentence: who won, by how much, and that it forecasts now. */
export function verdictSentence(target: string, { winner, scores, weights }: tasks.Verdict): string {
  const own = scores.find(({ name }) => name === winner)!;
  const simple = scores.find(({ isSimple, name }) => isSimple && name !== winner);
  const by = simple ? 1 - own.mae / simple.mae : 0;
  const parts = [...weights]
    .sort((a, b) => b[1] - a[1])
    .map(([name, weight]) => `${name} ${percent(Math.round(100 * weight) / 100)}`);
  const what = winner === "combination" ? `a combination (${parts.join(", ")})` : winner;
  const beside = simple
    ? `its error is ${Math.abs(100 * by).toFixed(0)} % ${by >= 0 ? "below" : "above"} that of ${winner === own.name && own.isSimple ? "the next simple way" : "the best simple way"}, ${simple.name}`
    : "no simple way could be tried beside it";
  return `${target} is forecast by ${what}: ${beside}.`;
}

function networkAlone(forecaster: tasks.Forecaster, series: tasks.Series): Outcome {
  const test = forecaster.backtest(series);
  return {
    sentences: [`${forecaster.targets.join(" and ")}: the network alone forecasts, as was asked for.`],
    table: {
      headers: ["column", "forecast", "MASE", "sMAPE", "mean absolute error"],
      rows: test.scores.map((score) => [score.target, score.name, ...[score.mase, score.smape, score.mae].map(short)]),
    },
    measured: `Measured from ${test.forecasts.length} places in the last rows, most of which it has learned from.`,
    figures: { scores: test.scores, coverage: test.coverage },
  };
}

/** What comes, behind its history. */
export function comingPictures(forecaster: tasks.Forecaster): Promise<Block[]> {
  const made = forecaster.forecast();
  const { times, values } = forecaster.past(4 * made.times.length);
  return Promise.all(
    forecaster.targets.map(async (target) => ({
      svg: await forecastChart(target, [made], forecaster.quantiles, { times, values: values[target]! }),
      caption: target,
    })),
  );
}

/** What the winner said at the last places of the trial, over what came. */
export function triedPictures(forecaster: tasks.Forecaster, series: tasks.Series): Promise<Block[]> {
  const { places, horizon } = forecaster;
  return Promise.all(
    forecaster.targets.map(async (target) => {
      const apart = places[target]!.filter(
        (_, i, all) => (all.length - 1 - i) % Math.max(1, Math.ceil(all.length / 4)) === 0,
      );
      const first = apart[0]?.at ?? series.length;
      const all = forecaster.past(series.length - first + horizon);
      const timeOf = (row: number) => all.times[all.times.length - series.length + row]!;
      const made = apart.map(({ at, values }) => ({
        times: Array.from(values, (_, h) => timeOf(at + h)),
        values: { [target]: Array.from(values) },
        quantiles: { [target]: [Array.from(values)] },
      }));
      const truth: Past = { times: all.times, values: all.values[target]! };
      return { svg: await forecastChart(target, made, [0.5], truth), caption: target };
    }),
  );
}

const short = (value: number) => Number(value.toPrecision(4));
