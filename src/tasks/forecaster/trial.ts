/** A trial of all ways to forecast a series, in its own past: what each would have said, how far off, and which to use. */
import { ConfigError } from "../../tensor/index.ts";
import { mae, mase, smape } from "./accuracy.ts";
import { type Bands, bandAt, bandsFrom, type StepError } from "./bands.ts";
import { asked, COMBINATION, chosen, type PlaceError, type TrialScore } from "./choice.ts";
import { type Drivers, effectOf } from "./known-inputs.ts";
import { type Member, membersFor, usableSeasons } from "./methods/all-methods.ts";
import { combined, weightsFrom } from "./methods/combine.ts";
import { swingsGrow } from "./methods/logarithm.ts";

/** The network, as tables name it. */
export const NETWORK = "network";

/** A forecast from one place of a trial, with the band that the trial made. */
export interface TriedPlace {
  /** The row that was forecast first. */
  at: number;
  /** What came, NaN where it was missing and filled. */
  truth: Float64Array;
  /** What the winner said there. */
  values: ArrayLike<number>;
}

/** What a trial found; what forecasts go by. As JSON can hold it. */
export interface Verdict {
  /** The chosen method: the combination, a simple method that was clearly better, or the requested one. */
  winner: string;
  /** Set where a simple way was ahead of the combination, but by less than a tenth and less than a standard error of their difference. */
  isNear?: boolean;
  /** The weights of the methods in the forecast. */
  weights: readonly (readonly [name: string, weight: number])[];
  /** How far off each was over all places of the trial, the nearest first. */
  scores: readonly TrialScore[];
  /** What quantiles are made of, around the forecast. */
  bands: Bands;
  /** Places that were forecast from. */
  places: number;
  /** How many rows at the end were held out. */
  rows: number;
  /** The share of the truth that lay in the band between the outer quantiles, each place's band from the other places. */
  coverage: number;
}

/** The network's part of a trial: its forecasts from places in the rows that it has not learned from. */
export type NetworkForecasts = (origins: readonly number[]) => ArrayLike<number>[];

/** Rows that methods are fitted to, at most, or four of the longest season if that is more: older ones cost time and say little. */
export function rowsKept(seasons: readonly number[]): number {
  return Math.max(1000, 4 * Math.max(0, ...seasons));
}

/** The network's weight where all have equal errors; chosen like the methods' constants. */
const NETWORK_TRUST = 0.6;
/** How many origins refit all methods; between them they only continue. */
const ANCHORS = 3;
/** How many origins are forecast from. */
const PLACES = 36;
/** The share of a value by which a forecast may differ from it through rounding alone. */
const ROUNDING = 1e-12;
/** Weights below this are left out. */
const LEAST_WEIGHT = 0.02;

/** The rows at the end that a trial forecasts: three horizons or the last tenth, at most half of all. */
export function trialRows(length: number, horizon: number): number {
  return Math.min(Math.floor(length / 2), Math.max(3 * horizon, 8, Math.min(600, Math.floor(length / 10))));
}

interface Place {
  at: number;
  truth: Float64Array;
  forecasts: readonly ArrayLike<number>[];
}

/** What a trial needs to know. */
export interface TrialOptions {
  horizon: number;
  seasons: readonly number[];
  /** The outer quantiles, to measure the coverage between them. */
  quantiles: readonly number[];
  /** Rows at the end to try; by default {@link trialRows}. */
  rows?: number | undefined;
  /** The requested method; by default the best. */
  method?: string | undefined;
  network?: NetworkForecasts | undefined;
  /** Inputs that are known ahead. */
  drivers?: Drivers | undefined;
}

/**
 * Forecasts from the last rows of a history by all methods that its first part allows, and by the network where there is one.
 * @param known the history with NaN where values were filled: those are measured by nothing
 */
