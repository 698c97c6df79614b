import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { grad } from "../autodiff/grad.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { ConfigError, ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import { conv } from "./convolution.ts";
import { concatenate, slice, sliceAxis } from "./layout.ts";
import { averagePool, maxPool } from "./pooling.ts";
import { sum } from "./reduce.ts";
import type { Padding } from "./windows.ts";

const paddings: readonly Padding[] = ["valid", "same", "causal"];

/** One axis by the definition: y[b, o, n] = Σ x[b, o · stride + k · dilation - before, c] w[k, c, n]. */
function convolved(
  x: Tensor,
  w: Tensor,
  before: number,
  count: number,
  stride: number,
  dilation: number,
): number[][][] {
  const [values, kernel] = [x.arraySync() as number[][][], w.arraySync() as number[][][]];
  return values.map((sample) =>
    Array.from({ length: count }, (_, o) =>
      kernel[0]![0]!.map((_, n) =>
        kernel.reduce((total, tap, k) => {
          const step = sample[o * stride + k * dilation - before];
          return total + (step ? tap.reduce((part, row, c) => part + step[c]! * row[n]!, 0) : 0);
        }, 0),
      ),
    ),
  );
}

const small = fc.integer({ min: 1, max: 4 });

onEachBackend(() => {
  it("convolves one axis as the definition says", () => {
    const cases = fc.tuple(fc.integer({ min: 1, max: 12 }), small, small, small, small, fc.constantFrom(...paddings));
    fc.assert(
      fc.property(cases, ([time, window, stride, dilation, channels, padding]) => {
        const reach = (window - 1) * dilation + 1;
        fc.pre(padding !== "valid" || reach <= time);
        const count = padding === "valid" ? Math.floor((time - reach) / stride) + 1 : Math.ceil(time / stride);
        const spare = Math.max(0, (count - 1) * stride + reach - time);
        const before = { valid: 0, same: Math.floor(spare / 2), causal: reach - 1 }[padding];
        const [x, w] = [normal([2, time, channels], 1), normal([window, channels, 3], 2)];
        const result = conv(x, w, { strides: stride, dilationRate: dilation, padding });
        expectClose(result, convolved(x, w, before, count, stride, dilation));
      }),
      { numRuns: 50 },
    );
  });

  it("convolves two axes as sums of one", () => {
    const [x, w] = [normal([2, 5, 4, 3], 1), normal([3, 2, 3, 2], 2)];
    const result = conv(x, w);
    const row = (at: number) => {
      const parts = [0, 1, 2].map((k) => {
        const line = slice(x, [0, at + k, 0, 0], [2, 1, 4, 3]);
        return conv(
          tensor(line.dataSync(), [2, 4, 3]),
          tensor(slice(w, [k, 0, 0, 0], [1, 2, 3, 2]).dataSync(), [2, 3, 2]),
        );
      });
      return parts[0]!.dataSync().map((value, i) => value + parts[1]!.dataSync()[i]! + parts[2]!.dataSync()[i]!);
    };
    expect(result.shape).toEqual([2, 3, 3, 2]);
    for (const at of [0, 1, 2]) {
      expectClose(sliceAxis(result, 1, at, at + 1), tensor(row(at), [2, 1, 3, 2]));
    }
  });

  it("keeps groups of channels apart", () => {
    const [x, w, bias] = [normal([2, 5, 4], 1), normal([3, 2, 6], 2), normal([6], 3)];
    const halves = [0, 1].map((g) =>
      conv(sliceAxis(x, 2, 2 * g, 2 * g + 2), sliceAxis(w, 2, 3 * g, 3 * g + 3), {
        bias: sliceAxis(bias, 0, 3 * g, 3 * g + 3),
      }),
    );
    expectClose(conv(x, w, { bias }), concatenate(halves, 2));
  });

  it("gives the gradients of x, kernel and bias", () => {
    const [x, w, bias] = [normal([2, 5, 2], 1), normal([3, 2, 3], 2), normal([3], 3)];
    for (const padding of paddings) checkGradients((a, b, c) => conv(a, b, { bias: c, padding }), [x, w, bias]);
    checkGradients((a, b) => conv(a, b, { strides: 2, padding: "same" }), [x, w]);
    checkGradients((a, b) => conv(a, b, { dilationRate: 2 }), [x, w]);
    checkGradients((a, b) => conv(a, b), [x, normal([1, 2, 3], 4)]);
    checkGradients((a, b, c) => conv(a, b, { bias: c }), [normal([2, 3, 4], 5), normal([2, 2, 2], 6), normal([2], 7)]);
    checkGradients((a, b) => conv(a, b, { padding: "same" }), [normal([1, 3, 2, 2], 8), normal([2, 2, 2, 2], 9)]);
  });

  it("takes the largest and the mean of each window, padding left out", () => {
    const x = tensor([[[1], [5], [2], [-3], [4]]]);
    expect(maxPool(x, 2).arraySync()).toEqual([[[5], [2]]]);
    expect(maxPool(x, 2, { padding: "same" }).arraySync()).toEqual([[[5], [2], [4]]]);
    expect(maxPool(x, 3, { strides: 1 }).arraySync()).toEqual([[[5], [5], [4]]]);
    expect(averagePool(x, 2).arraySync()).toEqual([[[3], [-0.5]]]);
    expect(averagePool(x, 2, { padding: "same" }).arraySync()).toEqual([[[3], [-0.5], [4]]]);
    expect(maxPool(tensor([[[-1, -2]]]), 3, { padding: "same" }).arraySync()).toEqual([[[-1, -2]]]);
  });

  it("gives the gradients of pooling, the first of equals taking all", () => {
    const x = normal([2, 5, 2], 1);
    for (const padding of ["valid", "same"] as const) {
      checkGradients((a) => maxPool(a, 2, { padding }), [x]);
      checkGradients((a) => averagePool(a, 3, { strides: 2, padding }), [x]);
    }
    checkGradients((a) => maxPool(a, [2, 3], { strides: 1 }), [normal([1, 3, 4, 2], 2)]);
    const equal = grad((a: Tensor) => sum(maxPool(a, 3)))(tensor([[[0], [0], [0]]]));
    expect(equal.arraySync()).toEqual([[[1], [0], [0]]]);
  });

  it("refuses what does not fit", () => {
    const x = normal([2, 3, 4]);
    expect(() => conv(x, normal([2, 3, 4]))).toThrow(ShapeError);
    expect(() => conv(x, normal([4, 4, 2]))).toThrow(/does not fit into.*window \(4,\)/s);
    expect(() => conv(x, normal([2, 4, 4]), { strides: 0 })).toThrow(ConfigError);
    expect(() => conv(x, normal([2, 4, 4]), { padding: "full" as Padding })).toThrow(ConfigError);
    expect(() => maxPool(normal([2, 3]), 2)).toThrow(ShapeError);
  });
});
