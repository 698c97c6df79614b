/** Windows over one to four axes: convolution, its transpose and gradients, and pooling. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, normal } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import { type Tensor, tensor } from "../../tensor/index.ts";
import type { Backend } from "../backend.ts";
import { JsBackend } from "../js/js-backend.ts";
import { placesOf, type Windows } from "../windows.ts";
import { float32, foreign } from "./arrays.suite.ts";

/** An axis with windows that may begin before it, end after it, leave gaps, or lie wholly outside. */
const axes = fc.record({
  input: fc.integer({ min: 1, max: 6 }),
  output: fc.integer({ min: 1, max: 5 }),
  size: fc.integer({ min: 1, max: 3 }),
  strides: fc.integer({ min: 1, max: 3 }),
  dilations: fc.integer({ min: 1, max: 2 }),
  before: fc.integer({ min: 0, max: 3 }),
});
const windows = fc.array(axes, { minLength: 1, maxLength: 4 }).map((list): Windows => {
  const along = (name: keyof Windows) => list.map((axis) => axis[name]);
  return {
    input: along("input"),
    output: along("output"),
    size: along("size"),
    strides: along("strides"),
    dilations: along("dilations"),
    before: along("before"),
  };
});
const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  groups: fc.integer({ min: 1, max: 3 }),
  width: fc.integer({ min: 1, max: 5 }),
  each: fc.integer({ min: 1, max: 9 }),
});

const line = (of: Partial<Record<keyof Windows, number>>): Windows => ({
  input: [of.input ?? 4],
  output: [of.output ?? 3],
  size: [of.size ?? 2],
  strides: [of.strides ?? 1],
  dilations: [of.dilations ?? 1],
  before: [of.before ?? 0],
});

const dot = (a: Tensor, b: Tensor) => {
  const [x, y] = [a.read(), b.read()];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
};

