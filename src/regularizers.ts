/** Penalties on weights and activations, added to the loss. */
import { abs, add, multiply, square, sum } from "./ops/index.ts";
import { ConfigError, type Tensor, unknownName } from "./tensor/index.ts";

/** A penalty; `className` and `config` are what files hold. */
export interface Regularizer {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** The penalty on a tensor, a scalar. */
  penalty(w: Tensor): Tensor;
}

/** l1 · Σ |w|. */
export function l1({ l1: factor = 0.01 }: { l1?: number } = {}): Regularizer {
  return { className: "L1", config: { l1: factor }, penalty: (w) => multiply(sum(abs(w)), factor) };
}

/** l2 · Σ w². */
export function l2({ l2: factor = 0.01 }: { l2?: number } = {}): Regularizer {
  return { className: "L2", config: { l2: factor }, penalty: (w) => multiply(sum(square(w)), factor) };
}

/** l1 · Σ |w| + l2 · Σ w². */
export function l1l2({ l1: factor1 = 0, l2: factor2 = 0 }: { l1?: number; l2?: number } = {}): Regularizer {
  return {
    className: "L1L2",
    config: { l1: factor1, l2: factor2 },
    penalty: (w) => add(multiply(sum(abs(w)), factor1), multiply(sum(square(w)), factor2)),
  };
}

// as in Keras, the name alone stands for both factors at 0.01
const makers = { l1, l2, l1l2: () => l1l2({ l1: 0.01, l2: 0.01 }) } as const satisfies Record<
  string,
  () => Regularizer
>;

export type RegularizerSpec = keyof typeof makers | Regularizer | null;

/** The regularizer that a name or object stands for; none for null. @throws ConfigError for an unknown name */
export function resolveRegularizer(spec: RegularizerSpec): Regularizer | undefined {
  if (spec === null) return undefined;
  if (typeof spec === "string") {
    if (!Object.hasOwn(makers, spec)) throw unknownName("regularizer", spec, Object.keys(makers));
    return makers[spec]();
  }
  if (typeof spec.penalty === "function") return spec;
  throw new ConfigError({
    what: "This is not a regularizer.",
    expected: '"l1", "l2", "l1l2" or one of regularizers.*',
    received: String(spec),
  });
}
