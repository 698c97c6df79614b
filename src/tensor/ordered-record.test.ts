import { expect, it } from "vitest";
import { orderedRecord } from "./ordered-record.ts";

const entries = [
  ["71", 1],
  ["68", 2],
  ["state", 3],
  ["069", 4],
  ["69", 5],
] as const;

it("lists entries in the order given, though their keys look like positions", () => {
  const record: Record<string, number> = orderedRecord(entries);
  expect(Object.keys(record)).toEqual(["71", "68", "state", "069", "69"]);
  expect(Object.values(record)).toEqual([1, 2, 3, 4, 5]);
  expect(Object.entries(record)).toEqual(entries);
  expect(JSON.stringify(record)).toBe('{"71":1,"68":2,"state":3,"069":4,"69":5}');
  const walked: string[] = [];
  for (const key in record) walked.push(key);
  expect(walked).toEqual(["71", "68", "state", "069", "69"]);
  expect(record).toEqual({ 71: 1, 68: 2, state: 3, "069": 4, 69: 5 });
});

it("is an object like others otherwise", () => {
  const record: Record<string, number> = orderedRecord(entries);
  record.more = 5;
  delete record["68"];
  expect(Object.keys(record)).toEqual(["71", "state", "069", "69", "more"]);
  expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  expect(record["68"]).toBeUndefined();
  expect(orderedRecord([["__proto__", 1]])).toHaveProperty(["__proto__"], 1);
});
