/** Windows that slide over a time series, as Keras's `timeseries_dataset_from_array` cuts them. */
import {
  asTensor,
  checkOption,
  type Declared,
  makeArray,
  Random,
  randomSeed,
  readOptions,
  ShapeError,
  type Tensor,
  type TensorLike,
  takes,
  wrap,
} from "../tensor/index.ts";
import { Dataset } from "./dataset.ts";

/** Options of `data.timeSeriesWindows`: how windows are cut and batched. */
export interface TimeSeriesOptions {
  /** Time steps per window. */
  sequenceLength: number;
  /** Time steps from the start of one window to the start of the next. Default 1. */
  sequenceStride?: number | undefined;
  /** Time steps from one row of a window to the next. Default 1: every row. */
  samplingRate?: number | undefined;
  /** Windows per batch, or null for single windows. Default 128. */
  batchSize?: number | null | undefined;
  /** Shuffle the windows again for each epoch. Default false. */
  shuffle?: boolean | undefined;
  /** Seed of the order. Random when absent. */
  seed?: number | undefined;
  /** The first row to use. Default 0. */
  startIndex?: number | undefined;
  /** The row to stop before. Default the number of rows. */
  endIndex?: number | undefined;
}

/** Windows (batch, sequenceLength, ...) and the target of each (batch, ...); one by one, without the batch axis. */
export interface Window {
  /** The window. */
  x: Tensor;
  /** Its target. */
  y: Tensor;
}

/** Batches of windows, cut lazily. */
export type TimeSeriesWindows<B> = Dataset<B> & {
  /** Number of batches in a pass. */
  readonly length: number;
};

/**
 * Windows over a series (time, ...): the window at p holds rows p, p + r, ..., p + (n - 1) r, where n is `sequenceLength` and r
 * `samplingRate`, and windows begin at 0, s, 2 s, ..., where s is `sequenceStride`. Its target is `targets[p]`: shift
 * the targets to predict ahead; windows without a target are left out. With `targets` null the batches hold `x` alone.
 * @throws ConfigError, ShapeError for options that no window fits
 * @see Keras 3.15, `utils/timeseries_dataset_utils.py`
 */
export function timeSeriesWindows(
  series: TensorLike,
  targets: null,
  options: TimeSeriesOptions,
): TimeSeriesWindows<Pick<Window, "x">>;
/** With targets: batches of windows and their targets. */
export function timeSeriesWindows(
  series: TensorLike,
  targets: TensorLike,
  options: TimeSeriesOptions,
): TimeSeriesWindows<Window>;
export function timeSeriesWindows(
  series: TensorLike,
  targets: TensorLike | null,
  options: TimeSeriesOptions,
): TimeSeriesWindows<Window | Pick<Window, "x">> {
  const rows = asTensor(series);
  const wanted = targets === null ? undefined : asTensor(targets);
  const plan = checked(options, rows.shape[0] ?? 0);
  const { length, stride, rate, batchSize, shuffle, start, end } = plan;
  const seed = options.seed ?? randomSeed();
  const places = Math.min(end - (length - 1) * rate, wanted?.shape[0] ?? Number.POSITIVE_INFINITY) - start;
  const count = Math.max(0, Math.ceil(places / stride));
  if (count === 0) {
    throw new ShapeError({
      what: "The series is too short for a window.",
      expected: `${(length - 1) * rate + 1} rows or more`,
      received: `${end - start}${wanted ? `, and ${wanted.shape[0]} targets` : ""}`,
    });
  }
  const windows = new Dataset(function* (epoch) {
    const order = shuffle ? new Random(seed, epoch).permutation(count) : undefined;
    const size = batchSize ?? 1;
    for (let first = 0; first < count; first += size) {
      const begins = Array.from(
        { length: Math.min(size, count - first) },
        (_, i) => start + (order ? order[first + i]! : first + i) * stride,
      );
      const steps = begins.flatMap((begin) => Array.from({ length }, (_, t) => begin + t * rate));
      const batch = batchSize === null ? [] : [begins.length];
      const x = take(rows, steps, [...batch, length, ...rows.shape.slice(1)]);
      yield wanted ? { x, y: take(wanted, begins, [...batch, ...wanted.shape.slice(1)]) } : { x };
    }
  });
  return Object.assign(windows, { length: Math.ceil(count / (batchSize ?? 1)) });
}

/** Rows of a tensor by number, with a new shape. */
function take(rows: Tensor, numbers: readonly number[], shape: readonly number[]): Tensor {
  const width = rows.size / rows.shape[0]!;
  const [from, to] = [rows.read(), makeArray(rows.dtype, numbers.length * width)];
  for (const [i, row] of numbers.entries()) to.set(from.subarray(row * width, (row + 1) * width), i * width);
  return wrap(to, shape, rows.dtype);
}

const timeSeriesOptions = {
  sequenceLength: takes.required(takes.positiveInteger),
  sequenceStride: takes.withDefault(takes.positiveInteger, 1),
  samplingRate: takes.withDefault(takes.positiveInteger, 1),
  batchSize: takes.withDefault(takes.orNull(takes.positiveInteger), 128),
  shuffle: false,
  seed: takes.seed,
  startIndex: takes.withDefault(takes.nonNegativeInteger, 0),
  endIndex: takes.positiveInteger,
} satisfies Declared<TimeSeriesOptions>;

function checked(options: TimeSeriesOptions, rows: number) {
  const complete = readOptions("timeSeriesWindows", options, timeSeriesOptions);
  const { sequenceStride: stride, samplingRate: rate, batchSize, shuffle } = complete;
  const { sequenceLength: length, startIndex: start, endIndex: end = rows } = complete;
  checkOption("timeSeriesWindows", "startIndex", start, takes.integerFrom(0, rows - 1));
  checkOption("timeSeriesWindows", "endIndex", end, takes.integerFrom(start + 1, rows));
  return { length, stride, rate, batchSize, shuffle, start, end };
}
