/** A million rows of CSV take no more memory than a hundred thousand. */

import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, expect, it } from "vitest";
import { readCsv } from "./csv.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-csv-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ROWS = 1_000_000;

/** Bytes that are still in use once all that is not has been freed. */
function bytesInUse(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

it("reads a million rows in bounded memory", async () => {
  const path = join(folder, "million.csv");
  const file = createWriteStream(path);
  file.write("time,load,place,note\n");
  for (let i = 0; i < ROWS; i += 1000) {
    const rows = Array.from({ length: 1000 }, (_, k) => `2003-01-01,${(i + k) / 7},place ${i % 50},"said ""${k}"""\n`);
    if (!file.write(rows.join(""))) await once(file, "drain");
  }
  await new Promise((resolve) => file.end(resolve));
  expect(statSync(path).size).toBeGreaterThan(50e6);

  let [count, sum, expected] = [0, 0, 0];
  const inUse: number[] = [];
  for await (const { load } of readCsv(path)) {
    sum += load as number;
    expected += count / 7;
    if (++count % 100_000 === 0) inUse.push(bytesInUse());
  }
  expect(count).toBe(ROWS);
  expect(sum).toBe(expected);
  // a piece of text and its rows more or less; the file is twenty times as large
  expect(Math.max(...inUse) - inUse[0]!).toBeLessThan(3e6);
});
