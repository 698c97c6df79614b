/**
 * The walk of hostile values: each argument of each case, and each option of these, is given values that it does not take. What comes
 * is right or one of the five errors, at once.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { type Case, entries } from "./case.ts";
import { cases, takesNaN } from "./cases.ts";
import { NOT_A_NUMBER, OfUser } from "./values.ts";

const { recurve } = entries;
/** More epochs than this mean a training without end. */
const MAX_EPOCHS = 10;
const kinds = [recurve.BackendError, recurve.ConfigError, recurve.FormatError, recurve.IoError, recurve.ShapeError];
beforeAll(() => {
  // some of the values are paths
  process.chdir(mkdtempSync(join(tmpdir(), "hostile-")));
  for (const name of ["log", "warn", "error"] as const) vi.spyOn(console, name).mockImplementation(() => {});
  vi.spyOn(process.stderr, "write").mockImplementation(() => true);
});

/** What is wrong with what a call gives, which may have to be an error; undefined when nothing is. */
async function faultOf(act: () => unknown, mustThrow: boolean): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("no end")), 5000);
  });
  try {
    await Promise.race([act(), tooLong]);
    return mustThrow ? "it is taken" : undefined;
  } catch (error) {
    if (error instanceof OfUser || kinds.some((kind) => error instanceof kind)) return undefined;
    // what checkGradients is for
    if (/^gradient of argument/.test((error as Error)?.message)) return undefined;
    return String((error as Error)?.stack ?? error).slice(0, 400);
  } finally {
    clearTimeout(timer);
  }
}

export const isClass = (value: unknown) => /^class\b/.test(Function.prototype.toString.call(value));

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

let unknown = 0;

/** The names of an argument's options, as the error for an unknown one tells them, or the warning where TensorFlow.js ignores it. */
async function optionsOf(path: string, one: Case, at: number): Promise<string[]> {
  const given = one.args();
  const name = `anUnknownOption${unknown++}`;
  given[at] = { ...(given[at] as object), [name]: 1 };
  const error: any = await call(path, one, given).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const told = vi.mocked(console.warn).mock.calls.map(([text]) => String(text).split(`"${name}": it takes `)[1]);
  const expected: string = error?.expected ?? told.find((each) => each !== undefined);
  expect(expected, `${path} takes an unknown option`).toMatch(/^one of |such as|\w/);
  return expected.replace("one of ", "").split(", ");
}

const isRecord = (value: unknown) =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** One value in one place; no number and no option may be NaN. */
async function check(place: string, name: string, isNumber: boolean, act: () => unknown): Promise<void> {
  const mustThrow = isNumber && name === NOT_A_NUMBER && !takesNaN.test(place);
  expect(await faultOf(act, mustThrow), `${place}: ${name}`).toBeUndefined();
}

/** Gives each case the values. */
export function walk(hostile: ReadonlyMap<string, unknown>): void {
  describe.each(Object.entries(cases))("%s", (path, one) => {
    it("takes what is right", async () => void (await call(path, one)));

    it("gives one of the five errors for what is wrong", async () => {
      for (let at = 0; at < one.args().length; at++) {
        for (const [name, value] of hostile) {
          const given = one.args();
          given[at] = value;
          await check(`${path}, argument ${at}`, name, typeof one.args()[at] === "number", () =>
            call(path, one, given),
          );
        }
        if (!isRecord(one.args()[at]) || one.takesAnyName) continue;
        for (const option of await optionsOf(path, one, at)) {
          for (const [name, value] of hostile) {
            if (option === "epochs" && typeof value === "number" && value > MAX_EPOCHS) continue;
            const given = one.args();
            given[at] = { ...(given[at] as object), [option]: value };
            await check(`${path}, ${option}`, name, true, () => call(path, one, given));
          }
        }
      }
    }, 60_000);
  });
}
