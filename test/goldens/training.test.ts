/** Training against Keras 3.15.1: ten steps of every optimizer, whole fits with their histories, and what comes after. */
import { describe, expect, test } from "vitest";
import { setBackend } from "../../src/backend/current.ts";
import * as losses from "../../src/losses/index.ts";
import type { Optimizer } from "../../src/optimizers/index.ts";
import * as optimizers from "../../src/optimizers/index.ts";
import { type NestedArray, type Tensor, tensor } from "../../src/tensor/index.ts";
import { isClose, tolerance } from "../tolerance.ts";
import {
  factoryName,
  type GoldenGraph,
  type GoldenWeight,
  type KerasConfig,
  type KerasObject,
  made,
  readGoldens,
  toOptions,
} from "./case.ts";
import { type GraphModel, makeGraph } from "./graph.ts";
import { backends, expectClose } from "./run.ts";

interface GoldenModel {
  graph: GoldenGraph;
  x: NestedArray;
  y: NestedArray;
  loss: KerasObject;
  metrics: ("accuracy" | "mae")[];
  weights: Record<string, GoldenWeight[]>;
}

interface Run {
  id: string;
  model: string;
  optimizer: KerasObject;
  sample_weight?: NestedArray;
  class_weight?: Record<string, number>;
  weights: Record<string, NestedArray[]>;
}

interface StepRun extends Run {
  /** What each of ten steps reported. */
  logs: Record<string, number[]>;
}

interface FitRun extends Run {
  options: KerasConfig;
  history: Record<string, number[]>;
  evaluate: Record<string, number>;
  predict: NestedArray;
}

const { models, steps, fits } = readGoldens<{
  models: Record<string, GoldenModel>;
  steps: StepRun[];
  fits: FitRun[];
}>("training");

type Makers = Record<string, (options: object) => Optimizer>;

function compiled(run: Run): GraphModel & { golden: GoldenModel } {
  const golden = models[run.model]!;
  const graph = makeGraph(golden.graph, golden.weights);
  const make = (optimizers as unknown as Makers)[run.optimizer.class_name.toLowerCase()]!;
  graph.model.compile({
    optimizer: make(toOptions(run.optimizer.config)),
    loss: made(losses, golden.loss, factoryName) as losses.Loss,
    metrics: golden.metrics,
  });
  return { ...graph, golden };
}

function weighing({ sample_weight, class_weight }: Run) {
  return {
    ...(sample_weight && { sampleWeight: tensor(sample_weight) }),
    ...(class_weight && { classWeight: class_weight }),
  };
}

/** Compares named numbers, step by step or epoch by epoch. */
function expectLogs(actual: Record<string, readonly number[]>, expected: Record<string, readonly number[]>): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    expect(actual[name]!.length, name).toBe(values.length);
    const wrong = values.findIndex((value, i) => !isClose(actual[name]![i]!, value, tolerance.training));
    if (wrong >= 0) expect.fail(`${name} number ${wrong + 1} is ${actual[name]![wrong]}, Keras has ${values[wrong]}`);
  }
}

function expectWeights({ layers }: GraphModel, expected: Run["weights"]): void {
  for (const [name, golden] of Object.entries(expected)) {
    const weights = layers.get(name)!.getWeights();
    for (const [i, value] of golden.entries()) {
      expectClose(weights[i], value, `weight ${i} of ${name} after training`, tolerance.training);
    }
  }
}

describe.each(backends)("ten steps on %s", (backend) => {
  test.each(steps)("$id", async (run) => {
    setBackend(backend);
    const graph = compiled(run);
    const { x, y } = graph.golden;
    const logs: Record<string, number>[] = [];
    for (let i = 0; i < 10; i++) logs.push(await graph.model.trainOnBatch(tensor(x), tensor(y), weighing(run)));
    const names = Object.keys(logs[0]!);
    expectLogs(Object.fromEntries(names.map((name) => [name, logs.map((log) => log[name]!)])), run.logs);
    expectWeights(graph, run.weights);
  });
});

describe.each(backends)("whole fits on %s", (backend) => {
  test.each(fits)("$id", async (run) => {
    setBackend(backend);
    const graph = compiled(run);
    const { model, golden } = graph;
    const [x, y] = [tensor(golden.x), tensor(golden.y)];
    const options = { ...toOptions(run.options), ...weighing(run), shuffle: false, verbose: 0 as const };
    const history = await model.fit(x, y, options);
    expectLogs(history.history, run.history);
    expectWeights(graph, run.weights);
    const logs = await model.evaluate(x, y, { batchSize: 4, verbose: 0 });
    expectLogs(
      Object.fromEntries(Object.entries(logs).map(([name, value]) => [name, [value]])),
      Object.fromEntries(Object.entries(run.evaluate).map(([name, value]) => [name, [value]])),
    );
    const [prediction] = model.predict(x, { batchSize: 4 }) as readonly Tensor[];
    expectClose(prediction, run.predict, "prediction", tolerance.training);
  });
});
