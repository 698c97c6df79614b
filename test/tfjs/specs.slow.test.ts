/**
 * TensorFlow.js's own specs of its core, as its package brings them, on Recurve: whatever passes on TensorFlow.js by public names
 * passes here too, but for what `specs/outside.ts` names. RECURVE_TFJS is a folder where TensorFlow.js is installed.
 */
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, expect, it } from "vitest";
import * as ours from "../../src/tfjs/index.ts";
import { filesOutside, specsOutside } from "./specs/outside.ts";
import { failureOf, specsOf } from "./specs/run.ts";

const folder = `${process.env.RECURVE_TFJS}/node_modules/@tensorflow/tfjs-core/dist`;
const theirs = createRequire(`${process.env.RECURVE_TFJS}/package.json`)("@tensorflow/tfjs");
const outside = Object.values(filesOutside);
const files = (readdirSync(folder, { recursive: true }) as string[])
  .filter((name) => name.endsWith("_test.js") && !outside.some((pattern) => pattern.test(name)))
  .sort();
const isAbsent = (failure: string) => /is not in Recurve|no complex numbers|not one that Recurve has/.test(failure);
const met = new Set<RegExp>();
const counts = { passed: 0, absent: 0, otherwise: 0 };

it.each(files)("%s", async (file) => {
  const path = `${folder}/${file}`;
  const expected = specsOf(path, theirs);
  const differences: string[] = [];
  for (const [i, spec] of specsOf(path, ours).entries()) {
    if (await failureOf(expected[i]!)) continue;
    const failure = await failureOf(spec);
    const known = Object.values(specsOutside).filter((pattern) => pattern.test(`${file} ${spec.name}`));
    if (failure === undefined) counts.passed++;
    else if (isAbsent(failure)) counts.absent++;
    else if (known.length > 0) counts.otherwise++;
    else differences.push(`${spec.name}: ${failure}`);
    if (failure !== undefined) for (const pattern of known) met.add(pattern);
  }
  expect(differences).toEqual([]);
});

it("each exception is needed", () => {
  expect(Object.entries(specsOutside).filter(([, pattern]) => !met.has(pattern))).toEqual([]);
});

afterAll(() => console.log(`specs of TensorFlow.js's core: ${JSON.stringify(counts)}, in ${files.length} files`));
