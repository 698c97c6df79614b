/** How weights start. Rules and defaults are Keras 3's; the numbers come from the library's own seeded generator. */
import { ConfigError, Random, type Shape, ShapeError, sizeOf, unknownName } from "./tensor/index.ts";

/** A rule for first values. `className` and `config` are what files hold. */
export interface Initializer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The values of a weight of this shape, row-major. */
  draw(shape: Shape, random: Random): Float32Array;
}

/** Options of the random ones. */
export interface SeedOptions {
  /** Makes the values independent of the model's seed. */
  seed?: number | null;
}

/** All zeros. */
export function zeros(): Initializer {
  return { className: "Zeros", config: {}, draw: (shape) => new Float32Array(sizeOf(shape)) };
}

/** All ones. */
export function ones(): Initializer {
  return { className: "Ones", config: {}, draw: (shape) => new Float32Array(sizeOf(shape)).fill(1) };
}

/** One value everywhere. */
export function constant({ value = 0 }: { value?: number } = {}): Initializer {
  return { className: "Constant", config: { value }, draw: (shape) => new Float32Array(sizeOf(shape)).fill(value) };
}

/** A matrix of ones on the diagonal, times `gain`. */
export function identity({ gain = 1 }: { gain?: number } = {}): Initializer {
  return {
    className: "Identity",
    config: { gain },
    draw(shape) {
      if (shape.length !== 2) throw new ShapeError("The identity initializer makes matrices only.");
      const columns = shape[1]!;
      return new Float32Array(sizeOf(shape)).map((_, i) => (Math.floor(i / columns) === i % columns ? gain : 0));
    },
  };
}

/** Uniform between `minval` and `maxval`. */
export function randomUniform(options: SeedOptions & { minval?: number; maxval?: number } = {}): Initializer {
  const { minval = -0.05, maxval = 0.05, seed = null } = options;
  return seeded(
    "RandomUniform",
    { minval, maxval, seed },
    () => (random) => minval + (maxval - minval) * random.uniform(),
  );
}

/** Normal with the given mean and standard deviation. */
export function randomNormal(options: SeedOptions & { mean?: number; stddev?: number } = {}): Initializer {
  const { mean = 0, stddev = 0.05, seed = null } = options;
  return seeded("RandomNormal", { mean, stddev, seed }, () => (random) => mean + stddev * random.normal());
}

/** Normal, values further than two standard deviations drawn again. */
export function truncatedNormal(options: SeedOptions & { mean?: number; stddev?: number } = {}): Initializer {
  const { mean = 0, stddev = 0.05, seed = null } = options;
  return seeded("TruncatedNormal", { mean, stddev, seed }, () => (random) => mean + stddev * withinTwo(random));
}

export interface VarianceScalingOptions extends SeedOptions {
  scale?: number;
  mode?: "fanIn" | "fanOut" | "fanAvg";
  distribution?: "uniform" | "normal" | "truncatedNormal" | "untruncatedNormal";
}

/** The variance scale / n, where n is the fan in, the fan out or their mean (LeCun 1998, Glorot 2010, He 2015). */
export function varianceScaling(options: VarianceScalingOptions = {}): Initializer {
  const { scale = 1, mode = "fanIn", distribution = "truncatedNormal", seed = null } = options;
  return scaling("VarianceScaling", { scale, mode, distribution, seed }, scale, mode, distribution);
}

const named =
  (
    className: string,
    scale: number,
    mode: VarianceScalingOptions["mode"],
    distribution: VarianceScalingOptions["distribution"],
  ) =>
  ({ seed = null }: SeedOptions = {}) =>
    scaling(className, { seed }, scale, mode!, distribution!);

