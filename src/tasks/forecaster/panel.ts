/** Forecasters of several series in one table: one network that learns from all, and for each series the methods that suit it. */

import type { Row } from "../../data/table-row.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import { EventLoop } from "../../models/event-loop.ts";
import { type AnyModel, History, type Model } from "../../models/index.ts";
import { ProgressBar } from "../../models/training/progress.ts";
import { ConfigError, type Declared, randomSeed, readOptions, takes } from "../../tensor/index.ts";
import { checkTask } from "../task.ts";
import type { Backtest, BacktestOptions } from "./backtest.ts";
import { checkAhead, type Forecast } from "./forecast.ts";
import type { Forecaster } from "./forecaster.ts";
import { firstHeld, teachesNetwork, windowsToLearn } from "./held-out.ts";
import { JoinedBatches } from "./joined-batches.ts";
import { type NamedSeries, onlyAsked, readManySeries } from "./many-series.ts";
import { networkFor } from "./network.ts";
import { PanelMembers, type PanelMetadata, panelName } from "./panel-members.ts";
import { aSeries, type SeriesOptions, seriesOptions } from "./series.ts";
import {
  type ForecasterOptions,
  forecasterOptions,
  needsTrial,
  readAlike,
  type Settings,
  settingsFor,
} from "./settings.ts";
import { levelOf, untried } from "./short-series.ts";
import { pooled } from "./static-inputs.ts";
import {
  epochsFor,
  type ForecasterFitOptions,
  forecasterFitOptions,
  MOST_WINDOWS,
  trainNetwork,
} from "./training-plan.ts";
import { rowsNeeded, thinned } from "./windows.ts";

/** The most series that an epoch is measured on. */
const MOST_MEASURED = 200;

/** What fixes a forecaster of several series. */
export interface PanelForecasterOptions extends ForecasterOptions {
  /** The column that names the series of each row, or several that do so together: `["region", "product"]`. */
  id: string | readonly string[];
}

const ids = takes.required(takes.either(takes.text, takes.listOf(takes.text)));

const panelForecasterOptions = {
  ...forecasterOptions,
  id: ids,
} satisfies Declared<PanelForecasterOptions>;

/** Options of `tasks.readPanel`: what names the series, which columns to read, and how. */
export interface PanelSeriesOptions extends SeriesOptions, Pick<PanelForecasterOptions, "id"> {}

const panelSeriesOptions = { ...seriesOptions, id: ids } satisfies Declared<PanelSeriesOptions>;

/** The rows of several series, or what {@link readPanel} or {@link PanelForecaster.read} made of them. */
export type PanelTable = readonly Row[] | readonly NamedSeries[];

/** Whether a table has been read. */
const isRead = (table: PanelTable): table is readonly NamedSeries[] =>
  Array.isArray(table) && table.length > 0 && table.every((each) => aSeries.accepts(each?.series));

/**
 * The series in a table of several, each read once and sorted by time; a forecaster of several series takes them instead of rows.
 * @throws as `tasks.readSeries`, by the name of the series
 */
export function readPanel(rows: readonly Row[], options: PanelSeriesOptions): NamedSeries[] {
  const { id, ...how } = readOptions("readPanel", options, panelSeriesOptions);
  return readManySeries(rows, id, how);
}

/** What comes in one of several series. */
export interface NamedForecast extends Forecast {
  /** Which series. */
  id: string;
}

/** A forecaster of several series; {@link panelForecaster} makes one. */
export class PanelForecaster {
  private readonly parts: PanelMembers;

  private constructor(
    /** The network that all series share. */
    readonly model: Model<SymbolicTensor>,
    private readonly about: PanelMetadata,
    private readonly seed: number,
  ) {
    this.parts = new PanelMembers(model, about, seed);
  }

  /** @internal see {@link panelForecaster} */
  static make(table: PanelTable, options: PanelForecasterOptions): PanelForecaster {
    const { id, ...complete } = readOptions("panelForecaster", options, panelForecasterOptions);
    const { target, inputs, known, time, dateFormat, timeZone, gaps, seed = randomSeed() } = complete;
    if (target === undefined) {
      throw new ConfigError({
        what: "The forecaster has no target.",
        expected: "target: the column to forecast, or several",
        received: "none",
      });
    }
    const columns = [...[target].flat(), ...inputs];
    const read = isRead(table)
      ? table
      : readManySeries(table, id, { columns, known, time, dateFormat, timeZone, gaps });
    // horizon and window are found from the series of median length
    const usual = [...read].sort((a, b) => a.series.length - b.series.length)[Math.floor(read.length / 2)]!;
    const found = settingsFor(usual.series, complete);
    const settings = {
      ...found,
      plan: pooled(
        found.plan,
        read.map(({ series }) => series),
      ),
    };
    const model = networkFor(settings, { ...complete, seed });
    const about: PanelMetadata = { id, settings, members: [] };
    Object.assign(model.metadata, { task: "panelForecaster", ...about });
    return new PanelForecaster(model, about, seed);
  }

