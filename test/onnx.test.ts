/** Files that PyTorch's exporters and ONNX's own tools wrote are read, and give ONNX Runtime's answers. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkGradients } from "../src/autodiff/testing.ts";
import { loadModel, saveModel } from "../src/io/index.ts";
import { OnnxGraph } from "../src/io/onnx/onnx-graph.ts";
import { startsAs } from "../src/io/starts.ts";
import { RunContext } from "../src/layers/context.ts";
import { adam } from "../src/optimizers/index.ts";
import { type DType, ShapeError, type Tensor, tensor } from "../src/tensor/index.ts";
import { expectClose, normal } from "./numbers.ts";
import { onEachBackend } from "./on-each-backend.ts";
import { tolerance } from "./tolerance.ts";

interface Values {
  name: string;
  dtype: DType;
  shape: number[];
  data: number[];
}
interface Case {
  inputs: Values[];
  outputs: Values[];
}

const folder = "test/fixtures/onnx/files";
const cases = JSON.parse(readFileSync(`${folder}/cases.json`, "utf8")) as Record<string, Case>;
const toTensor = ({ data, shape, dtype }: Values) => tensor(data, shape, dtype);

const load = (name: string) => loadModel(`${folder}/${name}.onnx`);

describe("an ONNX file", () => {
  it.each(Object.keys(cases))("%s", async (name) => {
    const model = await load(name);
    const { inputs, outputs } = cases[name]!;
    expect(model.inputNames).toEqual(inputs.map((input) => input.name));
    expect(model.outputNames).toEqual(outputs.map((output) => output.name));
    const given = Object.fromEntries(inputs.map((input) => [input.name, toTensor(input)]));
    const result = model.predict(given) as Tensor & Record<string, Tensor>;
    for (const expected of outputs) {
      const actual = outputs.length === 1 ? result : result[expected.name]!;
      expect(actual.dtype, expected.name).toBe(expected.dtype);
      expectClose(actual, toTensor(expected), tolerance.float32);
    }
  });
});

describe("a model from ONNX", () => {
  it("takes inputs by name and in order, and refuses what does not fit", async () => {
    const model = await load("torch-streaming");
    const [x, state] = [normal([3, 2, 3]), normal([2, 2, 4], 1)];
    const byName = model.predict({ state, x }) as unknown as Record<string, Tensor>;
    const inOrder = model.predict([x, state]) as unknown as Record<string, Tensor>;
    expect(Object.keys(byName)).toEqual(model.outputNames);
    for (const name of model.outputNames) expect(inOrder[name]!.dataSync()).toEqual(byName[name]!.dataSync());
    expect(() => model.predict({ x })).toThrow(/input "state" is missing/);
    expect(() => model.predict([x, normal([2, 2, 5])])).toThrow(ShapeError);
    expect(() => model.predict([x, normal([2, 2, 5])])).toThrow(/input "state"[\s\S]*\(2, None, 4\)[\s\S]*\(2, 2, 5\)/);
    expect(() => model.predict([x, normal([2, 3, 4])])).toThrow(/Input 5 of node "\/gru\/GRU" \(GRU\) does not fit/);
  });

  it("takes inputs without a batch axis in common, and gives outputs in the file's order though their names are numbers", async () => {
    const model = await load("voice");
    const { inputs } = cases.voice!;
    const given = Object.fromEntries(inputs.map((input) => [input.name, toTensor(input)]));
    const predicted = model.predict(given) as unknown as Record<string, Tensor>;
    expect(Object.keys(predicted)).toEqual(["71", "68", "069"]);
    expect(Object.values(predicted).map(({ shape }) => shape)).toEqual([
      [1, 4],
      [2, 1, 4],
      [1, 4],
    ]);
  });

  it("has the file's weights by their names, and a summary", async () => {
    const model = await load("torch-tagger");
    const names = model.weights.map(({ name }) => name);
    expect(names).toContain("embedding.weight");
    expect(model.layers.map(({ className }) => className)).toEqual(["InputLayer", "OnnxGraph"]);
    const text = model.summary({ print: () => undefined } as object);
    expect(text).toMatch(/OnnxGraph/);
  });

  it("is trained on, and written again with what it learned", async () => {
    const model = await load("torch-classifier-lstm");
    const x = normal([12, 5, 3]);
    const y = tensor(Int32Array.from({ length: 12 }, (_, i) => i % 3));
    model.compile({ optimizer: adam({ learningRate: 0.03 }), loss: "sparseCategoricalCrossentropy" });
    const before = model.getWeights();
    const { history } = await model.fit(x, y, { epochs: 30, batchSize: 12, verbose: 0, seed: 1 });
    expect(history.loss!.at(-1)).toBeLessThan(0.8 * history.loss![0]!);
    const moved = model
      .getWeights()
      .map((weight, i) => weight.dataSync().some((v, k) => v !== before[i]!.dataSync()[k]));
    expect(moved.every(Boolean)).toBe(true);
    const again = await loadModel(await saveModel(model, undefined, { format: "onnx" }));
    expect((again.predict(x) as Tensor).dataSync()).toEqual((model.predict(x) as Tensor).dataSync());
    await expect(saveModel(model, undefined, { format: "onnx", opset: 20 })).rejects.toThrow(/keeps its graph/);
  });

  it("tells which way its sequences take", async () => {
    const pathOf = async (name: string) => ((await load(name)).layers.at(-1) as OnnxGraph).explainPath();
    expect(await pathOf("torch-tagger")).toMatch(/^fused/);
    expect(await pathOf("lstm-peepholes")).toBe('step by step: node "lstm" (LSTM): it has peepholes');
    expect(await pathOf("gru-activations")).toMatch(/an activation has no kernel/);
    expect(await pathOf("gru-linear-1-clip")).toMatch(/it clips/);
    expect(await pathOf("scan")).toBe("no recurrent nodes");
  });

  it("is told apart from other files by its first bytes", () => {
    for (const name of Object.keys(cases)) {
      const head = new Uint8Array(readFileSync(`${folder}/${name.replace(/^branches-.*/, "branches-else")}.onnx`));
      expect(startsAs.onnx(head), name).toBe(true);
      // a large weight may come before the graph ends
      expect(startsAs.onnx(head.subarray(0, 400)), name).toBe(true);
    }
    const others = [
      "",
      "PK\x03\x04....",
      "\x89HDF\r\n\x1a\n....",
      '{"format": 1}',
      "\x08\x00\x00\x00\x00\x00\x00\x00{}",
      "\x08\x08",
    ];
    for (const text of others) expect(startsAs.onnx(Uint8Array.from(text, (c) => c.charCodeAt(0))), text).toBe(false);
  });
});

onEachBackend(() => {
  const graphs = ["lstm-bidirectional", "lstm-all", "gru-linear-0", "lstm-peepholes", "rnn-reverse", "gru-lengths-3-5"];
  it.each([...graphs, "tf2onnx-opset15", "dynamo-streaming", "scan", "loop"])(
    "gradients flow through %s",
    async (name) => {
      const model = await load(name);
      const [layer] = model.layers.filter((each) => each instanceof OnnxGraph);
      const inputs = cases[name]!.inputs.map(toTensor);
      const [x, ...rest] = inputs as [Tensor, ...Tensor[]];
      checkGradients((moved) => layer!.run([moved, ...rest], {}, new RunContext(false))[0]!, [x]);
    },
  );
});
