/** What the options of commands are read as. */
import { InvalidArgumentError } from "commander";

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
