/** Weights travel between PyTorch and Recurve as safetensors; the files are real PyTorch's (test/fixtures/pytorch/make.py). */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  input,
  layers,
  loadModel,
  loadWeights,
  type Model,
  model,
  optimizers,
  saveModel,
  saveWeights,
  sequential,
  type Tensor,
  tensor,
} from "../src/index.ts";
import { expectClose, normal } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

const folder = "test/fixtures/pytorch/files";
const answers = JSON.parse(readFileSync(`${folder}/answers.json`, "utf8")) as Record<
  string,
  { x: number[][]; y: number[][]; target?: number[][]; after?: number[][] }
>;
const pytorch = { from: "pytorch" } as const;

type Recurrent = "lstm" | "gru" | "simpleRNN";

/** What the three kinds have in common, as one type. */
const recurrent = (kind: Recurrent, options: layers.LSTMOptions) =>
  (layers[kind] as typeof layers.lstm)(options) as layers.Layer<1>;

function tagger(kind: Recurrent) {
  const inner = () =>
    recurrent(kind, { units: 4, returnSequences: true }) as ReturnType<typeof layers.lstm<{ units: 4 }>>;
  const both = () => layers.bidirectional({ layer: inner() });
  return sequential({
    layers: [
      input({ shape: [null], dtype: "int32" }),
      layers.embedding({ inputDim: 7, outputDim: 3 }),
      both(),
      layers.dropout({ rate: 0.5 }),
      both(),
      layers.layerNormalization(),
      layers.timeDistributed({ layer: layers.dense({ units: 5 }) }),
    ],
  });
}

function last(kind: Recurrent, options: object = {}) {
  return sequential({
    layers: [
      input({ shape: [null, 3] }),
      recurrent(kind, { units: 4, returnSequences: true, name: "first", ...options }),
      recurrent(kind, { units: 4, name: "second", ...options }),
      layers.dense({ units: 2, useBias: false, name: "head" }),
    ],
  });
}

function projected() {
  const both = () =>
    layers.bidirectional({ layer: layers.lstm({ units: 4, projection: 2, returnSequences: true }) as layers.LSTM });
  return sequential([input({ shape: [null, 3] }), both(), both()]);
}

const relu = { activation: "relu", useBias: false };
const cases: [string, () => Model<any>][] = [
  ["lstm-tagger", () => tagger("lstm")],
  ["gru-tagger", () => tagger("gru")],
  ["rnn-tagger", () => tagger("simpleRNN")],
  ["lstm-last", () => last("lstm")],
  ["lstm-last-f16", () => last("lstm")],
  ["lstm-last-bf16", () => last("lstm")],
  ["gru-last", () => last("gru")],
  ["rnn-relu-no-bias", () => last("simpleRNN", relu)],
  ["lstm-projected", () => projected()],
  ["lstm-cell", () => sequential({ layers: [input({ shape: [null, 3] }), layers.lstm({ units: 4 })] })],
];

