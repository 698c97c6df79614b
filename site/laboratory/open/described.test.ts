import { fileURLToPath } from "node:url";
import { formatOf, loadModel, readWeights, tensor } from "recurve";
import { describe, expect, it } from "vitest";
import { describeModel, describeWeight, describeWeights, pictureOf } from "./described.ts";
import { examples } from "./examples.ts";
import { sampleData } from "./sample-data.ts";

const fixture = (path: string) => fileURLToPath(new URL(`../../../test/fixtures/${path}`, import.meta.url));

describe("a model, described", () => {
  it("has its layers in ranks, each after what it takes", () => {
    const { model, parameters } = describeModel(examples.branches(), "two", undefined, 0);
    const ranks = Object.fromEntries(model!.layers.map(({ name, rank }) => [name, rank]));
    expect(ranks).toEqual({ series: 0, memory: 1, trend: 1, attention: 2, average: 3, joined: 4, next: 5 });
    expect(model!.layers.find(({ name }) => name === "joined")!.from).toEqual(["average", "trend"]);
    expect(model!.layers.find(({ name }) => name === "memory")!.words.en.join()).toContain("returnSequences");
    expect(model!.layers.find(({ name }) => name === "memory")!.words.zh.join()).toMatch(/[一-龥]/);
    expect(parameters).toBe(393);
  });

  it.each(["keras/graph.keras", "keras/old_graph.h5", "keras/old_sequence.h5"])("of the file %s", async (path) => {
    const model = await loadModel(fixture(path), { compile: false });
    const { format } = await formatOf(fixture(path));
    const { model: told, weights } = describeModel(model, path, format, 1);
    expect(told!.layers.map(({ name }) => name)).toEqual(expect.arrayContaining(model.layers.map(({ name }) => name)));
    expect(weights.every((weight) => told!.layers.some(({ name }) => weight.path.startsWith(name)))).toBe(true);
    expect(() => model.trace(JSON.parse(sampleData(model)))).not.toThrow();
  });

  it("or weights without one", async () => {
    const told = describeWeights(await readWeights(fixture("keras/graph.weights.h5")), "w", "keras-weights", 1);
    expect(told.model).toBeUndefined();
    expect(told.parameters).toBeGreaterThan(0);
    expect(told.weights.length).toBeGreaterThan(1);
  });

  it.each(Object.keys(examples) as (keyof typeof examples)[])("example %s takes its sample data", (name) => {
    const model = examples[name]();
    expect(() => model.trace(JSON.parse(sampleData(model)))).not.toThrow();
  });
});

describe("a matrix, described", () => {
  it("has its spread", () => {
    const { least, largest, mean, deviation } = describeWeight(
      "w",
      tensor([
        [1, 2],
        [3, -2],
      ]),
    );
    expect([least, largest, mean]).toEqual([-2, 3, 1]);
    expect(deviation).toBeCloseTo(Math.sqrt(3.5), 6);
  });

  it("is drawn as it is when small", () => {
    expect(pictureOf([1, 2, 3, 4, 5, 6], [2, 3])).toEqual({
      rows: 2,
      columns: 3,
      values: Float32Array.of(1, 2, 3, 4, 5, 6),
    });
    expect(pictureOf([], [0, 3])).toEqual({ rows: 0, columns: 3, values: new Float32Array() });
    expect(pictureOf([7], [])).toEqual({ rows: 1, columns: 1, values: Float32Array.of(7) });
  });

  it("keeps the strongest number of each block when large", () => {
    const values = new Float32Array(200 * 300);
    values[77 * 300 + 123] = -9;
    const picture = pictureOf(values, [200, 300]);
    expect([picture.rows, picture.columns]).toEqual([96, 96]);
    expect(Math.min(...picture.values)).toBe(-9);
    expect(picture.values.filter((value) => value !== 0)).toHaveLength(1);
  });
});
