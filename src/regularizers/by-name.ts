/** Regularizers by their names. */

import { ConfigError, shown, unknownName } from "../tensor/index.ts";
import { l1, l1l2, l2, orthogonalRegularizer, type Regularizer } from "./rules.ts";

// a name that asked for no penalty would be of no use: 0.01 each, as Keras's page on L1L2 says
const makers = { l1, l2, l1l2: () => l1l2({ l1: 0.01, l2: 0.01 }), orthogonalRegularizer } as const satisfies Record<
  string,
  () => Regularizer
>;

/** The form of options of layers: a name such as "l2", one of `regularizers.*`, or null for none. */
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
    received: shown(spec),
  });
}