/** Uniform within ±√(6 / (fan in + fan out)) (Glorot & Bengio 2010). */
export const glorotUniform = named("GlorotUniform", 1, "fanAvg", "uniform");
/** Truncated normal of variance 2 / (fan in + fan out). */
export const glorotNormal = named("GlorotNormal", 1, "fanAvg", "truncatedNormal");
/** Uniform within ±√(6 / fan in) (He et al. 2015). */
export const heUniform = named("HeUniform", 2, "fanIn", "uniform");
/** Truncated normal of variance 2 / fan in. */
export const heNormal = named("HeNormal", 2, "fanIn", "truncatedNormal");
/** Uniform within ±√(3 / fan in) (LeCun 1998). */
export const lecunUniform = named("LecunUniform", 1, "fanIn", "uniform");
/** Truncated normal of variance 1 / fan in. */
export const lecunNormal = named("LecunNormal", 1, "fanIn", "truncatedNormal");

/** A matrix of orthonormal rows or columns, whichever are fewer, times `gain` (Saxe, McClelland & Ganguli 2013). */
export function orthogonal({ gain = 1, seed = null }: SeedOptions & { gain?: number } = {}): Initializer {
  return {
    className: "Orthogonal",
    config: { gain, seed },
    draw(shape, random) {
      if (shape.length < 2) throw new ShapeError("The orthogonal initializer needs at least two axes.");
      const columns = shape.at(-1)!;
      const rows = sizeOf(shape) / columns;
      const source = seed === null ? random : new Random(seed);
      const short = Math.min(rows, columns);
      const long = Math.max(rows, columns);
      const basis = orthonormalRows(
        Float64Array.from({ length: short * long }, () => source.normal()),
        short,
        long,
      );
      const values = new Float32Array(rows * columns);
      for (let i = 0; i < short; i++) {
        for (let j = 0; j < long; j++)
          values[rows <= columns ? i * columns + j : j * columns + i] = gain * basis[i * long + j]!;
      }
      return values;
    },
  };
}

const makers = {
  zeros,
  ones,
  constant,
  identity,
  randomUniform,
  randomNormal,
  truncatedNormal,
  uniform: randomUniform,
  normal: randomNormal,
  varianceScaling,
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  orthogonal,
} as const satisfies Record<string, () => Initializer>;

export type InitializerName = keyof typeof makers;
export type InitializerSpec = InitializerName | Initializer;

/** The initializer that a name or object stands for. @throws ConfigError for an unknown name */
export function resolveInitializer(spec: InitializerSpec): Initializer {
  if (typeof spec === "string") {
    if (!Object.hasOwn(makers, spec)) throw unknownName("initializer", spec, Object.keys(makers));
    return makers[spec]();
  }
  if (typeof spec?.draw === "function") return spec;
  throw new ConfigError({
    what: "This is not an initializer.",
    expected: 'a name such as "glorotUniform", or one of initializers.*',
    received: String(spec),
  });
}

type Draw = (random: Random) => number;

function seeded(
  className: string,
  config: { seed: number | null } & Record<string, unknown>,
  drawFor: (shape: Shape) => Draw,
): Initializer {
  return {
    className,
    config,
    draw(shape, random) {
      const source = config.seed === null ? random : new Random(config.seed);
      const draw = drawFor(shape);
      return Float32Array.from({ length: sizeOf(shape) }, () => draw(source));
    },
  };
}

/** The standard deviation of a normal distribution cut off at two standard deviations. */
const TRUNCATED_STDDEV = 0.8796256610342398;

function scaling(
  className: string,
  config: { seed: number | null } & Record<string, unknown>,
  scale: number,
  mode: NonNullable<VarianceScalingOptions["mode"]>,
  distribution: NonNullable<VarianceScalingOptions["distribution"]>,
): Initializer {
  return seeded(className, config, (shape) => {
    const [fanIn, fanOut] = fans(shape);
    const variance = scale / Math.max(1, { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode]);
    if (distribution === "uniform") return (random) => Math.sqrt(3 * variance) * (2 * random.uniform() - 1);
    if (distribution === "untruncatedNormal") return (random) => Math.sqrt(variance) * random.normal();
    return (random) => (Math.sqrt(variance) / TRUNCATED_STDDEV) * withinTwo(random);
  });
}

