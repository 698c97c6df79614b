import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../test/numbers.ts";
import { tolerance } from "../../test/tolerance.ts";
import { subtract } from "../ops/index.ts";
import { type NestedArray, type Tensor, tensor } from "../tensor/index.ts";
import { resolveMetric } from "./by-name.ts";
import * as metrics from "./index.ts";
import { lossMetric } from "./of-loss.ts";

const targets = [
  [1, 0, 1],
  [0, 0, 1],
  [1, 1, 0],
  [0, 1, 0],
];
const predictions = [
  [0.9, 0.2, 0.4],
  [0.6, 0.1, 0.8],
  [0.3, 0.7, 0.55],
  [0.45, 0.65, 0.05],
];
const classes = [0, 2, 1, 1];
const weights = [1, 2, 0.5, 0.25];

function value(metric: metrics.Metric, t: NestedArray, p: NestedArray, sampleWeight?: NestedArray): number {
  metric.reset();
  metric.update(tensor(t), tensor(p), sampleWeight === undefined ? {} : { sampleWeight: tensor(sampleWeight) });
  return metric.result();
}

// metric, value, value with sample weights: printed by Keras 3.15.1 for the numbers above
const keras: [string, metrics.Metric, number, number][] = [
  ["precision", metrics.precision(), 0.6666666865348816, 0.6000000238418579],
  ["recall", metrics.recall(), 0.6666666865348816, 0.7142857313156128],
  ["precision above 0.6", metrics.precision({ thresholds: 0.6 }), 1, 1],
  ["precision of class 1", metrics.precision({ classId: 1 }), 1, 1],
  ["recall of the largest", metrics.recall({ topK: 1 }), 0.6666666865348816, 0.7142857313156128],
  ["true positives", metrics.truePositives(), 4, 3.75],
  ["true negatives", metrics.trueNegatives(), 4, 3.5],
  ["false positives", metrics.falsePositives(), 2, 2.5],
  ["false negatives", metrics.falseNegatives(), 2, 1.5],
  ["true negatives above 0.6", metrics.trueNegatives({ thresholds: 0.6 }), 6, 6],
  ["false positives above 0.6", metrics.falsePositives({ thresholds: 0.6 }), 0, 0],
  ["auc", metrics.auc(), 0.8333333134651184, 0.8690476417541504],
  ["auc of precision and recall", metrics.auc({ curve: "PR" }), 0.8743427991867065, 0.8912364840507507],
  ["auc of 5 thresholds", metrics.auc({ numThresholds: 5 }), 0.8055555820465088, 0.8452380895614624],
  ["f1 macro", metrics.f1Score({ threshold: 0.5 }), 0.6666666865348816, 0.723905622959137],
  ["f1 micro", metrics.f1Score({ threshold: 0.5, average: "micro" }), 0.6666666269302368, 0.6521738767623901],
  ["f1 weighted", metrics.f1Score({ threshold: 0.5, average: "weighted" }), 0.6666666269302368, 0.6854256391525269],
  ["f1 of the largest", metrics.f1Score(), 0.7777776718139648, 0.8666665554046631],
  ["f2 macro", metrics.fbetaScore({ threshold: 0.5, beta: 2 }), 0.6666666865348816, 0.7484035491943359],
  [
    "f0.5 micro",
    metrics.fbetaScore({ threshold: 0.5, beta: 0.5, average: "micro" }),
    0.666666567325592,
    0.6198346614837646,
  ],
  ["f2 weighted", metrics.fbetaScore({ beta: 2, average: "weighted" }), 0.703703761100769, 0.7551020383834839],
  ["r2 score", metrics.r2Score(), 0.3233332931995392, 0.21597208082675934],
  ["binary accuracy", metrics.binaryAccuracy(), 0.6666666865348816, 0.644444465637207],
  ["categorical accuracy", metrics.categoricalAccuracy(), 0.75, 0.8666666746139526],
  ["root mean squared error", metrics.rootMeanSquaredError(), 0.4112987518310547, 0.39475730061531067],
  ["mean squared error", lossMetric("mse"), 0.1691666692495346, 0.15583333373069763],
  ["cosine similarity", lossMetric("cosineSimilarity"), 0.8209922313690186, 0.8235278725624084],
  ["log cosh", lossMetric("logCosh"), 0.08042369037866592, 0.07401852309703827],
  ["binary cross-entropy", lossMetric("binaryCrossentropy"), 0.4940548539161682, 0.46079471707344055],
];

