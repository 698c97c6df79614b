/** Forecasters: a network that reads a time series and says what comes, with how much doubt. */
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import { pinball } from "../../losses/index.ts";
import {
  type AnyModel,
  type CallbackSpec,
  callbacks,
  type FitOptions,
  type History,
  type Model,
} from "../../models/index.ts";
import { ConfigError, checkOption, checkOptions, randomSeed, shown, takes } from "../../tensor/index.ts";
import { checkTask } from "../task.ts";
import { fallingAdam, trainingChecks } from "../training.ts";
import { type Backtest, type BacktestOptions, backtest } from "./backtest.ts";
import { calibrated, type Shifts, shiftsFor } from "./calibration.ts";
import { frequencyText, timeAfter, timeText } from "./frequency.ts";
import { forecastNetwork } from "./network.ts";
import { followPaths } from "./paths.ts";
import { aSeries, readSeries, type Series, sliceSeries } from "./series.ts";
import { type ForecasterOptions, isShortened, type Settings, settingsFor, type Table } from "./settings.ts";
import { rowsNeeded, WindowBatches, Windows, widthsOf } from "./windows.ts";

/** Options of `forecaster.fit`. The network is trained on windows of the series. */
export interface ForecasterFitOptions extends Pick<FitOptions, "verbose" | "write" | "signal" | "checkpoint"> {
  /** Passes over the windows. Default 15. */
  epochs?: number | undefined;
  /** Windows of one step. Default 32. */
  batchSize?: number | undefined;
  /** The first step size of Adam; it falls to 0 along a half cosine. Default 0.001. */
  learningRate?: number | undefined;
  /** The share of the rows, the last ones, to measure on after each epoch; the weights of the best epoch are kept. Default 0.1. */
  validation?: number | undefined;
  /** Callbacks whose hooks are called on the way, in this order. Default none. */
  callbacks?: readonly CallbackSpec[] | undefined;
}

/** What comes: a time for each step ahead, and for each target the median and the quantiles. */
export interface Forecast {
  /** The time of each step ahead: a year, a month, a day, or a day and an hour, as the frequency needs. */
  times: string[];
  /** Medians, by target. */
  values: Record<string, number[]>;
  /** By target, in the order of the forecaster's quantiles. */
  quantiles: Record<string, number[][]>;
}

/** The rows that a forecaster goes on from, as JSON can hold them: columns by name; a list, as names may be any. */
interface Remembered {
  start: number;
  columns: readonly (readonly [name: string, values: readonly number[]])[];
}

/** A forecaster; {@link forecaster} makes one. */
export class Forecaster {
  private constructor(
    /** The window behind and what is known ahead, to (batch, horizon, targets times quantiles). */
    readonly model: Model<SymbolicTensor>,
    private readonly settings: Settings,
    private readonly seed: number,
  ) {}

  /** @internal see {@link forecaster} */
  static make(rows: Table, options: ForecasterOptions): Forecaster {
    const settings = settingsFor(rows, options);
    const { cell = "gru", units = 64, dropout = 0, seed = randomSeed() } = options;
    const { plan, quantiles } = settings;
    const { window, horizon } = plan;
    const [targets, isSeasonal] = [plan.targets.length, plan.lags.length > 0];
    const form = { ...widthsOf(plan), window, horizon, targets, quantiles: quantiles.length, isSeasonal };
    const model = forecastNetwork({ ...form, cell, units, dropout, seed });
    Object.assign(model.metadata, { task: "forecaster", settings });
    return new Forecaster(model, settings, seed);
  }

  /** The forecaster in a loaded model. @throws FormatError when it is none */
  static from(model: AnyModel): Forecaster {
    const { settings } = checkTask(model, "forecaster");
    return new Forecaster(model, settings as Settings, randomSeed());
  }

  /** The columns that it forecasts. */
  get targets(): readonly string[] {
    return this.settings.plan.targets;
  }

  /** Steps that a forecast reaches ahead, unless a call asks for others. */
  get horizon(): number {
    return this.settings.horizon;
  }

  /** What the bands of a forecast are bounded by, in ascending order. */
  get quantiles(): readonly number[] {
    return this.settings.quantiles;
  }

  /** Whether horizon or window are shorter than usual, as for tables of few rows. */
  get isShortened(): boolean {
    return isShortened(this.settings);
  }

  /** The settings as they travel with the model. */
  get config(): Readonly<Settings> {
    return this.settings;
  }

