/** Learning rates that change with the number of steps done. */
import { ConfigError, type Declared, readOptions, takes } from "../tensor/index.ts";

/** The learning rate at a step, counted from 0. `className` and `config` are what files hold; a user's own has none. */
export interface Schedule {
  /** The learning rate of the step with this number, counted from 0. */
  (iteration: number): number;
  /** Keras's name of the class, for files. Absent for a plain function, which files cannot hold. */
  readonly className?: string;
  /** The options, for files. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Options of the schedules whose rate decays with the step: exponentially, or by 1 / (1 + rate · step). */
export interface DecayOptions {
  /** The rate at step 0. */
  initialLearningRate: number;
  /** In so many steps the exponent or divisor grows by one; above 0. */
  decaySteps: number;
  /** How much the rate falls: the factor, or what the divisor grows by, in `decaySteps` steps. */
  decayRate: number;
  /** Change at whole multiples of `decaySteps` only. Default false. */
  staircase?: boolean | undefined;
}

/** The rate at the beginning, and over how many steps it falls. */
const start = {
  initialLearningRate: takes.required(takes.finiteNumber),
  decaySteps: takes.required(takes.positiveNumber),
};
const decayOptions = {
  ...start,
  decayRate: takes.required(takes.finiteNumber),
  staircase: false,
} satisfies Declared<DecayOptions>;

/** initial · decayRate ^ (step / decaySteps). */
export function exponentialDecay(options: DecayOptions): Schedule {
  const config = readOptions("exponentialDecay", options, decayOptions);
  const { initialLearningRate, decaySteps, decayRate, staircase } = config;
  return named("ExponentialDecay", config, (step) => {
    const periods = step / decaySteps;
    return initialLearningRate * decayRate ** (staircase ? Math.floor(periods) : periods);
  });
}

/** initial / (1 + decayRate · step / decaySteps). */
export function inverseTimeDecay(options: DecayOptions): Schedule {
  const config = readOptions("inverseTimeDecay", options, decayOptions);
  const { initialLearningRate, decaySteps, decayRate, staircase } = config;
  return named("InverseTimeDecay", config, (step) => {
    const periods = step / decaySteps;
    return initialLearningRate / (1 + decayRate * (staircase ? Math.floor(periods) : periods));
  });
}

/** Options of `optimizers.piecewiseConstantDecay`: rates that hold between boundaries. */
export interface PiecewiseConstantDecayOptions {
  /** Ascending steps; up to and including boundary i, value i holds. */
  boundaries: readonly number[];
  /** One more than there are boundaries. */
  values: readonly number[];
}

const rates = /* @__PURE__ */ takes.required(takes.listOf(takes.finiteNumber));
const piecewiseOptions = { boundaries: rates, values: rates } satisfies Declared<PiecewiseConstantDecayOptions>;

/** values[i] up to boundaries[i], the last value after them all. @throws ConfigError when the counts do not fit */
export function piecewiseConstantDecay(options: PiecewiseConstantDecayOptions): Schedule {
  const { boundaries, values } = readOptions("piecewiseConstantDecay", options, piecewiseOptions);
  if (values.length !== boundaries.length + 1) {
    throw new ConfigError({
      what: "piecewiseConstantDecay needs one value more than boundaries.",
      expected: `${boundaries.length + 1} values for ${boundaries.length} boundaries`,
      received: `${values.length} values`,
    });
  }
  return named("PiecewiseConstantDecay", { boundaries, values }, (step) => {
    const index = boundaries.findIndex((boundary) => step <= boundary);
    return values[index === -1 ? boundaries.length : index]!;
  });
}

/** Options of `optimizers.polynomialDecay`: from one rate to another along a power of the step. */
export interface PolynomialDecayOptions {
  /** The rate at step 0. */
  initialLearningRate: number;
  /** Steps until the rate is at its end. */
  decaySteps: number;
  /** Default 0.0001. */
  endLearningRate?: number | undefined;
  /** Default 1, a straight line. */
  power?: number | undefined;
  /** Start again beyond `decaySteps`, over a longer stretch each time. Default false: stay at the end. */
  cycle?: boolean | undefined;
}

const polynomialOptions = {
  ...start,
  endLearningRate: 0.0001,
  power: 1,
  cycle: false,
} satisfies Declared<PolynomialDecayOptions>;

/** (initial - end) · (1 - step / decaySteps) ^ power + end. */
export function polynomialDecay(options: PolynomialDecayOptions): Schedule {
  const config = readOptions("polynomialDecay", options, polynomialOptions);
  const { initialLearningRate, decaySteps, endLearningRate, power, cycle } = config;
  return named("PolynomialDecay", config, (step) => {
    const length = cycle ? decaySteps * Math.max(1, Math.ceil(step / decaySteps)) : decaySteps;
    const left = 1 - Math.min(step, length) / length;
    return (initialLearningRate - endLearningRate) * left ** power + endLearningRate;
  });
}

/** Options of `optimizers.cosineDecay`: an optional linear warm-up, then half a cosine. */
export interface CosineDecayOptions {
  /** The rate at step 0, from which the warm-up climbs where there is one. */
  initialLearningRate: number;
  /** Steps of the decay, after those of the warm-up. */
  decaySteps: number;
  /** The lowest rate, as a share of the highest. Default 0. */
  alpha?: number | undefined;
  /** What the rate climbs to, in a straight line, before it decays. Default null: no warm-up. */
  warmupTarget?: number | null | undefined;
  /** Steps of the warm-up. Default 0. */
  warmupSteps?: number | undefined;
}

const cosineOptions = {
  ...start,
  alpha: 0,
  warmupTarget: takes.byDefaultNull(takes.finiteNumber),
  warmupSteps: takes.withDefault(takes.nonNegativeNumber, 0),
} satisfies Declared<CosineDecayOptions>;

/** highest · ((1 - alpha) (1 + cos(π step / decaySteps)) / 2 + alpha) (Loshchilov & Hutter, "SGDR", 2017). */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  const config = readOptions("cosineDecay", options, cosineOptions);
  const { initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps } = config;
  return named("CosineDecay", config, (step) => {
    if (warmupTarget === null) return initialLearningRate * cosine(Math.min(step / decaySteps, 1), alpha);
    if (step < warmupSteps) {
      return initialLearningRate + ((warmupTarget - initialLearningRate) * step) / warmupSteps;
    }
    return warmupTarget * cosine(Math.min((step - warmupSteps) / decaySteps, 1), alpha);
  });
}

