/** Scalers: shift and scale columns before a network sees them, learned from data and undone afterwards. */
import {
  asTensor,
  ConfigError,
  FormatError,
  formatShape,
  meanOf,
  readOptions,
  ShapeError,
  shown,
  type Tensor,
  type TensorLike,
  takes,
  tensor,
  varianceOf,
} from "../tensor/index.ts";

/** The rule that fitted the scaler: mean and standard deviation, smallest and largest value, or median and quantiles. */
export type ScalerKind = "standard" | "minMax" | "robust";

/** A fitted scaler as JSON can hold it. */
export interface ScalerJson {
  /** The rule that fitted the scaler. */
  kind: ScalerKind;
  /** What is subtracted from each column. */
  center: readonly number[];
  /** What each column is divided by, never 0. */
  scale: readonly number[];
}

/** The center and the scale of a column's values, in ascending order and without NaN. */
type Rule = (sorted: Float64Array) => readonly [center: number, scale: number];

/**
 * Shifts and scales columns: x' = (x - center) / scale, with a center and scale per column. The last axis of data holds
 * the columns; data of one axis are one column. Sums are in double precision; NaN stays NaN and is ignored.
 */
export class Scaler {
  private constructor(
    /** The rule that fits it: mean and standard deviation, smallest and largest value, or median and quantiles. */
    readonly kind: ScalerKind,
    private readonly rule: Rule | undefined,
    private fitted: Pick<ScalerJson, "center" | "scale"> | undefined,
  ) {}

  /** @internal see {@link standardScaler} */
  static make(kind: ScalerKind, rule: Rule): Scaler {
    return new Scaler(kind, rule, undefined);
  }

  /** The scaler from the result of {@link toJSON}. @throws FormatError for anything else */
  static fromJSON(json: unknown): Scaler {
    const { kind, center, scale } = (json ?? {}) as Partial<ScalerJson>;
    const areNumbers = (values: unknown): values is number[] =>
      Array.isArray(values) && values.every((value) => Number.isFinite(value));
    const isKnown = kind === "standard" || kind === "minMax" || kind === "robust";
    if (isKnown && areNumbers(center) && areNumbers(scale) && center.length === scale.length && !scale.includes(0)) {
      return new Scaler(kind, undefined, { center, scale });
    }
    throw new FormatError({
      what: "This is not a scaler.",
      expected: '{ kind: "standard", "minMax" or "robust", center: [...], scale: [...] }',
      received: shown(json),
    });
  }

  /** The fitted numbers, for `JSON.stringify` and {@link fromJSON}. @throws ConfigError before the scaler was fitted */
  toJSON(): ScalerJson {
    return { kind: this.kind, center: this.center, scale: this.scale };
  }

  /** What is subtracted from each column. @throws ConfigError before `fit` */
  get center(): readonly number[] {
    return this.numbers().center;
  }

  /** What each column is divided by; 1 where a column is constant. @throws ConfigError before `fit` */
  get scale(): readonly number[] {
    return this.numbers().scale;
  }

  /** Learns center and scale of each column, replacing earlier ones. @throws ShapeError for a column without numbers */
  fit(data: TensorLike): this {
    if (!this.rule) {
      throw new ConfigError({
        what: "A scaler that was read back is fitted already.",
        hint: "make a new one to fit it",
      });
    }
    const columns = columnsOf(data);
    const pairs = columns.map((values, column) => {
      const sorted = values.filter((value) => !Number.isNaN(value)).sort();
      if (sorted.length > 0 && Number.isFinite(sorted[0]) && Number.isFinite(sorted.at(-1))) return this.rule!(sorted);
      throw new ShapeError({
        what: `Column ${column} cannot be scaled.`,
        expected: "one number or more, all finite",
        received: sorted.length === 0 ? "none" : `${sorted[0]} to ${sorted.at(-1)}`,
      });
    });
    this.fitted = { center: pairs.map(([center]) => center), scale: pairs.map(([, scale]) => scale || 1) };
    return this;
  }

  /** (x - center) / scale, in the shape of x. @throws ConfigError before `fit`; ShapeError for other columns */
  transform(data: TensorLike): Tensor {
    const { center, scale } = this.numbers();
    return this.map(data, (value, column) => (value - center[column]!) / scale[column]!);
  }

