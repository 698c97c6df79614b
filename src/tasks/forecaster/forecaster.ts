/** Forecasters: a network that reads a time series and says what comes, with how much doubt. */

import { seasonsOf, timeAfter, timeText } from "../../data/times/frequency.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import { type AnyModel, callbacks, History, type Model } from "../../models/index.ts";
import { checkOption, randomSeed, readOptions, takes } from "../../tensor/index.ts";
import { checkTask } from "../task.ts";
import { type Backtest, type BacktestOptions, backtest } from "./backtest.ts";
import { shiftsFor } from "./calibration.ts";
import { checkAhead, type Forecast, rememberedSeries, rememberSeries } from "./forecast.ts";
import { placesOf, teachesNetwork, windowsToLearn } from "./held-out.ts";
import { networkFor } from "./network.ts";
import { driversOf, type Kept, Predictor } from "./predictor.ts";
import { knownValues, type Series, sliceSeries } from "./series.ts";
import {
  type ForecasterOptions,
  forecasterOptions,
  isShortened,
  needsTrial,
  readAlike,
  type Settings,
  settingsFor,
  type Table,
} from "./settings.ts";
import {
  batchesOptions,
  epochsFor,
  type ForecasterFitOptions,
  forecasterFitOptions,
  heldRows,
  MOST_WINDOWS,
  trainNetwork,
} from "./training-plan.ts";
import { type TriedPlace, tryAll, type Verdict } from "./trial.ts";
import { thinned, WindowBatches, Windows } from "./windows.ts";

/** A forecaster; {@link forecaster} makes one. */
export class Forecaster {
  private tried: readonly (readonly TriedPlace[])[] = [];
  private readonly predictor: Predictor;

  private constructor(
    /** The past window and the known future, to (batch, horizon, targets times quantiles). */
    readonly model: Model<SymbolicTensor>,
    private readonly settings: Settings,
    private readonly seed: number,
    /** What it keeps beside the network's weights; where several share a network, each has its own. */
    private readonly kept: Kept = model.metadata as Kept,
  ) {
    this.predictor = new Predictor(model, settings, seed, kept);
  }

  /** @internal see {@link forecaster} */
  static make(rows: Table, options: ForecasterOptions): Forecaster {
    const complete = readOptions("forecaster", options, forecasterOptions);
    const settings = settingsFor(rows, complete);
    const { seed = randomSeed() } = complete;
    const model = networkFor(settings, { ...complete, seed });
    Object.assign(model.metadata, { task: "forecaster", settings });
    return new Forecaster(model, settings, seed);
  }

  /** The forecaster in a loaded model. @throws FormatError when it is none */
  static from(model: AnyModel): Forecaster {
    const { settings } = checkTask(model, "forecaster");
    return new Forecaster(model, settings as Settings, randomSeed());
  }

