/**
 * The five kinds of error that Recurve throws. Each says what is wrong, what was expected, what was received, and what
 * to do, for people and programs.
 */
import { counted } from "./counted.ts";
import { editDistance } from "./edit-distance.ts";
import { isPlain, tagOf } from "./kinds.ts";
import { shown } from "./shown.ts";
import { visible, visibleLine } from "./visible.ts";

/** The parts of an error message; `what` and `hint` are sentences, `expected` and `received` are fragments. */
export interface ErrorParts {
  /** What is wrong, a whole sentence. */
  what: string;
  /** What would have been right. */
  expected?: string;
  /** What came instead. */
  received?: string;
  /** What to do about it. */
  hint?: string;
  /** Where several things are wrong: each of them, under a name. */
  findings?: readonly (ErrorParts & { name: string })[];
  /** The error that led to this one. */
  cause?: unknown;
}

/** The base class of all errors of Recurve: `error instanceof RecurveError` tells them from others. */
export abstract class RecurveError extends Error {
  readonly #parts: ErrorParts;

  constructor(parts: ErrorParts | string) {
    const { cause, ...given } = typeof parts === "string" ? { what: parts } : parts;
    const told: ErrorParts = { ...given, what: asSentence(given.what) };
    for (const part of ["what", "expected", "received", "hint"] as const) {
      if (typeof told[part] === "string") told[part] = counted(told[part]);
    }
    super(typeof parts === "string" ? visible(told.what) : describe(told), cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.#parts = told;
  }

  // getters, because consoles print an error's own properties again after its message

  /** What is wrong: the first line of the message. */
  get what(): string {
    return this.#parts.what;
  }

  /** What would have been right. */
  get expected(): string | undefined {
    return this.#parts.expected;
  }

  /** What came instead. */
  get received(): string | undefined {
    return this.#parts.received;
  }

  /** A way out. */
  get hint(): string | undefined {
    return this.#parts.hint;
  }

  /** The error as data: the name of its class, and the parts that are present. */
  toJSON(): { name: string } & Omit<ErrorParts, "cause"> {
    return { name: this.name, ...this.#parts };
  }
}

/** A tensor's shape, rank or type is not what an operation or layer takes. */
export class ShapeError extends RecurveError {}

/** An option, a name or a combination of them is not valid. */
export class ConfigError extends RecurveError {}

/** A file's content is not what its format says. */
export class FormatError extends RecurveError {}

/**
 * Something outside the library failed: a file is missing, a folder cannot be written to, an address does not answer.
 * `cause` is the original error.
 */
export class IoError extends RecurveError {}

/** The engine cannot do what was asked: no memory, no WebAssembly, a tensor outlived its step. */
export class BackendError extends RecurveError {}

/** A sentence whose first words may name a source without a name of its own: "the file given", "the stream given". */
const asSentence = (what: string) => `${what}`.replace(/^the (?=(?:\w+ ){1,2}given\b)/, "The ");

function describe({ what, expected, received, hint, findings = [] }: ErrorParts): string {
  const lines = [what];
  if (expected !== undefined) lines.push(`  expected: ${expected}`);
  // callers may pass anything in place of a text
  const came = received === undefined || typeof received === "string" ? received : shown(received);
  if (came !== undefined && !isNamed(came, what)) lines.push(`  received: ${came}`);
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  // contents of files get into messages, and messages get to terminals
  const own = lines.map(visibleLine);
  return [...own, ...findings.map(({ name, ...each }) => indented(`${visibleLine(name)}: ${describe(each)}`))].join(
    "\n",
  );
}

/** Whether a sentence names what was received, in its quotes, so that a line of its own would only repeat it. */
export const isNamed = (received: string, what: string): boolean => /^".+"$/.test(received) && what.includes(received);

/** What is wrong in one of several things, under the sentence for all. */
export const indented = (text: string): string => `  ${text.replaceAll("\n", "\n  ")}`;

/** The entry of `names` nearest to `name` by edit distance, when it is near enough to be a typing error. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const scored = names
    .map((candidate) => ({ candidate, distance: editDistance(plain(name), plain(candidate)) }))
    .sort((a, b) => a.distance - b.distance);
  const best = scored[0];
  return best && best.distance <= Math.max(2, name.length / 3) ? best.candidate : undefined;
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");

/** A noun after "a" or "an", by its sound: an activation, an unknown one, an LSTM, a unit, a ReLU. */
export const withArticle = (noun: string) =>
  `${/^(?:[aeioAEIO]|[uU]n(?!i)|[FHLMNRSX](?=[A-Z]{2}))/.test(noun) ? "an" : "a"} ${noun}`;

/** An "unknown name" error that suggests the nearest known one. */
export function unknownName(kind: string, name: string, names: readonly string[], hint?: string): ConfigError {
  if (typeof name !== "string") return unknownName(kind, shown(name), names, hint);
  const near = nearestName(name, names);
  return new ConfigError({
    what: `Unknown ${kind} "${name}".`,
    expected:
      names.length <= 12 || near === undefined
        ? `one of ${names.join(", ")}`
        : `${withArticle(kind)} such as "${near}"`,
    received: `"${name}"`,
    hint: near === undefined ? hint : `did you mean "${near}"?`,
  });
}

/** Throws unless `options` is an object whose every key is one of `known`. */
export function checkOptionNames(owner: string, options: object, known: readonly string[]): void {
  checkIsRecord(owner, options, known);
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  // an instance of a class, such as a layer, was meant for something else
  const hasOthers = isPlain(options) && known.length > 0;
  throw hasOthers ? unknownName(`option of ${owner}`, unknown, known) : noOptions(owner, options, known);
}

/** Throws unless options are an object; `known` are the names that it may have. */
export function checkIsRecord(owner: string, options: object, known?: readonly string[]): void {
  // a Date, a Map or a Promise would look like empty options
  if (tagOf(options) !== "Object") throw noOptions(owner, options, known);
}

function noOptions(owner: string, options: object, known?: readonly string[]): ConfigError {
  if (known?.length === 0)
    return new ConfigError({ what: `${owner} takes no options.`, expected: `${owner}()`, received: shown(options) });
  return new ConfigError({
    what: `${owner} takes an object of options.`,
    expected:
      known === undefined || known.includes("units")
        ? "for example { units: 32 }"
        : `an object with ${known.slice(0, 12).join(", ")}`,
    received: shown(options),
  });
}