  /** x scale + center: the inverse of {@link transform}. Errors as there. */
  inverse(data: TensorLike): Tensor {
    const { center, scale } = this.numbers();
    return this.map(data, (value, column) => value * scale[column]! + center[column]!);
  }

  private map(data: TensorLike, change: (value: number, column: number) => number): Tensor {
    const { values, shape, columns } = read(data);
    if (columns !== this.center.length) {
      throw new ShapeError({
        what: "The data do not have the columns that the scaler was fitted to.",
        expected: `${this.center.length} along the last axis`,
        received: formatShape(shape),
      });
    }
    return tensor(
      Float32Array.from(values, (value, i) => change(value, i % columns)),
      shape,
    );
  }

  private numbers(): Pick<ScalerJson, "center" | "scale"> {
    if (this.fitted) return this.fitted;
    throw new ConfigError({ what: "The scaler has not been fitted.", hint: "call fit(data) first" });
  }
}

/** Mean and standard deviation (of all values, divided by their count): z = (x - mean) / deviation. */
export function standardScaler(options: Record<string, never> = {}): Scaler {
  readOptions("standardScaler", options, {});
  return Scaler.make("standard", (sorted) => {
    const mean = meanOf(sorted);
    // rounding errors of a constant are no spread
    return [mean, sorted[0] === sorted.at(-1) ? 0 : Math.sqrt(varianceOf(sorted))];
  });
}

/** Options of `data.minMaxScaler`: the target range. */
export interface MinMaxScalerOptions {
  /** What the smallest and the largest value become. Default [0, 1]. */
  range?: readonly [low: number, high: number] | undefined;
}

/** The smallest value becomes `range[0]`, the largest `range[1]`. @throws ConfigError for a range that is not ascending */
export function minMaxScaler(options: MinMaxScalerOptions = {}): Scaler {
  const range = takes.withDefault(pairOf(takes.finiteNumber), [0, 1]);
  const [low, high] = readOptions("minMaxScaler", options, { range }).range;
  checkRising("range", low, high);
  return Scaler.make("minMax", (sorted) => {
    const [least, most] = [sorted[0]!, sorted.at(-1)!];
    const scale = (most - least) / (high - low) || 1;
    return [least - low * scale, scale];
  });
}

/** Options of `data.robustScaler`: the quantiles that determine the scale, so that outliers do not. */
export interface RobustScalerOptions {
  /** The quantiles, from 0 to 1, whose distance is the scale. Default [0.25, 0.75]. */
  quantiles?: readonly [low: number, high: number] | undefined;
}

/** The median, and the distance of two quantiles: outliers do not move them. @throws ConfigError for quantiles out of order */
export function robustScaler(options: RobustScalerOptions = {}): Scaler {
  const quantiles = takes.withDefault(pairOf(takes.fraction), [0.25, 0.75]);
  const [low, high] = readOptions("robustScaler", options, { quantiles }).quantiles;
  checkRising("quantiles", low, high);
  return Scaler.make("robust", (sorted) => [quantile(sorted, 0.5), quantile(sorted, high) - quantile(sorted, low)]);
}

const pairOf = (inner: takes.Check<number>) =>
  takes.listOf(inner, 2) as takes.Check<any> as takes.Check<readonly [low: number, high: number]>;

/** A quantile of sorted values, interpolated linearly as in NumPy. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (above - below) * (place - Math.floor(place));
}

function checkRising(option: string, low: number, high: number): void {
  if (low < high) return;
  throw new ConfigError({
    what: `The option ${option} of a scaler is not valid.`,
    expected: "two ascending numbers",
    received: `[${low}, ${high}]`,
  });
}

function read(data: TensorLike): { values: ArrayLike<number>; shape: readonly number[]; columns: number } {
  const given = asTensor(data);
  return { values: given.dataSync(), shape: given.shape, columns: given.rank < 2 ? 1 : given.shape.at(-1)! };
}

function columnsOf(data: TensorLike): Float64Array[] {
  const { values, columns } = read(data);
  return Array.from({ length: columns }, (_, column) =>
    Float64Array.from({ length: values.length / columns }, (_, row) => values[row * columns + column]!),
  );
}
