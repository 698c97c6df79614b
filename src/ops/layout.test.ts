import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { shapes } from "../../test/shapes.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import {
  broadcastTo,
  concatenate,
  expandDims,
  pad,
  reshape,
  reverse,
  slice,
  sliceAxis,
  split,
  squeeze,
  stack,
  sumTo,
  tile,
  transpose,
  unstack,
} from "./layout.ts";

const x = normal([2, 3, 2]);
const grid = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

/** The element at a position. */
function at(values: Tensor, position: number[]): number {
  return values.dataSync()[position.reduce((index, i, axis) => index * values.shape[axis]! + i, 0)]!;
}

/** Every position of a shape. */
const positions = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>((all, length) => all.flatMap((p) => Array.from({ length }, (_, i) => [...p, i])), [[]]);

const gradients: [string, (y: Tensor) => Tensor][] = [
  ["reshape", (y) => reshape(y, [3, -1])],
  ["transpose", (y) => transpose(y)],
  ["transpose of some axes", (y) => transpose(y, [1, 0, 2])],
  ["expandDims", (y) => expandDims(y, 1)],
  ["squeeze", (y) => squeeze(reshape(y, [2, 1, 6]), 1)],
  ["broadcastTo", (y) => broadcastTo(reshape(y, [2, 1, 3, 2]), [3, 2, 4, 3, 2])],
  ["tile", (y) => tile(y, [2, 1, 3])],
  ["slice", (y) => slice(y, [0, 1, 1], [2, 2, 1])],
  ["sliceAxis", (y) => sliceAxis(y, 1, -2)],
  [
    "pad",
    (y) =>
      pad(y, [
        [1, 0],
        [0, 2],
        [1, 1],
      ]),
  ],
  ["reverse", (y) => reverse(y, 1)],
  ["concatenate", (y) => concatenate([y, slice(y, [0, 0, 0], [2, 1, 2]), y], 1)],
  ["stack", (y) => stack([y, y], 1)],
  ["split, parts unused", (y) => split(y, 3, 1)[1]!],
  ["split at places", (y) => concatenate(split(y, [1, 2], 1).reverse(), 1)],
  ["unstack", (y) => unstack(y, 0)[1]!],
];

