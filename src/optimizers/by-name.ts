/** Optimizers by their names. */
import { ConfigError, unknownName } from "../tensor/index.ts";
import { adadelta, adagrad, adam, adamax, adamw, ftrl, lion, nadam, rmsprop, sgd } from "./index.ts";
import { Optimizer } from "./optimizer.ts";

const makers = { sgd, rmsprop, adam, adamw, nadam, adamax, adagrad, adadelta, lion, ftrl } as const satisfies Record<
  string,
  () => Optimizer
>;

export type OptimizerName = keyof typeof makers;
export type OptimizerSpec = OptimizerName | Optimizer;

/** The optimizer that a name or object stands for. @throws ConfigError for an unknown name */
export function resolveOptimizer(spec: OptimizerSpec): Optimizer {
  if (spec instanceof Optimizer) return spec;
  if (typeof spec === "string") {
    if (!Object.hasOwn(makers, spec)) throw unknownName("optimizer", spec, Object.keys(makers));
    return makers[spec]();
  }
  throw new ConfigError({
    what: "This is not an optimizer.",
    expected: '"adam" or one of optimizers.*',
    received: String(spec),
  });
}