  /**
   * Learns from rows: every place with a window behind it and the horizon ahead of it. It goes on from the last of them.
   * @returns the pinball loss of each epoch, in units of the scaled targets
   * @throws ConfigError, FormatError for rows that are too few, or not like those that it was made for
   */
  async fit(rows: Table, options: ForecasterFitOptions = {}): Promise<History> {
    checkOptions("fit", options, { ...trainingChecks, validation: takes.fraction });
    const { epochs = 15, batchSize = 32, learningRate = 1e-3, validation = 0.1, ...rest } = options;
    const { training, held } = this.batches(rows, { batchSize, validation });
    this.model.compile({
      optimizer: fallingAdam(learningRate, epochs * training.length, { epsilon: 1e-7 }),
      loss: pinball({ quantiles: this.quantiles }),
    });
    const best = held.length > 0 ? [callbacks.earlyStopping({ patience: epochs, restoreBestWeights: true })] : [];
    const history = await this.model.fit(training, {
      ...rest,
      epochs,
      ...(held.length > 0 && { validationData: held }),
      callbacks: [...best, ...(options.callbacks ?? [])],
    });
    this.calibrate(rows, { validation });
    this.remember(rows);
    return history;
  }

  /**
   * Puts the quantiles right on the share of the rows that {@link fit} measures on: for a training loop of your own.
   * @throws as {@link fit}
   */
  calibrate(rows: Table, options: Pick<ForecasterFitOptions, "validation"> = {}): void {
    checkOptions("calibrate", options, { validation: takes.fraction });
    const { validation = 0.1 } = options;
    const windows = this.windows(this.read(rows));
    const { held } = this.origins(windows.series.length, validation);
    delete this.model.metadata.shifts;
    if (held.length === 0) return;
    const guesses = this.model.predict(windows.inputs(held)).dataSync();
    const weights = windows.weights(held)?.dataSync();
    const T = this.targets.length;
    const truth = windows
      .truth(held)
      .dataSync()
      .map((value, i) => (weights?.[Math.floor(i / T)] === 0 ? Number.NaN : value));
    const shifts = shiftsFor(truth, guesses, this.targets.length, this.quantiles);
    this.model.metadata.shifts = shifts as number[][];
  }

  /**
   * The batches that {@link fit} trains on, in a new order for every epoch, and those that it measures on: for a training loop
   * of your own.
   * @throws as {@link fit}
   */
  batches(
    rows: Table,
    options: Pick<ForecasterFitOptions, "batchSize" | "validation"> = {},
  ): { training: WindowBatches; held: WindowBatches } {
    checkOptions("batches", options, { batchSize: takes.counts.batch, validation: takes.fraction });
    const { batchSize = 32, validation = 0.1 } = options;
    const windows = this.windows(this.read(rows));
    const { training, held } = this.origins(windows.series.length, validation);
    return {
      training: new WindowBatches(windows, training, batchSize, this.seed),
      held: new WindowBatches(windows, held, 256),
    };
  }

  /** Lets later forecasts go on from the last of these rows; the model's file keeps as many as are needed. */
  remember(rows: Table): void {
    const { start, columns } = this.tail(this.read(rows));
    const kept = Object.entries(columns).map(([name, values]) => [name, [...values]] as const);
    this.model.metadata.history = { start, columns: kept } satisfies Remembered;
  }

  /**
   * What comes after the last of the rows; by default after those that it has learned from.
   * @throws FormatError for too few rows; ConfigError where there are none to go on from
   */
  forecast(rows?: Table): Forecast {
    const series = rows ? this.tail(this.read(rows)) : this.remembered();
    return this.forecastsAt(series, [series.length])[0]!;
  }

  /** The last rows, to stand before a forecast: at most `count` of those given, or of those that it goes on from. */
  past(count: number, rows?: Table): { times: string[]; values: Record<string, number[]> } {
    checkOption("past", "count", count, takes.nonNegativeInteger);
    const series = rows === undefined ? this.remembered() : this.read(rows);
    const { start, length, columns, frequency } = sliceSeries(
      series,
      Math.max(0, series.length - count),
      series.length,
    );
    const times = Array.from({ length }, (_, t) => timeText(timeAfter(start, t, frequency), frequency));
    return { times, values: Object.fromEntries(this.targets.map((name) => [name, [...columns[name]!]])) };
  }

  /** Forecasts from many places in the rows, beside naive ones and exponential smoothing; see {@link BacktestOptions}. */
  backtest(rows: Table, options: BacktestOptions = {}): Backtest {
    const series = this.read(rows);
    const first = rowsNeeded(this.settings.plan);
    return backtest(series, { ...this.settings, first }, options, (origins) => this.forecastsAt(series, origins));
  }

