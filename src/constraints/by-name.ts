/** Constraints by their names. */

import { ConfigError, shown, unknownName } from "../tensor/index.ts";
import { type Constraint, maxNorm, minMaxNorm, nonNeg, unitNorm } from "./rules.ts";

const makers = { maxNorm, nonNeg, unitNorm, minMaxNorm } as const satisfies Record<string, () => Constraint>;

/** The form of options of layers: a name such as "nonNeg", one of `constraints.*`, or null for none. */
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
    received: shown(spec),
  });
}
