/** Projections of weights after each update. */
import { add, clip, divide, maximum, multiply, sqrt, square, sum } from "../ops/index.ts";
import { readOptions, type Tensor, takes } from "../tensor/index.ts";

/** A projection; `className` and `config` are what files hold. */
export interface Constraint {
  /** Keras's name of the class, as files show it. */
  readonly className: string;
  /** The options, as files hold them. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The nearest allowed weight. */
  project(w: Tensor): Tensor;
}

/** Keeps a norm from dividing by zero, as in Keras. */
const EPSILON = 1e-7;
const norm = (w: Tensor, axis: number | readonly number[]) => sqrt(sum(square(w), axis, true));

/** An axis or several, over which norms are taken: 0 for the inputs of each unit of a dense kernel. */
type Axis = number | readonly number[];

const anAxis = /* @__PURE__ */ takes.withDefault(takes.axes, 0);
const aNorm = (value: number) => takes.withDefault(takes.nonNegativeNumber, value);

/** Options of `constraints.maxNorm`: the largest norm, and the axes that it is taken over. */
export interface MaxNormOptions {
  /** Default 2. */
  maxValue?: number | undefined;
  /** Default 0. */
  axis?: Axis | undefined;
}

/** Norms along `axis` at most `maxValue`. */
export function maxNorm(options: MaxNormOptions = {}): Constraint {
  const config = readOptions("maxNorm", options, { maxValue: aNorm(2), axis: anAxis });
  return {
    className: "MaxNorm",
    config,
    project(w) {
      const norms = norm(w, config.axis);
      return multiply(w, divide(clip(norms, 0, config.maxValue), add(norms, EPSILON)));
    },
  };
}

/** Negative weights become zero. */
export function nonNeg(options: Record<string, never> = {}): Constraint {
  return { className: "NonNeg", config: readOptions("nonNeg", options, {}), project: (w) => maximum(w, 0) };
}

/** Options of `constraints.unitNorm`: the axes over which squares sum to 1. */
export interface UnitNormOptions {
  /** Default 0. */
  axis?: Axis | undefined;
}

/** Norms along `axis` equal to 1. */
export function unitNorm(options: UnitNormOptions = {}): Constraint {
  const config = readOptions("unitNorm", options, { axis: anAxis });
  return { className: "UnitNorm", config, project: (w) => divide(w, add(norm(w, config.axis), EPSILON)) };
}

/** Options of `constraints.minMaxNorm`: the bounds of the norm, and how strictly they hold. */
export interface MinMaxNormOptions {
  /** Default 0. */
  minValue?: number | undefined;
  /** Default 1. */
  maxValue?: number | undefined;
  /** How far each update goes there, 0 to 1. Default 1. */
  rate?: number | undefined;
  /** Default 0. */
  axis?: Axis | undefined;
}

/** Norms along `axis` between `minValue` and `maxValue`. */
export function minMaxNorm(options: MinMaxNormOptions = {}): Constraint {
  const config = readOptions("minMaxNorm", options, {
    minValue: aNorm(0),
    maxValue: aNorm(1),
    rate: takes.withDefault(takes.fraction, 1),
    axis: anAxis,
  });
  const { minValue, maxValue, rate, axis } = config;
  return {
    className: "MinMaxNorm",
    config,
    project(w) {
      const norms = norm(w, axis);
      const wanted = add(multiply(clip(norms, minValue, maxValue), rate), multiply(norms, 1 - rate));
      return multiply(w, divide(wanted, add(norms, EPSILON)));
    },
  };
}