export function tryAll(
  history: Float64Array,
  known: Float64Array,
  options: TrialOptions,
): { verdict: Verdict; tried: TriedPlace[] } {
  const { horizon, seasons, network, method, drivers = [] } = options;
  const rows = options.rows ?? trialRows(history.length, horizon);
  const first = history.length - rows;
  const members = membersFor(history.slice(0, first), seasons, drivers.length > 0);
  const places = placesOf(history, known, members, { first, horizon, seasons, network, drivers });
  const names = [...members.map(({ name }) => name), ...(network ? [NETWORK] : [])];
  if (names.length === 0) {
    throw new ConfigError({
      what: "There are no rows before those that are held out to compare methods.",
      expected: "rows to forecast from",
      received: `${rows} held out of ${history.length}`,
      hint: "give a smaller validation, or more rows",
    });
  }
  const trusts = [...members.map(({ trust }) => trust), ...(network ? [NETWORK_TRUST] : [])];
  const errorsUntil = (end: number) =>
    names.map((_, k) => relativeError(places, ({ forecasts }) => forecasts[k]!, end));
  const all = errorsUntil(Number.POSITIVE_INFINITY);
  // at each origin the combination knows only earlier errors
  const honest = places.map(({ at, forecasts }) => mix(forecasts, weightsFrom(errorsUntil(at), trusts)));
  const simple = members.filter(({ isSimple }) => isSimple).map(({ name }) => name);
  const truth = places.flatMap((place) => [...place.truth]);
  const scoreOf = (name: string, forecasts: readonly ArrayLike<number>[]): TrialScore => {
    const guess = forecasts.flatMap((each) => Array.from(each));
    const season = usableSeasons(seasons, first)[0] ?? 1;
    const scaled = mase(truth, guess, known.subarray(0, first), season);
    const relative = relativeError(places, (_, i) => forecasts[i]!);
    const errors = { relative, mae: mae(truth, guess), mase: scaled, smape: smape(truth, guess) };
    return { name, ...errors, isSimple: simple.includes(name) };
  };
  const scores = [
    scoreOf(COMBINATION, honest),
    ...names.map((name, k) =>
      scoreOf(
        name,
        places.map(({ forecasts }) => forecasts[k]!),
      ),
    ),
  ].sort((one, other) => one.relative - other.relative);
  const forecastsOf = (name: string) =>
    name === COMBINATION ? honest : places.map(({ forecasts }) => forecasts[names.indexOf(name)]!);
  const { winner, isNear } =
    method === undefined
      ? chosen(scores, horizon, (name) => placeErrors(places, forecastsOf(name)))
      : { winner: asked(method, scores), isNear: false };
  const weights =
    winner === COMBINATION ? trimmed(weightsFrom(all, trusts)) : names.map((name) => (name === winner ? 1 : 0));
  const used = forecastsOf(winner);
  const errors = places.map(({ truth }, i) => stepErrors(truth, used[i]!));
  const isRelative = swingsGrow(history, seasons[0] ?? 1);
  const verdict: Verdict = {
    winner,
    ...(isNear && { isNear }),
    weights: names.flatMap((name, k) => (weights[k]! > 0 ? [[name, weights[k]!] as const] : [])),
    scores,
    bands: bandsFrom(errors.flat(), isRelative, history.length),
    places: places.length,
    rows,
    coverage: coverageOf(errors, options.quantiles, (half) => bandsFrom(half, isRelative, history.length)),
  };
  return { verdict, tried: places.map(({ at, truth }, i) => ({ at, truth, values: used[i]! })) };
}

/** Weights without the members that only cost time. */
function trimmed(weights: readonly number[]): number[] {
  const kept = weights.map((weight) => (weight < LEAST_WEIGHT ? 0 : weight));
  const sum = kept.reduce((total, weight) => total + weight, 0);
  return kept.map((weight) => weight / sum);
}

const mix = (forecasts: readonly ArrayLike<number>[], weights: readonly number[]) =>
  Float64Array.from({ length: forecasts[0]!.length }, (_, h) =>
    combined(
      forecasts.map((each) => each[h]!),
      weights,
    ),
  );

function placesOf(
  history: Float64Array,
  known: Float64Array,
  members: readonly Member[],
  {
    first,
    horizon,
    seasons,
    network,
    drivers,
  }: Pick<TrialOptions, "horizon" | "seasons" | "network"> & { first: number; drivers: Drivers },
): Place[] {
  const reach = history.length - first;
  const stride = Math.max(1, Math.ceil(reach / PLACES));
  const anchors = Array.from({ length: ANCHORS }, (_, k) => first + Math.floor((k * reach) / ANCHORS));
  const fitted: FittedHere[][] = [];
  const origins = Array.from({ length: Math.ceil(reach / stride) }, (_, i) => first + i * stride);
  const byNetwork = network?.(origins);
  return origins.map((at, i) => {
    const anchor = anchors.findLastIndex((place) => place <= at);
    fitted[anchor] ??= members.map((member) => fitHere(member, history, anchors[anchor]!, { seasons, drivers }));
    const length = Math.min(horizon, history.length - at);
    const forecasts: ArrayLike<number>[] = fitted[anchor].map((way) => way(at, length));
    if (byNetwork) forecasts.push(Array.from(byNetwork[i]!).slice(0, length));
    return { at, truth: known.slice(at, at + length), forecasts };
  });
}

/** A member fitted to the rows before an origin, as a function that forecasts from any row. */
type FittedHere = (at: number, horizon: number) => Float64Array;

