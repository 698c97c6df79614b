/** Optimizers by name and by factory. */
import { ConfigError, unknownName } from "../tensor/index.ts";
import { Adam, type AdamOptions, AdamW } from "./adam.ts";
import { Optimizer } from "./optimizer.ts";
import { RMSprop, type RMSpropOptions } from "./rmsprop.ts";
import { SGD, type SGDOptions } from "./sgd.ts";

export type { AdamOptions } from "./adam.ts";
export { Optimizer, type OptimizerOptions, type Schedule } from "./optimizer.ts";
export type { RMSpropOptions } from "./rmsprop.ts";
export type { SGDOptions } from "./sgd.ts";

/** Stochastic gradient descent; learning rate 0.01. */
export const sgd = (options?: SGDOptions): Optimizer => new SGD(options);
/** RMSprop; learning rate 0.001. */
export const rmsprop = (options?: RMSpropOptions): Optimizer => new RMSprop(options);
/** Adam; learning rate 0.001. */
export const adam = (options?: AdamOptions): Optimizer => new Adam(options);
/** Adam with decoupled weight decay; learning rate 0.001, weight decay 0.004. */
export const adamw = (options?: AdamOptions): Optimizer => new AdamW(options);

const makers = { sgd, rmsprop, adam, adamw } as const satisfies Record<string, () => Optimizer>;

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
