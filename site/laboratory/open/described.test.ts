import { fileURLToPath } from "node:url";
import { formatOf, input, layers, loadModel, model, readWeights, sequential, tensor } from "recurve";
import { describe, expect, it } from "vitest";
import { describeModel, describeWeight, describeWeights, pictureOf } from "./described.ts";
import { examples } from "./examples.ts";
import { sampleData } from "./sample-data.ts";

const fixture = (path: string) => fileURLToPath(new URL(`../../../test/fixtures/${path}`, import.meta.url));

describe("a model, described", () => {
  it("has its layers in ranks, each after what it takes", () => {
    const { model: two, parameters } = describeModel(examples.branches(), "two", undefined, 0);
    const ranks = Object.fromEntries(two!.layers.map(({ name, rank }) => [name, rank]));
    expect(ranks).toEqual({ series: 0, memory: 1, trend: 1, attention: 2, average: 3, joined: 4, next: 5 });
    expect(two!.layers.find(({ name }) => name === "joined")!.from).toEqual(["average", "trend"]);
    expect(two!.layers.find(({ name }) => name === "memory")!.words.en.join()).toContain("returnSequences");
    expect(two!.layers.find(({ name }) => name === "memory")!.words.zh.join()).toMatch(/[一-龥]/);
    expect(parameters).toBe(393);
  });

  it("has each call of a layer that is called twice", () => {
    const x = input({ shape: [3, 2], name: "x" });
    const inner = layers.gru({ units: 2, returnSequences: true, name: "inner" });
    const told = describeModel(model({ inputs: x, outputs: inner.apply(inner.apply(x)) }), "m", undefined, 0).model!;
    expect(told.layers.map(({ call, rank, from }) => [call, rank, from])).toEqual([
      ["x", 0, []],
      ["inner", 1, ["x"]],
      ["inner (2)", 2, ["inner"]],
    ]);
  });

  it.each(["keras/graph.keras", "keras/old_graph.h5", "keras/old_sequence.h5"])("of the file %s", async (path) => {
    const read = await loadModel(fixture(path), { compile: false });
    const { format } = await formatOf(fixture(path));
    const { model: told, weights } = describeModel(read, path, format, 1);
    expect(told!.layers.map(({ name }) => name)).toEqual(expect.arrayContaining(read.layers.map(({ name }) => name)));
    expect(weights.every((weight) => told!.layers.some(({ name }) => weight.path.startsWith(name)))).toBe(true);
    expect(() => read.trace(JSON.parse(sampleData(read)))).not.toThrow();
  });

  it("has the nodes of an ONNX file that data flow through, without arithmetic on shapes", async () => {
    const of = async (name: string) => {
      const file = `${name}.onnx`;
      return describeModel(await loadModel(fixture(`onnx/files/${file}`)), file, "onnx", 1);
    };
    const { model: told, weights } = await of("torch-tagger");
    // as Python's onnx lists them
    const chain = [
      ["ids", "InputLayer", 0],
      ["/embedding/Gather", "Gather", 55],
      ["/lstm/Transpose", "Transpose", 0],
      ["/lstm/LSTM", "LSTM", 352],
      ["/lstm/Transpose_1", "Transpose", 0],
      ["/lstm/Reshape", "Reshape", 0],
      ["/lstm/LSTM_1", "LSTM", 448],
      ["/lstm/Transpose_2", "Transpose", 0],
      ["/lstm/Reshape_1", "Reshape", 0],
      ["/lstm/Transpose_3", "Transpose", 0],
      ["/norm/LayerNormalization", "LayerNormalization", 16],
      ["/linear/MatMul", "MatMul", 24],
      ["/linear/Add", "Add", 3],
      ["LogSoftmax", "LogSoftmax", 0],
    ];
    expect(told!.layers.map(({ call, className, parameters }) => [call, className, parameters])).toEqual(chain);
    expect(told!.layers.slice(1).map(({ from }) => from)).toEqual(chain.slice(0, -1).map(([call]) => [call]));
    expect(told!.layers.flatMap(({ weights = [] }) => weights).sort()).toEqual(weights.map(({ path }) => path).sort());
    // two inputs meet; a branch reads what is around it
    const voice = (await of("voice")).model!.layers;
    expect(voice.find(({ className }) => className === "LSTM")!.from).toEqual(["x", "h"]);
    const branches = (await of("branches-then-else")).model!.layers;
    expect(branches.find(({ className }) => className === "If")!.from).toEqual(["flag", "x"]);
  });

  it("takes as many samples as its shape asks for", () => {
    const made = sequential([layers.gru({ units: 2, stateful: true, batchInputShape: [3, 5, 1] })]);
    expect(JSON.parse(sampleData(made))).toHaveLength(3);
    expect(() => made.trace(JSON.parse(sampleData(made)))).not.toThrow();
  });

  it("or weights without one", async () => {
    const told = describeWeights(await readWeights(fixture("keras/graph.weights.h5")), "w", "keras-weights", 1);
    expect(told.model).toBeUndefined();
    // the numbers under layers/ and under optimizer/ of the file, counted in Python
    expect([told.parameters, told.forTraining]).toEqual([280, 841]);
    expect(told.weights.every(({ path }) => path.startsWith("layers/"))).toBe(true);
  });

  it.each(Object.keys(examples) as (keyof typeof examples)[])("example %s takes its sample data", (name) => {
    const made = examples[name]();
    expect(() => made.trace(JSON.parse(sampleData(made)))).not.toThrow();
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
