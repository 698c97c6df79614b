/** Initializers by their names. */

import { ConfigError, shown, unknownName } from "../tensor/index.ts";
import {
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  identity,
  lecunNormal,
  lecunUniform,
  ones,
  orthogonal,
  randomNormal,
  randomUniform,
  truncatedNormal,
  varianceScaling,
  zeros,
} from "./rules.ts";

const makers = {
  zeros,
  ones,
  constant,
  identity,
  randomUniform,
  randomNormal,
  truncatedNormal,
  uniform: randomUniform,
  normal: randomNormal,
  varianceScaling,
  glorotUniform,
  glorotNormal,
  heUniform,
  heNormal,
  lecunUniform,
  lecunNormal,
  orthogonal,
} as const satisfies Record<string, () => Initializer>;

/** The initializers that can be given by name, such as "glorotUniform". */
export type InitializerName = keyof typeof makers;
/** The form of options of layers: a name, or one of `initializers.*`. */
export type InitializerSpec = InitializerName | Initializer;

/** The initializer that a name or object stands for. @throws ConfigError for an unknown name */
export function resolveInitializer(spec: InitializerSpec): Initializer {
  if (typeof spec === "string") {
    if (!Object.hasOwn(makers, spec)) throw unknownName("initializer", spec, Object.keys(makers));
    return makers[spec]();
  }
  if (typeof spec?.draw === "function") return spec;
  throw new ConfigError({
    what: "This is not an initializer.",
    expected: 'a name such as "glorotUniform", or one of initializers.*',
    received: shown(spec),
  });
}
