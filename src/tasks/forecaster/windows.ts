/** What a forecaster's network sees at an origin: the window before it, and what is known about the steps ahead. */

import { type Cycle, calendar, calendarWidth } from "../../data/times/calendar.ts";
import { type Frequency, timeAfter } from "../../data/times/frequency.ts";
import { meanOf, own, Random, type Tensor, tensor } from "../../tensor/index.ts";
import { type Lag, reachOf, rowOf } from "./lags.ts";
import { knownAhead, type Series } from "./series.ts";

/** What fixes the form of the windows. */
export interface WindowPlan {
  /** The columns to forecast. */
  targets: readonly string[];
  /** Further columns, known up to the origin. */
  inputs: readonly string[];
  /** Further columns, known ahead, too. Absent in files of older versions. */
  known?: readonly string[];
  /** Steps before the origin. */
  window: number;
  /** Steps ahead that the network gives at once. */
  horizon: number;
  /** How far apart rows are. */
  frequency: Frequency;
  /** What of the calendar is seen. */
  cycles: readonly Cycle[];
  /** Which earlier rows each step ahead sees, such as the one a week before. */
  lags: readonly Lag[];
  /** What the columns, targets first, are shifted and divided by; targets after their level is taken away. */
  center: readonly number[];
  /** What each column is divided by, after the shift by `center`. Targets first. */
  scale: readonly number[];
}

/** The columns that the network sees: before the origin and after it. */
export function widthsOf({ targets, inputs, known = [], lags, cycles }: Omit<WindowPlan, "center" | "scale">): {
  behind: number;
  ahead: number;
} {
  const calendarColumns = calendarWidth(cycles);
  return {
    behind: targets.length + inputs.length + known.length + calendarColumns,
    ahead: targets.length * lags.length + known.length + calendarColumns + 1,
  };
}

/** The number of rows before the first origin. */
export function rowsNeeded({ window, horizon, lags }: Pick<WindowPlan, "window" | "horizon" | "lags">): number {
  // a lag is measured from the level at its own time
  return Math.max(window, ...lags.map((lag) => reachOf(lag) + horizon + window));
}

/**
 * The windows of a series. Each target is seen from its level, the mean of the window: what the network learns of the shape
 * of weeks and years then holds at any height. A lag that lies before the window is seen from the level of its own time.
 */
export class Windows {
  /** The requested levels, by target and origin. */
  private readonly levels: readonly Float64Array[];
  private readonly drivers: readonly Float64Array[];
  private readonly widths: { behind: number; ahead: number };

  constructor(
    readonly plan: WindowPlan,
    readonly series: Series,
    /** See {@link calendarsOf}; series of the same times can share them. */
    private readonly calendars: Float32Array = calendarsOf(plan, series),
  ) {
    this.widths = widthsOf(plan);
    this.drivers = (plan.known ?? []).map((name) => knownAhead(series, name));
    this.levels = plan.targets.map(() => new Float64Array(series.length + 1).fill(Number.NaN));
  }

  /** The level of a target at an origin. */
  level(target: number, origin: number): number {
    const known = this.levels[target]!;
    if (Number.isNaN(known[origin])) {
      known[origin] = levelOf(this.series.columns[this.plan.targets[target]!]!, origin, this.plan.window);
    }
    return known[origin]!;
  }

  /** A scaled distance from the level as a value of the target. */
  valueOf(scaled: number, target: number, origin: number): number {
    return scaled * this.plan.scale[target]! + this.plan.center[target]! + this.level(target, origin);
  }

  /** (batch, window, columns) before the origins, and (batch, horizon, columns) after them. */
  inputs(origins: ArrayLike<number>): [behind: Tensor, ahead: Tensor] {
    const { window, horizon } = this.plan;
    const { behind: B, ahead: A } = this.widths;
    const behind = new Float32Array(origins.length * window * B);
    const ahead = new Float32Array(origins.length * horizon * A);
    for (let i = 0; i < origins.length; i++) {
      this.writeBehind(origins[i]!, behind.subarray(i * window * B, (i + 1) * window * B));
      this.writeAhead(origins[i]!, ahead.subarray(i * horizon * A, (i + 1) * horizon * A));
    }
    return [tensor(behind, [origins.length, window, B]), tensor(ahead, [origins.length, horizon, A])];
  }

  /** (batch, horizon): 0 for steps ahead of which a target was missing and is filled, else 1; undefined where all are 1. */
  weights(origins: ArrayLike<number>): Tensor | undefined {
    const { targets, horizon } = this.plan;
    const marks = targets.flatMap((name) => own(this.series.drawn, name) ?? []);
    if (marks.length === 0) return undefined;
    const values = new Float32Array(origins.length * horizon);
    for (let i = 0; i < values.length; i++) {
      const row = origins[Math.floor(i / horizon)]! + (i % horizon);
      values[i] = marks.some((each) => each[row]) ? 0 : 1;
    }
    return tensor(values, [origins.length, horizon]);
  }