onEachBackend(() => {
  it.each(gradients)("%s has right gradients", (_, op) => checkGradients(op, [x]));

  it("transposes any axes", () => {
    const shuffled = shapes(4, 1).chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.shuffledSubarray(
          shape.map((_, axis) => axis),
          { minLength: shape.length },
        ),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([shape, order]) => {
        const y = normal(shape);
        const turned = transpose(y, order);
        expect(turned.shape).toEqual(order.map((axis) => shape[axis]));
        for (const position of positions(turned.shape)) {
          const source: number[] = [];
          for (const [k, axis] of order.entries()) source[axis] = position[k]!;
          expect(at(turned, position)).toBe(at(y, source));
        }
      }),
      { numRuns: 40 },
    );
    expect(transpose(grid).arraySync()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  it("slices a block out of any shape, and pads it back", () => {
    const block = shapes(3, 1).chain((shape) =>
      fc.tuple(
        ...shape.map((length) =>
          fc
            .integer({ min: 0, max: length - 1 })
            .chain((from) =>
              fc.tuple(fc.constant(length), fc.constant(from), fc.integer({ min: 1, max: length - from })),
            ),
        ),
      ),
    );
    fc.assert(
      fc.property(block, (axes) => {
        const [shape, begin, size] = [axes.map(([n]) => n), axes.map(([, from]) => from), axes.map(([, , n]) => n)];
        const y = normal(shape);
        const part = slice(y, begin, size);
        expect(part.shape).toEqual(size);
        for (const position of positions(size)) {
          expect(at(part, position)).toBe(
            at(
              y,
              position.map((i, axis) => i + begin[axis]!),
            ),
          );
        }
        const back = pad(
          part,
          axes.map(([n, from, length]) => [from, n - from - length] as const),
        );
        for (const position of positions(shape)) {
          const inside = position.every((i, axis) => i >= begin[axis]! && i < begin[axis]! + size[axis]!);
          expect(at(back, position)).toBe(inside ? at(y, position) : 0);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("broadcasts, and sums back what it broadcast", () => {
    fc.assert(
      fc.property(
        shapes(3),
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        shapes(1),
        (shape, stretch, lead) => {
          const from = shape.map((length, axis) => (stretch[axis] ? 1 : length));
          const y = normal(from);
          const wide = broadcastTo(y, [...lead, ...shape]);
          for (const position of positions(wide.shape)) {
            const source = position.slice(lead.length).map((i, axis) => (from[axis] === 1 ? 0 : i));
            expect(at(wide, position)).toBe(at(y, source));
          }
          const copies = wide.size / y.size;
          expectClose(
            sumTo(wide, from),
            tensor(
              y.dataSync().map((value) => value * copies),
              from,
            ),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  it("joins and parts along any axis", () => {
    fc.assert(
      fc.property(shapes(3, 1), fc.nat(2), fc.integer({ min: 1, max: 3 }), (shape, axis, count) => {
        const along = axis % shape.length;
        const parts = Array.from({ length: count }, (_, i) => normal(shape, i));
        const whole = concatenate(parts, along);
        expect(whole.shape[along]).toBe(shape[along]! * count);
        for (const [i, part] of split(whole, count, along).entries()) expectClose(part, parts[i]!);
        for (const [i, part] of unstack(stack(parts, along), along).entries()) expectClose(part, parts[i]!);
      }),
      { numRuns: 30 },
    );
    // places as keras.ops.split takes them, two of them equal
    expect(split(grid, [1, 1]).map((part) => part.shape)).toEqual([
      [2, 1],
      [2, 0],
      [2, 2],
    ]);
    expect(split([1, 2, 3, 4], [1, 3], 0).map((part) => part.arraySync())).toEqual([[1], [2, 3], [4]]);
    expect(concatenate([grid, [[7], [8]]]).arraySync()).toEqual([
      [1, 2, 3, 7],
      [4, 5, 6, 8],
    ]);
    const mixed = concatenate([tensor(Int32Array.of(1, 2)), tensor([0.5]), tensor([true])], 0);
    expect([mixed.dtype, mixed.arraySync()]).toEqual(["float32", [1, 2, 0.5, 1]]);
    expect(concatenate([tensor([true]), tensor([false])]).dtype).toBe("bool");
  });

  it("reverses, tiles, takes axes away and adds them", () => {
    expect(reverse(grid, -1).arraySync()).toEqual([
      [3, 2, 1],
      [6, 5, 4],
    ]);
    expect(reverse(grid, 0).arraySync()).toEqual([
      [4, 5, 6],
      [1, 2, 3],
    ]);
    expect(tile(tensor([[1, 2]]), [2, 2]).arraySync()).toEqual([
      [1, 2, 1, 2],
      [1, 2, 1, 2],
    ]);
    expect(expandDims(grid).shape).toEqual([2, 3, 1]);
    expect(expandDims(grid, 0).shape).toEqual([1, 2, 3]);
    expect(squeeze(normal([1, 2, 1])).shape).toEqual([2]);
    expect(squeeze(normal([1, 2, 1]), -1).shape).toEqual([1, 2]);
    expect(sliceAxis(grid, 1, 1, -1).arraySync()).toEqual([[2], [5]]);
    expect(sliceAxis(grid, 1, 5).shape).toEqual([2, 0]);
  });

  it("moves integers and booleans too", () => {
    const ints = tensor(Int32Array.of(1, 2, 3, 4), [2, 2]);
    const bools = tensor([
      [true, false],
      [false, false],
    ]);
    for (const y of [ints, bools]) {
      for (const moved of [
        transpose(y),
        slice(y, [0, 1], [2, 1]),
        reverse(y, 0),
        broadcastTo(y, [2, 2, 2]),
        pad(y, [
          [1, 0],
          [0, 0],
        ]),
      ]) {
        expect(moved.dtype).toBe(y.dtype);
      }
    }
    expect(transpose(bools).arraySync()).toEqual([
      [true, false],
      [false, false],
    ]);
    expect(reverse(ints, 1).arraySync()).toEqual([
      [2, 1],
      [4, 3],
    ]);
  });
});

describe("layout", () => {
  it.each([
    ["reshape, wrong size", () => reshape(grid, [4, 2]), /6 elements/],
    ["reshape, two open lengths", () => reshape(grid, [-1, -1]), /at most one -1/],
    ["reshape, no whole length", () => reshape(grid, [4, -1]), /6 elements/],
    ["transpose, an axis twice", () => transpose(grid, [0, 0]), /each axis once/],
    ["transpose, too few axes", () => transpose(grid, [0]), /an order of 2 axes/],
    ["squeeze", () => squeeze(grid, 0), /length 2 on axis 0/],
    ["broadcastTo", () => broadcastTo(grid, [2, 2]), /\(2, 3\)/],
    ["broadcastTo fewer axes", () => broadcastTo(grid, [3]), /does not broadcast/],
    ["slice", () => slice(grid, [0, 2], [1, 2]), /reaches outside/],
    ["slice before the start", () => slice(grid, [-1, 0]), /reaches outside/],
    ["split", () => split(grid, 2, 1), /divisible by 2/],
    ["split, descending", () => split(grid, [2, 1]), /from 0 to 3 in ascending order/],
    ["split, outside", () => split(grid, [-1]), /from 0 to 3/],
    ["split, no places", () => split(grid, ["1"] as never), /places to cut at/],
    ["concatenate nothing", () => concatenate([]), /at least one/],
    ["concatenate", () => concatenate([grid, normal([3, 3])], 1), /agree on every other axis/],
    ["stack", () => stack([grid, normal([3, 3])]), ShapeError],
    ["pad, an axis missing", () => pad(grid, [[1, 1]]), /2 pairs/],
    [
      "pad, negative",
      () =>
        pad(grid, [
          [1, 1],
          [-1, 0],
        ]),
      /0 or more/,
    ],
    ["reverse", () => reverse(grid, 2), /axis is outside/],
  ])("refuses %s", (_, call, message) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });
});
