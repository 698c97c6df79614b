/** What Recurve writes as ONNX, read back, predicts the same; ONNX Runtime's answers are in onnx.slow.test.ts. */
import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "onnx-buf";
import { describe, expect, it } from "vitest";
import { input, type Layer, layers, model, type SymbolicTensor, sequential } from "../src/index.ts";
import { loadModel, saveModel } from "../src/io/index.ts";
import type { AnyModel } from "../src/models/index.ts";
import { ConfigError, FormatError, Tensor, tensor, zeros } from "../src/tensor/index.ts";
import { graphModels } from "./graph-models.ts";
import { layerModels } from "./layer-models.ts";
import { expectClose, normal } from "./numbers.ts";
import { writtenModels } from "./onnx-models.ts";

const listed = (given: Tensor | readonly Tensor[] | Record<string, Tensor>): Tensor[] =>
  given instanceof Tensor ? [given] : Object.values(given);

describe("a model written as ONNX and read back", () => {
  it.each(Object.keys(writtenModels))("%s", async (name) => {
    const { model: original, inputs, states } = await writtenModels[name]!();
    const expected = listed(original.predict(inputs.length === 1 ? inputs[0]! : inputs));
    const again = await loadModel(await saveModel(original, undefined, { format: "onnx", states }));
    expect(again.inputNames.slice(0, inputs.length)).toEqual(original.inputNames);
    const shapes = again.inputs.slice(inputs.length).map(({ shape }) => shape.map((n) => n ?? inputs[0]!.shape[0]!));
    const all = [...inputs, ...shapes.map((shape) => zeros(shape))];
    const outputs = again.predict(Object.fromEntries(again.inputNames.map((key, i) => [key, all[i]!])));
    const results = listed(outputs);
    for (const [i, wanted] of expected.entries()) expectClose(results[i]!, wanted);
  });
});

describe("every layer there is, written as ONNX and read back", () => {
  it.each(Object.entries({ ...layerModels, ...graphModels }))("%s", async (_, make) => {
    const { model: original, inputs } = make();
    const states = layersWithin(original).some(({ config }) => (config as { stateful?: boolean }).stateful);
    const written = await write(original, { states }).catch((error: unknown) => error as Error);
    if (written instanceof Error) {
      // a layer without ONNX nodes is refused, never written wrong
      expect(written).toBeInstanceOf(FormatError);
      expect(written.message).toMatch(/has no nodes for this class/);
      return;
    }
    const again = await loadModel(written);
    const zeroStates = again.inputs.slice(inputs.length).map(({ shape }) => zeros(shape.map((n) => n ?? 3)));
    const results = listed(
      again.predict(inputs.length + zeroStates.length === 1 ? inputs[0]! : [...inputs, ...zeroStates]),
    );
    const expected = listed(original.predict(inputs.length === 1 ? inputs[0]! : [...inputs]));
    for (const [i, wanted] of expected.entries()) expectClose(results[i]!, wanted);
  });
});

const layersWithin = (layer: Layer<number>): Layer<number>[] =>
  layer.children.flatMap((child) => [child, ...layersWithin(child)]);

const write = (made: AnyModel, options = {}) => saveModel(made, undefined, { format: "onnx", ...options });