  /** (batch, horizon, targets): what comes, scaled. */
  truth(origins: ArrayLike<number>): Tensor {
    const { targets, horizon } = this.plan;
    const values = new Float32Array(origins.length * horizon * targets.length);
    for (let i = 0, to = 0; i < origins.length; i++) {
      for (let h = 0; h < horizon; h++) {
        for (let k = 0; k < targets.length; k++)
          values[to++] = this.scaled(k, origins[i]! + h, this.level(k, origins[i]!));
      }
    }
    return tensor(values, [origins.length, horizon, targets.length]);
  }

  private writeBehind(origin: number, to: Float32Array): void {
    const { targets, inputs, window } = this.plan;
    let at = 0;
    for (let t = origin - window; t < origin; t++) {
      for (let k = 0; k < targets.length; k++) to[at++] = this.scaled(k, t, this.level(k, origin));
      for (let k = 0; k < inputs.length; k++) to[at++] = this.scaled(targets.length + k, t, 0);
      at = this.writeKnown(t, to, at);
      at = this.writeCalendar(t, to, at);
    }
  }

  private writeAhead(origin: number, to: Float32Array): void {
    const { targets, horizon, lags, window } = this.plan;
    let at = 0;
    for (let h = 0; h < horizon; h++) {
      for (const lag of lags) {
        const row = rowOf(lag, this.series, origin, h);
        const seenFrom = row < origin - window ? row - h : origin;
        for (let k = 0; k < targets.length; k++) to[at++] = this.scaled(k, row, this.level(k, seenFrom));
      }
      at = this.writeKnown(origin + h, to, at);
      at = this.writeCalendar(origin + h, to, at);
      to[at++] = (h + 1) / horizon;
    }
  }

  private writeKnown(row: number, to: Float32Array, at: number): number {
    const { targets, inputs, center, scale } = this.plan;
    const first = targets.length + inputs.length;
    for (const [k, values] of this.drivers.entries())
      to[at + k] = (values[row]! - center[first + k]!) / scale[first + k]!;
    return at + this.drivers.length;
  }

  private writeCalendar(row: number, to: Float32Array, at: number): number {
    const width = calendarWidth(this.plan.cycles);
    for (let i = 0; i < width; i++) to[at + i] = this.calendars[row * width + i]!;
    return at + width;
  }

  /** A column's value relative to a level; targets come first. */
  private scaled(column: number, row: number, level: number): number {
    const { targets, inputs, center, scale } = this.plan;
    const name = column < targets.length ? targets[column]! : inputs[column - targets.length]!;
    return (this.series.columns[name]![row]! - level - center[column]!) / scale[column]!;
  }
}

/** The calendar of each row and of the steps ahead of the last. */
export function calendarsOf({ cycles, horizon }: WindowPlan, { start, length, frequency }: Series): Float32Array {
  const width = calendarWidth(cycles);
  const all = new Float32Array((length + horizon) * width);
  for (let t = 0; t < length + horizon && width > 0; t++) {
    all.set(calendar(timeAfter(start, t, frequency), cycles), t * width);
  }
  return all;
}

/** The mean of the `window` values before a place, or of those that there are. */
export function levelOf(values: Float64Array, place: number, window: number): number {
  const before = values.subarray(Math.max(0, place - window), place);
  return before.length > 0 ? meanOf(before) : values[0]!;
}

/** What is seen, what comes and, where some of it was missing and filled, how much each step of it counts. */
export interface WindowBatch {
  /** What the network sees: (B, window, columns) before the origins, (B, horizon, columns) after them. */
  x: [behind: Tensor, ahead: Tensor];
  /** The scaled truth, (B, horizon, targets). */
  y: Tensor;
  /** 1 for steps that count, 0 for those with a filled target: (B, horizon). Absent where all count. */
  sampleWeight?: Tensor;
}

/** Windows in batches, shuffled for each epoch if there is a seed. */
export class WindowBatches implements AsyncIterable<WindowBatch> {
  constructor(
    private readonly windows: Windows,
    private readonly origins: readonly number[],
    private readonly batchSize: number,
    private readonly seed?: number,
    /** Most windows in an epoch; each epoch draws its own. */
    private readonly most = Number.POSITIVE_INFINITY,
  ) {}

  /** Batches of an epoch. */
  get length(): number {
    return Math.ceil(Math.min(this.most, this.origins.length) / this.batchSize);
  }

  /** One pass in the order of epoch 0. */
  [Symbol.asyncIterator]() {
    return this.epoch(0);
  }

  /** The batches of one epoch. The seed and the number of the epoch decide their order. */
  async *epoch(number: number): AsyncGenerator<WindowBatch> {
    const { origins, batchSize, seed, windows } = this;
    const order = seed === undefined ? undefined : new Random(seed, 2 ** 40 + number).permutation(origins.length);
    const ordered = (order ? Array.from(order, (i) => origins[i]!) : origins).slice(0, this.most);
    for (let first = 0; first < ordered.length; first += batchSize) {
      const batch = ordered.slice(first, first + batchSize);
      const sampleWeight = windows.weights(batch);
      yield { x: windows.inputs(batch), y: windows.truth(batch), ...(sampleWeight && { sampleWeight }) };
    }
  }
}

/** Every nth of a list, so that there are at most `most`. */
export function thinned<T>(list: readonly T[], most: number): T[] {
  return list.filter((_, i) => i % Math.ceil(list.length / most) === 0);
}
