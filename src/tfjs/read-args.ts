/** Options as TensorFlow.js takes them. */
import { type Complete, type Declared, isPlain, readOptions, unknownWarned } from "../tensor/index.ts";

/** The options O, none of them null. */
export type Args<O> = { [K in keyof O]: Exclude<O[K], null> };

/** Options as declared, checked and with defaults: null counts as absent, and unknown ones are ignored with a warning. */
export function readArgs<O extends object, D extends Declared<Args<NoInfer<O>>>>(
  owner: string,
  args: O | null,
  declared: D,
): Complete<Args<O>, D> {
  const given = isPlain(args) ? Object.fromEntries(Object.entries(args!).filter(([, value]) => value !== null)) : args;
  return readOptions<Args<O>, D>(owner, unknownWarned(given ?? {}) as Args<O>, declared);
}
