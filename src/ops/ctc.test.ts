import { describe, expect, it } from "vitest";
import { expectClose, expectNumbers, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { tolerance } from "../../test/tolerance.ts";
import { grad } from "../autodiff/grad.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { ConfigError, ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import { ctcLoss } from "./ctc.ts";
import { ctcDecode } from "./ctc-decode.ts";
import { gather } from "./indexing.ts";
import { expandDims } from "./layout.ts";
import { sum } from "./reduce.ts";
import { softmax } from "./softmax.ts";

/** What is left of a path when repeats are joined and zeros dropped. */
const labelsOf = (path: readonly number[]) => path.filter((v, t) => v !== 0 && v !== path[t - 1]).join();

/** The probability of every sequence of labels, by going through all paths. */
function enumerated(scores: Tensor): Map<string, number> {
  const steps = softmax(scores).arraySync() as number[][];
  const found = new Map<string, number>();
  const walk = (path: number[], probability: number): void => {
    if (path.length === steps.length) {
      found.set(labelsOf(path), (found.get(labelsOf(path)) ?? 0) + probability);
      return;
    }
    for (const [v, p] of steps[path.length]!.entries()) walk([...path, v], probability * p);
  };
  walk([], 1);
  return found;
}

onEachBackend(() => {
  it("sums the paths that give the labels", () => {
    const scores = normal([5, 3], 1, 2);
    const all = enumerated(scores);
    for (const labels of [
      [0, 0, 0],
      [1, 0, 0],
      [1, 1, 0],
      [2, 1, 2],
      [2, 2, 1],
    ]) {
      const wanted = -Math.log(all.get(labels.filter((label) => label !== 0).join())!);
      expectClose(ctcLoss([labels], expandDims(scores, 0)), [wanted]);
    }
  });

  it("has the right gradients, with a mask too", () => {
    const labels = tensor(
      [
        [1, 2],
        [2, 2],
      ],
      [2, 2],
      "int32",
    );
    const mask = tensor(
      [
        [1, 0, 1, 1],
        [1, 1, 1, 1],
      ],
      [2, 4],
      "bool",
    );
    checkGradients((x) => ctcLoss(labels, x), [normal([2, 4, 3])]);
    checkGradients((x) => ctcLoss(labels, x, { mask }), [normal([2, 4, 3])]);
    checkGradients((x) => ctcLoss([[0, 1]], x, { maskIndex: 2 }), [normal([1, 4, 3])]);
  });

  it("looks at the steps of the mask alone", () => {
    const scores = normal([1, 5, 3]);
    const kept = expandDims(gather(tensor(scores.dataSync(), [5, 3]), [0, 2, 3]), 0);
    const mask = tensor([[1, 0, 1, 1, 0]], [1, 5], "bool");
    expectClose(ctcLoss([[1, 2]], scores, { mask }), ctcLoss([[1, 2]], kept));
  });

  it("gives Infinity and no gradient where there is no room for the labels", () => {
    const scores = normal([2, 3, 3]);
    const labels = tensor(
      [
        [1, 1, 2],
        [1, 2, 0],
      ],
      [2, 3],
      "int32",
    );
    expect(ctcLoss(labels, scores).dataSync()[0]).toBe(Number.POSITIVE_INFINITY);
    const slopes = grad((x: Tensor) => sum(ctcLoss(labels, x)))(scores).dataSync();
    expect([...slopes.slice(0, 9)]).toEqual(new Array(9).fill(0));
    expect(slopes.slice(9).every((slope) => slope !== 0)).toBe(true);
  });

  it("finds the best labels with a narrow beam too, where they lead all the way", () => {
    const scores = tensor(
      [
        [0, 5, 0],
        [3, 0, 0],
        [0, 0, 5],
        [0, 0, 5],
      ].flat(),
      [1, 4, 3],
    );
    const { decoded } = ctcDecode(scores, { strategy: "beamSearch", beamWidth: 2 });
    expect(decoded.arraySync()).toEqual([[[1, 2, -1, -1]]]);
  });

  it("searches as far as its beam is wide", () => {
    const scores = normal([5, 3], 4, 1.5);
    const sorted = [...enumerated(scores)].sort(([, a], [, b]) => b - a);
    const { decoded, scores: logs } = ctcDecode(expandDims(scores, 0), { strategy: "beamSearch", topPaths: 4 });
    for (const [k, [labels, probability]] of sorted.slice(0, 4).entries()) {
      const found = (decoded.arraySync() as number[][][])[k]![0]!.filter((label) => label >= 0);
      expect(found.join()).toBe(labels);
      expectNumbers((logs.arraySync() as number[][])[0]![k]!, Math.log(probability), tolerance.float32);
    }
  });
});

describe("what does not fit", () => {
  it("is refused", () => {
    const scores = normal([2, 4, 3]);
    expect(() => ctcLoss([[1, 2]], scores)).toThrow(ShapeError);
    expect(() =>
      ctcLoss(
        [
          [1, 3],
          [1, 1],
        ],
        scores,
      ),
    ).toThrow(/not a class/);
    expect(() => ctcDecode(normal([2, 3]))).toThrow(ShapeError);
    expect(() => ctcDecode(scores, { sequenceLengths: [4, 5] })).toThrow(/numbers from 0 to 4/);
    expect(() => ctcDecode(scores, { strategy: "best" as never })).toThrow(ConfigError);
    expect(() => ctcDecode(scores, { beamWidth: 0 })).toThrow(ConfigError);
  });
});
