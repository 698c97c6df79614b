/** Parts of TensorFlow.js that Recurve does not have: refused by name, with what to use instead. */
import { ConfigError } from "../index.ts";
import { shown } from "../tensor/index.ts";

/**
 * A function in place of the absent one. It accepts anything, so that programs compile, and fail at run time with the
 * name of what is missing.
 */
export const absent =
  (name: string, instead: string) =>
  (..._: any[]): never => {
    throw new ConfigError({ what: `tf.${name} is not in Recurve.`, hint: instead });
  };

/** Refuses a value of an argument, by name. */
export function refused(owner: string, argument: string, received: unknown, expected: string): never {
  throw new ConfigError({
    what: `tf.${owner}: ${argument} is not one that Recurve has.`,
    expected,
    received: shown(received),
  });
}
