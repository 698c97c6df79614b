/** A callback of functions, with its names checked. */
import { checkOption, checkOptionNames, takes } from "../../tensor/index.ts";
import { type Callback, hooks } from "../callback.ts";

/**
 * Makes a callback from hooks. A plain object with these hooks does the same; here an unknown name is an error.
 * @throws ConfigError for a name that is no hook, and for a hook that is no function
 */
export function lambdaCallback(given: Callback): Callback {
  checkOptionNames("lambdaCallback", given, hooks);
  for (const [hook, act] of Object.entries(given)) {
    if (act !== undefined) checkOption("lambdaCallback", hook, act, takes.callable);
  }
  return given;
}
