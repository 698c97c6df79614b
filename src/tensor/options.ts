/** Options objects: names checked, defaults filled in. */
import { checkOptionNames } from "./errors.ts";

/** A value for every option. */
export type Defaults<O> = { readonly [K in keyof O]-?: O[K] };

/**
 * Options with defaults in the place of those absent or undefined.
 * @param owner whose options they are, for messages
 * @throws ConfigError for an option that is not among the defaults
 */
export function completeOptions<O extends object>(
  owner: string,
  options: O,
  defaults: Defaults<O>,
): Readonly<Required<O>> {
  checkOptionNames(owner, options, Object.keys(defaults));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...defaults, ...given } as Readonly<Required<O>>;
}
