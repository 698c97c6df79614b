/** A forecaster that learns a series, and what the page shows of it. */
import { tasks } from "recurve";
import type { Setup } from "./setup.ts";
import type { Loaded } from "./tables.ts";

/** The progress of the network's training. */
export interface Progress {
  readonly epoch: number;
  readonly loss: number;
  readonly validationLoss: number | undefined;
}

/** A forecast from one place in the past, beside what came. */
export interface Tried {
  readonly times: readonly string[];
  readonly values: readonly number[];
}

/** How far off one way of forecasting was, over all places of the trial. */
export interface Score {
  readonly name: string;
  readonly mae: number;
  readonly mase: number;
  readonly smape: number;
}

/** All that is shown of a forecaster that has learned. */
export interface Learned {
  readonly horizon: number;
  readonly window: number;
  readonly times: readonly string[];
  /** The median, and the outer quantiles. */
  readonly median: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** The outer quantiles themselves, such as 0.1 and 0.9. */
  readonly band: readonly [number, number];
  /** The last value once more, and that of a season ago where there are seasons. */
  readonly baselines: readonly { name: "naive" | "seasonal naive"; values: readonly number[] }[];
  readonly winner: string | undefined;
  readonly weights: readonly (readonly [name: string, weight: number])[];
  readonly scores: readonly Score[];
  readonly coverage: number | undefined;
  readonly places: number;
  readonly held: number;
  readonly tried: readonly Tried[];
}

/** The most forecasts from the past that are drawn. */
const DRAWN = 6;

export async function learn(
  { series, told }: Loaded,
  setup: Setup,
  tell: (progress: Progress) => void,
): Promise<{ learned: Learned; forecaster: tasks.Forecaster }> {
  const { target } = told;
  const forecaster = tasks.forecaster(series, {
    target,
    method: setup.method,
    seed: setup.seed,
    gaps: setup.fill ? "fill" : "error",
    ...(setup.horizon > 0 && { horizon: setup.horizon }),
  });
  await forecaster.fit(series, {
    ...(setup.epochs > 0 && { epochs: setup.epochs }),
    verbose: 0,
    callbacks: [
      {
        onEpochEnd: (epoch, logs) => {
          tell({ epoch: epoch + 1, loss: logs?.loss ?? Number.NaN, validationLoss: logs?.val_loss });
        },
      },
    ],
  });
  return { learned: tellOf(forecaster, series, told.times, target), forecaster };
}

function tellOf(forecaster: tasks.Forecaster, series: tasks.Series, times: readonly string[], target: string): Learned {
  const made = forecaster.forecast();
  const bands = made.quantiles[target]!;
  const verdict = forecaster.verdicts?.[target];
  const places = forecaster.places[target] ?? [];
  const { plan } = forecaster.config;
  return {
    horizon: forecaster.horizon,
    window: plan.window,
    times: made.times,
    median: made.values[target]!,
    low: bands[0]!,
    high: bands.at(-1)!,
    band: [forecaster.quantiles[0]!, forecaster.quantiles.at(-1)!],
    baselines: baselinesOf(series.columns[target]!, forecaster),
    winner: verdict?.winner,
    weights: verdict?.weights ?? [],
    scores: (verdict?.scores ?? networkScores(forecaster, series)).map(({ name, mae, mase, smape }) => ({
      name,
      mae,
      mase,
      smape,
    })),
    coverage: verdict?.coverage,
    places: verdict?.places ?? 0,
    held: verdict?.rows ?? 0,
    tried: apart(places).map(({ at, values }) => ({
      times: times.slice(at, at + values.length),
      values: Array.from(values),
    })),
  };
}

/** The network alone has no trial; it is measured beside the baselines. */
const networkScores = (forecaster: tasks.Forecaster, series: tasks.Series) => forecaster.backtest(series).scores;

/** Some places of all, as far from each other as they can be. */
function apart(places: readonly tasks.TriedPlace[]): tasks.TriedPlace[] {
  const stride = Math.max(1, Math.ceil(places.length / DRAWN));
  return places.filter((_, i) => (places.length - 1 - i) % stride === 0);
}

function baselinesOf(history: Float64Array, { horizon, config }: tasks.Forecaster): Learned["baselines"] {
  const naive = { name: "naive" as const, values: Array.from(tasks.naive(history, horizon)) };
  const season = seasonOf(config.plan.frequency);
  if (season <= 1 || season > history.length) return [naive];
  return [naive, { name: "seasonal naive", values: Array.from(tasks.seasonalNaive(history, horizon, season)) }];
}

/** The steps of a day of hours, a week of days, a year of months; 1 where there is no usual season. */
function seasonOf({ unit, count }: { unit: string; count: number }): number {
  const usual: Readonly<Record<string, number>> = { hour: 24, day: 7, "business day": 5, week: 52, month: 12 };
  const season = (usual[unit] ?? 1) / count;
  return Number.isInteger(season) ? season : 1;
}
