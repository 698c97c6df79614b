/** Callbacks that take part in every training. */
import { checkOption, takes } from "../../tensor/index.ts";
import type { BaseCallback } from "./base.ts";

const registered: { level: number; make: new () => BaseCallback }[] = [];

/** Lets a class of callbacks take part in every training whose `verbose` is of this level or above. */
export function registerCallbackConstructor(verbosityLevel: number, callbackConstructor: new () => BaseCallback): void {
  checkOption("registerCallbackConstructor", "verbosityLevel", verbosityLevel, takes.nonNegativeInteger);
  checkOption("registerCallbackConstructor", "callbackConstructor", callbackConstructor, takes.callable);
  registered.push({ level: verbosityLevel, make: callbackConstructor });
}

/** New callbacks of the registered classes. */
export const registeredCallbacks = (verbosity: number): BaseCallback[] =>
  registered.filter(({ level }) => verbosity >= level).map(({ make }) => new make());