  /** The forecaster in a loaded model. @throws FormatError when it is none */
  static from(model: AnyModel): PanelForecaster {
    const about = checkTask(model, "panelForecaster") as unknown as PanelMetadata;
    return new PanelForecaster(model, about, randomSeed());
  }

  /** The column that names the series; of several, their names with a stroke between them, as in the names of the series. */
  get id(): string {
    return panelName(this.about);
  }

  /** The columns that it forecasts. */
  get targets(): readonly string[] {
    return this.about.settings.plan.targets;
  }

  /** Steps that a forecast reaches ahead. */
  get horizon(): number {
    return this.about.settings.horizon;
  }

  /** What the bands of a forecast are bounded by, in ascending order. */
  get quantiles(): readonly number[] {
    return this.about.settings.quantiles;
  }

  /** The settings that all series share, as they travel with the model. */
  get config(): Readonly<Settings> {
    return this.about.settings;
  }

  /** The forecaster of each series that was learned from, by its name: their verdicts, backtests and rows before. */
  get members(): ReadonlyMap<string, Forecaster> {
    return this.parts.all;
  }

  /**
   * Learns from rows: the network from the windows of all series, each in units of its own; then, series by series, all ways to forecast
   * are tried in its last rows. The network then learns from these, too. A series too short for a trial is forecast by its last value,
   * as uncertain as in the others.
   * @returns the pinball loss of each epoch, in units of the scaled targets
   * @throws ConfigError, FormatError for rows that are too few or no series, by the name of the series
   */
  async fit(rows: PanelTable, options: ForecasterFitOptions = {}): Promise<History> {
    const complete = readOptions("fit", options, forecasterFitOptions);
    const { batchSize, learningRate, validation, callbacks: hooks, ...others } = complete;
    const rest = { ...others, quantiles: this.quantiles };
    const { settings } = this.about;
    const given = this.read(rows);
    if (given.every((each) => this.parts.isShort(each))) throw this.parts.tooShort(given[0]!);
    const all = given.map((each) => ({ ...each, member: this.parts.memberFor(each) }));
    const isTried = needsTrial(settings);
    const read = all.filter((each) => !this.parts.isShort(each));
    const able = read.filter(({ series }) => windowsToLearn(settings, series.length, validation) > 0);
    const windows = able.reduce((sum, { series }) => sum + windowsToLearn(settings, series.length, validation), 0);
    const isTrained = able.length > 0 && (!isTried || teachesNetwork(settings, windows));
    let history = new History({ verbose: 0, epochs: 0, steps: undefined });
    // steps are budgeted, however many series there are
    const most = options.epochs === undefined ? Math.ceil(MOST_WINDOWS / batchSize) : undefined;
    const batchesOf = (share: number) => {
      const each = able.map(({ member, series }) => member.batches(series, { batchSize, validation: share }));
      const training = each.map((one) => one.training);
      const held = thinned(each, MOST_MEASURED).map((one) => one.held);
      return { training: new JoinedBatches(training, this.seed, most), held: new JoinedBatches(held) };
    };
    if (isTrained) {
      const { training, held } = batchesOf(validation);
      const epochs = options.epochs ?? epochsFor(training.length * batchSize);
      history = await trainNetwork(this.model, training, {
        ...rest,
        learningRate,
        epochs,
        callbacks: hooks,
        ...(held.length > 0 && { validationData: held }),
      });
      for (const { member, series } of able) member.calibrate(series, { validation });
    }
    if (isTried) {
      const [bar, eventLoop] = [new ProgressBar(rest, read.length), new EventLoop(rest.signal)];
      for (const [i, { member, series, id }] of read.entries()) {
        await eventLoop.turn();
        const seesWindow = firstHeld(settings, series.length, validation) >= rowsNeeded(settings.plan);
        this.parts.named(id, () => member.tryWays(series, isTrained && seesWindow, options.validation));
        bar.update(i + 1, {});
      }
      bar.finish({}, " - ways tried in each series");
      const found = (name: string) =>
        read.map(({ member, series }) => ({ verdict: member.verdicts![name]!, level: levelOf(series.columns[name]!) }));
      this.model.metadata.untried = this.targets.map((name) => untried(found(name)));
    }
    if (isTried && able.some(({ member }) => member.asksNetwork)) {
      const { training } = batchesOf(0);
      const epochs = Math.ceil(history.epoch.length / 5);
      const again = { learningRate: learningRate / 4, checkpoint: undefined, epochs };
      await trainNetwork(this.model, training, { ...rest, ...again });
    }
    for (const each of all.filter((each) => this.parts.isShort(each))) this.parts.settleUntried(each);
    for (const { member, series, id } of all) this.parts.named(id, () => member.remember(series));
    return history;
  }