export function testWindows(engine: Backend): void {
  const reference = new JsBackend();

  it("convolves what can be checked by hand", () => {
    const x = tensor([[[1], [2], [3], [4]]]);
    const kernel = tensor([[[10, 1]], [[100, -1]]]);
    const expected = [
      [
        [210.5, -1],
        [320.5, -1],
        [430.5, -1],
      ],
    ];
    expectClose(engine.convolve(x, kernel, line({}), { bias: float32([0.5, 0]) }), expected);
    const late = engine.convolve(x, kernel, line({ output: 2, strides: 3, before: 1 }));
    expectClose(late, [
      [
        [100, -1],
        [430, -1],
      ],
    ]);
    const grouped = engine.convolve(
      tensor([[[1, 10]], [[2, 20]]]),
      tensor([[[3, 5]]]),
      line({ input: 1, output: 1, size: 1 }),
    );
    expectClose(grouped, [[[3, 50]], [[6, 100]]]);
    // windows of one place that leave out the end of each sample
    const ended = engine.convolve(
      tensor([
        [[1], [10]],
        [[2], [20]],
      ]),
      tensor([[[3]]]),
      line({ input: 2, output: 1, size: 1 }),
    );
    expectClose(ended, [[[3]], [[6]]]);
  });

  it("convolves as the reference does, over any axes, in any groups", () => {
    fc.assert(
      fc.property(windows, sizes, fc.boolean(), (where, { batch, groups, width, each }, biased) => {
        const [channels, filters] = [groups * width, groups * each];
        const [x, kernel] = [normal([batch, ...where.input, channels], 1), normal([...where.size, width, filters], 2)];
        const bias = biased ? normal([filters], 3) : undefined;
        const y = engine.convolve(x, kernel, where, { bias });
        expectClose(y, reference.convolve(x, kernel, where, { bias }));
        const order = [kernel.rank - 1, kernel.rank - 2, ...where.size.keys()];
        const first = engine.transpose(kernel, order);
        expect(engine.convolve(x, first, where, { bias, filtersFirst: true }).read()).toEqual(y.read());
        const dy = normal(y.shape, 4);
        const dx = engine.convolveInputGradient(dy, kernel, where, channels);
        expectClose(dx, reference.convolveInputGradient(dy, kernel, where, channels), tolerance.golden);
        const dW = engine.convolveKernelGradient(x, dy, where, groups);
        expectClose(dW, reference.convolveKernelGradient(x, dy, where, groups), tolerance.golden);
      }),
      { numRuns: 60 },
    );
  });

  it("has gradients that are transposes of the convolution", () => {
    fc.assert(
      fc.property(windows, sizes, (where, { batch, groups, width, each }) => {
        const [channels, filters] = [groups * width, groups * each];
        const [x, kernel] = [normal([batch, ...where.input, channels], 1), normal([...where.size, width, filters], 2)];
        const dy = normal([batch, ...where.output, filters], 3);
        const product = dot(engine.convolve(x, kernel, where), dy);
        const scale = Math.max(1, x.size + dy.size);
        expect(
          Math.abs(dot(engine.convolveInputGradient(dy, kernel, where, channels), x) - product) / scale,
        ).toBeLessThan(1e-5);
        expect(
          Math.abs(dot(engine.convolveKernelGradient(x, dy, where, groups), kernel) - product) / scale,
        ).toBeLessThan(1e-5);
      }),
      { numRuns: 40 },
    );
  });

  it("convolves images of many rows and channels, and each sample as if it were alone", () => {
    const where: Windows = {
      input: [17, 23],
      output: [17, 23],
      size: [3, 3],
      strides: [1, 1],
      dilations: [1, 1],
      before: [1, 1],
    };
    const [x, kernel] = [normal([2, 17, 23, 40], 1), normal([3, 3, 40, 21], 2, 0.1)];
    const y = engine.convolve(x, kernel, where);
    expectClose(y, reference.convolve(x, kernel, where), tolerance.golden);
    const last = engine.slice(x, [1, 0, 0, 0], [1, 17, 23, 40]);
    expect(engine.convolve(last, kernel, where).read()).toEqual(y.read().slice(y.size / 2));
    const dy = normal(y.shape, 3);
    const dW = engine.convolveKernelGradient(x, dy, where, 1);
    expectClose(dW, reference.convolveKernelGradient(x, dy, where, 1), tolerance.training);
  });

  it("pools what can be checked by hand, the gradient going to the first of equals", () => {
    const x = tensor([
      [
        [1, -1],
        [5, -2],
        [5, -3],
        [2, -4],
      ],
    ]);
    const where = line({ output: 2, size: 3, strides: 2, before: 1 });
    const largest = engine.pool("max", x, where);
    expectClose(largest, [
      [
        [5, -1],
        [5, -2],
      ],
    ]);
    expectClose(engine.pool("sum", x, where), [
      [
        [6, -3],
        [12, -9],
      ],
    ]);
    const dy = tensor([
      [
        [1, 2],
        [10, 20],
      ],
    ]);
    expectClose(engine.poolGradient("max", dy, x, largest, where), [
      [
        [0, 2],
        [11, 20],
        [0, 0],
        [0, 0],
      ],
    ]);
    expectClose(engine.poolGradient("sum", dy, x, largest, where), [
      [
        [1, 2],
        [11, 22],
        [10, 20],
        [10, 20],
      ],
    ]);
  });

  it("pools as the reference does, over any axes", () => {
    fc.assert(
      fc.property(windows, fc.integer({ min: 1, max: 21 }), (where, channels) => {
        // few values, so that many are equal
        const drawn = normal([2, ...where.input, channels], 1);
        const x = float32([...drawn.read()].map(Math.round), drawn.shape);
        for (const name of ["max", "sum"] as const) {
          const y = engine.pool(name, x, where);
          expectClose(y, reference.pool(name, x, where));
          const dy = normal(y.shape, 2);
          expectClose(engine.poolGradient(name, dy, x, y, where), reference.poolGradient(name, dy, x, y, where));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("passes NaN on, and takes tensors of any storage", () => {
    const x = tensor([[[1], [Number.NaN], [3], [4]]]);
    expect([...engine.pool("max", x, line({})).read()].map(Number.isNaN)).toEqual([true, true, false]);
    const [image, kernel] = [normal([1, 4, 3], 1), normal([2, 3, 5], 2)];
    const y = engine.convolve(image, kernel, line({}));
    expect(engine.convolve(foreign(image), foreign(kernel), line({})).read()).toEqual(y.read());
  });

  it("shares the gradient of extremes evenly between equals", () => {
    const x = tensor([
      [3, 1, 3],
      [0, -1, -1],
    ]);
    for (const [name, axes] of [
      ["max", [1]],
      ["min", [0]],
      ["max", [0, 1]],
    ] as const) {
      const y = engine.reduce(name, x, axes);
      const dy = normal(y.shape, 1);
      expectClose(engine.extremeGradient(dy, x, y, axes), reference.extremeGradient(dy, x, y, axes));
    }
    const top = engine.extremeGradient(float32([4, 8]), x, float32([3, 0]), [1]);
    expectClose(top, [
      [2, 0, 2],
      [8, 0, 0],
    ]);
  });

  it("numbers the places of windows in row-major order", () => {
    expect([...placesOf(line({ output: 2, strides: 3, before: 1 }))]).toEqual([-1, 0, 2, 3]);
  });
}