/** Options of `optimizers.cosineDecayRestarts`: cosine decays that start again and again. */
export interface CosineDecayRestartsOptions {
  /** The rate at step 0. */
  initialLearningRate: number;
  /** Steps of the first decay. */
  firstDecaySteps: number;
  /** How much longer each decay is than the one before. Default 2. */
  tMul?: number | undefined;
  /** How much lower each start is than the one before. Default 1. */
  mMul?: number | undefined;
  /** The lowest rate, as a share of the first. Default 0. */
  alpha?: number | undefined;
}

const restartsOptions = {
  initialLearningRate: start.initialLearningRate,
  firstDecaySteps: start.decaySteps,
  tMul: takes.withDefault(takes.positiveNumber, 2),
  mMul: 1,
  alpha: 0,
} satisfies Declared<CosineDecayRestartsOptions>;

/** {@link cosineDecay} that starts again, each time `tMul` times longer and from `mMul` times the rate. */
export function cosineDecayRestarts(options: CosineDecayRestartsOptions): Schedule {
  const config = readOptions("cosineDecayRestarts", options, restartsOptions);
  const { initialLearningRate, firstDecaySteps, tMul, mMul, alpha } = config;
  return named("CosineDecayRestarts", config, (step) => {
    const periods = step / firstDecaySteps;
    if (tMul === 1) {
      const restarts = Math.floor(periods);
      return initialLearningRate * cosine(periods - restarts, alpha, mMul ** restarts);
    }
    // the k-th decay ends after 1 + tMul + ... + tMul^k first periods; the small term keeps whole numbers whole
    const restarts = Math.floor(Math.log(1 - periods * (1 - tMul)) / Math.log(tMul) + 1e-9);
    const before = (1 - tMul ** restarts) / (1 - tMul);
    return initialLearningRate * cosine((periods - before) / tMul ** restarts, alpha, mMul ** restarts);
  });
}

/** (1 - alpha) · height (1 + cos(π x)) / 2 + alpha. */
function cosine(x: number, alpha: number, height = 1): number {
  return ((1 - alpha) * height * (1 + Math.cos(Math.PI * x))) / 2 + alpha;
}

function named(className: string, config: Readonly<Record<string, unknown>>, rate: (step: number) => number): Schedule {
  return Object.assign(rate, { className, config });
}
