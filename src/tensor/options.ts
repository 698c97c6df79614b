/**
 * Options objects. An interface says which options there are, of what type, and what they mean; a declaration beside
 * it, which the compiler keeps complete, gives each its check and its default.
 */
import { ConfigError, checkOptionNames, nearestName } from "./errors.ts";
import { isPlain, tagOf } from "./kinds.ts";
import { type Check, finiteNumber, flag, type Option, type RequiredOption } from "./option-checks.ts";
import { shown } from "./shown.ts";
import { warn } from "./warn.ts";

/** The complete declaration of the options O: `const denseOptions = { ... } satisfies Declared<DenseOptions>`. */
export type Declared<O> = { readonly [K in keyof O]-?: DeclaredOption<O[K]> };

/** How an option of type T may be declared. */
type DeclaredOption<T> = undefined extends T
  ? Option<Exclude<T, undefined>> | PlainDefault<Exclude<T, undefined>>
  : RequiredOption<T>;

/** A default that implies the check: a number allows finite numbers, true or false allow booleans. */
type PlainDefault<T> = [T] extends [number] ? number : [T] extends [boolean] ? boolean : never;

/** The options O, where those are always present that have a default in their declaration D. */
export type Complete<O, D> = Readonly<O & Given<Pick<O, keyof O & DefaultedNames<D>>>>;

/** None absent, and none undefined: `Required` keeps undefined under exactOptionalPropertyTypes. */
type Given<O> = { [K in keyof O]-?: Exclude<O[K], undefined> };

/** The options that a declaration has a default for. */
type DefaultedNames<D> = {
  [K in keyof D]: D[K] extends number | boolean | { readonly default: unknown } ? K : never;
}[keyof D];

/**
 * Throws unless `value` passes `check`.
 * @param owner the layer or function with this option or argument, for messages
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
 * @param owner the layer or function with these options, for messages
 * @throws ConfigError for an option that is not declared, unless {@link unknownWarned}, or a value that does not pass its check
 */
export function readOptions<O extends object, D extends Declared<NoInfer<O>>>(
  owner: string,
  options: O,
  declared: D,
): Complete<O, D> {
  const areKnown = tagOf(options) === "Object" && Object.keys(options).every((name) => Object.hasOwn(declared, name));
  if (!areKnown) (tolerant.has(options) ? warnOfUnknown : checkOptionNames)(owner, options, Object.keys(declared));
  const read: Record<string, unknown> = {};
  // operations read their options at every call, so no list of entries is made
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

/** Options of which unknown ones are ignored, and the warnings about them so far. */
const tolerant = new WeakSet<object>();
const warned = new Set<string>();

/** Lets {@link readOptions} ignore unknown options of this object, with a warning for each name; returns the object. */
export function unknownWarned<O>(options: O): O {
  if (isPlain(options)) tolerant.add(options);
  return options;
}

/** The options `rest` of a layer, with the leave that {@link unknownWarned} gave to all. */
export const alikeTolerant = <O>(all: object, rest: O): O => (tolerant.has(all) ? unknownWarned(rest) : rest);

function warnOfUnknown(owner: string, options: object, known: readonly string[]): void {
  for (const name of Object.keys(options).filter((each) => !known.includes(each))) {
    const near = nearestName(name, known);
    const hint = near === undefined ? `it takes ${known.join(", ") || "none"}` : `did you mean "${near}"?`;
    const text = `${owner} ignores the unknown option "${name}": ${hint}`;
    if (!warned.has(text)) warn(text);
    warned.add(text);
  }
}

/** The options of each declaration when none are given. */
const defaults = new WeakMap<object, object>();

/**
 * As {@link readOptions}; without options it returns the defaults, made once: operations inside layers are called
 * often, mostly without options.
 */
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
