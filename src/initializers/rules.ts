/** How weights start. Rules and defaults are Keras 3's; the numbers come from the library's own seeded generator. */

import {
  asTensor,
  checkOption,
  type Declared,
  formatShape,
  makeArray,
  Random,
  readOptions,
  type Shape,
  ShapeError,
  sameShape,
  sizeOf,
  type TensorLike,
  takes,
  unknownName,
} from "../tensor/index.ts";
import { orthonormalizeRows } from "./orthonormal.ts";

/** A rule for first values. `className` and `config` are what files hold. */
export interface Initializer {
  /** Keras's name of the class, as files show it. */
  readonly className: string;
  /** The options, as files hold them. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The values of a weight of this shape, row-major. */
  draw(shape: Shape, random: Random): Float32Array;
}

/** Options of initializers that draw random numbers. */
export interface SeedOptions {
  /** Makes the values independent of the model's seed. */
  seed?: number | null | undefined;
}

const seedOptions = { seed: /* @__PURE__ */ takes.byDefaultNull(takes.seed) } satisfies Declared<SeedOptions>;

/** All zeros. */
export function zeros(options: Record<string, never> = {}): Initializer {
  return {
    className: "Zeros",
    config: readOptions("zeros", options, {}),
    draw: (shape) => makeArray("float32", sizeOf(shape)),
  };
}

/** All ones. */
export function ones(options: Record<string, never> = {}): Initializer {
  return {
    className: "Ones",
    config: readOptions("ones", options, {}),
    draw: (shape) => makeArray("float32", sizeOf(shape)).fill(1),
  };
}

/** Options of `initializers.constant`: the value to start from. */
export interface ConstantOptions {
  /** A number for every element, or all elements in the weight's own shape. Default 0. */
  value?: number | TensorLike | undefined;
}

/**
 * One value everywhere, or given values, such as embeddings that were trained elsewhere. Its `draw` throws a ShapeError when
 * these have another shape than the weight.
 */
export function constant(options: ConstantOptions = {}): Initializer {
  const { value } = readOptions("constant", options, { value: takes.withDefault(takes.anything, 0) });
  if (typeof value === "number") {
    checkOption("constant", "value", value, takes.finiteNumber);
    return {
      className: "Constant",
      config: { value },
      draw: (shape) => makeArray("float32", sizeOf(shape)).fill(value),
    };
  }
  const values = asTensor(value);
  return {
    className: "Constant",
    config: {
      get value() {
        return values.arraySync();
      },
    },
    draw(shape) {
      if (!sameShape(shape, values.shape)) throw wrongShape(shape, values.shape);
      return Float32Array.from(values.read());
    },
  };
}

function wrongShape(shape: Shape, given: Shape): ShapeError {
  return new ShapeError({
    what: "constant: the values do not have the shape of the weight.",
    expected: `shape ${formatShape(shape)}`,
    received: `shape ${formatShape(given)}`,
  });
}

/** Options of initializers that scale their values by a factor. */
export interface GainOptions {
  /** A factor. Default 1. */
  gain?: number | undefined;
}

const gainOptions = { gain: 1 } satisfies Declared<GainOptions>;

/** A matrix of ones on the diagonal, times `gain`. Its `draw` throws a ShapeError for any other rank than 2. */
export function identity(options: GainOptions = {}): Initializer {
  const { gain } = readOptions("identity", options, gainOptions);
  return {
    className: "Identity",
    config: { gain },
    draw(shape) {
      if (shape.length !== 2) throw wrongRank("identity", "2 axes", shape);
      const columns = shape[1]!;
      return makeArray("float32", sizeOf(shape)).map((_, i) => (Math.floor(i / columns) === i % columns ? gain : 0));
    },
  };
}

/** Options of `initializers.randomUniform`: bounds and a seed. */
export interface RandomUniformOptions extends SeedOptions {
  /** Default -0.05. */
  minval?: number | undefined;
  /** Default 0.05. */
  maxval?: number | undefined;
}

const randomUniformOptions = {
  minval: -0.05,
  maxval: 0.05,
  ...seedOptions,
} satisfies Declared<RandomUniformOptions>;

/** Uniform from `minval` up to `maxval`. */
export function randomUniform(options: RandomUniformOptions = {}): Initializer {
  const config = readOptions("randomUniform", options, randomUniformOptions);
  const { minval, maxval } = config;
  return seeded("RandomUniform", config, () => (random) => minval + (maxval - minval) * random.uniform());
}

