/** A callback made of functions, with its names checked. */
import { readOptions, takes } from "../../../tensor/index.ts";
import { type Callback, hooks } from "../callback.ts";

/**
 * Makes a callback from hooks. A plain object with these hooks does the same; here an unknown name is an error.
 * @throws ConfigError for an unknown hook, and for a hook that is not a function
 */
export function lambdaCallback(given: Callback): Callback {
  const declared = Object.fromEntries(hooks.map((hook) => [hook, takes.callable]));
  readOptions<object, object>("lambdaCallback", given, declared);
  return given;
}
