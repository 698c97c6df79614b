/** Calls, one by one, on TensorFlow.js and on Recurve; RECURVE_TFJS is a folder where TensorFlow.js is installed. */
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import * as ours from "../../src/tfjs/index.ts";
import { answerOf, textOf, verdict } from "./compare.ts";
import { rows } from "./probes/index.ts";

const theirs = createRequire(`${process.env.RECURVE_TFJS}/package.json`)("@tensorflow/tfjs");

it.each(rows.map((row) => [textOf(row), row] as const))("%s", async (_, row) => {
  const [expected, received] = [await answerOf(row, theirs), await answerOf(row, ours)];
  const found = verdict(expected, received);
  if (row.better) expect(found, row.better).toMatch(/^(different|better)$/);
  else if (found === "different") expect(received).toEqual(expected);
});
