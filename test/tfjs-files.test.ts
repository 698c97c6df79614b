/** Models travel between TensorFlow.js and Recurve; the files are real TensorFlow.js's (test/fixtures/tfjs/make.mjs). */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { afterAll, describe, expect, it, vi } from "vitest";
import {
  input,
  layers,
  loadModel,
  type Model,
  model,
  readWeights,
  regularizers,
  saveModel,
  saveWeights,
  sequential,
  Tensor,
  tensor,
} from "../src/index.ts";
import { expectClose, normal } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

const files = "test/fixtures/tfjs/files";
const answers = JSON.parse(readFileSync(`${files}/answers.json`, "utf8")) as Record<
  string,
  { x: number[][]; y: number[][] }
>;
const folder = mkdtempSync(join(tmpdir(), "recurve-tfjs-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a model gives, as a list. */
function outputsOf(loaded: Model<any>, x: readonly unknown[]): Tensor[] {
  const given = x.map((values) => tensor(values as number[]));
  const predicted = loaded.predict(given.length === 1 ? given[0]! : given);
  return predicted instanceof Tensor ? [predicted] : Object.values(predicted);
}

function expectAnswers(loaded: Model<any>, name: string): void {
  const { x, y } = answers[name]!;
  const outputs = outputsOf(loaded, x);
  expect(outputs.length).toBe(y.length);
  for (const [i, output] of outputs.entries()) expectClose(output, tensor(y[i]!), tolerance.golden);
}

describe("a layers-model of TensorFlow.js", () => {
  it.each(Object.keys(answers))("%s predicts as there", async (name) => {
    expectAnswers(await loadModel(`${files}/${name}.json`), name);
  });

  it.each(Object.keys(answers))("%s is written, and read again", async (name) => {
    const path = join(folder, name, "model.json");
    await saveModel(await loadModel(`${files}/${name}.json`), path);
    expect(readdirSync(join(folder, name)).length).toBe(2);
    expectAnswers(await loadModel(path), name);
  });

  it("is compiled as it was there", async () => {
    const loaded = await loadModel(`${files}/gru.json`);
    expect(loaded.optimizer?.className).toBe("RMSprop");
    expect(loaded.optimizer?.config).toMatchObject({ rho: 0.8 });
    const logs = await loaded.evaluate(answers.gru!.x[0]!, answers.gru!.y[0]!, { verbose: 0 });
    expect(Object.keys(logs)).toEqual(["loss", "mae"]);
    expect((await loadModel(`${files}/gru.json`, { compile: false })).optimizer).toBeUndefined();
  });

  it("may come as Files, its keys in camelCase", async () => {
    const bytes = (name: string) => readFileSync(`${files}/${name}`);
    const json = String(bytes("bidirectional.json")).replaceAll(/"([a-z]+_[a-z_]+)":/g, (key) =>
      key.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
    );
    expect(json).toContain('"recurrentActivation":"sigmoid"');
    const shard = "bidirectional-1of1.bin";
    expectAnswers(await loadModel([new File([json], "model.json"), new File([bytes(shard)], shard)]), "bidirectional");
  });
});

it("a model of Keras 3 that Python's converter packed is read", async () => {
  const x = input({ shape: [null, 3], name: "theStart" });
  const both = layers.bidirectional({ layer: layers.gru({ units: 2, returnSequences: true }) }).apply(x);
  const made = model({ inputs: { theInput: x }, outputs: layers.dense({ units: 2 }).apply(both) });
  const entries = unzipSync((await saveModel(made)) as Uint8Array);
  const weights = await readWeights(await saveWeights(made, undefined, { format: "safetensors" }));
  const topology = { keras_version: "3.15.1", model_config: JSON.parse(strFromU8(entries["config.json"]!)) };
  const specs = [...weights].map(([name, { shape }]) => ({ name: `functional/${name}`, shape, dtype: "float32" }));
  const manifest = [{ paths: ["group1-shard1of1.bin"], weights: specs }];
  const shard = [...weights.values()].map(
    (weight) => new Uint8Array((weight.dataSync() as Float32Array).slice().buffer),
  );
  const json = JSON.stringify({ format: "layers-model", modelTopology: topology, weightsManifest: manifest });
  const loaded = await loadModel([new File([json], "model.json"), new File(shard, "group1-shard1of1.bin")]);
  expect(loaded.inputNames).toEqual(["theInput"]);
  const data = normal([2, 4, 3]);
  expect(loaded.predict(data)).toEqual(made.predict(data));
});

describe("what TensorFlow.js does not have is not written", () => {
  const write = (layer: layers.Layer<1>) =>
    saveModel(sequential({ layers: [input({ shape: [4, 3] }), layer] }), undefined, { format: "tfjs" });

  it.each<[string, layers.Layer<1>, RegExp]>([
    ["a GRU that resets after its kernel", layers.gru({ units: 2, name: "late" }), /"late"[\s\S]*resetAfter: true/],
    ["Keras 3's hard sigmoid", layers.lstm({ units: 2, recurrentActivation: "hardSigmoid" }), /hard sigmoid/],
    ["an activation", layers.dense({ units: 2, activation: "exponential" }), /the activation "exponential"/],
    [
      "a regularizer",
      layers.dense({ units: 2, kernelRegularizer: regularizers.orthogonalRegularizer() }),
      /the regularizer "OrthogonalRegularizer"/,
    ],
    [
      "another backward layer",
      layers.bidirectional({
        layer: layers.lstm({ units: 2 }),
        backwardLayer: layers.simpleRNN({ units: 3, goBackwards: true }),
      }),
      /a backward layer of its own/,
    ],
  ])("%s", async (_, layer, message) => {
    await expect(write(layer)).rejects.toThrow(message);
  });

  it("a class", async () => {
    const x = input({ shape: [4, 3] });
    const attending = model({ inputs: x, outputs: layers.attention().apply([x, x]) });
    await expect(saveModel(attending, undefined, { format: "tfjs" })).rejects.toThrow(/the class Attention/);
  });

  it("two layers of one name in models inside each other", async () => {
    const x = input({ shape: [3] });
    const inner = sequential({ layers: [input({ shape: [3] }), layers.dense({ units: 3, name: "twin" })] });
    const outer = model({ inputs: x, outputs: layers.dense({ units: 1, name: "twin" }).apply(inner.apply(x)) });
    await expect(saveModel(outer, undefined, { format: "tfjs" })).rejects.toThrow(/"twin" twice/);
  });

  it("a model that does not know its input", async () => {
    const open = sequential({ layers: [layers.dense({ units: 1 })] });
    await expect(saveModel(open, undefined, { format: "tfjs" })).rejects.toThrow(/has no input shape/);
  });
});

describe("a damaged layers-model", () => {
  const source = JSON.parse(readFileSync(`${files}/gru.json`, "utf8"));
  const shard = readFileSync(`${files}/gru-1of1.bin`);
  const load = (json: unknown, weights: Uint8Array<ArrayBuffer> = new Uint8Array(shard)) =>
    loadModel([new File([JSON.stringify(json)], "model.json"), new File([weights], "gru-1of1.bin")]);
  const withWeights = (
    change: (weights: { name: string; shape: number[]; dtype: string; quantization?: object }[]) => void,
  ) => {
    const copy = structuredClone(source);
    change(copy.weightsManifest[0].weights);
    return copy;
  };
  const withPath = (path: string) => ({
    ...source,
    weightsManifest: [{ ...source.weightsManifest[0], paths: [path] }],
  });

  it.each([
    ["a missing shard", withPath("other.bin"), /no file other\.bin/],
    ["a shard outside of the folder", withPath("../gru-1of1.bin"), /outside of its folder/],
    ["an absolute path", withPath("/etc/passwd"), /outside of its folder/],
    ["a URL", withPath("http://example.org/x.bin"), /outside of its folder/],
    ["a huge shape", withWeights((weights) => (weights[0]!.shape = [2 ** 40, 2 ** 40])), /not as long as the manifest/],
    ["a shape that is none", withWeights((weights) => (weights[0]!.shape = [-1])), /whole number/],
    [
      "another shape",
      withWeights((weights) => weights[0]!.shape.reverse()),
      /weights of the layer "gru_GRU1" are not in the file/,
    ],
    [
      "an unknown type",
      withWeights((weights) => (weights[0]!.dtype = "complex64")),
      /stored in a way that is not read/,
    ],
    [
      "a quantization without a scale",
      withWeights((weights) => (weights[0]!.quantization = { dtype: "uint8" })),
      /with scale and min/,
    ],
    [
      "a missing weight",
      withWeights((weights) => (weights[0]!.name = "nobody/kernel")),
      /"gru_GRU1" are not in the file/,
    ],
    ["a graph model", { ...source, format: "graph-model" }, /is a graph model/],
    ["no topology", { weightsManifest: [] }, /modelTopology/],
  ])("with %s is refused", async (_, json, message) => {
    await expect(load(json)).rejects.toThrow(message);
  });

  it("with a shard too short or too long is refused", async () => {
    await expect(load(source, new Uint8Array(shard.subarray(0, 100)))).rejects.toThrow(/not as long/);
    await expect(load(source, new Uint8Array([...shard, 0]))).rejects.toThrow(/not as long/);
  });
});

it("a model written over another leaves that one's weights, so that a crash in between leaves the old model", async () => {
  const path = join(folder, "again", "model.json");
  const make = () => sequential({ layers: [input({ shape: [3] }), layers.dense({ units: 2 })] });
  await saveModel(make(), path);
  const second = make();
  await saveModel(second, path);
  expect(readdirSync(join(folder, "again")).length).toBe(3);
  const x = normal([4, 3]);
  expect((await loadModel(path)).predict(x)).toEqual(second.predict(x));
});

it("a bidirectional layer goes on from a Keras file, which names both of its directions", async () => {
  const made = sequential({
    layers: [layers.bidirectional({ layer: layers.lstm({ units: 2 }), name: "both" })],
    seed: 1,
  });
  const x = normal([2, 4, 3], 9);
  const y = made.predict(x);
  const fromKeras = (await loadModel(await saveModel(made))) as typeof made;
  const folder = mkdtempSync(join(tmpdir(), "recurve-both-"));
  await saveModel(fromKeras, join(folder, "model.json"));
  const again = (await loadModel(join(folder, "model.json"))) as typeof made;
  expectClose(again.predict(x), y);
  rmSync(folder, { recursive: true });
});

describe("stacked cells as TensorFlow.js wrote them before 1.0, each with the class of the stack", () => {
  // made by @tensorflow/tfjs-layers 0.8.0
  const written = JSON.parse(readFileSync("test/fixtures/tfjs/stacked-cells-0.8.json", "utf8"));
  const save = (name: "one" | "three") => {
    const { modelTopology, weightSpecs, weights } = written[name];
    const path = join(folder, `stacked-${name}.json`);
    const weightsManifest = [{ paths: [`stacked-${name}.bin`], weights: weightSpecs }];
    writeFileSync(path, JSON.stringify({ modelTopology, weightsManifest }));
    writeFileSync(join(folder, `stacked-${name}.bin`), new Uint8Array(Float32Array.from(weights).buffer));
    return path;
  };

  it("predict as there", async () => {
    const { x, y } = written.one;
    expectClose((await loadModel(save("one"))).predict(tensor(x)) as Tensor, tensor(y), tolerance.golden);
  });

  it("are refused where it saved only the last cell's weights", async () => {
    await expect(loadModel(save("three"))).rejects.toThrow(
      /expected: kernel \(3, 16\)[\s\S]*kernel \(4, 6\)[\s\S]*kernel \(2, 3\)[\s\S]*received: rnn_RNN1\/kernel \(2, 3\)/,
    );
  });
});

describe("bilinear layers", () => {
  const x = tensor([[[[0], [4]]]]);
  const config = { name: "finer", batch_input_shape: [null, 1, 2, 1], interpolation: "bilinear", size: [1, 2] };
  const modelTopology = { class_name: "Sequential", config: [{ class_name: "UpSampling2D", config }] };
  const answer = async (path: string) => ((await (await loadModel(path)).predict(x)) as Tensor).dataSync();

  it("interpolate between corners, as TensorFlow.js does", async () => {
    const path = join(folder, "bilinear.json");
    writeFileSync(path, JSON.stringify({ modelTopology, weightsManifest: [] }));
    expect([...(await answer(path))]).toEqual([0, 2, 4, 4]);
    const loaded = await loadModel(path);
    for (const other of ["corners/model.json", "corners.keras"]) {
      await saveModel(loaded, join(folder, other));
      expect([...(await answer(join(folder, other)))]).toEqual([0, 2, 4, 4]);
    }
    const middles = sequential({ layers: [layers.upSampling2d({ interpolation: "bilinear", inputShape: [1, 2, 1] })] });
    await expect(saveModel(middles, join(folder, "middles/model.json"))).rejects.toThrow(/halfPixelCenters: false/);
  });

  it("keep Keras's middles where Python converted its model, and are named", async () => {
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    const path = join(folder, "converted.json");
    const convertedBy = "TensorFlow.js Converter v4.22.0";
    writeFileSync(path, JSON.stringify({ modelTopology, convertedBy, weightsManifest: [] }));
    expect([...(await answer(path))]).toEqual([0, 1, 3, 4]);
    expect(String(warned.mock.calls)).toMatch(/"finer" .*bilinear.*TensorFlow\.js/);
    warned.mockRestore();
  });
});
