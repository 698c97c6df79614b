/** Programs in the style of tutorials, on both packages. RECURVE_TFJS is a folder where TensorFlow.js is installed. */
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import * as ours from "../../src/tfjs/index.ts";
import { answerOf, row, textOf, verdict } from "./compare.ts";
import { rows as graphs } from "./programs/calls-and-graphs.ts";
import { rows as csv } from "./programs/csv.ts";
import { rows as datasets } from "./programs/datasets.ts";
import { rows as files } from "./programs/files.ts";
import { rows as fitting } from "./programs/fitting.ts";
import { rows as habits } from "./programs/habits.ts";
import { rows as models } from "./programs/models.ts";
import { rows as optimizers } from "./programs/optimizers-and-states.ts";
import { rows as pipelines } from "./programs/pipelines.ts";
import { rows as sequences } from "./programs/sequences-and-data.ts";
import { rows as ways } from "./programs/strangers-ways.ts";
import { rows as topologies } from "./programs/topologies.ts";
import { rows as training } from "./programs/training.ts";
import { rows as whole } from "./programs/whole.ts";
import { programs } from "./typed/strangers.ts";

const theirs = createRequire(`${process.env.RECURVE_TFJS}/package.json`)("@tensorflow/tfjs");
const strangers = Object.entries(programs).map(([name, run]) => row(name, run));
const calls = [
  ...training,
  ...models,
  ...whole,
  ...pipelines,
  ...ways,
  ...graphs,
  ...habits,
  ...sequences,
  ...csv,
  ...datasets,
  ...files,
  ...fitting,
  ...optimizers,
  ...topologies,
  ...strangers,
].map((row) => [textOf(row), row] as const);

it.each(calls)("%s", async (_, row) => {
  const [expected, received] = [await answerOf(row, theirs), await answerOf(row, ours)];
  if (verdict(expected, received) !== "same") expect(received).toEqual(expected);
});
