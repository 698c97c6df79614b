/** What the options of commands are read as. */
import { type Command, InvalidArgumentError } from "commander";

/**
 * Ends a command, as not understood, where an option was given that would not be used.
 * @param names the options, as flags name them (`topK`)  @param why goes on from "option '--top-k <n>' is for "
 */
export function refuseOptions(command: Command, names: readonly string[], why: string): void {
  for (const option of command.options) {
    const name = option.attributeName();
    if (!names.includes(name) || command.getOptionValueSource(name) !== "cli") continue;
    command.error(`error: option '${option.flags}' is for ${why}`);
  }
}

export function wholeNumber(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new InvalidArgumentError("It must be a whole number, 0 or more.");
  return number;
}

export function positiveInteger(value: string): number {
  const number = wholeNumber(value);
  if (number === 0) throw new InvalidArgumentError("It must be a whole number, 1 or more.");
  return number;
}

export function fraction(value: string): number {
  const number = Number(value);
  if (!(number >= 0) || !Number.isFinite(number)) throw new InvalidArgumentError("It must be a number, 0 or more.");
  return number;
}