/** Fits a member to the rows before `end`; one that is driven to what the inputs known ahead leave of them. */
function fitHere(
  member: Member,
  history: Float64Array,
  end: number,
  { seasons, drivers }: { seasons: readonly number[]; drivers: Drivers },
): FittedHere {
  const kept = rowsKept(seasons);
  const past = (values: Float64Array, at: number) => values.slice(Math.max(0, at - kept), at);
  if (!member.isDriven) {
    const way = member.fit(past(history, end), seasons);
    return (at, horizon) => way(past(history, at), horizon);
  }
  const effect = effectOf(history.subarray(0, end), drivers, seasons[0] ?? 1);
  const rest = history.map((value, t) => value - effect[t]!);
  const way = member.fit(past(rest, end), seasons);
  return (at, horizon) => way(past(rest, at), horizon).map((value, h) => value + (effect[at + h] ?? 0));
}

/** The mean error over all steps that were known before `end`, each place in units of its middle way's; NaN where there are none. */
function relativeError(
  places: readonly Place[],
  of: (place: Place, i: number) => ArrayLike<number>,
  end = Number.POSITIVE_INFINITY,
): number {
  let [sum, count] = [0, 0];
  for (const [i, place] of places.entries()) {
    if (place.at >= end) break;
    const steps = errorAt(place, of(place, i), end);
    if (steps.count === 0) continue;
    sum += steps.sum / middleAt(place, end);
    count += steps.count;
  }
  return count > 0 ? sum / count : Number.NaN;
}

/** The median method's mean error at a position; 1 if most make no error, so that the others' errors are not scaled. */
function middleAt(place: Place, end: number): number {
  const errors = place.forecasts.map((forecast) => errorAt(place, forecast, end)).sort((a, b) => a.sum - b.sum);
  const { sum, count } = errors[Math.floor(errors.length / 2)]!;
  return sum > 0 ? sum / count : 1;
}

/** The error of a way at each place that has any truth, in units of the middle way's. */
function placeErrors(places: readonly Place[], forecasts: readonly ArrayLike<number>[]): PlaceError[] {
  return places.flatMap((place, i) => {
    const { sum, count } = errorAt(place, forecasts[i]!, Number.POSITIVE_INFINITY);
    return count === 0 ? [] : [{ at: place.at, error: sum / count / middleAt(place, Number.POSITIVE_INFINITY) }];
  });
}

/** The absolute errors of a place's steps that were known before `end`. */
function errorAt({ at, truth }: Place, forecast: ArrayLike<number>, end: number): { sum: number; count: number } {
  let [sum, count] = [0, 0];
  for (let h = 0; h < truth.length && at + h < end; h++) {
    if (Number.isNaN(truth[h]!)) continue;
    const off = Math.abs(truth[h]! - forecast[h]!);
    // rounding is no error: a constant series has the same forecast by all ways
    if (off > ROUNDING * Math.abs(truth[h]!)) sum += off;
    count++;
  }
  return { sum, count };
}

function stepErrors(truth: Float64Array, forecast: ArrayLike<number>): StepError[] {
  return [...truth].flatMap((value, ahead) =>
    Number.isNaN(value) ? [] : [{ ahead, error: value - forecast[ahead]!, forecast: forecast[ahead]! }],
  );
}

/** The share of the truth inside bands made from the other half of the origins. */
function coverageOf(
  errors: readonly StepError[][],
  quantiles: readonly number[],
  bandsOf: (half: readonly StepError[]) => Bands,
): number {
  const middle = Math.floor(errors.length / 2);
  const halves = [errors.slice(0, middle), errors.slice(middle)];
  let [inside, count] = [0, 0];
  for (const [i, half] of halves.entries()) {
    const bands = bandsOf(halves[1 - i]!.flat());
    for (const { ahead, error, forecast } of half.flat()) {
      const [low, high] = [quantiles[0]!, quantiles.at(-1)!].map((share) => bandAt(bands, forecast, ahead, share));
      count++;
      if (forecast + error >= low! && forecast + error <= high!) inside++;
    }
  }
  return count > 0 ? inside / count : Number.NaN;
}

/** What comes after a history, by the ways that a verdict names; the network's part is given. */
export function goOn(
  { weights }: Verdict,
  history: Float64Array,
  {
    horizon,
    seasons,
    network,
    drivers = [],
  }: {
    horizon: number;
    seasons: readonly number[];
    network?: ArrayLike<number> | undefined;
    drivers?: Drivers | undefined;
  },
): Float64Array {
  const end = history.length;
  const members = membersFor(history.slice(-rowsKept(seasons)), seasons, drivers.length > 0);
  const parts = weights.flatMap(([name, weight]) => {
    if (name === NETWORK) return network ? [{ values: network, weight }] : [];
    const member = members.find((each) => each.name === name);
    return member ? [{ values: fitHere(member, history, end, { seasons, drivers })(end, horizon), weight }] : [];
  });
  // a shorter history than the trial had: the last value is repeated
  if (parts.length === 0) return new Float64Array(horizon).fill(history.at(-1)!);
  const sum = parts.reduce((total, { weight }) => total + weight, 0);
  return mix(
    parts.map(({ values }) => values),
    parts.map(({ weight }) => weight / sum),
  );
}
