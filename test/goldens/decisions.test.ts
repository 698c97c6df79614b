/** The points where Keras contradicts itself or its documents, decided and shown by numbers. */
import { describe, expect, test } from "vitest";
import { setBackend } from "../../src/backend/current.ts";
import { bidirectional, gru, input } from "../../src/layers/index.ts";
import type { RNN } from "../../src/layers/rnn/rnn.ts";
import { resolveLoss } from "../../src/losses/by-name.ts";
import { reduceLoss } from "../../src/losses/reduce.ts";
import { model } from "../../src/models/functional.ts";
import { ConfigError, type NestedArray, type Tensor, tensor } from "../../src/tensor/index.ts";
import { type GoldenGraph, type GoldenWeight, type LayerCase, readGoldens } from "./case.ts";
import { makeGraph } from "./graph.ts";
import { backends, checkLayerCase, expectClose, layerOf } from "./run.ts";

interface Decision extends LayerCase {
  batch_size: number;
  states: NestedArray[];
  expected_shape: number[];
  loss: string;
  y_true: NestedArray;
  y_pred: NestedArray;
  sample_weight: NestedArray;
  value: number;
  class_weight: Record<number, number>;
}

interface Training {
  models: Record<
    string,
    { graph: GoldenGraph; weights: Record<string, GoldenWeight[]>; x: NestedArray; y: number[][] }
  >;
}

const { cases } = readGoldens<{ cases: Decision[] }>("decisions");
const decided = (id: string): Decision => cases.find((given) => given.id === id)!;
/** Decisions that are more than one call of a layer have a test of their own. */
const special = ["d06", "d08", "d12"];

describe.each(backends)("on %s", (backend) => {
  for (const given of cases.filter(({ id }) => !special.includes(id))) {
    test(`${given.id}: ${given.notes}`, () => {
      setBackend(backend);
      checkLayerCase(given);
    });
  }

  test(`d06: ${decided("d06").notes}`, () => {
    setBackend(backend);
    const given = decided("d06");
    const [, time, features] = tensor(given.input).shape as [number, number, number];
    const inputs = input({ batchShape: [given.batch_size, time, features] });
    const layer = layerOf(given) as RNN;
    const whole = model({ inputs, outputs: layer.apply(inputs) });
    expectClose(whole.predict(tensor(given.input), { batchSize: given.batch_size }), given.expected[0]!, "prediction");
  });

  test(`d08: ${decided("d08").notes}`, () => {
    setBackend(backend);
    const given = decided("d08");
    const layer = layerOf(given) as RNN;
    layer.apply(tensor(given.input));
    layer.resetStates(given.states.map((state) => tensor(state)));
    expectClose(layer.apply(tensor(given.input)), given.expected[0]!, "output");
  });

  test("d09: Bidirectional refuses weights, and names setWeights", () => {
    const options = { layer: gru({ units: 2 }), weights: [] };
    expect(() => bidirectional(options)).toThrow(ConfigError);
    expect(() => bidirectional(options)).toThrow(/weights/);
  });

  test("d10: the shape that a layer promises is the shape that it gives", () => {
    setBackend(backend);
    const given = decided("d10");
    const layer = layerOf(given);
    expect(layer.computeOutputShapes([tensor(given.input).shape])).toEqual([given.expected_shape]);
  });

  test(`d12: ${decided("d12").notes}`, () => {
    setBackend(backend);
    const given = decided("d12");
    const loss = resolveLoss("sparseCategoricalCrossentropy");
    const values: Tensor = loss.values(tensor(given.y_true), tensor(given.y_pred));
    const sampleWeight = tensor(given.sample_weight);
    expectClose(reduceLoss(values, { sampleWeight, reduction: loss.reduction }), given.value, "loss");
  });

  test("d12: a model weighs each step of a sequence by the class of its label", async () => {
    setBackend(backend);
    const { class_weight: classWeight } = decided("d12");
    const { graph, weights, x, y } = readGoldens<Training>("training").models.tagger!;
    const { model: tagger } = makeGraph(graph, weights);
    tagger.compile({ loss: "sparseCategoricalCrossentropy" });
    const sampleWeight = tensor(y.map((row) => row.map((label) => classWeight[label]!)));
    const byClass = await tagger.testOnBatch(tensor(x), tensor(y), { classWeight });
    expect(byClass).toEqual(await tagger.testOnBatch(tensor(x), tensor(y), { sampleWeight }));
    expect(byClass).not.toEqual(await tagger.testOnBatch(tensor(x), tensor(y)));
  });
});