describe("writing ONNX", () => {
  it("leaves batch and time open and names what a user names", async () => {
    const x = input({ shape: [null, 3], name: "signal" });
    const made = model({ inputs: x, outputs: layers.lstm({ units: 2, name: "memory" }).apply(x), name: "tiny" });
    const { graph, opsetImport, irVersion } = fromBinary(ModelProtoSchema, await write(made));
    expect([opsetImport[0]!.version, irVersion, graph!.name]).toEqual([17n, 8n, "tiny"]);
    const dimensions = (info: { type?: { value: { value?: unknown } } }) =>
      (info.type!.value.value as { shape: { dim: { value: { value: unknown } }[] } }).shape.dim.map(
        (d) => d.value.value,
      );
    expect(dimensions(graph!.input[0]! as never)).toEqual(["batch", "time", 3n]);
    expect(dimensions(graph!.output[0]! as never)).toEqual(["batch", 2n]);
    expect([graph!.input[0]!.name, graph!.output[0]!.name]).toEqual(["signal", "memory"]);
    expect(graph!.node.map(({ opType }) => opType)).toEqual([
      "Transpose",
      "LSTM",
      "Squeeze",
      "Squeeze",
      "Squeeze",
      "Identity",
    ]);
    expect(graph!.initializer.map(({ name }) => name)).toContain("memory/W");
  });

  it("gives states as inputs and outputs, so that a sequence may come in parts", async () => {
    const made = sequential({
      layers: [
        input({ shape: [null, 3] }),
        layers.gru({ units: 4, returnSequences: true, name: "first" }),
        layers.lstm({ units: 2, name: "second" }),
      ],
    });
    const streaming = await loadModel(await write(made, { states: true }));
    expect(streaming.inputNames.slice(1)).toEqual(["first_h", "second_h", "second_c"]);
    expect(streaming.outputNames.slice(1)).toEqual(["first_h_next", "second_h_next", "second_c_next"]);
    const x = normal([2, 5, 3]);
    let states: Record<string, Tensor> = { first_h: zeros([2, 4]), second_h: zeros([2, 2]), second_c: zeros([2, 2]) };
    let last: Tensor | undefined;
    for (let t = 0; t < 5; t++) {
      const step = x.dataSync().filter((_, i) => Math.floor(i / 3) % 5 === t);
      const part = { data: step, shape: [2, 1, 3] };
      const results = streaming.predict({ [streaming.inputNames[0]!]: part, ...states }) as unknown as Record<
        string,
        Tensor
      >;
      last = results[streaming.outputNames[0]!];
      states = Object.fromEntries(Object.keys(states).map((name) => [name, results[`${name}_next`]!]));
    }
    expectClose(last!, made.predict(x));
  });

  it("takes over an ONNX graph inside a larger model, with what it has learned there", async () => {
    const base = await loadModel("test/fixtures/onnx/files/torch-classifier-lstm.onnx");
    const x = input({ shape: [null, 3], name: "x" });
    const features = base.apply(layers.dense({ units: 3 }).apply(x)) as SymbolicTensor;
    const larger = model({ inputs: x, outputs: layers.dense({ units: 2, name: "head" }).apply(features), seed: 4 });
    const data = normal([4, 6, 3]);
    larger.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    await larger.fit(data, normal([4, 2], 1), { epochs: 2, verbose: 0 });
    const again = await loadModel(await write(larger));
    expectClose(again.predict(data) as Tensor, larger.predict(data));
    await expect(write(larger, { opset: 20 })).rejects.toThrow(/operator set 17[\s\S]*opset: 17/);
  });

  it("takes over branches, integers and 16-bit weights", async () => {
    const ids = input({ shape: [null], dtype: "int32", name: "numbers" });
    const tagger = await loadModel("test/fixtures/onnx/files/torch-tagger.onnx");
    const tagged = model({
      inputs: ids,
      outputs: layers.activation({ activation: "exponential" }).apply(tagger.apply(ids) as SymbolicTensor),
    });
    const numbers = tensor(
      [
        [1, 5, 2],
        [10, 0, 3],
      ],
      undefined,
      "int32",
    );
    expectClose((await loadModel(await write(tagged))).predict(numbers) as Tensor, tagged.predict(numbers));
    const small = await loadModel("test/fixtures/onnx/files/small-types.onnx");
    const x = input({ shape: [3] });
    const doubled = layers.add().apply([small.apply(x) as SymbolicTensor, small.apply(x) as SymbolicTensor]);
    const whole = model({ inputs: x, outputs: doubled });
    expectClose((await loadModel(await write(whole))).predict(normal([2, 3])) as Tensor, whole.predict(normal([2, 3])));
    const flag = input({ batchShape: [], dtype: "bool", name: "flag" });
    const branching = await loadModel("test/fixtures/onnx/files/branches-else.onnx");
    const chosen = model({ inputs: { x, flag }, outputs: branching.apply([x, flag]) as SymbolicTensor });
    const read = await loadModel(await write(chosen));
    for (const value of [true, false]) {
      const data = { x: normal([2, 3]), flag: tensor(value) };
      expectClose(read.predict(data) as Tensor, branching.predict(data) as Tensor);
    }
  });

  it("refuses what ONNX cannot hold, and says what to do", async () => {
    const of = (...list: never[]) => sequential({ layers: [input({ batchShape: [2, 5, 3] }), ...list] });
    const refused = (made: AnyModel) => write(made).then(String, (error: unknown) => error as Error);
    const error = (await refused(of(layers.gru({ units: 2, stateful: true }) as never))) as Error;
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toMatch(/GRU "gru"[\s\S]*states go from batch to batch[\s\S]*states: true/);
    const gelu = (await refused(of(layers.lstm({ units: 2, activation: "gelu" }) as never))) as Error;
    expect(gelu.message).toMatch(/do not have the activation "gelu"[\s\S]*tanh, sigmoid/);
    const own = (await refused(of(layers.activation({ activation: (x: Tensor) => x }) as never))) as Error;
    expect(own.message).toMatch(/no operators for the activation/);
    const unbuilt = (await refused(sequential({ layers: [layers.lstm({ units: 2 })] }))) as Error;
    expect(unbuilt.message).toMatch(/has no input shape/);
    await expect(write(of(layers.gru({ units: 2 }) as never), { opset: 5 })).rejects.toThrow(ConfigError);
  });
});
