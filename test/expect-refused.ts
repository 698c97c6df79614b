/** What a wrong value of an option must raise. */
import { expect } from "vitest";
import * as recurve from "../src/index.ts";

/** Options by name. */
export type Options = Record<string, unknown>;
/** Anything that is made of options. */
export type Make = (options: any) => unknown;

/** A wrong value must raise one of the errors of this library, which names the option. */
export function expectRefused(make: Make, options: Options, option: string, value: unknown, key = option): void {
  let error: unknown;
  try {
    const made = make({ ...options, [key]: value });
    // a generator begins with its first value
    if (typeof (made as Iterator<unknown>)?.next === "function") (made as Iterator<unknown>).next();
  } catch (caught) {
    error = caught;
  }
  const what = `${option}: ${String(value)}`;
  expect(error, what).toBeInstanceOf(Error);
  expect([recurve.ConfigError, recurve.ShapeError], what).toContain((error as Error).constructor);
  expect((error as Error).message, what).toContain(option);
}