it("gives Keras's R² with weights that are negative or sum to 0", () => {
  const truth = [
    [1, 2],
    [3, 5],
    [2, 2],
    [7, 1],
  ];
  const guess = [
    [1.5, 2],
    [2, 4],
    [2, 3],
    [6, 0],
  ];
  const r2 = (...sampleWeight: number[]) => value(metrics.r2Score(), truth, guess, sampleWeight);
  expectNumbers(r2(1, -1, 2, 1), 1.069318175315857);
  expectNumbers(r2(-1, -1, -1, -1), 0.7791164517402649);
  expectNumbers(r2(2, -1, -1, 0), 1);
  expectNumbers(r2(0, 2, 0, 1), 0.7187499403953552);
  // equal targets, whose squares are rounded
  expect(value(metrics.r2Score(), [[0.1], [0.1], [0.1]], [[0], [1], [2]])).toBe(0);
});

it.each(keras)("gives Keras's number: %s", (_, metric, plain, weighted) => {
  expectNumbers(value(metric, targets, predictions), plain);
  expectNumbers(value(metric, targets, predictions, weights), weighted);
});

it.each(keras)("gives the same over two batches as over one: %s", (_, metric) => {
  const whole = value(metric, targets, predictions, weights);
  metric.reset();
  for (const [from, to] of [
    [0, 1],
    [1, 4],
  ]) {
    const sampleWeight = tensor(weights.slice(from, to));
    metric.update(tensor(targets.slice(from, to)), tensor(predictions.slice(from, to)), { sampleWeight });
  }
  expectNumbers(metric.result(), whole);
});

it.each(keras)("does not see what a mask takes away: %s", (_, metric) => {
  const two = value(metric, targets.slice(0, 2), predictions.slice(0, 2));
  metric.reset();
  metric.update(tensor(targets), tensor(predictions), { mask: tensor([true, true, false, false]) });
  expectNumbers(metric.result(), two);
  metric.reset();
  expect(metric.result()).toBe(0);
});

it("counts a class that is never true nor predicted, as Keras does", () => {
  const oneHot = [
    [1, 0, 0],
    [0, 1, 0],
  ];
  const guesses = [
    [0.4, 0.5, 0.1],
    [0.3, 0.6, 0.1],
  ];
  expectNumbers(value(metrics.f1Score(), oneHot, guesses), 0.2222221940755844);
});

describe("class numbers", () => {
  it("are right where the largest entry is theirs", () => {
    expect(value(metrics.sparseCategoricalAccuracy(), classes, predictions)).toBe(1);
    expect(value(metrics.sparseCategoricalAccuracy(), [[1], [2], [1], [0]], predictions)).toBe(0.5);
  });

  it("are among the k largest where fewer than k entries are larger", () => {
    expect(value(metrics.sparseTopKCategoricalAccuracy({ k: 2 }), [1, 1, 0, 0], predictions)).toBe(0.25);
    expect(value(metrics.sparseTopKCategoricalAccuracy({ k: 3 }), [1, 1, 0, 0], predictions)).toBe(1);
    const oneHot = [
      [0, 0, 1],
      [1, 0, 0],
    ];
    expect(value(metrics.topKCategoricalAccuracy({ k: 2 }), oneHot, predictions.slice(0, 2))).toBe(1);
    expect(value(metrics.topKCategoricalAccuracy({ k: 1 }), oneHot, predictions.slice(0, 2))).toBe(0);
  });

  it("of equally likely classes have their count as perplexity, over steps and masks", () => {
    const even = [
      [
        [0.25, 0.25, 0.25, 0.25],
        [0.25, 0.25, 0.25, 0.25],
      ],
    ];
    expectNumbers(value(metrics.perplexity(), [[0, 3]], even), 4);
    const sure = [[[0.5, 0.5, 0, 0], even[0]![0]!]];
    const metric = metrics.perplexity();
    metric.update(tensor([[0, 3]]), tensor(sure), { mask: tensor([[true, false]]) });
    expectNumbers(metric.result(), 2);
    expectNumbers(value(metrics.perplexity({ ignoreClass: 3 }), [[0, 3]], sure), 2);
  });
});

