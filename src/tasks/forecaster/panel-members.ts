/** The series of a panel: a forecaster for each, all on one network, in the series' own units. */

import type { SeriesId } from "../../data/times/repeated-times.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import type { Model } from "../../models/index.ts";
import { ConfigError, FormatError, shown } from "../../tensor/index.ts";
import { Forecaster } from "./forecaster.ts";
import { type NamedSeries, ofSeries } from "./many-series.ts";
import type { Kept } from "./predictor.ts";
import { rowsToForecast, type Settings, scalerOf } from "./settings.ts";
import { withStatic } from "./static-inputs.ts";
import type { Verdict } from "./trial.ts";

/** What a file keeps of a forecaster of several series, besides the network's weights. */
export interface PanelMetadata {
  id: SeriesId;
  settings: Settings;
  members: KeptMember[];
}

interface KeptMember {
  id: string;
  center: readonly number[];
  scale: readonly number[];
  kept: Kept;
}

/** The column that names the series; of several, their names with a stroke between them. */
export const panelName = ({ id }: PanelMetadata) => [id].flat().join(" / ");

/** The forecasters of a panel's series. */
export class PanelMembers {
  /** The forecaster of each series that was learned from, by its name. */
  readonly all = new Map<string, Forecaster>();

  constructor(
    private readonly model: Model<SymbolicTensor>,
    private readonly about: PanelMetadata,
    private readonly seed: number,
  ) {
    for (const member of about.members) this.add(member);
  }

  /** The forecaster of a series that is learned from: kept with the model. */
  memberFor(each: NamedSeries): Forecaster {
    const known = this.all.get(each.id);
    if (known) return known;
    const member = this.keptFor(each);
    this.about.members.push(member);
    return this.add(member);
  }

  /** The forecaster of a series that is only forecast: not kept. @throws FormatError where it is too short, and no others tell how uncertain it is */
  newMember(each: NamedSeries): Forecaster {
    const member = this.keptFor(each);
    if (this.isShort(each)) member.kept.verdicts = this.untriedOf(each);
    return this.made(member);
  }

  /** Decides what forecasts a series that is too short for a trial, after the trials of the others. @throws as {@link newMember} */
  settleUntried(each: NamedSeries): void {
    this.about.members.find(({ id }) => id === each.id)!.kept.verdicts = this.untriedOf(each);
  }

  /** Whether a series is too short to try ways in. */
  isShort({ series }: NamedSeries): boolean {
    return series.length < rowsToForecast(this.about.settings);
  }

  tooShort({ id, series }: NamedSeries): FormatError {
    return new FormatError({
      what: `${panelName(this.about)} ${id}: the series is too short to forecast.`,
      expected: `${rowsToForecast(this.about.settings)} rows or more for a horizon of ${this.about.settings.horizon}`,
      received: shown(series.length),
      hint: "leave it out, or give a smaller horizon",
    });
  }

  /** Does some work on one series; errors say on which. */
  named<T>(id: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof FormatError || error instanceof ConfigError)) throw error;
      throw ofSeries(error, panelName(this.about), id);
    }
  }

  /** What forecasts a series that is too short, by target. */
  private untriedOf(each: NamedSeries): Verdict[] {
    const { untried } = this.model.metadata as { untried?: Verdict[] };
    if (!untried) throw this.tooShort(each);
    return untried;
  }

  private keptFor({ id, series }: NamedSeries): KeptMember {
    const { plan } = this.about.settings;
    const { center, scale } = withStatic(series, scalerOf(series, plan), plan);
    return { id, center, scale, kept: {} };
  }

  private add(member: KeptMember): Forecaster {
    const made = this.made(member);
    this.all.set(member.id, made);
    return made;
  }

  private made({ center, scale, kept }: KeptMember): Forecaster {
    const { settings } = this.about;
    return Forecaster.sharing(this.model, { ...settings, plan: { ...settings.plan, center, scale } }, this.seed, kept);
  }
}
