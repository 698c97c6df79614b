/** Options objects: names and values checked, defaults filled in. */
import { ConfigError, checkOptionNames, nearestName } from "./errors.ts";
import { type Check, finiteNumber, flag } from "./option-checks.ts";
import { shown } from "./shown.ts";

/** A value for every option. */
export type Defaults<O> = { readonly [K in keyof O]-?: O[K] };

/** A check for every option: what options there are, and what each takes. */
export type Checks<O> = { readonly [K in keyof O]-?: Check<Exclude<O[K], undefined>> };

/**
 * Throws unless `value` is what `check` takes.
 * @param owner whose option or argument it is, for messages
 */
export function checkOption<T>(owner: string, option: string, value: unknown, check: Check<T>): asserts value is T {
  if (check.accepts(value)) return;
  const near = typeof value === "string" && check.words ? nearestName(value, check.words) : undefined;
  throw new ConfigError({
    what: `${owner}: ${option} must be ${check.expected}.`,
    received: shown(value),
    hint: near && `did you mean "${near}"?`,
  });
}

/**
 * Throws unless every option is one of those that `checks` names, and its value what its check takes; undefined ones count as
 * absent.
 * @param owner whose options they are, for messages
 */
export function checkOptions<O extends object>(owner: string, options: O, checks: Checks<O>): void {
  checkOptionNames(owner, options, Object.keys(checks));
  for (const [name, check] of Object.entries<Check>(checks)) {
    const value: unknown = options[name as keyof O];
    if (value !== undefined || check.isRequired) checkOption(owner, name, value, check);
  }
}

/**
 * Options, with defaults for those absent or undefined. Where `checks` has none for an option, one whose default is a
 * number takes finite numbers, and one whose default is true or false takes these.
 * @param owner whose options they are, for messages
 * @throws ConfigError for an option that is not among the defaults, or a value that its check does not take
 */
export function completeOptions<O extends object>(
  owner: string,
  options: O,
  defaults: Defaults<O>,
  checks: Partial<Checks<NoInfer<O>>> = {},
): Readonly<Required<O>> {
  checkOptionNames(owner, options, Object.keys(defaults));
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  for (const name of Object.keys(defaults) as (keyof O & string)[]) {
    const check: Check<unknown> | undefined = checks[name] ?? checkByDefault[typeof defaults[name]];
    if (check && (name in given || check.isRequired)) checkOption(owner, name, given[name], check);
  }
  return { ...defaults, ...given } as Readonly<Required<O>>;
}

const checkByDefault: Readonly<Record<string, Check>> = { number: finiteNumber, boolean: flag };
