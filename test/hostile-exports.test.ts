/**
 * Every function, class and method that the entries export: each of its arguments, and each option of these, given values that it
 * does not take. What comes is right or one of the four errors, at once. An export without a case fails.
 */
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { type Case, cases, entries, exceptions, matrix, seriesOfEpochs } from "./hostile-cases.ts";

const { recurve } = entries;
const kinds = [recurve.BackendError, recurve.ConfigError, recurve.FormatError, recurve.IoError, recurve.ShapeError];
/** What a property of a hostile object throws: it may go through, being the user's own. */
class OfUser extends Error {}

const cyclic: unknown[] = [];
cyclic.push(cyclic);
const deep = Array.from({ length: 20_000 }).reduce<unknown>((inner) => [inner], 1);
const thrower = Object.defineProperty({}, "length", {
  enumerable: true,
  get() {
    throw new OfUser("a property that throws");
  },
});
/** What nobody gives on purpose, by a name for messages. */
const hostile: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...[undefined, null, true, 0, 1, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 40, "", "x"].map(
    (value) => [JSON.stringify(value) + String(value), value] as const,
  ),
  ...[[], {}, [[]], [null], ["a"], [2 ** 40], [-1], [1.5], { length: 3 }].map(
    (value) => [JSON.stringify(value), value] as const,
  ),
  ["10n", 10n],
  ["[10n]", [10n]],
  ["[NaN]", [Number.NaN]],
  ["a symbol", Symbol("s")],
  ["a list within itself", cyclic],
  ["a deep list", deep],
  ["an object whose properties throw", thrower],
  ["an object of no class", Object.create(null)],
  ["a Map", new Map()],
  ["a Date", new Date(0)],
  ["an invalid Date", new Date(Number.NaN)],
  ["a regular expression", /x/],
  ["a function", () => 1],
  ["a promise", Promise.resolve(1)],
  ["BigInts", new BigInt64Array(2)],
  ["no bytes", new Uint8Array(0)],
  ["a matrix", matrix],
  ["matrices", [matrix, matrix]],
  ["a scalar", recurve.tensor(1)],
  ["an empty tensor", recurve.zeros([0, 3])],
  ["a symbolic tensor", recurve.input({ shape: [2] })],
]);

beforeAll(() => {
  // some of the values are paths
  process.chdir(mkdtempSync(join(tmpdir(), "hostile-")));
  for (const name of ["log", "warn", "error"] as const) vi.spyOn(console, name).mockImplementation(() => {});
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});

/** What is wrong with what a call gives; undefined when nothing is. */
async function faultOf(act: () => unknown): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("no end")), 5000);
  });
  try {
    await Promise.race([act(), tooLong]);
    return undefined;
  } catch (error) {
    if (error instanceof OfUser || kinds.some((kind) => error instanceof kind)) return undefined;
    // what checkGradients is for
    if (/^gradient of argument/.test((error as Error)?.message)) return undefined;
    return String((error as Error)?.stack ?? error).slice(0, 400);
  } finally {
    clearTimeout(timer);
  }
}

const isClass = (value: unknown) => /^class\b/.test(Function.prototype.toString.call(value));

/** Calls what a path names. */
async function call(path: string, { entry = "recurve", on, args, use }: Case, given = args()): Promise<unknown> {
  const owner = on?.() as Record<string, (...args: unknown[]) => unknown> | undefined;
  const names = path.replace(/^.*:/, "").split(".");
  const made: any = owner
    ? await owner[names.at(-1)!]!(...given)
    : await run(
        names.reduce<any>((at, name) => at[name], entries[entry]),
        given,
      );
  return use ? use(made) : made;
}

const run = (act: any, given: unknown[]) => (isClass(act) ? new act(...given) : act(...given));

/** The names of an argument's options, as the error for an unknown one tells them. */
async function optionsOf(path: string, one: Case, at: number): Promise<string[]> {
  const given = one.args();
  given[at] = { ...(given[at] as object), anUnknownOption: 1 };
  const error: any = await call(path, one, given).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error?.expected, `${path} takes an unknown option`).toMatch(/^one of |such as/);
  return error.expected.replace("one of ", "").split(", ");
}

const isRecord = (value: unknown) =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

describe.each(Object.entries(cases))("%s", (path, one) => {
  it("takes what is right", async () => void (await call(path, one)));

  it("gives one of the five errors for what is wrong", async () => {
    for (let at = 0; at < one.args().length; at++) {
      for (const [name, value] of hostile) {
        const given = one.args();
        given[at] = value;
        expect(await faultOf(() => call(path, one, given)), `${path}, argument ${at}: ${name}`).toBeUndefined();
      }
      if (!isRecord(one.args()[at]) || one.takesAnyName) continue;
      for (const option of await optionsOf(path, one, at)) {
        for (const [name, value] of hostile) {
          if (option === "epochs" && typeof value === "number" && value > seriesOfEpochs) continue;
          const given = one.args();
          given[at] = { ...(given[at] as object), [option]: value };
          expect(await faultOf(() => call(path, one, given)), `${path}, ${option}: ${name}`).toBeUndefined();
        }
      }
    }
  }, 60_000);
});

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
