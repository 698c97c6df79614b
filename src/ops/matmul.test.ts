import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { shapes } from "../../test/shapes.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import { transpose } from "./layout.ts";
import { matmul } from "./matmul.ts";

/** Swaps the last two axes. */
function turned(x: Tensor): Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}

/** One row times one column. */
function product(a: number[][], b: number[][], bias?: number[]): number[][] {
  return a.map((row) => b[0]!.map((_, n) => row.reduce((sum, x, k) => sum + x * b[k]![n]!, bias?.[n] ?? 0)));
}

const length = fc.integer({ min: 1, max: 9 });
const flags = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());

onEachBackend(() => {
  it("multiplies matrices of any size, transposed or not, with a bias or not", () => {
    fc.assert(
      fc.property(length, length, length, flags, (m, k, n, [transposeA, transposeB, withBias]) => {
        const [a, b, bias] = [normal([m, k], 1), normal([k, n], 2), normal([n], 3)];
        const expected = product(
          a.arraySync() as number[][],
          b.arraySync() as number[][],
          withBias ? [...bias.dataSync()] : undefined,
        );
        const result = matmul(transposeA ? turned(a) : a, transposeB ? turned(b) : b, {
          transposeA,
          transposeB,
          ...(withBias && { bias }),
        });
        expectClose(result, expected);
      }),
      { numRuns: 60 },
    );
  });

  it("takes leading axes: one matrix for all, or one for each", () => {
    fc.assert(
      fc.property(shapes(2, 1), (lead) => {
        const [a, w, b] = [normal([...lead, 2, 3], 1), normal([3, 4], 2), normal([...lead, 3, 4], 3)];
        const [shared, own] = [matmul(a, w), matmul(a, b)];
        expect([shared.shape, own.shape]).toEqual([
          [...lead, 2, 4],
          [...lead, 2, 4],
        ]);
        const count = a.size / 6;
        for (let i = 0; i < count; i++) {
          const part = (x: Tensor, size: number, shape: number[]) =>
            tensor(x.dataSync().slice(i * size, (i + 1) * size), shape);
          expectClose(part(shared, 8, [2, 4]), matmul(part(a, 6, [2, 3]), w));
          expectClose(part(own, 8, [2, 4]), matmul(part(a, 6, [2, 3]), part(b, 12, [3, 4])));
        }
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    [
      [2, 3],
      [3, 4],
    ],
    [
      [2, 2, 3],
      [3, 4],
    ],
    [
      [2, 1, 3],
      [2, 3, 2],
    ],
    [
      [2, 2, 2, 3],
      [2, 2, 3, 2],
    ],
  ])("has right gradients for %j and %j, all ways round", (left, right) => {
    const [a, b, bias] = [normal(left, 1), normal(right, 2), normal([right.at(-1)!], 3)];
    checkGradients((x, y, z) => matmul(x, y, { bias: z }), [a, b, bias]);
    checkGradients((x, y) => matmul(x, y, { transposeB: true }), [a, turned(b)]);
    checkGradients((x, y) => matmul(x, y, { transposeA: true }), [turned(a), b]);
    checkGradients((x, y) => matmul(x, y, { transposeA: true, transposeB: true }), [turned(a), turned(b)]);
  });

  it("sums nothing where the inner length is 0", () => {
    const zeros = [
      [0, 0, 0],
      [0, 0, 0],
    ];
    expect(matmul(normal([2, 0]), normal([0, 3])).arraySync()).toEqual(zeros);
    expect(matmul(normal([2, 0]), normal([3, 0]), { transposeB: true }).arraySync()).toEqual(zeros);
    expect(matmul(normal([2, 2, 0]), normal([2, 0, 3])).arraySync()).toEqual([zeros, zeros]);
    expect(matmul(normal([2, 0]), normal([0, 1]), { bias: tensor([5]) }).arraySync()).toEqual([[5], [5]]);
  });

  it("takes integers and booleans as floats", () => {
    const result = matmul(tensor([[true, false, true]]), tensor(Int32Array.of(1, 2, 3), [3, 1]));
    expect([result.dtype, result.arraySync()]).toEqual(["float32", [[4]]]);
  });

  it("refuses matrices that do not fit", () => {
    for (const [left, right] of [
      [
        [2, 3],
        [4, 2],
      ],
      [[3], [3, 2]],
      [
        [2, 2, 3],
        [3, 3, 2],
      ],
    ] as const) {
      expect(() => matmul(normal(left), normal(right))).toThrow(ShapeError);
    }
    expect(() => matmul(normal([2, 3]), normal([2, 3]), { transposeA: false })).toThrow(/\(2, 3\) and \(2, 3\)/);
    expect(() => matmul(normal([2, 3]), normal([3, 4]), { bias: normal([3]) })).toThrow(ShapeError);
  });
});