  private forecastsAt(series: Series, origins: readonly number[]): Forecast[] {
    const { plan, quantiles, horizon } = this.settings;
    const windows = this.windows(series);
    const steps = Array.from({ length: horizon }, (_, h) => h);
    if (this.settings.method === "recursive") {
      return origins.map((origin) => {
        const from = sliceSeries(series, origin - rowsNeeded(plan), origin);
        const { seed, shifts } = this;
        const values = followPaths(this.model, this.windows(from), { horizon, quantiles, shifts, seed });
        return this.packed(series, origin, (target, q) => steps.map((h) => values(target, q, h)));
      });
    }
    const scaled = this.model.predict(windows.inputs(origins)).dataSync() as Float32Array;
    const Q = quantiles.length;
    return origins.map((origin, i) =>
      this.packed(series, origin, (target, q) =>
        steps.map((h) => {
          const at = ((i * horizon + h) * plan.targets.length + target) * Q;
          const band = calibrated(scaled.slice(at, at + Q), this.shifts?.[target]);
          return windows.valueOf(band[q]!, target, origin);
        }),
      ),
    );
  }

  private packed(series: Series, origin: number, valuesOf: (target: number, quantile: number) => number[]): Forecast {
    const { frequency, start } = series;
    const { quantiles, horizon } = this.settings;
    const times = Array.from({ length: horizon }, (_, h) => timeAfter(start, origin + h, frequency));
    const bands = this.targets.map((name, k) => [name, quantiles.map((_, q) => valuesOf(k, q))] as const);
    const median = quantiles.indexOf(0.5);
    return {
      times: times.map((time) => timeText(time, frequency)),
      values: Object.fromEntries(bands.map(([name, each]) => [name, each[median]!])),
      quantiles: Object.fromEntries(bands),
    };
  }

  /** Origins to learn from, and those to measure on, whose horizons do not meet. */
  private origins(length: number, validation: number): { training: number[]; held: number[] } {
    const { plan } = this.settings;
    const first = rowsNeeded(plan);
    const end = length - plan.horizon + 1;
    const split = validation > 0 ? Math.min(end, Math.ceil(length * (1 - validation))) : end;
    const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
    const training = range(first, validation > 0 ? split - plan.horizon + 1 : end);
    if (training.length > 0) return { training, held: range(Math.max(split, first), end) };
    throw new ConfigError({
      what: "There are too few rows to learn from.",
      expected: `${Math.ceil((first + plan.horizon) / (1 - validation))} or more, a share of ${validation} of them held out`,
      received: shown(length),
    });
  }

  private get shifts(): Shifts | undefined {
    return this.model.metadata.shifts as Shifts | undefined;
  }

  private windows(series: Series): Windows {
    return new Windows(this.settings.plan, series);
  }

  private read(rows: Table): Series {
    const { time, dateFormat, gaps, plan } = this.settings;
    const { frequency } = plan;
    const columns = [...plan.targets, ...plan.inputs];
    if (Array.isArray(rows)) return readSeries(rows, { time, dateFormat, gaps, columns, frequency });
    checkOption("Forecaster", "rows", rows, aSeries);
    const isAlike = rows.frequency.unit === frequency.unit && rows.frequency.count === frequency.count;
    if (isAlike && columns.every((name) => Object.hasOwn(rows.columns, name))) return rows;
    throw new ConfigError({
      what: "The series is not like the one that the forecaster was made for.",
      expected: `one row for every ${frequencyText(frequency)}, the columns ${columns.join(", ")}`,
      received: `one for every ${frequencyText(rows.frequency)}, the columns ${Object.keys(rows.columns).join(", ")}`,
    });
  }

  /** As many of the last rows as a forecast needs. */
  private tail(series: Series): Series {
    const needed = rowsNeeded(this.settings.plan);
    if (series.length >= needed) return sliceSeries(series, series.length - needed, series.length);
    throw new ConfigError({
      what: "There are too few rows to forecast from.",
      expected: `${needed} or more`,
      received: shown(series.length),
    });
  }

  private remembered(): Series {
    const kept = this.model.metadata.history as Remembered | undefined;
    if (!kept) {
      throw new ConfigError({
        what: "The forecaster has no rows to go on from.",
        hint: "call fit(rows) first, or give rows to forecast(rows)",
      });
    }
    // files of 0.1.0 hold a record
    const entries = Array.isArray(kept.columns) ? kept.columns : Object.entries(kept.columns);
    const columns = (entries as Remembered["columns"]).map(
      ([name, values]) => [name, Float64Array.from(values)] as const,
    );
    const { time, dateFormat = "Date", plan } = this.settings;
    const { start } = kept;
    return {
      ...{ start, frequency: plan.frequency, length: columns[0]![1].length, columns: Object.fromEntries(columns) },
      ...{ drawn: {}, time: { name: time, format: dateFormat } },
    };
  }
}

/**
 * Makes a forecaster for rows such as those given: frequency, scales and seasons are found in them. An encoder reads the last
 * steps; a decoder walks the steps ahead, with their calendar and the values of earlier seasons; the pinball loss makes its
 * outputs quantiles.
 * @throws ConfigError for options that are not valid; FormatError for rows that are no series, or too few
 */
export function forecaster(rows: Table, options: ForecasterOptions): Forecaster {
  return Forecaster.make(rows, options);
}
