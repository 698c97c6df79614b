/** The reference has a program for each public name, and each runs and prints something. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as recurve from "recurve";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as testing from "../../../src/autodiff/testing.ts";
import * as worker from "../../../src/worker/index.ts";
// @ts-expect-error a script without types
import { ownExamples, readExamples, runProgram } from "./examples.js";

const programs: ReadonlyMap<string, string> = ownExamples();
const modules = { recurve, "recurve/testing": testing, "recurve/worker": worker };

const before = process.cwd();
const scratch = mkdtempSync(join(tmpdir(), "recurve-examples-"));
const exampleOf = readExamples("docs/en", new Map());
beforeAll(() => process.chdir(scratch));
afterAll(() => {
  process.chdir(before);
  rmSync(scratch, { recursive: true });
});

it.each([...programs])("%s", async (name, code) => {
  expect(code).toMatch(new RegExp(`\\b${name.split(".").at(-1)}\\b`, "i"));
  expect((await runProgram(code, modules)).trim()).not.toBe("");
});

it("every function, class and value has one", () => {
  const isNamespace = (value: object) => Object.prototype.toString.call(value) === "[object Module]";
  const valuesIn = (module: object, prefix = ""): [string, unknown][] =>
    Object.entries(module).flatMap(([name, value]) =>
      isNamespace(value) ? valuesIn(value, `${name}.`) : [[prefix + name, value]],
    );
  const all = [recurve, testing, worker].flatMap((module) => valuesIn(module));
  expect(all.length).toBeGreaterThan(400);
  // where a name is another's again, the reference leads there
  const told = new Set(all.filter(([name]) => exampleOf(name)).map(([, value]) => value));
  expect(all.filter(([, value]) => !told.has(value)).map(([name]) => name)).toEqual([]);
});
