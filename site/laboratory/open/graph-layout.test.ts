import { expect, it } from "vitest";
import { boxHeight, boxWidth, layoutGraph } from "./graph-layout.ts";

const layers = [
  { name: "x", rank: 0, from: [] },
  { name: "memory", rank: 1, from: ["x"] },
  { name: "trend", rank: 1, from: ["x"] },
  { name: "attention", rank: 2, from: ["memory"] },
  { name: "average", rank: 3, from: ["attention"] },
  { name: "joined", rank: 4, from: ["average", "trend"] },
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

it("a chain is one column, and a layer that is called twice one box", () => {
  const { boxes, paths, width } = layoutGraph([
    { name: "a", rank: 0, from: [] },
    { name: "b", rank: 1, from: ["a"] },
    { name: "b", rank: 2, from: ["b"] },
  ]);
  expect(boxes.map(({ x }) => x)).toEqual([2, 2]);
  expect(width).toBe(boxWidth + 4);
  expect(paths).toHaveLength(2);
});