  /**
   * What comes in each series: by default after the rows that were learned from. A series that is new is tried by all ways first, the
   * network among them, which has learned from the others.
   * @param series the names of those to forecast; by default all
   * @throws FormatError, ConfigError for series with too few rows, by their names, and for a name that no series has
   */
  forecast(rows?: PanelTable, series?: readonly string[]): NamedForecast[] {
    if (rows === undefined) {
      const members = onlyAsked([...this.parts.all], series);
      return members.map(([id, member]) => ({ id, ...this.parts.named(id, () => member.forecast()) }));
    }
    // the network was trained where some series asks it
    const hasLearned = [...this.parts.all.values()].some((member) => member.asksNetwork);
    return this.read(rows, series).map((each) => {
      const known = this.parts.all.get(each.id);
      const member = known ?? this.parts.newMember(each);
      return this.parts.named(each.id, () => {
        if (!known && needsTrial(this.about.settings) && !this.parts.isShort(each)) {
          const seesWindow =
            hasLearned && firstHeld(this.about.settings, each.series.length, 0) >= rowsNeeded(this.about.settings.plan);
          member.tryWays(each.series, seesWindow, undefined);
        }
        return { id: each.id, ...member.forecast(each.series) };
      });
    });
  }

  /** The names of the series in a table that have too few rows for a trial or a backtest. */
  shortSeries(rows: PanelTable): string[] {
    return this.read(rows)
      .filter((each) => this.parts.isShort(each))
      .map(({ id }) => id);
  }

  /**
   * Backtests of each series; see {@link Forecaster.backtest}. Those too short for one are left out: {@link shortSeries} names them.
   * @throws as that, by the name of the series
   */
  backtest(rows: PanelTable, options: BacktestOptions = {}): (Backtest & { id: string })[] {
    const all = this.read(rows);
    const read = all.filter((each) => !this.parts.isShort(each));
    if (read.length === 0) throw this.parts.tooShort(all[0]!);
    return read.map((each) => {
      const member = this.parts.memberFor(each);
      return { id: each.id, ...this.parts.named(each.id, () => member.backtest(each.series, options)) };
    });
  }

  /** @internal @throws ConfigError where less is known ahead of a series than a forecast reaches */
  checkAhead(rows: PanelTable): void {
    for (const { id, series } of this.read(rows)) this.parts.named(id, () => checkAhead(series, this.about.settings));
  }

  /**
   * Reads a table as the other methods do, which take the result instead of rows: for several calls it is then read once.
   * @param series the names of those to read; by default all
   * @throws FormatError, ConfigError for rows that are no series, or not like those that it was made for, by the name of the series
   */
  read(rows: PanelTable, series?: readonly string[]): readonly NamedSeries[] {
    const { settings, id } = this.about;
    if (isRead(rows)) {
      const asked = onlyAsked(
        rows.map((each): [string, NamedSeries] => [each.id, each]),
        series,
      ).map(([, each]) => each);
      for (const each of asked) this.parts.named(each.id, () => readAlike(each.series, settings));
      return asked;
    }
    const { time, dateFormat, gaps, plan } = settings;
    const columns = [...plan.targets, ...plan.inputs];
    const { frequency, known = [] } = plan;
    return readManySeries(rows, id, { time, dateFormat, gaps, columns, known, frequency }, series);
  }
}

/**
 * Makes a forecaster for a table of several series in the long form, a row for every series and step: series may be of any lengths.
 * @throws ConfigError for options that are not valid; FormatError for rows that are no series, or too few, by the name of the series
 */
export function panelForecaster(rows: PanelTable, options: PanelForecasterOptions): PanelForecaster {
  return PanelForecaster.make(rows, options);
}
