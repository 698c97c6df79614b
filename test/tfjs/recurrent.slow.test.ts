/**
 * The calls that TensorFlow.js's specs of recurrent, wrapping and convolutional recurrent layers make, on both packages: values,
 * shapes, configurations and weights after training. RECURVE_TFJS is a folder where TensorFlow.js is installed.
 */
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import * as ours from "../../src/tfjs/index.ts";
import { answerOf, textOf, verdict } from "./compare.ts";
import { rows as layers } from "./recurrent/layers.ts";
import { rows as others } from "./recurrent/own-and-convolutional.ts";
import { rows as wrappers } from "./recurrent/wrappers.ts";

const theirs = createRequire(`${process.env.RECURVE_TFJS}/package.json`)("@tensorflow/tfjs");
const calls = [...layers, ...wrappers, ...others].map((row) => [textOf(row), row] as const);
/** Where data come later, the batch size is checked when they do. */
const later = /stateful without batch/;

it.each(calls)("%s", async (text, row) => {
  const [expected, received] = [await answerOf(row, theirs), await answerOf(row, ours)];
  const found = verdict(expected, received);
  if (later.test(text)) expect(found).toBe("better");
  else if (found !== "same") expect(received).toEqual(expected);
});
