/** Softmax, the cross-entropy of its logits, and their gradients. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, normal } from "../../../test/numbers.ts";
import { type Shape, type Tensor, wrap } from "../../tensor/index.ts";
import type { Backend } from "../backend.ts";
import { counting, differences, float32, fromIndices, int32 } from "./arrays.suite.ts";

function softmaxOf(row: Float64Array): Float64Array {
  const weights = row.map((value) => Math.exp(value - Math.max(...row)));
  return weights.map((weight) => weight / weights.reduce((a, b) => a + b));
}

const logSoftmaxOf = (row: Float64Array) => {
  const largest = Math.max(...row);
  const rest = Math.log(row.reduce((sum, value) => sum + Math.exp(value - largest), 0));
  return row.map((value) => value - largest - rest);
};

/** Each row of the last axis changed by itself. */
function byRow(x: Tensor, compute: (row: Float64Array, start: number) => Float64Array): Tensor {
  const width = x.shape.at(-1)!;
  const to = new Float32Array(x.size);
  for (let start = 0; start < x.size; start += width) {
    to.set(compute(Float64Array.from(x.read().subarray(start, start + width)), start), start);
  }
  return wrap(to, x.shape, "float32");
}

/** Σ y w over a row, of which gradients are taken. */
const dot = (y: Float64Array, w: Tensor, start: number) => y.reduce((sum, v, i) => sum + v * w.read()[start + i]!, 0);

export function testSoftmax(engine: Backend): void {
  const shape: fc.Arbitrary<Shape> = fc
    .tuple(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }), fc.integer({ min: 1, max: 40 }))
    .map(([rows, width]) => [...rows, width]);

  it("softmax of rows of every length", () => {
    fc.assert(
      fc.property(shape, (lengths) => {
        const x = normal(lengths, 5, 3);
        expectClose(engine.softmax(x, false), byRow(x, softmaxOf));
        expectClose(engine.softmax(x, true), byRow(x, logSoftmaxOf));
      }),
    );
  });

  it("softmax of large and of impossible logits", () => {
    const { NEGATIVE_INFINITY: never } = Number;
    const x = float32([1000, 1000, -1000, -5000, -5001, never], [2, 3]);
    const [more, less] = [1 / (1 + Math.exp(-1)), 1 / (1 + Math.exp(1))];
    expectClose(engine.softmax(x, false), [
      [0.5, 0.5, 0],
      [more, less, 0],
    ]);
    expectClose(engine.softmax(x, true), [
      [-Math.LN2, -Math.LN2, -2000 - Math.LN2],
      [Math.log(more), Math.log(less), never],
    ]);
  });

  it("the gradient of softmax and of its logarithm", () => {
    for (const [log, compute] of [
      [false, softmaxOf],
      [true, logSoftmaxOf],
    ] as const) {
      for (const width of [1, 3, 4, 19]) {
        const [x, dy] = [normal([2, 2, width], 6), normal([2, 2, width], 7)];
        const expected = byRow(x, (row, start) => differences((at) => dot(compute(at), dy, start), row));
        expectClose(engine.softmaxGradient(dy, byRow(x, compute), log), expected);
      }
    }
  });

  it("cross-entropy of labels", () => {
    expectClose(engine.crossEntropy(float32([0, 0, 1000, 0], [2, 2]), int32([1, 1])), [Math.LN2, 1000]);
    for (const [rows, width] of [
      [1, 1],
      [5, 3],
      [3, 37],
      [0, 4],
    ] as const) {
      const logits = normal([rows, width], 8, 2);
      const labels = int32(Array.from({ length: rows }, (_, r) => (r * 7 + width - 1) % width));
      const logs = byRow(logits, logSoftmaxOf);
      const loss = engine.crossEntropy(logits, labels);
      expect(loss.dtype).toBe("float32");
      expectClose(
        loss,
        fromIndices([rows], ([r]) => -logs.read()[r! * width + labels.read()[r!]!]!),
      );
      const dy = counting([rows]);
      const expected = byRow(logits, (row, start) => {
        const r = start / width;
        return differences((at) => -logSoftmaxOf(at)[labels.read()[r]!]! * dy.read()[r]!, row);
      });
      expectClose(engine.crossEntropyGradient(dy, logits, labels), expected);
    }
  });
}
