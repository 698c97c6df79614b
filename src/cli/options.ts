/** The options of commands. A table gives each a name, a check and a description; help, checks and types follow from it. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Check } from "../tensor/index.ts";

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

/** The same options with these defaults. */
export function withDefaults<T extends FlagTable, const D extends { readonly [K in keyof T]?: string | number }>(
  table: T,
  defaults: D,
): { [K in keyof T]: K extends keyof D ? T[K] & { default: D[K] } : T[K] } {
  const entries = Object.entries(table).map(([name, flag]) => [
    name,
    Object.hasOwn(defaults, name) ? { ...flag, default: defaults[name] } : flag,
  ]);
  return Object.fromEntries(entries);
}

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
  const { value, about, number, choices, default: usual, conflicts, isHidden } = flag;
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