describe("resolveMetric", () => {
  const accuracy = (t: NestedArray, p: NestedArray) => {
    const [yTrueShape, yPredShape] = [tensor(t).shape, tensor(p).shape];
    const known = resolveMetric("accuracy", { yTrueShape, yPredShape });
    const late = resolveMetric("acc");
    expect([known.name, late.name]).toEqual(["accuracy", "acc"]);
    const result = value(known, t, p);
    expect(value(late, t, p)).toBe(result);
    return result;
  };

  it("finds the accuracy that suits the shapes", () => {
    expectNumbers(accuracy([1, 0, 1], [[0.9], [0.2], [0.3]]), 2 / 3, tolerance.pointwise);
    expect(accuracy([[1], [0]], [[0.9], [0.8]])).toBe(0.5);
    expect(accuracy(classes, predictions)).toBe(1);
    expect(accuracy([[0], [2], [1], [0]], predictions)).toBe(0.75);
    expect(accuracy(targets, predictions)).toBe(0.75);
    expect(
      accuracy(
        [[0, 1]],
        [
          [
            [0.6, 0.4],
            [0.7, 0.3],
          ],
        ],
      ),
    ).toBe(0.5);
  });

  it("keeps the name that was given, and takes a function and an object", () => {
    expect(resolveMetric("mae").name).toBe("mae");
    expect(resolveMetric("rootMeanSquaredError").name).toBe("rootMeanSquaredError");
    const bias = (t: Tensor, p: Tensor) => subtract(p, t);
    expect(resolveMetric(bias).name).toBe("bias");
    expectNumbers(value(resolveMetric(bias), [[1], [2]], [[2], [5]]), 2);
    const own = metrics.auc({ name: "area" });
    expect(resolveMetric(own)).toBe(own);
    expect(own.name).toBe("area");
  });

  it("tells what is wrong", () => {
    expect(() => resolveMetric("acuracy" as "acc")).toThrow('did you mean "accuracy"?');
    expect(() => resolveMetric({} as metrics.Metric)).toThrow("This is not a metric.");
    expect(() => metrics.precision({ treshold: 1 } as object)).toThrow("treshold");
    expect(() => metrics.auc({ numThresholds: 1 })).toThrow("numThresholds must be an integer from 2 to 1000000");
    expect(() => metrics.f1Score({ average: "none" as "macro" })).toThrow('average must be "macro"');
    expect(() => metrics.fbetaScore({ beta: 0 })).toThrow("beta must be a finite number above 0");
    expect(() => value(metrics.auc(), [1], [[3]])).toThrow("predictions from 0 to 1");
    expect(() => value(metrics.categoricalAccuracy(), classes, predictions)).toThrow("do not fit the predictions");
    expect(() => value(metrics.binaryAccuracy(), [1], predictions)).toThrow("do not fit the predictions");
    expect(() => value(metrics.sparseCategoricalAccuracy(), targets, predictions)).toThrow("class numbers (4,)");
  });
});

describe("gathered values", () => {
  const each = predictions.map((row) => row.map((value) => 2 * value + 1));

  // printed by Keras 3.15.1: plain; weighted, with 0.5 after it, with [1, 3] of weights [0.2, 0.7] after that; a weight each
  it.each([
    ["mean", metrics.mean(), [0.474999994, 0.49444443, 0.495613992, 0.823746204, 0.545299113]],
    ["sum", metrics.sum(), [5.69999981, 5.5625, 6.0625, 8.36250019, 12.75999928]],
  ] as const)("gives Keras's %s", (_, metric, [plain, weighted, number, further, perValue]) => {
    expect(metric.result()).toBe(0);
    metric.update(predictions);
    expectNumbers(metric.result(), plain);
    metric.reset();
    metric.update(predictions, { sampleWeight: weights });
    expectNumbers(metric.result(), weighted);
    metric.update(0.5);
    expectNumbers(metric.result(), number);
    metric.update([1, 3], { sampleWeight: [0.2, 0.7] });
    expectNumbers(metric.result(), further);
    metric.reset();
    metric.update(tensor(predictions), { sampleWeight: each });
    expectNumbers(metric.result(), perValue);
  });

  it("takes one weight for all values, and a mask", () => {
    const [mean, sum] = [metrics.mean(), metrics.sum({ name: "total" })];
    mean.update(3, { sampleWeight: 2 });
    mean.update(1);
    expectNumbers(mean.result(), 7 / 3);
    sum.update(predictions, { sampleWeight: 2 });
    expectNumbers(sum.result(), 11.4);
    sum.reset();
    sum.update([1, Number.POSITIVE_INFINITY, 3], { mask: tensor([true, false, true]) });
    expect(sum.result()).toBe(4);
    expect(sum.name).toBe("total");
  });

  it("tells what it has counted, and takes that up", () => {
    const [first, second] = [metrics.mean(), metrics.mean()];
    first.update([1, 2, 6]);
    second.setState(first.getState());
    expect(second.result()).toBe(3);
  });

  it("is no metric of predictions", () => {
    const metric = metrics.mean() as unknown as metrics.Metric;
    expect(() => metric.update(tensor([1]), tensor([1]))).toThrow("gathers values");
    expect(() => metrics.sum({ names: "x" } as never)).toThrow("names");
  });
});
