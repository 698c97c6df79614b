/** The options of commands. A table gives each a name, a check and a description; help, checks and types follow from it. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Check, Option as DeclaredOption, DefaultedOption } from "../tensor/index.ts";

/** An option of a command; its key in the table, `topK`, is its name, `--top-k`. */
interface Flag {
  /** The value after the name in the help: `<n>`, or `<n...>` for several; without it, the option is a switch. */
  value?: `<${string}>`;
  /** The text in the help. */
  about?: string;
  /** The value is a number that passes this check. */
  number?: Check<number>;
  /** The value is one of these words. */
  choices?: readonly string[];
  /** The default. */
  default?: string | number | readonly string[];
  /** The default that the library sets, for the help: without the option, the command does not have it. */
  told?: string | number;
  /** The help text of `--no-...`, which makes it false. */
  without?: string;
  /** It is only there to be refused with a reason, and the help does not tell of it. */
  isHidden?: boolean;
  /** Options that would not be used beside it. */
  conflicts?: readonly string[];
}

/** The options of a command by name. */
export type FlagTable = Readonly<Record<string, Flag>>;

/** The values of the options of a table. */
export type FlagsOf<T> = { [K in keyof T as T[K] extends AlwaysThere ? K : never]: ValueOf<T[K]> } & {
  [K in keyof T as T[K] extends AlwaysThere ? never : K]?: ValueOf<T[K]>;
};

type AlwaysThere = { default: string | number | readonly string[] } | { value?: never; without: string };

type ValueOf<F> = F extends { value: string; without: string } ? GivenValue<F> | false : GivenValue<F>;

type GivenValue<F> = F extends { number: unknown }
  ? number
  : F extends { choices: readonly (infer Word)[] }
    ? Word
    : F extends { value: `${string}...>` }
      ? string[]
      : F extends { value: string }
        ? string
        : boolean;

/** A table of options, in the order in which the help lists them. */
export function declareFlags<const T extends FlagTable>(table: T): T {
  return table;
}

/** What an option of the library gives to that of a command: its words or the check of its numbers, and its default. */
type Like<O> = KindOf<O extends Check<infer T> ? T : never> &
  (O extends { readonly default: infer D extends string | number } ? { default: D } : unknown);

type KindOf<T> = [T] extends [number]
  ? { number: Check<number> }
  : string extends T
    ? unknown
    : { choices: readonly Extract<T, string>[] };

/** An option of a command for one that the library declares: `units: { value: "<n>", about: "...", ...like(denseOptions.units) }`. */
export function like<O extends DeclaredOption<any>>(declared: O): Like<O> {
  const { words: choices, default: usual } = declared;
  // what takes any text is no number
  const kind = choices ? { choices } : declared.accepts("text") ? {} : { number: declared };
  return { ...kind, ...(usual !== undefined && { default: usual }) } as Like<O>;
}

/** As {@link like}, where the library sets the default and the help only tells it. */
export function likeUnset(declared: DefaultedOption<number>): { number: Check<number>; told: number } {
  return { number: declared, told: declared.default };
}

/** The same options with the defaults of those numbers that the library declares under the same names. */
export function withDefaults<T extends FlagTable, D extends object>(
  table: T,
  declared: D,
): { [K in keyof T]: T[K] & DefaultOf<D, K> } {
  const options = { ...declared } as Readonly<Record<string, { default?: unknown }>>;
  const entries = Object.entries(table).map(([name, flag]) => {
    const usual = options[name]?.default;
    return [name, typeof usual === "number" ? { ...flag, default: usual } : flag];
  });
  return Object.fromEntries(entries);
}

type DefaultOf<D, K> = K extends keyof D
  ? D[K] extends { readonly default: number }
    ? { default: number }
    : unknown
  : unknown;

/** Gives a command the options of a table. */
export function addFlags(command: Command, table: FlagTable): Command {
  for (const [name, flag] of Object.entries(table)) {
    const spelled = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (flag.about !== undefined) command.addOption(optionOf(spelled, flag));
    if (flag.without !== undefined) command.option(`--no-${spelled}`, flag.without);
  }
  return command;
}

function optionOf(spelled: string, flag: Flag): Option {
  const { value, number, choices, default: usual, told, conflicts, isHidden } = flag;
  const about = told === undefined ? flag.about : `${flag.about} (default: ${told})`;
  const option = new Option(value === undefined ? `--${spelled}` : `--${spelled} ${value}`, about);
  if (number) option.argParser(readerOf(number));
  if (choices) option.choices(choices);
  if (usual !== undefined) option.default(usual);
  if (isHidden) option.hideHelp();
  if (conflicts) option.conflicts([...conflicts]);
  return option;
}

/** A parser of numbers that pass `check`. */
function readerOf(check: Check<number>): (value: string) => number {
  return (value) => {
    const read = value.trim() === "" ? Number.NaN : Number(value);
    if (!check.accepts(read)) throw new InvalidArgumentError(`It must be ${check.expected}.`);
    return read;
  };
}

/**
 * Ends a command with a usage error if an option was given that would not be used.
 * @param names the options, as flags name them (`topK`)  @param why continues "option '--top-k <n>' is for "
 */
export function refuseOptions(command: Command, names: readonly string[], why: string): void {
  for (const option of command.options) {
    const name = option.attributeName();
    if (!names.includes(name) || command.getOptionValueSource(name) !== "cli") continue;
    command.error(`error: option '${option.flags}' is for ${why}`);
  }
}
