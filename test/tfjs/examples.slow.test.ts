/** Programs with the calls of TensorFlow.js's own recurrent examples give the same on both packages; RECURVE_TFJS is a folder with the other. */
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import * as ours from "../../src/tfjs/index.ts";
import { examples } from "./examples/index.ts";

const theirs = createRequire(`${process.env.RECURVE_TFJS}/package.json`)("@tensorflow/tfjs");

/** Numbers rounded to what two orders of adding up leave the same; texts and whole numbers as they are. */
function near(received: unknown, expected: unknown, path: string): void {
  if (typeof expected === "number") {
    expect(Math.abs((received as number) - expected), `${path}: ${received} for ${expected}`).toBeLessThan(2e-3);
  } else if (typeof expected === "object" && expected !== null) {
    expect(Object.keys(received as object).sort(), path).toEqual(Object.keys(expected).sort());
    for (const [name, each] of Object.entries(expected)) near((received as any)[name], each, `${path}.${name}`);
  } else expect(received, path).toEqual(expected);
}

it.each(Object.entries(examples))("%s", { timeout: 300_000 }, async (name, run) => {
  const [begun, expected] = [performance.now(), await run(theirs)];
  const [between, received] = [performance.now(), await run(ours)];
  near(received, expected, name);
  const [first, second] = [between - begun, performance.now() - between].map(Math.round);
  if (process.env.RECURVE_TIMES) console.log(`| ${name} | ${first} ms | ${second} ms |`);
});