/** Options of `initializers.randomNormal`: mean, standard deviation and a seed. */
export interface RandomNormalOptions extends SeedOptions {
  /** Default 0. */
  mean?: number | undefined;
  /** Default 0.05. */
  stddev?: number | undefined;
}

const randomNormalOptions = {
  mean: 0,
  stddev: takes.withDefault(takes.nonNegativeNumber, 0.05),
  ...seedOptions,
} satisfies Declared<RandomNormalOptions>;

/** Normal with the given mean and standard deviation. */
export function randomNormal(options: RandomNormalOptions = {}): Initializer {
  const config = readOptions("randomNormal", options, randomNormalOptions);
  return seeded("RandomNormal", config, () => (random) => config.mean + config.stddev * random.normal());
}

/** Normal, values further than two standard deviations from the mean drawn again. */
export function truncatedNormal(options: RandomNormalOptions = {}): Initializer {
  const config = readOptions("truncatedNormal", options, randomNormalOptions);
  return seeded("TruncatedNormal", config, () => (random) => config.mean + config.stddev * withinTwo(random));
}

/** Options of initializers that look at the number of a unit's inputs (fan in) and outputs (fan out). */
export interface FanOptions extends SeedOptions {
  /** The axes whose lengths multiply to the fan in; with `outputAxes`, in place of Keras's rule. */
  inputAxes?: readonly number[] | null | undefined;
  /** The axes whose lengths multiply to the fan out; goes with `inputAxes`. */
  outputAxes?: readonly number[] | null | undefined;
}

const fanAxes = /* @__PURE__ */ takes.byDefaultNull(takes.listOf(takes.integer));
const fanOptions = { inputAxes: fanAxes, outputAxes: fanAxes, ...seedOptions } satisfies Declared<FanOptions>;

const modes = ["fanIn", "fanOut", "fanAvg"] as const;
const distributions = ["uniform", "normal", "truncatedNormal", "untruncatedNormal"] as const;

/** Options of `initializers.varianceScaling`, of which Glorot's, He's and LeCun's rules are cases. */
export interface VarianceScalingOptions extends FanOptions {
  /** Above 0. Default 1. */
  scale?: number | undefined;
  /** Default "fanIn". */
  mode?: (typeof modes)[number] | undefined;
  /** "normal" means "truncatedNormal". Default "truncatedNormal". */
  distribution?: (typeof distributions)[number] | undefined;
}

const varianceScalingOptions = {
  scale: takes.withDefault(takes.positiveNumber, 1),
  mode: takes.withDefault(takes.anything, "fanIn"),
  distribution: takes.withDefault(takes.anything, "truncatedNormal"),
  ...fanOptions,
} satisfies Declared<VarianceScalingOptions>;

/**
 * The variance scale / n, where n is the fan in, the fan out or their mean (LeCun 1998, Glorot 2010, He 2015).
 * @throws ConfigError for an unknown mode or distribution, or a scale that is not above 0
 */
export function varianceScaling(options: VarianceScalingOptions = {}): Initializer {
  const config = readOptions("varianceScaling", options, varianceScalingOptions);
  if (!modes.includes(config.mode)) throw unknownName("mode", config.mode, modes);
  if (!distributions.includes(config.distribution)) {
    throw unknownName("distribution", config.distribution, distributions);
  }
  return scaling("VarianceScaling", config, config);
}

const preset =
  (name: string, className: string, rule: Scaling) =>
  (options: FanOptions = {}): Initializer =>
    scaling(className, readOptions(name, options, fanOptions), rule);

/** Uniform within ±√(6 / (fan in + fan out)) (Glorot & Bengio 2010). */
export const glorotUniform = preset("glorotUniform", "GlorotUniform", {
  scale: 1,
  mode: "fanAvg",
  distribution: "uniform",
});
/** Truncated normal of variance 2 / (fan in + fan out). */
export const glorotNormal = preset("glorotNormal", "GlorotNormal", {
  scale: 1,
  mode: "fanAvg",
  distribution: "normal",
});
/** Uniform within ±√(6 / fan in) (He et al. 2015). */
export const heUniform = preset("heUniform", "HeUniform", { scale: 2, mode: "fanIn", distribution: "uniform" });
/** Truncated normal of variance 2 / fan in. */
export const heNormal = preset("heNormal", "HeNormal", { scale: 2, mode: "fanIn", distribution: "normal" });
/** Uniform within ±√(3 / fan in) (LeCun 1998). */
export const lecunUniform = preset("lecunUniform", "LecunUniform", {
  scale: 1,
  mode: "fanIn",
  distribution: "uniform",
});
/** Truncated normal of variance 1 / fan in. */
export const lecunNormal = preset("lecunNormal", "LecunNormal", { scale: 1, mode: "fanIn", distribution: "normal" });

