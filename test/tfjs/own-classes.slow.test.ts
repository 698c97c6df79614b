/** Models with classes of the user's go between TensorFlow.js and Recurve; RECURVE_TFJS is a folder where TensorFlow.js is installed. */
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import * as ours from "../../src/tfjs/index.ts";
import { modelOf, ownClasses, saved, told } from "./own-classes.ts";

const theirs = createRequire(`${process.env.RECURVE_TFJS}/package.json`)("@tensorflow/tfjs");
const packages: Record<string, [any, ReturnType<typeof ownClasses>]> = {
  "TensorFlow.js": [theirs, ownClasses(theirs)],
  Recurve: [ours, ownClasses(ours)],
};

it.each([
  ["TensorFlow.js", "Recurve"],
  ["Recurve", "TensorFlow.js"],
])("from %s to %s", async (from, to) => {
  const [[tf, classes], [other]] = [packages[from]!, packages[to]!];
  const model = modelOf(tf, classes);
  const again = await other.loadLayersModel(other.io.fromMemory(await saved(tf, model)));
  // TensorFlow.js adds `customObjects` to the options of parts
  expect(told(other, again)).toMatchObject(told(tf, model));
});
