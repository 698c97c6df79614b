import { expect, it } from "vitest";
import { boxHeight, boxWidth, layoutGraph } from "./graph-layout.ts";

const layers = [
  { call: "x", rank: 0, from: [] },
  { call: "memory", rank: 1, from: ["x"] },
  { call: "trend", rank: 1, from: ["x"] },
  { call: "attention", rank: 2, from: ["memory"] },
  { call: "average", rank: 3, from: ["attention"] },
  { call: "joined", rank: 4, from: ["average", "trend"] },
];

it("no arrow passes behind a box", () => {
  const { boxes, paths, width, height } = layoutGraph(layers);
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
  const { boxes, paths, width } = layoutGraph([
    { call: "a", rank: 0, from: [] },
    { call: "b", rank: 1, from: ["a"] },
    { call: "b (2)", rank: 2, from: ["b"] },
  ]);
  expect(boxes.map(({ x }) => x)).toEqual([2, 2, 2]);
  expect(width).toBe(boxWidth + 4);
  expect(paths).toHaveLength(2);
});
