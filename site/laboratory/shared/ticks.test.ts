import { expect, it } from "vitest";
import { roundTicks, wholeTicks } from "./ticks.ts";

it("ticks are round numbers within the range", () => {
  expect(roundTicks(0, 0.63, 4)).toEqual([0, 0.2, 0.4, 0.6]);
  expect(roundTicks(-0.78, 1, 4)).toEqual([-0.5, 0, 0.5, 1]);
  expect(roundTicks(7100, 15_900, 4)).toEqual([8000, 10_000, 12_000, 14_000]);
  expect(roundTicks(0.4, 9.5, 4)).toEqual([2, 4, 6, 8]);
  expect(roundTicks(3, 3, 4)).toEqual([3]);
});

it("steps are counted in whole numbers, few where there is little room", () => {
  expect(wholeTicks(2, 8)).toEqual([0, 1, 2]);
  expect(wholeTicks(3238, 8)).toEqual([0, 500, 1000, 1500, 2000, 2500, 3000]);
  expect(wholeTicks(23, 4)).toEqual([0, 10, 20]);
  expect(wholeTicks(0, 4)).toEqual([0]);
});
