import { expect, it } from "vitest";
import { FreeBlocks } from "./free-blocks.ts";

it("gives back what it was given, by size, and cuts larger blocks after it has joined neighbours", () => {
  const free = new FreeBlocks();
  for (const [address, bytes] of [
    [0, 64],
    [192, 64],
    [64, 128],
    [1024, 64],
  ] as const)
    free.add(address, bytes);
  expect(free.bytes).toBe(320);
  expect(free.exactly(256)).toBeUndefined();
  expect(free.within(320)).toBeUndefined();
  expect(free.within(192)).toBe(0);
  expect([free.exactly(64), free.exactly(64), free.exactly(64)].sort()).toEqual([1024, 192, undefined]);
  expect(free.bytes).toBe(0);
});
