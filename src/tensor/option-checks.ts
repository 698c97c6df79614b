/** Checks of option values: for each kind its test, and its words for messages. */

/** A check of a value. T is the type of the values that pass. */
export interface Check<T = unknown> {
  /** The values that pass, for messages: "units must be a positive integer". */
  readonly expected: string;
  /** Whether a value passes. */
  accepts(value: unknown): value is T;
  /** The known words, to suggest one for a misspelt word. */
  readonly words?: readonly string[];
}

/** The declaration of an option: its check, and its default. */
export interface Option<T = unknown> extends Check<T> {
  /** Whether it is required. */
  readonly isRequired?: boolean;
  /** What it is when absent. */
  readonly default?: T;
}

/** An option that must be given. */
export interface RequiredOption<T> extends Option<T> {
  readonly isRequired: true;
}

/** An option with a default. */
export interface DefaultedOption<T> extends Option<T> {
  readonly default: T;
}

/** A check for another kind of value. */
export function check<T>(expected: string, accepts: (value: any) => boolean): Check<T> {
  return { expected, accepts: accepts as Check<T>["accepts"] };
}

const isNumber = (value: unknown): value is number => typeof value === "number";

/** An integer in a range. */
export function integerFrom(least: number, most = Number.MAX_SAFE_INTEGER): Check<number> {
  const range = most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `of ${least} or more`;
  return check(`an integer ${range}`, (value) => Number.isSafeInteger(value) && value >= least && value <= most);
}

export const positiveInteger = /* @__PURE__ */ check<number>(
  "a positive integer",
  (value) => Number.isSafeInteger(value) && value > 0,
);
export const nonNegativeInteger = /* @__PURE__ */ integerFrom(0);
export const integer = /* @__PURE__ */ check<number>("an integer", Number.isSafeInteger);
/** A seed of random numbers. */
export const seed = integer;
export const finiteNumber = /* @__PURE__ */ check<number>("a finite number", Number.isFinite);
export const positiveNumber = /* @__PURE__ */ check<number>(
  "a finite number above 0",
  (value) => Number.isFinite(value) && value > 0,
);
export const nonNegativeNumber = /* @__PURE__ */ check<number>(
  "a finite number of 0 or more",
  (value) => Number.isFinite(value) && value >= 0,
);
/**
 * Counts with an upper limit: beyond it, as a mistyped option might ask, a program would run for ever or need more
 * memory than any machine has. Counts whose product is too large are rejected where memory is allocated.
 */
export const counts = {
  /** Units of a layer, or the width of an embedding. */
  width: /* @__PURE__ */ integerFrom(1, 65_536),
  /** Stacked layers. */
  depth: /* @__PURE__ */ integerFrom(1, 256),
  batch: /* @__PURE__ */ integerFrom(1, 1_000_000),
  /** Steps read or forecast. */
  steps: /* @__PURE__ */ integerFrom(1, 100_000),
  vocabulary: /* @__PURE__ */ integerFrom(1, 10_000_000),
  /** Sequences kept side by side, as in beam search. */
  beams: /* @__PURE__ */ integerFrom(1, 1000),
  /** Generated tokens. */
  tokens: /* @__PURE__ */ integerFrom(1, 1_000_000),
};

/** A fraction. */
export const fraction = /* @__PURE__ */ check<number>(
  "a fraction from 0 to 1",
  (value) => isNumber(value) && value >= 0 && value <= 1,
);
export const flag = /* @__PURE__ */ check<boolean>("true or false", (value) => typeof value === "boolean");
export const text = /* @__PURE__ */ check<string>("a string", (value) => typeof value === "string");
/** A path: not empty, which a system would take for the current folder, or for nothing. */
export const path = /* @__PURE__ */ check<string>(
  "the path of a file or folder",
  (value) => typeof value === "string" && value.trim() !== "",
);
export const callable = /* @__PURE__ */ check<any>("a function", (value) => typeof value === "function");
export const list = /* @__PURE__ */ check<readonly any[]>("a list", Array.isArray);
/** A list of numbers, plain or typed; NaN marks a missing one. */
export const numbers = /* @__PURE__ */ check<ArrayLike<number>>(
  "a list of numbers",
  (value) =>
    (Array.isArray(value) && value.every(isNumber)) ||
    (ArrayBuffer.isView(value) && /^(?:Ui|I|F).*Array$/.test(value.constructor.name)),
);
/** Anything that `for ... of` or `for await ... of` can iterate over, except a text. */
export const iterable = /* @__PURE__ */ check<any>(
  "a list, or another iterable",
  (value) => typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value),
);
/** Anything: it is checked where it is used. */
export const anything = /* @__PURE__ */ check<any>("anything", () => true);

/** Infinity, or what `check` accepts. */
export function orInfinity(inner: Check<number>): Check<number> {
  return either(
    inner,
    check("Infinity", (value) => value === Number.POSITIVE_INFINITY),
  );
}

/** null, or what `inner` accepts. */
export function orNull<T>(inner: Check<T>): Check<T | null> {
  return either(
    inner,
    check<null>("null", (value) => value === null),
  );
}

/** What either check accepts. */
export function either<A, B>(first: Check<A>, second: Check<B>): Check<A | B> {
  return check(`${first.expected}, or ${second.expected}`, (value) => first.accepts(value) || second.accepts(value));
}

/** An axis, or several. */
export const axes = /* @__PURE__ */ either(integer, /* @__PURE__ */ listOf(integer));

/** One of these words. */
export function oneOf<const W extends string>(...words: readonly W[]): Check<W> {
  const expected = words.map((word) => JSON.stringify(word)).join(" or ");
  return { ...check<W>(expected, (value) => words.includes(value)), words };
}

/** A list whose entries `inner` accepts; of `length` entries, if that is given. */
export function listOf<T>(inner: Check<T>, length?: number): Check<readonly T[]> {
  return check(
    `a list of ${length === undefined ? "entries" : `${length} entries`} that are each ${inner.expected}`,
    (value) => Array.isArray(value) && (length ?? value.length) === value.length && value.every(inner.accepts),
  );
}

/** An option that must be given. */
export function required<T>(inner: Check<T>): RequiredOption<T> {
  return { ...inner, isRequired: true };
}

/** An option that is `value` when absent. */
export function withDefault<T>(inner: Check<T>, value: NoInfer<T>): DefaultedOption<T> {
  return { ...inner, default: value };
}

/** An option that may be null, and is so by default. */
export function byDefaultNull<T>(inner: Check<T>): DefaultedOption<T | null> {
  return withDefault(orNull(inner), null);
}
