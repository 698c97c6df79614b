/**
 * Every function, class and method that the entries export has a case in `hostile/`, and is tried with the worst of the
 * hostile values. All values: `hostile-exports.slow.test.ts`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { entries } from "./hostile/case.ts";
import { cases, exceptions } from "./hostile/cases.ts";
import { worst } from "./hostile/values.ts";
import { isClass, walk } from "./hostile/walk.ts";

walk(worst);

/** Methods that TypeScript keeps from users, by name. */
function hiddenMethods(folder: string): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const found = files.flatMap((name) => [
    ...readFileSync(join(folder, name), "utf8").matchAll(/^ +(?:private|protected)[\w ]* (\w+)[(<]/gm),
  ]);
  return new Set(found.map(([, name]) => name!));
}

/** The paths of what a namespace exports: functions, and the methods of its classes that take arguments. */
function pathsOf(space: object, hidden: ReadonlySet<string>, before = ""): string[] {
  return Object.entries(space).flatMap(([name, value]) => {
    const path = `${before}${name}`;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return pathsOf(value, hidden, `${path}.`);
    if (typeof value !== "function") return [];
    if (!isClass(value)) return [path];
    return [path, ...methodsOf(value, hidden).map((method) => `${path}.${method}`)];
  });
}

function methodsOf(made: { prototype: object }, hidden: ReadonlySet<string>): string[] {
  const own = (of: object, skip: readonly string[]) =>
    Object.entries(Object.getOwnPropertyDescriptors(of)).flatMap(([name, { value }]) =>
      typeof value === "function" && value.length > 0 && !skip.includes(name) && !hidden.has(name) ? [name] : [],
    );
  return [...own(made.prototype, ["constructor"]), ...own(made, [])];
}

it.each(Object.keys(entries) as (keyof typeof entries)[])(
  "%s: each export has a case, or a reason for none",
  (entry) => {
    const hidden = hiddenMethods(join(import.meta.dirname, "../src"));
    const known = new Set(Object.keys(cases).map((path) => path.replace(/^.*:/, "")));
    const missing = pathsOf(entries[entry], hidden).filter(
      (path) =>
        !known.has(path) && !Object.keys(exceptions).some((pattern) => new RegExp(`^(?:${pattern})$`).test(path)),
    );
    expect(missing).toEqual([]);
  },
);
