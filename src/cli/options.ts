/** What the options of commands are read as. */
import { type Command, InvalidArgumentError } from "commander";
import { type Check, takes } from "../tensor/index.ts";

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

/** A reader of numbers that `check` takes. */
function number(check: Check<number>): (value: string) => number {
  return (value) => {
    const read = value.trim() === "" ? Number.NaN : Number(value);
    if (!check.accepts(read)) throw new InvalidArgumentError(`It must be ${check.expected}.`);
    return read;
  };
}

export const wholeNumber = number(takes.nonNegativeInteger);
export const positiveInteger = number(takes.positiveInteger);
/** A share or a rate. */
export const fraction = number(takes.nonNegativeNumber);
/** Readers of counts that must not be endless. */
export const counts = {
  width: number(takes.counts.width),
  depth: number(takes.counts.depth),
  batch: number(takes.counts.batch),
  steps: number(takes.counts.steps),
  vocabulary: number(takes.counts.vocabulary),
  beams: number(takes.counts.beams),
  tokens: number(takes.counts.tokens),
};
