/** Optimizers by their names. */
import { ConfigError, shown, unknownName } from "../tensor/index.ts";
import { Adadelta } from "./adadelta.ts";
import { Adagrad } from "./adagrad.ts";
import { Adam } from "./adam.ts";
import { Adamax } from "./adamax.ts";
import { AdamW } from "./adamw.ts";
import { Ftrl } from "./ftrl.ts";
import { Lion } from "./lion.ts";
import { Nadam } from "./nadam.ts";
import { Optimizer } from "./optimizer.ts";
import { RMSprop } from "./rmsprop.ts";
import { SGD } from "./sgd.ts";

const makers = {
  sgd: () => new SGD(),
  rmsprop: () => new RMSprop(),
  adam: () => new Adam(),
  adamw: () => new AdamW(),
  nadam: () => new Nadam(),
  adamax: () => new Adamax(),
  adagrad: () => new Adagrad(),
  adadelta: () => new Adadelta(),
  lion: () => new Lion(),
  ftrl: () => new Ftrl(),
} as const satisfies Record<string, () => Optimizer>;

/** The optimizers that can be given by name, such as "adam". */
export type OptimizerName = keyof typeof makers;
/** What `compile` takes: a name, or one of `optimizers.*`. */
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
    received: shown(spec),
  });
}
