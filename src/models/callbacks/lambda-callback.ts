/** A callback of functions, with its names checked. */
import { checkOptionNames } from "../../tensor/index.ts";
import { type Callback, hooks } from "../callback.ts";

/**
 * The same as an object with these hooks, but a name that is no hook is an error.
 * @throws ConfigError for a name that is no hook
 */
export function lambdaCallback(given: Callback): Callback {
  checkOptionNames("lambdaCallback", given, hooks);
  return given;
}
