import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { shapes } from "../../test/shapes.ts";
import { grad } from "../autodiff/grad.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import { oneHot } from "./indexing.ts";
import { sum } from "./reduce.ts";
import {
  logitsOf,
  logSoftmax,
  sigmoidCrossEntropy,
  softmax,
  softmaxCrossEntropy,
  sparseSoftmaxCrossEntropy,
} from "./softmax.ts";

/** In float64. */
function logSoftmaxRow(row: number[]): number[] {
  const top = Math.max(...row);
  const total = top + Math.log(row.reduce((all, x) => all + Math.exp(x - top), 0));
  return row.map((x) => x - total);
}

const huge = tensor([
  [1000, 0, -1000],
  [-1000, -1000, -1000],
]);

onEachBackend(() => {
  it("normalizes every row of any shape", () => {
    fc.assert(
      fc.property(shapes(3), fc.integer({ min: 1, max: 9 }), (lead, width) => {
        const x = normal([...lead, width], 1, 3);
        const values = [...x.dataSync()];
        const rows = Array.from({ length: x.size / width }, (_, i) =>
          logSoftmaxRow(values.slice(i * width, (i + 1) * width)),
        );
        expectClose(logSoftmax(x), tensor(rows.flat(), x.shape));
        expectClose(softmax(x), tensor(rows.flat().map(Math.exp), x.shape));
      }),
      { numRuns: 30 },
    );
  });

  it("has right gradients", () => {
    checkGradients(softmax, [normal([2, 3])]);
    checkGradients(logSoftmax, [normal([2, 2, 3])]);
  });

  it("stays finite for logits of any size", () => {
    expectClose(softmax(huge), [
      [1, 0, 0],
      [1 / 3, 1 / 3, 1 / 3],
    ]);
    expectClose(logSoftmax(huge), [
      [0, -1000, -2000],
      [-Math.log(3), -Math.log(3), -Math.log(3)],
    ]);
    expectClose(sparseSoftmaxCrossEntropy(huge, [2, 0]), [2000, Math.log(3)]);
    expectClose(sigmoidCrossEntropy([1000, 1000, -1000, -1000], [0, 1, 0, 1]), [1000, 0, 0, 1000]);
  });

  it("remembers the logits behind probabilities", () => {
    const x = normal([2, 3]);
    const probabilities = softmax(x);
    expect(logitsOf(probabilities, "softmax")).toBe(x);
    expect(logitsOf(probabilities, "sigmoid")).toBeUndefined();
    expect(logitsOf(x, "softmax")).toBeUndefined();
  });

  it("the sparse cross-entropy is that of the one-hot target, value and gradient", () => {
    const [scores, labels] = [
      normal([2, 2, 3]),
      tensor([
        [2, 0],
        [1, 1],
      ]),
    ];
    expectClose(sparseSoftmaxCrossEntropy(scores, labels), softmaxCrossEntropy(scores, oneHot(labels, 3)));
    const of = (f: (x: Tensor) => Tensor) => grad((x: Tensor) => sum(f(x)))(scores);
    expectClose(
      of((x) => sparseSoftmaxCrossEntropy(x, labels)),
      of((x) => softmaxCrossEntropy(x, oneHot(labels, 3))),
    );
    checkGradients((x) => sparseSoftmaxCrossEntropy(x, labels), [scores]);
    checkGradients(softmaxCrossEntropy, [scores, softmax(normal([2, 2, 3], 3))]);
  });

  it("the sigmoid cross-entropy has its value and gradient everywhere, at 0 too", () => {
    const [x, t] = [tensor([-3, -0.5, 0, 0, 0, 2]), tensor([1, 0.3, 0, 1, 0.5, 0])];
    const targets = t.dataSync();
    const expected = Float32Array.from(x.dataSync(), (score, i) => {
      const p = 1 / (1 + Math.exp(-score));
      return -targets[i]! * Math.log(p) - (1 - targets[i]!) * Math.log(1 - p);
    });
    expectClose(sigmoidCrossEntropy(x, t), tensor(expected));
    checkGradients(sigmoidCrossEntropy, [x, t]);
    checkGradients(sigmoidCrossEntropy, [normal([2, 3], 1), normal([3], 2)]);
  });
});

describe("cross-entropies", () => {
  it.each([
    [() => sparseSoftmaxCrossEntropy(normal([2, 3]), [0, 3]), /0 to 2\n.*received: 3/],
    [() => sparseSoftmaxCrossEntropy(normal([2, 3]), [0]), /labels of shape \(2,\)/],
    [() => softmaxCrossEntropy(normal([2, 3]), normal([2, 2])), /broadcast/],
    [() => sigmoidCrossEntropy(normal([2]), normal([3])), /broadcast/],
    [() => softmax(1), /at least one axis/],
  ])("refuse what does not fit: %#", (call, message) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });
});
