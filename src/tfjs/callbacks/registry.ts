/** Callbacks that take part in every training. */
import { ConfigError, checkOption, takes } from "../../tensor/index.ts";
import { BaseCallback } from "./base.ts";

const registered: { level: number; make: new () => BaseCallback }[] = [];

const aClass = takes.check<new () => BaseCallback>(
  "a class that extends tf.Callback",
  (value) => typeof value === "function" && value.prototype instanceof BaseCallback,
);

/** Lets a class of callbacks take part in every training whose `verbose` is of this level or above. */
export function registerCallbackConstructor(verbosityLevel: number, callbackConstructor: new () => BaseCallback): void {
  checkOption("registerCallbackConstructor", "verbosityLevel", verbosityLevel, takes.nonNegativeInteger);
  checkOption("registerCallbackConstructor", "callbackConstructor", callbackConstructor, aClass);
  if (registered.some(({ make }) => make === callbackConstructor)) {
    throw new ConfigError({
      what: "registerCallbackConstructor: this class takes part already.",
      received: callbackConstructor.name,
    });
  }
  registered.push({ level: verbosityLevel, make: callbackConstructor });
}

/** New callbacks of the registered classes. */
export const registeredCallbacks = (verbosity: number): BaseCallback[] =>
  registered.filter(({ level }) => verbosity >= level).map(({ make }) => new make());