describe("weights of PyTorch", () => {
  it.each(cases)("%s predicts as there", async (name, make) => {
    const made = make();
    await loadWeights(made, `${folder}/${name}.safetensors`, pytorch);
    const { x, y } = answers[name]!;
    expectClose(made.predict(x) as Tensor, y, tolerance.golden);
  });

  it.each(cases)("%s comes back from a file that Recurve wrote", async (name, make) => {
    const [first, second] = [make(), make()];
    await loadWeights(first, `${folder}/${name}.safetensors`, pytorch);
    await loadWeights(second, await saveWeights(first, undefined, { format: "safetensors", to: "pytorch" }), pytorch);
    const { x } = answers[name]!;
    expect((second.predict(x) as Tensor).arraySync()).toEqual((first.predict(x) as Tensor).arraySync());
  });

  it("fill a stack of cells level by level", async () => {
    const cells = [layers.lstmCell({ units: 4 }), layers.lstmCell({ units: 4 })];
    const stack = sequential({
      layers: [input({ shape: [null, 3] }), layers.rnn({ cell: cells }), layers.dense({ units: 2, useBias: false })],
    });
    await loadWeights(stack, `${folder}/lstm-last.safetensors`, pytorch);
    const { x, y } = answers["lstm-last"]!;
    expectClose(stack.predict(x), y, tolerance.golden);
  });

  it("of convolutions and batch normalization come back as they went", async () => {
    const make = () =>
      sequential({
        layers: [
          input({ shape: [6, 5, 4] }),
          layers.conv2d({ filters: 6, kernelSize: [2, 3], groups: 2, name: "image" }),
          layers.batchNormalization({ name: "norm" }),
        ],
      });
    const [from, to] = [make(), make()];
    const values = from.weights.map(({ shape }, i) => normal(shape, i));
    from.setWeights(values);
    await loadWeights(to, await saveWeights(from, undefined, { to: "pytorch" }), pytorch);
    for (const [i, weight] of to.getWeights().entries()) expect(weight.dataSync()).toEqual(values[i]!.dataSync());
  });

  it("go where a map says", async () => {
    const made = last("lstm");
    const map = { rnn: ["first", "second"], head: "head" };
    await loadWeights(made, `${folder}/lstm-last.safetensors`, { ...pytorch, map });
    const { x, y } = answers["lstm-last"]!;
    expectClose(made.predict(x), y, tolerance.golden);
    const again = last("lstm");
    const bytes = await saveWeights(made, undefined, { format: "safetensors", to: "pytorch", map });
    const header = new TextDecoder().decode(bytes.subarray(8, 1000));
    expect(header).toContain('"rnn.weight_ih_l1"');
    expect(header).toContain('"rnn.bias_hh_l0"');
    await loadWeights(again, bytes, { ...pytorch, map });
    expectClose(again.predict(x), y, tolerance.golden);
  });

  it("that fit no layer are named, and nothing is changed", async () => {
    const other = sequential({
      layers: [
        input({ shape: [null, 3] }),
        layers.lstm({ units: 5, name: "wide" }),
        layers.dense({ units: 2, name: "out" }),
      ],
    });
    const before = other.getWeights().map((weight) => weight.arraySync());
    const loading = loadWeights(other, `${folder}/lstm-last.safetensors`, pytorch);
    await expect(loading).rejects.toThrow(
      /no weight was changed[\s\S]*"wide" \(weight_ih \(20, 3\)[\s\S]*"out"[\s\S]*"head" \(weight \(2, 4\)\)/,
    );
    expect(other.getWeights().map((weight) => weight.arraySync())).toEqual(before);
  });

  it.each([
    ["a module that is not there", { nothing: "first" }, /names a module that the file does not have/],
    ["a layer that is not there", { head: "foot" }, /names a layer that the model does not have/],
    ["too few layers", { rnn: "first" }, /another number of layers[\s\S]*expected: 2/],
    ["another layer", { head: "first" }, /"head" does not fit the layer "first"[\s\S]*weight_ih \(16, 3\) is missing/],
  ])("under a map to %s are refused", async (_, map, message) => {
    const loading = loadWeights(last("lstm"), `${folder}/lstm-last.safetensors`, { ...pytorch, map });
    await expect(loading).rejects.toThrow(message);
  });

  it("that could go either way are not guessed", async () => {
    const twins = () => {
      const x = input({ shape: [3] });
      const [a, b] = ["left", "right"].map((name) => layers.dense({ units: 3, name }).apply(x));
      return model({ inputs: x, outputs: [a!, b!] });
    };
    const map = { up: "left", down: "right" };
    const bytes = await saveWeights(twins(), undefined, { format: "safetensors", to: "pytorch", map });
    await expect(loadWeights(twins(), bytes, pytorch)).rejects.toThrow(
      /Several modules of the file fit the layer "left"/,
    );
    await loadWeights(twins(), bytes, { ...pytorch, map });
  });

  it("cannot be those of a GRU that resets before its kernel", async () => {
    const loading = loadWeights(last("gru", { resetAfter: false }), `${folder}/gru-last.safetensors`, pytorch);
    await expect(loading).rejects.toThrow(/resetAfter: true/);
  });

  it("of LSTMs with projections train as there", async () => {
    const { x, target, after } = answers["lstm-projected"]!;
    const made = projected();
    await loadWeights(made, `${folder}/lstm-projected.safetensors`, pytorch);
    made.compile({ optimizer: optimizers.sgd({ learningRate: 0.5 }), loss: "meanSquaredError" });
    for (let step = 0; step < 5; step++) await made.trainOnBatch(tensor(x), tensor(target!));
    expectClose(made.predict(x), after!, tolerance.golden);
  });

  it("of LSTMs with projections go into .keras files, and nowhere else without a word", async () => {
    const made = projected();
    const again = await loadModel(await saveModel(made));
    const { x } = answers["lstm-projected"]!;
    expect((again.predict(x) as Tensor).arraySync()).toEqual(made.predict(x).arraySync());
    await expect(saveModel(made, undefined, { format: "onnx" })).rejects.toThrow(/ONNX's LSTM has no projection/);
    await expect(saveModel(made, undefined, { format: "tfjs" })).rejects.toThrow(/a projection/);
  });

  it.each([
    [
      "spectral_norm, as it was",
      "head.weight_orig",
      /"head.weight_orig" instead of the weight[\s\S]*remove_spectral_norm/,
    ],
    ["a parametrization", "head.parametrizations.weight.original", /remove_parametrizations/],
  ])("of %s are refused with the way out", async (_, name, message) => {
    const header = JSON.stringify({ [name]: { dtype: "F32", shape: [2, 4], data_offsets: [0, 32] } });
    const bytes = new Uint8Array(8 + header.length + 32);
    new DataView(bytes.buffer).setUint32(0, header.length, true);
    bytes.set(new TextEncoder().encode(header), 8);
    await expect(loadWeights(last("lstm"), bytes, pytorch)).rejects.toThrow(message);
  });

  it.each(["normed-older", "normed"])("with weight_norm are put together: %s", async (name) => {
    const net = sequential([
      input({ shape: [null, 3] }),
      layers.conv1d({ filters: 4, kernelSize: 2, activation: "tanh", name: "conv" }),
      layers.lstm({ units: 3, name: "rnn" }),
      layers.dense({ units: 4, activation: "tanh", name: "mid" }),
      layers.dense({ units: 2, name: "head" }),
    ]);
    await loadWeights(net, `${folder}/${name}.safetensors`, pytorch);
    expectClose(net.predict(answers[name]!.x), answers[name]!.y, tolerance.golden);
  });

  it("in a pickle are refused with the way out", async () => {
    await expect(loadWeights(last("lstm"), `${folder}/lstm-cell.pt`, pytorch)).rejects.toThrow(
      /is a pickle[\s\S]*save_file/,
    );
    await expect(loadModel(Uint8Array.of(0x80, 2, 0x7d))).rejects.toThrow(/is a pickle/);
  });
});

describe("safetensors with Keras's names", () => {
  it("bring every weight back, under the paths that Keras gives them", async () => {
    const [first, second] = [tagger("gru"), tagger("gru")];
    const bytes = await saveWeights(first, undefined, { format: "safetensors" });
    const header = new TextDecoder().decode(bytes.subarray(8, 3000));
    expect(header).toContain('"bidirectional/forward_gru/gru_cell/recurrent_kernel"');
    expect(header).toContain('"time_distributed/dense/bias"');
    await loadWeights(second, bytes);
    const x = [[1, 2, 3]];
    expect(second.predict(x).arraySync()).toEqual(first.predict(x).arraySync());
  });

  it("name what does not fit", async () => {
    const bytes = await saveWeights(last("lstm"), undefined, { format: "safetensors" });
    const loading = loadWeights(last("gru"), bytes);
    await expect(loading).rejects.toThrow(
      /first\/gru_cell\/kernel is missing[\s\S]*first\/lstm_cell\/kernel has no place/,
    );
    await expect(loadWeights(last("lstm"), `${folder}/lstm-last.safetensors`)).rejects.toThrow(/from: "pytorch"/);
  });

  it("need a model that knows its input", async () => {
    const open = sequential({ layers: [layers.dense({ units: 1 })] });
    await expect(saveWeights(open, undefined, { format: "safetensors" })).rejects.toThrow(/before it knows its input/);
    open.predict(normal([2, 3]));
    await saveWeights(open, undefined, { format: "safetensors" });
  });
});
