/** Values that nobody passes on purpose. */

import * as recurve from "../../src/index.ts";
import { matrix } from "./case.ts";

/** What a property of a hostile object throws: it may go through, being the user's own. */
export class OfUser extends Error {}

/** The name of a number that no option takes. */
export const NOT_A_NUMBER = "nullNaN";

const cyclic: unknown[] = [];
cyclic.push(cyclic);
const deep = Array.from({ length: 20_000 }).reduce<unknown>((inner) => [inner], 1);
const thrower = Object.defineProperty({}, "length", {
  enumerable: true,
  get() {
    throw new OfUser("a property that throws");
  },
});
/** By a name for messages. */
export const hostile: ReadonlyMap<string, unknown> = new Map<string, unknown>([
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

/** The values that found most faults: `npm test` tries these, `npm run check` all. */
export const worst: ReadonlyMap<string, unknown> = new Map(
  [...hostile].filter(([name]) =>
    [
      ...["undefinedundefined", "nullnull", "truetrue", "-1-1", "1.51.5", NOT_A_NUMBER, "10995116277761099511627776"],
      ...['"x"x', "[null]", "an object whose properties throw"],
    ].includes(name),
  ),
);