  /** @internal One that shares its network with those of other series. */
  static sharing(model: Model<SymbolicTensor>, settings: Settings, seed: number, kept: Kept): Forecaster {
    return new Forecaster(model, settings, seed, kept);
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
   * Learns from rows: the network from every place with a window behind it and the horizon ahead of it; then all ways to forecast are
   * tried in the last rows, which were held out, and weighed; then the network learns from these, too. It goes on from the last of them.
   * @returns the pinball loss of each epoch, in units of the scaled targets
   * @throws ConfigError, FormatError for rows that are too few, or not like those that it was made for
   */
  async fit(rows: Table, options: ForecasterFitOptions = {}): Promise<History> {
    const complete = readOptions("fit", options, forecasterFitOptions);
    const { batchSize, learningRate, validation, callbacks: hooks, ...others } = complete;
    const rest = { ...others, quantiles: this.quantiles };
    const series = this.read(rows);
    delete this.kept.verdicts;
    const isTried = needsTrial(this.settings);
    const isTrained =
      !isTried || teachesNetwork(this.settings, windowsToLearn(this.settings, series.length, validation));
    let history = new History({ verbose: 0, epochs: 0, steps: undefined });
    const most = options.epochs === undefined ? MOST_WINDOWS : undefined;
    if (isTrained) {
      const { training, held } = this.batches(series, { batchSize, validation, most });
      const epochs = options.epochs ?? epochsFor(training.length * batchSize);
      // the trial measures on the held-out rows: choosing the epoch on them too would flatter the network
      const isChosen = held.length > 0 && !isTried;
      const best = isChosen ? [callbacks.earlyStopping({ patience: epochs, restoreBestWeights: true })] : [];
      history = await trainNetwork(this.model, training, {
        ...rest,
        learningRate,
        epochs,
        callbacks: [...best, ...hooks],
        ...(held.length > 0 && { validationData: held }),
      });
      this.calibrate(series, { validation });
    }
    if (isTried) this.tryWays(series, isTrained, options.validation);
    if (isTried && this.asksNetwork) {
      // the rows that the trial held out are learned from now
      const { training } = this.batches(series, { batchSize, validation: 0, most });
      const epochs = Math.ceil(history.epoch.length / 5);
      const again = { learningRate: learningRate / 4, checkpoint: undefined, epochs };
      await trainNetwork(this.model, training, { ...rest, ...again });
    }
    this.remember(series);
    return history;
  }

  /** What the trial of {@link fit} found, by target; undefined before it, and where the network alone forecasts. */
  get verdicts(): Readonly<Record<string, Verdict>> | undefined {
    const found = this.kept.verdicts;
    return found && Object.fromEntries(this.targets.map((name, k) => [name, found[k]!]));
  }

  /** @internal Tries all ways in the last rows, the network among them where it is trained. */
  tryWays(series: Series, isTrained: boolean, validation: number | undefined): void {
    const { method, horizon, quantiles } = this.settings;
    const median = quantiles.indexOf(0.5);
    const found = this.targets.map((name, k) => {
      const network = (origins: readonly number[]) => {
        const says = this.predictor.ask(series, origins);
        return origins.map((_, place) => says(place, k, median));
      };
      return tryAll(series.columns[name]!, knownValues(series, name), {
        horizon,
        quantiles,
        seasons: seasonsOf(this.settings.plan.frequency),
        rows: heldRows(series.length, horizon, validation),
        ...(method !== "best" && { method }),
        ...(isTrained && { network }),
        drivers: driversOf(series, this.settings),
      });
    });
    this.kept.verdicts = found.map(({ verdict }) => verdict);
    this.tried = found.map(({ tried }) => tried);
  }

  /** What the winner of the last {@link fit}'s trial said at each of its places, by target; a loaded forecaster has none. */
  get places(): Readonly<Record<string, readonly TriedPlace[]>> {
    return Object.fromEntries(this.targets.map((name, k) => [name, this.tried[k] ?? []]));
  }

  /**
   * Puts the quantiles right on the share of the rows that {@link fit} measures on: for a training loop of your own.
   * @throws as {@link fit}
   */
  calibrate(rows: Table, options: Pick<ForecasterFitOptions, "validation"> = {}): void {
    const { validation } = readOptions("calibrate", options, { validation: batchesOptions.validation });
    const windows = this.windows(this.read(rows));
    const { held } = placesOf(this.settings, windows.series.length, validation);
    delete this.kept.shifts;
    if (held.length === 0) return;
    const guesses = this.model.predict(windows.inputs(held)).dataSync();
    const weights = windows.weights(held)?.dataSync();
    const T = this.targets.length;
    const truth = windows
      .truth(held)
      .dataSync()
      .map((value, i) => (weights?.[Math.floor(i / T)] === 0 ? Number.NaN : value));
    const shifts = shiftsFor(truth, guesses, this.targets.length, this.quantiles);
    this.kept.shifts = shifts;
  }

  /**
   * The batches that {@link fit} trains on, in a new order for every epoch, and those that it measures on: for a training loop
   * of your own.
   * @param options.most windows of an epoch at most, drawn anew for each  @throws as {@link fit}
   */
  batches(
    rows: Table,
    options: Pick<ForecasterFitOptions, "batchSize" | "validation"> & { most?: number | undefined } = {},
  ): { training: WindowBatches; held: WindowBatches } {
    const { batchSize, validation, most } = readOptions("batches", options, batchesOptions);
    const windows = this.windows(this.read(rows));
    const { training, held } = placesOf(this.settings, windows.series.length, validation);
    return {
      training: new WindowBatches(windows, training, batchSize, this.seed, most),
      // of very many windows, every nth
      held: new WindowBatches(windows, thinned(held, 2000), 256),
    };
  }

  /** Lets later forecasts go on from the last of these rows; the model's file keeps as many as are needed. */
  remember(rows: Table): void {
    this.kept.history = rememberSeries(this.predictor.tail(this.read(rows)));
  }

  /**
   * What comes after the last of the rows; by default after those that it has learned from.
   * @throws FormatError for too few rows; ConfigError where there are none to go on from
   */
  forecast(rows?: Table): Forecast {
    const series = rows ? this.predictor.tail(this.read(rows)) : this.remembered();
    checkAhead(series, this.settings);
    return this.predictor.forecastsAt(series, [series.length])[0]!;
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
    return backtest(series, { ...this.settings, first: this.predictor.rowsToGoOn }, options, (origins) =>
      this.predictor.forecastsAt(series, origins),
    );
  }

  /** @internal Whether the network has a part in forecasts. */
  get asksNetwork(): boolean {
    return this.predictor.asksNetwork;
  }

  private read(rows: Table): Series {
    return readAlike(rows, this.settings);
  }

  private windows(series: Series): Windows {
    return new Windows(this.settings.plan, series);
  }

  private remembered(): Series {
    return rememberedSeries(this.kept.history, this.settings);
  }
}

/**
 * Makes a forecaster for rows such as those given: frequency, scales and seasons are found in them. An encoder reads the last
 * steps; a decoder walks the steps ahead, with their calendar and the values of earlier seasons; the pinball loss makes its
 * outputs quantiles.
 * @throws ConfigError for options that are not valid; FormatError for rows that are no series, or too few
 */
export function forecaster(rows: Table, options: ForecasterOptions = {}): Forecaster {
  return Forecaster.make(rows, options);
}