/**
 * A matrix of orthonormal rows or columns, whichever are fewer, times `gain`; all axes but the last count as rows
 * (Saxe, McClelland & Ganguli 2013). Its `draw` throws a ShapeError for fewer than two axes.
 */
export function orthogonal(options: GainOptions & SeedOptions = {}): Initializer {
  const config = readOptions("orthogonal", options, { ...gainOptions, ...seedOptions });
  const { gain, seed } = config;
  return {
    className: "Orthogonal",
    config,
    draw(shape, random) {
      if (shape.length < 2) throw wrongRank("orthogonal", "2 axes or more", shape);
      const columns = shape.at(-1)!;
      const rows = sizeOf(shape.slice(0, -1));
      const [short, long] = [Math.min(rows, columns), Math.max(rows, columns)];
      const basis = randomOrthonormal(short, long, seed === null ? random : new Random(seed));
      const values = makeArray("float32", rows * columns);
      // to (i, j) of a wide matrix, to (j, i) of a tall one
      const [rowStride, columnStride] = rows <= columns ? [columns, 1] : [1, columns];
      for (let i = 0; i < short; i++) {
        for (let j = 0; j < long; j++) values[i * rowStride + j * columnStride] = gain * basis[i * long + j]!;
      }
      return values;
    },
  };
}

/** Rows drawn from the normal distribution, made orthonormal; drawn again in the rare case that they are dependent. */
function randomOrthonormal(rows: number, columns: number, random: Random): Float64Array {
  const values = new Float64Array(rows * columns);
  do {
    drawNormals(values, random);
  } while (!orthonormalizeRows(values, rows, columns));
  return values;
}

/** Normal numbers in pairs (Box-Muller), half the price of single ones. */
function drawNormals(values: Float64Array, random: Random): void {
  for (let i = 0; i < values.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    values[i] = radius * Math.cos(angle);
    if (i + 1 < values.length) values[i + 1] = radius * Math.sin(angle);
  }
}

type Draw = (random: Random) => number;

function seeded(
  className: string,
  config: Readonly<{ seed: number | null }>,
  drawFor: (shape: Shape) => Draw,
): Initializer {
  return {
    className,
    config: { ...config },
    draw(shape, random) {
      const source = config.seed === null ? random : new Random(config.seed);
      const draw = drawFor(shape);
      const values = makeArray("float32", sizeOf(shape));
      for (let i = 0; i < values.length; i++) values[i] = draw(source);
      return values;
    },
  };
}

type Scaling = Readonly<Required<Pick<VarianceScalingOptions, "scale" | "mode" | "distribution">>>;

/** The standard deviation of a normal distribution cut off at two standard deviations. */
const TRUNCATED_STDDEV = 0.8796256610342398;

function scaling(className: string, config: Readonly<Required<FanOptions>>, rule: Scaling): Initializer {
  const { scale, mode, distribution } = rule;
  return seeded(className, config, (shape) => {
    const [fanIn, fanOut] = fans(shape, config);
    const stddev = Math.sqrt(scale / Math.max(1, { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode]));
    if (distribution === "uniform") return (random) => Math.sqrt(3) * stddev * (2 * random.uniform() - 1);
    if (distribution === "untruncatedNormal") return (random) => stddev * random.normal();
    return (random) => (stddev / TRUNCATED_STDDEV) * withinTwo(random);
  });
}

/** Inputs and outputs of a unit: the last two axes; for a convolution times the size of its window. */
function fans(shape: Shape, { inputAxes, outputAxes }: Readonly<Required<FanOptions>>): [number, number] {
  if (inputAxes && outputAxes) {
    const product = (axes: readonly number[]) => sizeOf(axes.map((axis) => shape.at(axis) ?? 1));
    return [product(inputAxes), product(outputAxes)];
  }
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

function wrongRank(name: string, expected: string, shape: Shape): ShapeError {
  return new ShapeError({
    what: `The ${name} initializer does not suit this weight.`,
    expected: `a shape of ${expected}`,
    received: formatShape(shape),
  });
}
