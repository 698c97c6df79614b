/** Tensors from rules or random numbers. */
import {
  checkOption,
  checkShape,
  type DType,
  makeArray,
  Random,
  randomSeed,
  readOptions,
  type Shape,
  sizeOf,
  type Tensor,
  takes,
  wrap,
} from "../tensor/index.ts";

const notZero = /* @__PURE__ */ takes.check<number>(
  "a finite number, not 0",
  (value) => Number.isFinite(value) && value !== 0,
);

/**
 * The numbers from `start` in steps of `step` to before `stop`; with one argument from 0 to before it. int32 where all are whole.
 * @throws ConfigError for a step of 0, or numbers that are not finite
 */
export function range(start: number, stop?: number, step = 1): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  checkOption("range", "start", from, takes.finiteNumber);
  checkOption("range", "stop", to, takes.finiteNumber);
  checkOption("range", "step", step, notZero);
  const length = Math.max(0, Math.ceil((to - from) / step));
  const dtype: DType = [from, to, step].every(Number.isInteger) ? "int32" : "float32";
  const values = makeArray(dtype, length);
  for (let i = 0; i < length; i++) values[i] = from + i * step;
  return wrap(values, [length], dtype);
}

/** Ones where the row is the column, zeros elsewhere: (rows, columns); square with one argument. */
export function eye(rows: number, columns = rows): Tensor {
  checkOption("eye", "rows", rows, takes.nonNegativeInteger);
  checkOption("eye", "columns", columns, takes.nonNegativeInteger);
  const values = makeArray("float32", rows * columns);
  for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = 1;
  return wrap(values, [rows, columns], "float32");
}

/** Options of `ops.randomNormal`: mean, standard deviation and seed. */
export interface RandomNormalOptions {
  /** Default 0. */
  mean?: number | undefined;
  /** Default 1. */
  stddev?: number | undefined;
  /** The same seed gives the same numbers. Default: different each time. */
  seed?: number | null | undefined;
}

/** Numbers from a normal distribution. */
export function randomNormal(shape: Shape, options: RandomNormalOptions = {}): Tensor {
  const { mean, stddev, seed } = readOptions("randomNormal", options, {
    mean: 0,
    stddev: takes.withDefault(takes.nonNegativeNumber, 1),
    seed: takes.byDefaultNull(takes.seed),
  });
  return drawn(shape, seed, (random) => mean + stddev * random.normal());
}

/** Options of `ops.randomUniform`: bounds and seed. */
export interface RandomUniformOptions {
  /** The least number. Default 0. */
  minval?: number | undefined;
  /** Above every number. Default 1. */
  maxval?: number | undefined;
  /** The same seed gives the same numbers. Default: different each time. */
  seed?: number | null | undefined;
}

/** Uniform random numbers in [minval, maxval). */
export function randomUniform(shape: Shape, options: RandomUniformOptions = {}): Tensor {
  const { minval, maxval, seed } = readOptions("randomUniform", options, {
    minval: 0,
    maxval: 1,
    seed: takes.byDefaultNull(takes.seed),
  });
  return drawn(shape, seed, (random) => minval + (maxval - minval) * random.uniform());
}

function drawn(shape: Shape, seed: number | null, draw: (random: Random) => number): Tensor {
  const random = new Random(seed ?? randomSeed());
  const values = makeArray("float32", sizeOf(checkShape(shape)));
  for (let i = 0; i < values.length; i++) values[i] = draw(random);
  return wrap(values, [...shape], "float32");
}
