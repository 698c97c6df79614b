import { expect, it } from "vitest";
import { boxHeight, layoutGraph, widthOf } from "./graph-layout.ts";

const boxWidth = 150;
const layers = [
  { call: "x", rank: 0, from: [] },
  { call: "memory", rank: 1, from: ["x"] },
  { call: "trend", rank: 1, from: ["x"] },
  { call: "attention", rank: 2, from: ["memory"] },
  { call: "average", rank: 3, from: ["attention"] },
  { call: "joined", rank: 4, from: ["average", "trend"] },
];

it("no arrow passes behind a box", () => {
  const { boxes, paths, width, height } = layoutGraph(layers, boxWidth);
  expect(paths).toHaveLength(6);
  for (const path of paths) {
    // an arrow is upright where it passes a row
    for (const [, x, y] of path.matchAll(/ (-?[\d.]+) [\d.]+V([\d.]+)/g)) {
      const row = boxes.filter((box) => box.y + boxHeight === Number(y));
      expect(row.length).toBe(1);
      for (const box of row) expect(Number(x) < box.x || Number(x) > box.x + boxWidth).toBe(true);
    }
  }
  expect(paths.filter((path) => path.includes("V"))).toHaveLength(1);
  for (const { x, y } of boxes) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + boxWidth).toBeLessThanOrEqual(width);
    expect(y + boxHeight).toBeLessThanOrEqual(height);
  }
});

it("a chain is one column, also of a layer that is called twice", () => {
  const { boxes, paths, width } = layoutGraph(
    [
      { call: "a", rank: 0, from: [] },
      { call: "b", rank: 1, from: ["a"] },
      { call: "b (2)", rank: 2, from: ["b"] },
    ],
    boxWidth,
  );
  expect(boxes.map(({ x }) => x)).toEqual([2, 2, 2]);
  expect(width).toBe(boxWidth + 4);
  expect(paths).toHaveLength(2);
});

it("boxes of short names are narrow: eight branches fit a page of 1440 pixels, at the least size of letters", () => {
  const branch = (i: number) => ({
    call: `conv_${i}`,
    className: "Conv1D",
    gives: [[null, 16, 4]],
    rank: 1,
    from: ["x"],
  });
  const start = { call: "x", className: "InputLayer", gives: [[null, 16, 4]], rank: 0, from: [] };
  const graph = [start, ...Array.from({ length: 8 }, (_, i) => branch(i))];
  expect(widthOf(graph)).toBeLessThan(200);
  expect(0.7 * layoutGraph(graph, widthOf(graph)).width).toBeLessThan(1230);
  const long = { ...start, call: "a_layer_with_a_name_that_is_long" };
  expect(widthOf([long])).toBe(206);
  expect(widthOf([{ ...start, call: "a", className: "Add", gives: [[1]] }])).toBe(110);
});
