/** Projections of weights after each update. */
import { add, clip, divide, maximum, multiply, sqrt, square, sum } from "./ops/index.ts";
import { ConfigError, type Tensor, unknownName } from "./tensor/index.ts";

/** A projection; `className` and `config` are what files hold. */
export interface Constraint {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The nearest allowed weight. */
  project(w: Tensor): Tensor;
}

/** Keeps a norm from dividing by zero, as in Keras. */
const EPSILON = 1e-7;
const norm = (w: Tensor, axis: number | readonly number[]) => sqrt(sum(square(w), axis, true));

/** Norms along `axis` at most `maxValue`. */
export function maxNorm({ maxValue = 2, axis = 0 as number | readonly number[] } = {}): Constraint {
  return {
    className: "MaxNorm",
    config: { maxValue, axis },
    project(w) {
      const norms = norm(w, axis);
      return multiply(w, divide(clip(norms, 0, maxValue), add(norms, EPSILON)));
    },
  };
}

/** Negative weights become zero. */
export function nonNeg(): Constraint {
  return { className: "NonNeg", config: {}, project: (w) => maximum(w, 0) };
}

/** Norms along `axis` equal to 1. */
export function unitNorm({ axis = 0 as number | readonly number[] } = {}): Constraint {
  return { className: "UnitNorm", config: { axis }, project: (w) => divide(w, add(norm(w, axis), EPSILON)) };
}

/** Norms along `axis` between two values; `rate` says how far each update goes there. */
export function minMaxNorm({
  minValue = 0,
  maxValue = 1,
  rate = 1,
  axis = 0 as number | readonly number[],
} = {}): Constraint {
  return {
    className: "MinMaxNorm",
    config: { minValue, maxValue, rate, axis },
    project(w) {
      const norms = norm(w, axis);
      const desired = add(multiply(clip(norms, minValue, maxValue), rate), multiply(norms, 1 - rate));
      return multiply(w, divide(desired, add(norms, EPSILON)));
    },
  };
}

const makers = { maxNorm, nonNeg, unitNorm, minMaxNorm } as const satisfies Record<string, () => Constraint>;

export type ConstraintSpec = keyof typeof makers | Constraint | null;

/** The constraint that a name or object stands for; none for null. @throws ConfigError for an unknown name */
export function resolveConstraint(spec: ConstraintSpec): Constraint | undefined {
  if (spec === null) return undefined;
  if (typeof spec === "string") {
    if (!Object.hasOwn(makers, spec)) throw unknownName("constraint", spec, Object.keys(makers));
    return makers[spec]();
  }
  if (typeof spec.project === "function") return spec;
  throw new ConfigError({
    what: "This is not a constraint.",
    expected: '"maxNorm", "nonNeg" or one of constraints.*',
    received: String(spec),
  });
}
