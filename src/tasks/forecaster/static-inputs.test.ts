import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../../test/numbers.ts";
import { panelForecaster } from "./panel.ts";

/** Days of shops of a size each, and a price that changes. */
const rows = [3, 5, 10].flatMap((size, k) =>
  Array.from({ length: 40 }, (_, t) => ({
    day: new Date(Date.UTC(2024, 0, 1 + t)),
    shop: "abc"[k]!,
    size,
    price: t % 5,
    same: 7,
    sold: size * (1 + (t % 7)),
  })),
);
const options = { id: "shop", target: "sold", horizon: 2, units: 2, seed: 1 };

describe("inputs that do not change within a series", () => {
  it("are scaled by how series differ in them, others within each series", async () => {
    const made = panelForecaster(rows, { ...options, inputs: ["size", "price"], known: ["same"], method: "naive" });
    await made.fit(rows, { verbose: 0 });
    const sizes = [3, 5, 10];
    const mean = 6;
    const spread = Math.sqrt(sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / 3);
    for (const name of ["a", "b", "c"]) {
      const { center, scale } = made.members.get(name)!.config.plan;
      expectNumbers(center[1]!, mean);
      expectNumbers(scale[1]!, spread);
      expectNumbers(center[2]!, 2);
      expectNumbers(scale[2]!, Math.SQRT2);
      // the same everywhere: nothing, and no division by zero
      expect([center[3], scale[3]]).toEqual([7, 1]);
    }
  });
});
