/** Models of two outputs, each with its loss, factor, metrics and sample weights, trained as by Keras; in memory and as a dataset. */
import { describe, expect, test } from "vitest";
import { setBackend } from "../../src/backend/current.ts";
import { data, losses, type ModelTargets, type NestedArray, optimizers, type Tensor, tensor } from "../../src/index.ts";
import { isClose, tolerance } from "../tolerance.ts";
import { type GoldenGraph, type GoldenWeight, readGoldens } from "./case.ts";
import { makeGraph } from "./graph.ts";
import { backends, expectClose } from "./run.ts";

interface Golden {
  graph: GoldenGraph;
  weights: Record<string, GoldenWeight[]>;
  x: NestedArray;
  y: Record<string, NestedArray>;
  sample_weight: Record<string, NestedArray>;
  runs: {
    id: string;
    options: {
      loss_weights?: Record<string, number>;
      metrics?: Record<string, ["accuracy" | "mae"]>;
      weighted_metrics?: Record<string, ["accuracy" | "mae"]>;
    };
    weighted: boolean;
    history: Record<string, number[]>;
    weights: Record<string, NestedArray[]>;
  }[];
}

const golden = readGoldens<Golden>("outputs");
const tensors = (parts: Record<string, NestedArray>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(parts).map(([name, values]) => [name, tensor(values)]));
const [x, y, weights] = [tensor(golden.x), tensors(golden.y), tensors(golden.sample_weight)];
/** The same in batches of three. */
const dataset = data
  .dataset({ x, tags: y.tags!, level: y.level!, tagWeights: weights.tags!, levelWeights: weights.level! })
  .batch(3)
  .map(({ x, tags, level, tagWeights, levelWeights }) => ({
    ...{ x, y: { tags, level }, sampleWeight: { tags: tagWeights, level: levelWeights } },
  }));

function compiled({ options }: Golden["runs"][number]) {
  const made = makeGraph(golden.graph, golden.weights);
  made.model.compile({
    optimizer: optimizers.sgd({ learningRate: 0.2 }),
    loss: { tags: "sparseCategoricalCrossentropy", level: losses.huber({ delta: 0.5 }) },
    lossWeights: options.loss_weights,
    metrics: options.metrics,
    weightedMetrics: options.weighted_metrics,
  });
  return made;
}

describe.each(backends)("two outputs on %s", (backend) => {
  test.each(golden.runs)("$id", async (run) => {
    setBackend(backend);
    const { model, layers } = compiled(run);
    const sampleWeight: ModelTargets | undefined = run.weighted ? weights : undefined;
    const { history } = await model.fit(x, y, {
      ...{ batchSize: 3, epochs: 3, shuffle: false, verbose: 0, sampleWeight, validationData: [x, y] },
    });
    expect(Object.keys(history)).toEqual(Object.keys(run.history));
    for (const [name, values] of Object.entries(run.history)) {
      for (const [epoch, value] of values.entries()) {
        const actual = history[name]![epoch]!;
        expect(isClose(actual, value, tolerance.training), `${name}: ${actual}, Keras has ${value}`).toBe(true);
      }
    }
    for (const [name, values] of Object.entries(run.weights)) {
      for (const [i, value] of values.entries()) {
        expectClose(layers.get(name)!.getWeights()[i], value, `weight ${i} of ${name}`, tolerance.training);
      }
    }
    const validationData = dataset.map(({ x, y }) => ({ x, y }));
    const trained = run.weighted ? dataset : validationData;
    const streamed = await compiled(run).model.fit(trained, { epochs: 3, verbose: 0, validationData });
    expect(streamed.history).toEqual(history);
  });
});
