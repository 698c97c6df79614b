/**
 * Options objects. An interface says which options there are, of what type, and what they mean; a declaration beside it, which
 * the compiler keeps complete, says what each takes and what it is when absent.
 */
import { ConfigError, checkIsRecord, nearestName, unknownName } from "./errors.ts";
import { type Check, finiteNumber, flag, type Option, type RequiredOption } from "./option-checks.ts";
import { shown } from "./shown.ts";

/** What says all about the options O: `const denseOptions = { ... } satisfies Declared<DenseOptions>`. */
export type Declared<O> = { readonly [K in keyof O]-?: DeclaredOption<O[K]> };

/** What may be said of an option of type T. */
type DeclaredOption<T> = undefined extends T
  ? Option<Exclude<T, undefined>> | PlainDefault<Exclude<T, undefined>>
  : RequiredOption<T>;

/** A default that tells what its option takes: a number finite numbers, true or false these. */
type PlainDefault<T> = [T] extends [number] ? number : [T] extends [boolean] ? boolean : never;

/** The options O of which those are there that their declaration D has a default for. */
export type Complete<O, D> = Readonly<O & Given<Pick<O, keyof O & DefaultedNames<D>>>>;

/** None absent, and none undefined: `Required` leaves undefined in where a project tells it from absent. */
type Given<O> = { [K in keyof O]-?: Exclude<O[K], undefined> };

/** The options that a declaration has a default for. */
type DefaultedNames<D> = {
  [K in keyof D]: D[K] extends number | boolean | { readonly default: unknown } ? K : never;
}[keyof D];

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
 * Options as declared: checked, and with defaults for those absent or undefined, in the declaration's order.
 * @param owner whose options they are, for messages
 * @throws ConfigError for an option that is not declared, or a value that it does not take
 */
export function readOptions<O extends object, D extends Declared<NoInfer<O>>>(
  owner: string,
  options: O,
  declared: D,
): Complete<O, D> {
  checkIsRecord(owner, options);
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(declared, name)) throw unknownName(`option of ${owner}`, name, Object.keys(declared));
  }
  const read: Record<string, unknown> = {};
  // operations read their options at every call: no list of the entries is made
  for (const name in declared) {
    if (!Object.hasOwn(declared, name)) continue;
    const entry = declared[name] as Option | number | boolean;
    const isPlain = typeof entry !== "object";
    const value: unknown = options[name as unknown as keyof O];
    if (value !== undefined) checkOption(owner, name, value, isPlain ? plainChecks[typeof entry]! : entry);
    else if (!isPlain && entry.isRequired) checkOption(owner, name, value, entry);
    read[name] = value === undefined ? (isPlain ? entry : entry.default) : value;
  }
  return read as Complete<O, D>;
}

/** What each declaration gives where there are no options at all. */
const defaults = new WeakMap<object, object>();

/** As {@link readOptions}; without options the defaults, made once: operations inside layers are called often, mostly so. */
export function readOptionsIfAny<O extends object, D extends Declared<NoInfer<O>>>(
  owner: string,
  options: O | undefined,
  declared: D,
): Complete<O, D> {
  if (options !== undefined) return readOptions<O, D>(owner, options, declared);
  let known = defaults.get(declared);
  if (!known) {
    known = Object.freeze(readOptions<O, D>(owner, {} as O, declared) as object);
    defaults.set(declared, known);
  }
  return known as Complete<O, D>;
}

const plainChecks: Readonly<Record<string, Check>> = { number: finiteNumber, boolean: flag };