/** Inputs and outputs of a unit; for a convolution times the size of its window. */
function fans(shape: Shape): [number, number] {
  if (shape.length < 2) return [sizeOf(shape), sizeOf(shape)];
  const window = sizeOf(shape.slice(0, -2));
  return [shape.at(-2)! * window, shape.at(-1)! * window];
}

function withinTwo(random: Random): number {
  for (;;) {
    const value = random.normal();
    if (Math.abs(value) <= 2) return value;
  }
}

/**
 * Orthonormal rows that span those of A (rows x columns, rows <= columns), by Cholesky: with A Aᵀ = L Lᵀ, Q = L⁻¹ A.
 * Done twice, the second time removing what rounding left (Yamamoto et al., "Roundoff error analysis of the CholeskyQR2
 * algorithm", 2015). It is made of products of rows, so that it is quick in plain JavaScript.
 */
function orthonormalRows(a: Float64Array, rows: number, columns: number): Float64Array {
  // a random rectangular matrix is far from singular: once is enough, to 1e-12
  for (let pass = rows * 2 <= columns ? 1 : 0; pass < 2; pass++) {
    const lower = choleskyOfGram(a, rows, columns);
    for (let i = 0; i < rows; i++) {
      const row = a.subarray(i * columns, (i + 1) * columns);
      for (let k = 0; k + 4 <= i; k += 4) subtractFour(row, a, lower, i * rows + k, k, columns);
      for (let k = i - (i % 4); k < i; k++) subtractOne(row, a, lower[i * rows + k]!, k, columns);
      const scale = 1 / lower[i * rows + i]!;
      for (let j = 0; j < columns; j++) row[j]! *= scale;
    }
  }
  return a;
}

/** row -= Σ of four factors times four rows of a, from row k: one pass over `row` for four. */
function subtractFour(
  row: Float64Array,
  a: Float64Array,
  lower: Float64Array,
  at: number,
  k: number,
  columns: number,
): void {
  const [f0, f1, f2, f3] = [lower[at]!, lower[at + 1]!, lower[at + 2]!, lower[at + 3]!];
  const [r0, r1, r2, r3] = [k * columns, (k + 1) * columns, (k + 2) * columns, (k + 3) * columns];
  for (let j = 0; j < columns; j++) {
    row[j]! -= f0 * a[r0 + j]! + f1 * a[r1 + j]! + f2 * a[r2 + j]! + f3 * a[r3 + j]!;
  }
}

function subtractOne(row: Float64Array, a: Float64Array, factor: number, k: number, columns: number): void {
  for (let j = 0; j < columns; j++) row[j]! -= factor * a[k * columns + j]!;
}

/** L of A Aᵀ = L Lᵀ, row-major. */
function choleskyOfGram(a: Float64Array, rows: number, columns: number): Float64Array {
  const lower = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = dot(a, i * columns, j * columns, columns);
      for (let k = 0; k < j; k++) sum -= lower[i * rows + k]! * lower[j * rows + k]!;
      lower[i * rows + j] = i === j ? Math.sqrt(sum) : sum / lower[j * rows + j]!;
    }
  }
  return lower;
}

/** The product of two rows, in four sums that the processor adds side by side. */
function dot(a: Float64Array, i: number, j: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 4 <= length; k += 4) {
    s0 += a[i + k]! * a[j + k]!;
    s1 += a[i + k + 1]! * a[j + k + 1]!;
    s2 += a[i + k + 2]! * a[j + k + 2]!;
    s3 += a[i + k + 3]! * a[j + k + 3]!;
  }
  for (; k < length; k++) s0 += a[i + k]! * a[j + k]!;
  return s0 + s1 + s2 + s3;
}
