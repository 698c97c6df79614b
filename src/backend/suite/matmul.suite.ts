/** Products of matrices. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, normal } from "../../../test/numbers.ts";
import type { Tensor } from "../../tensor/index.ts";
import type { Backend } from "../backend.ts";
import { elementAt, float32, fromIndices } from "./arrays.suite.ts";

interface Sizes {
  P: number;
  M: number;
  K: number;
  N: number;
}

interface Form {
  transposeA: boolean;
  transposeB: boolean;
  shared: boolean;
  biased: boolean;
}

export function testMatmul(engine: Backend): void {
  it("multiplies matrices", () => {
    const [a, b] = [float32([1, 2, 3, 4, 5, 6], [1, 2, 3]), float32([1, 0, -1, 2, 0.5, 1], [1, 3, 2])];
    const product = engine.matmul(a, b);
    expect(product.dtype).toBe("float32");
    expectClose(product, [
      [
        [0.5, 7],
        [2, 16],
      ],
    ]);
    const biased = engine.matmul(a, b, { bias: float32([10, 20]) });
    expectClose(biased, [
      [
        [10.5, 27],
        [12, 36],
      ],
    ]);
  });

  const check = ({ P, M, K, N }: Sizes, { transposeA, transposeB, shared, biased }: Form) => {
    const a = normal(transposeA ? [P, K, M] : [P, M, K], 1, 1 / Math.sqrt(Math.max(K, 1)));
    const countB = shared ? 1 : P;
    const b = normal(transposeB ? [countB, N, K] : [countB, K, N], 2);
    const bias = biased ? normal([N], 3) : undefined;
    const expected = fromIndices([P, M, N], ([p, m, n]) => {
      let sum = bias ? bias.read()[n!]! : 0;
      for (let k = 0; k < K; k++) {
        const left = elementAt(a, transposeA ? [p!, k, m!] : [p!, m!, k]);
        sum += left * elementAt(b, transposeB ? [p!, n!, k] : [p!, k, n!]);
      }
      return sum;
    });
    expectClose(engine.matmul(a, b, { transposeA, transposeB, bias }), expected);
  };

  const forms = fc.record({
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
    shared: fc.boolean(),
    biased: fc.boolean(),
  });

  it("serves every small shape, transposed or not, with one second operand for all or one for each", () => {
    const length = fc.integer({ min: 1, max: 20 });
    const sizes = fc.record({ P: fc.integer({ min: 1, max: 3 }), M: length, K: length, N: length });
    fc.assert(fc.property(sizes, forms, check), { numRuns: 150 });
  });

  it("serves empty matrices: a sum of no products is zero", () => {
    const length = fc.constantFrom(0, 1, 3);
    fc.assert(fc.property(fc.record({ P: length, M: length, K: length, N: length }), forms, check));
  });

  it.each([
    { P: 1, M: 37, K: 530, N: 41 },
    { P: 1, M: 3, K: 70, N: 300 },
    { P: 2, M: 130, K: 33, N: 18 },
  ])("serves larger ones: %o", (sizes) => {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) check(sizes, { transposeA, transposeB, shared: false, biased: true });
    }
  });

  it("leaves NaN where it belongs", () => {
    const a = float32([1, Number.NaN, 2, 3, 4, 5], [1, 3, 2]);
    const product: Tensor = engine.matmul(a, float32([1, 0, 0, 1], [1, 2, 2]));
    expect([...product.read()].map(Number.isNaN)).toEqual([true, true, false, false, false, false]);
  });
}
