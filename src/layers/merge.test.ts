import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import * as ops from "../ops/index.ts";
import { ConfigError, ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import { input } from "./input.ts";
import type { Layer } from "./layer.ts";
import { add, average, concatenate, maximum, minimum, multiply, subtract } from "./merge.ts";

const [a, b, c] = [normal([2, 3, 2], 1), normal([2, 3, 2], 2), normal([2, 3, 2], 3)];

/** The tensor's values with a mask of rows "101", one character for each step. */
function masked(x: Tensor, ...rows: string[]): Tensor {
  const copy = tensor(x);
  copy.mask = tensor(rows.map((row) => [...row].map((step) => step === "1")));
  return copy;
}

const maskOf = (x: Tensor) => (x.mask?.arraySync() as boolean[][] | undefined)?.map((row) => row.map(Number).join(""));

const elementwise: [string, () => Layer, (x: Tensor, y: Tensor) => Tensor][] = [
  ["add", add, ops.add],
  ["subtract", subtract, ops.subtract],
  ["multiply", multiply, ops.multiply],
  ["average", average, (x, y) => ops.divide(ops.add(x, y), 2)],
  ["maximum", maximum, ops.maximum],
  ["minimum", minimum, ops.minimum],
];

onEachBackend(() => {
  describe.each(elementwise)("%s", (_, make, join) => {
    it("joins element by element", () => {
      expectClose(make().apply([a, b]), join(a, b));
    });

    it("gives every step of a sequence the same vector, after the batch axis", () => {
      const vectors = normal([2, 2], 4);
      expectClose(make().apply([a, vectors]), join(a, ops.reshape(vectors, [2, 1, 2])));
    });

    it("broadcasts as it tells in a graph", () => {
      const length = fc.integer({ min: 1, max: 3 });
      const pair = fc.tuple(length, fc.constantFrom("both", "left", "right"));
      fc.assert(
        fc.property(fc.array(pair, { maxLength: 3 }), (axes) => {
          const left = axes.map(([n, side]) => (side === "right" ? 1 : n));
          const right = axes.map(([n, side]) => (side === "left" ? 1 : n));
          const [x, y] = [normal([2, ...left], 5), normal([2, ...right], 6)];
          const layer = make();
          const promised = layer.apply([input({ shape: left }), input({ shape: right })]).shape;
          const result = layer.apply([x, y]);
          expect([null, ...result.shape.slice(1)]).toEqual(promised);
          expectClose(result, join(x, y));
        }),
        { numRuns: 30 },
      );
    });

    it("has right gradients", () => {
      checkLayer(make(), [a, b]);
      checkLayer(make(), [a, normal([2, 1, 2], 4)]);
    });

    it("counts a step that counts in any input, and has no mask if an input has none", () => {
      const y = make().apply([masked(a, "110", "000"), masked(b, "100", "010")]);
      expect(maskOf(y)).toEqual(["110", "010"]);
      expect(make().apply([masked(a, "110", "000"), b]).mask).toBeUndefined();
      expect(make().apply([a, b], { mask: [null, null] }).mask).toBeUndefined();
    });
  });

  it("joins more than two, and a single one with nothing", () => {
    expectClose(add().apply([a, b, c]), ops.add(ops.add(a, b), c));
    expectClose(average().apply([a, b, c]), ops.divide(ops.add(ops.add(a, b), c), 3));
    expectClose(maximum().apply([a, b, c]), ops.maximum(ops.maximum(a, b), c));
    expectClose(add().apply([a]), a);
  });

  it("multiply takes a masked step for 1, and gives 0 where all are masked", () => {
    const y = multiply().apply([masked(a, "110", "001"), masked(b, "100", "010")]);
    const step = (x: Tensor, row: number, at: number) => [
      ...x.dataSync().slice((row * 3 + at) * 2, (row * 3 + at + 1) * 2),
    ];
    expectClose(ops.slice(y, [0, 1, 0], [1, 1, 2]), [[step(a, 0, 1)]]);
    expectClose(ops.slice(y, [1, 1, 0], [1, 1, 2]), [[step(b, 1, 1)]]);
    expect(step(y, 0, 2)).toEqual([0, 0]);
    checkLayer(multiply(), [masked(a, "110", "001"), masked(b, "100", "010")]);
  });

  it("concatenates along any axis", () => {
    expectClose(concatenate().apply([a, b]), ops.concatenate([a, b], 2));
    expectClose(concatenate({ axis: 1 }).apply([a, normal([2, 1, 2])]), ops.concatenate([a, normal([2, 1, 2])], 1));
    checkLayer(concatenate(), [a, normal([2, 3, 1], 8)]);
    checkLayer(concatenate({ axis: 1 }), [a, normal([2, 1, 2], 8), b]);
  });

  it("concatenates masks along time, joins them with or along features; a missing one is all true", () => {
    const [x, y] = [masked(a, "110", "000"), masked(b, "100", "010")];
    expect(maskOf(concatenate({ axis: 1 }).apply([x, y]))).toEqual(["110100", "000010"]);
    expect(maskOf(concatenate({ axis: 1 }).apply([x, c]))).toEqual(["110111", "000111"]);
    expect(maskOf(concatenate().apply([x, y]))).toEqual(["110", "010"]);
    expect(maskOf(concatenate().apply([x, c]))).toEqual(["111", "111"]);
    expect(maskOf(concatenate({ axis: 0 }).apply([x, y]))).toEqual(["110", "000", "100", "010"]);
    expect(concatenate().apply([a, b]).mask).toBeUndefined();
  });
});

describe("merge layers", () => {
  it("tell open lengths", () => {
    const [open, known] = [input({ shape: [null, 2] }), input({ shape: [3, 2] })];
    expect(add().apply([open, open]).shape).toEqual([null, null, 2]);
    expect(add().apply([open, known]).shape).toEqual([null, 3, 2]);
    expect(concatenate().apply([open, known]).shape).toEqual([null, 3, 4]);
    expect(concatenate({ axis: 1 }).apply([open, known]).shape).toEqual([null, null, 2]);
    expect(concatenate({ axis: 1 }).apply([known, known]).shape).toEqual([null, 6, 2]);
  });

  it.each([
    [
      () => add().apply([normal([2, 3]), normal([2, 4])]),
      /Add "add".*\n.*lengths that agree.*\n.*\(2, 3\) and \(2, 4\)/,
    ],
    [() => add().apply([normal([2, 3]), normal([1, 3])]), /do not fit together/],
    [() => subtract().apply([a, b, c]), /two inputs/],
    [() => concatenate().apply([normal([2, 3]), normal([3, 3])]), /every axis but 1/],
    [() => concatenate().apply([normal([2, 3]), normal([2, 3, 1])]), /every axis but 1/],
    [() => concatenate({ axis: 3 }).apply([a, b]), /axis is outside/],
  ])("refuse inputs that do not fit: %#", (call, message) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });

  it("refuse unknown options", () => {
    expect(() => concatenate({ axes: 1 } as object)).toThrow(/did you mean "axis"/);
    for (const [, make] of elementwise) {
      expect(() => (make as (options: object) => Layer)({ axis: 1 })).toThrow(ConfigError);
    }
  });
});
