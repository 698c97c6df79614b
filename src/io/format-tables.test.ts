/** The two tables of formats, one for Parcel, hold the same. */
import { expect, it } from "vitest";
import * as later from "./format-tables.ts";
import * as atOnce from "./format-tables-at-once.ts";

it.each(["modelFormats", "weightsFormats"] as const)(
  "%s, loaded later or at once, are the same in the same order",
  async (name) => {
    const formats = (tables: typeof later) =>
      Promise.all(Object.entries<() => Promise<unknown>>(tables[name]).map(async ([key, load]) => [key, await load()]));
    const expected = await formats(later);
    expect(expected.length).toBeGreaterThan(3);
    expect(await formats(atOnce)).toEqual(expected);
  },
);
