/** Batches of many series as those of one. */
import { expect, it } from "vitest";
import { JoinedBatches } from "./joined-batches.ts";
import type { WindowBatch, WindowBatches } from "./windows.ts";

/** A series of as many batches, each of which says where it is from. */
const part = (name: string, length: number) =>
  ({
    length,
    async *epoch() {
      for (let i = 0; i < length; i++) yield `${name}${i}` as unknown as WindowBatch;
    },
  }) as unknown as WindowBatches;
const epochOf = async (batches: JoinedBatches, number: number) => {
  const all: string[] = [];
  for await (const batch of batches.epoch(number)) all.push(`${batch}`);
  return all;
};
const parts = [part("a", 3), part("b", 1), part("c", 2)];

it("gives every batch once, and of many as many as were asked for, in each epoch others", async () => {
  const all = new JoinedBatches(parts, 5);
  expect(all.length).toBe(6);
  expect((await epochOf(all, 1)).sort()).toEqual(["a0", "a1", "a2", "b0", "c0", "c1"]);
  const some = new JoinedBatches(parts, 5, 2);
  expect(some.length).toBe(2);
  const epochs = await Promise.all([0, 1, 2, 3, 4].map((number) => epochOf(some, number)));
  expect(epochs.map(({ length }) => length)).toEqual([2, 2, 2, 2, 2]);
  expect(new Set(epochs.flat().map((name) => name[0]))).toEqual(new Set(["a", "b", "c"]));
});
