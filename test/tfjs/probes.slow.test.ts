/** Calls, one by one, on TensorFlow.js and on Recurve; RECURVE_TFJS is a folder where TensorFlow.js is installed. */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import * as ours from "../../src/tfjs/index.ts";
import { answerOf, textOf, verdict } from "./compare.ts";
import { type Finding, pageOf } from "./page.ts";
import { rooms } from "./probes/index.ts";

const theirs = createRequire(`${process.env.RECURVE_TFJS}/package.json`)("@tensorflow/tfjs");
const calls = Object.entries(rooms).flatMap(([room, rows]) => rows.map((row) => [textOf(row), room, row] as const));
const findings: Finding[] = [];

it.each(calls)("%s", async (_, room, row) => {
  const [expected, received] = [await answerOf(row, theirs), await answerOf(row, ours)];
  const found = verdict(expected, received);
  if (row.better) expect(found, row.better).toMatch(/^(different|better)$/);
  else if (found === "different") expect(received).toEqual(expected);
  findings.push({ room, row, found: found === "different" ? "better" : found });
});

it.each(["en", "zh"] as const)("the page says what was found: %s", (language) => {
  const path = `docs/${language}/tensorflowjs-calls.md`;
  const page = pageOf(findings, language);
  if (process.env.RECURVE_WRITE === "1") writeFileSync(path, page);
  expect(readFileSync(path, "utf8")).toBe(page);
});
