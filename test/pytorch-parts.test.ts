/** Parts of PyTorch's files: one layer, a model from a part, layers of your own. The file is real PyTorch's (make.py). */
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Variable } from "../src/autodiff/variable.ts";
import {
  ConfigError,
  input,
  Layer,
  layers,
  loadWeights,
  Model,
  model,
  ops,
  readWeights,
  type SymbolicTensor,
  saveModel,
  saveWeights,
  sequential,
  type Tensor,
  tensor,
} from "../src/index.ts";
import { writeSafetensors } from "../src/io/safetensors/container.ts";
import { expectClose, normal } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

const file = readFileSync("test/fixtures/pytorch/files/parts-f64.safetensors");
const answers = JSON.parse(readFileSync("test/fixtures/pytorch/files/answers.json", "utf8"))["parts-f64"] as Record<
  "x" | "whole" | "encoder" | "decoder" | "lstm",
  number[][][]
>;
const x = tensor(answers.x);
const pytorch = { from: "pytorch" } as const;

const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
afterEach(() => warned.mockClear());

const zeros = (name: string, shape: number[]) =>
  new Variable({ name, shape, initialize: () => new Float32Array(shape.reduce((size, length) => size * length, 1)) });

/** The same as Block in make.py. */
class Block extends Layer {
  readonly lstm = layers.lstm({ units: 4, returnSequences: true });
  readonly scale = zeros("a", [4]);
  readonly shifts = [zeros("b", [4]), zeros("b", [4])];
  readonly none = zeros("c", [0, 4]);
  readonly mixes = [layers.dense({ units: 4 }), layers.dense({ units: 4 })];

  override call([sequence]: readonly Tensor[]) {
    const h = ops.multiply(this.lstm.apply(sequence!), this.scale.value);
    const shifted = ops.subtract(ops.add(h, this.shifts[0]!.value), ops.multiply(2, this.shifts[1]!.value));
    return [this.mixes[1]!.apply(ops.tanh(this.mixes[0]!.apply(shifted)))];
  }
}

class Parts extends Model<SymbolicTensor> {
  readonly encoder = new Block();
  readonly decoder = new Block();
  readonly head = layers.dense({ units: 2 });

  override call([sequence]: readonly Tensor[]) {
    return [this.head.apply(ops.subtract(this.encoder.apply(sequence!), this.decoder.apply(sequence!)))];
  }
}

/** A layer that has seen data. */
function built<L extends Layer>(layer: L, data = x): L {
  layer.apply(data);
  return layer;
}

const lstm = () => built(layers.lstm({ units: 4, returnSequences: true }));

describe("one layer alone", () => {
  const only = "model_state_dict.decoder.lstm";

  it("takes its module of a larger file", async () => {
    const layer = lstm();
    await loadWeights(layer, file, { ...pytorch, only });
    expectClose(layer.apply(x), answers.lstm, tolerance.golden);
  });

  it.each([
    ["a pattern", /decoder\.lstm/],
    ["a pattern with a memory", /decoder\.lstm/g],
    ["any letters", "*.decoder.lstm"],
    ["a function", (name: string) => name.includes("decoder.lstm.")],
    ["a list", [`${only}.weight_ih_l0`, `${only}.weight_hh_l0`, /decoder\.lstm\.bias/]],
  ])("is chosen by %s", async (_, chosen) => {
    const layer = lstm();
    await loadWeights(layer, file, { ...pytorch, only: chosen });
    expectClose(layer.apply(x), answers.lstm, tolerance.golden);
  });

  it("of a model leaves the others as they are", async () => {
    const net = sequential({ layers: [input({ shape: [null, 3] }), lstm(), layers.dense({ units: 2 })], seed: 1 });
    const head = net.layers[1]!.getWeights().map((weight) => weight.dataSync());
    await loadWeights(net.getLayer({ index: 0 }), file, { ...pytorch, only });
    expectClose(net.layers[0]!.apply(x) as Tensor, answers.lstm, tolerance.golden);
    expect(net.layers[1]!.getWeights().map((weight) => weight.dataSync())).toEqual(head);
  });

  it("may be a cell, or a stack of cells", async () => {
    const rnn = built(layers.rnn({ cell: layers.lstmCell({ units: 4 }), returnSequences: true }) as Layer);
    await loadWeights((rnn as unknown as { cell: Layer }).cell, file, { ...pytorch, only });
    expectClose(rnn.apply(x), answers.lstm, tolerance.golden);
  });

  it("is written and read again, by PyTorch's names and by Keras's", async () => {
    const layer = lstm();
    await loadWeights(layer, file, { ...pytorch, only });
    const bytes = await saveWeights(layer, undefined, { to: "pytorch" });
    expect([...(await readWeights(bytes)).keys()]).toEqual([
      "weight_ih_l0",
      "weight_hh_l0",
      "bias_ih_l0",
      "bias_hh_l0",
    ]);
    const placed = await saveWeights(layer, undefined, { to: "pytorch", map: { "decoder.lstm": "" } });
    expect([...(await readWeights(placed)).keys()][0]).toBe("decoder.lstm.weight_ih_l0");
    const keras = await saveWeights(layer);
    expect([...(await readWeights(keras)).keys()][0]).toBe("lstm_cell/kernel");
    for (const [bytesOfIt, options] of [
      [bytes, pytorch],
      [placed, pytorch],
      [keras, {}],
    ] as const) {
      const again = lstm();
      await loadWeights(again, bytesOfIt, options);
      expect(again.apply(x).dataSync()).toEqual(layer.apply(x).dataSync());
    }
  });

  it("has no weights before it knows its input, and no place in files where weights go by position", async () => {
    const loading = loadWeights(layers.lstm({ units: 4 }), file, { ...pytorch, only });
    await expect(loading).rejects.toThrow(/The layer "lstm" has no weights before it knows its input/);
    const net = sequential([input({ shape: [null, 3] }), layers.lstm({ units: 4 })]);
    const h5 = await saveWeights(net);
    await expect(loadWeights(lstm(), h5)).rejects.toThrow(ConfigError);
    await expect(loadWeights(net, h5, { only: "lstm" })).rejects.toThrow(/only of loadWeights is for safetensors/);
    await expect(loadWeights(net, h5, pytorch)).rejects.toThrow(/from of loadWeights is for safetensors/);
    await expect(saveWeights(lstm(), undefined, { format: "keras-weights" })).rejects.toThrow(/single layer/);
    await expect(saveWeights(net, undefined, { format: "keras-h5", to: "pytorch" })).rejects.toThrow(ConfigError);
    await expect(saveWeights({} as never)).rejects.toThrow(/takes a model or a layer/);
    await expect(loadWeights(null as never, file)).rejects.toThrow(/takes a model or a layer/);
  });
});

describe("layers of your own", () => {
  it.each(["encoder", "decoder"] as const)("take parameters and layers under their path: %s", async (part) => {
    const block = built(new Block());
    await loadWeights(block, file, { ...pytorch, only: `model_state_dict.${part}` });
    expectClose(block.apply(x), answers[part], tolerance.golden);
    expect(warned.mock.calls.flat().join()).toMatch(new RegExp(`float64 .*float32.*${part}\\.scale`));
    expect(warned.mock.calls.flat().join()).not.toContain("without numbers");
  });

  it("in a class that extends Model have the paths of its fields", async () => {
    const net = new Parts();
    net.build([null, 5, 3]);
    await loadWeights(net, file, { ...pytorch, only: "model_state_dict" });
    expectClose(net.predict(x), answers.whole, tolerance.golden);
    const bytes = await saveWeights(net, undefined, { to: "pytorch" });
    const names = (await readWeights(file)).keys();
    const before = "model_state_dict.";
    expect([...(await readWeights(bytes)).keys()].sort()).toEqual(
      [...names]
        .filter((name) => name.startsWith(before))
        .map((name) => name.slice(before.length))
        .sort(),
    );
    const again = new Parts();
    again.build([null, 5, 3]);
    await loadWeights(again, bytes, pytorch);
    expect(again.predict(x).dataSync()).toEqual(net.predict(x).dataSync());
  });

  it("in a graph have the paths of their layers", async () => {
    const start = input({ shape: [null, 3] });
    const make = () => {
      const block = new Block();
      block.rename("decoder");
      return model({ inputs: start, outputs: block.apply(start) });
    };
    const net = make();
    await loadWeights(net, file, {
      ...pytorch,
      only: "model_state_dict.decoder",
      map: { "model_state_dict.decoder": "decoder" },
    });
    expectClose(net.predict(x), answers.decoder, tolerance.golden);
    const bytes = await saveWeights(net, undefined, { to: "pytorch" });
    expect([...(await readWeights(bytes)).keys()]).toContain("decoder.mixes.1.weight");
  });

  it("keep every variable under Keras's names, those of one name numbered", async () => {
    const [first, second] = [new Parts(), new Parts()];
    for (const net of [first, second]) net.build([null, 5, 3]);
    await loadWeights(first, file, { ...pytorch, only: "model_state_dict" });
    const bytes = await saveWeights(first, undefined, { format: "safetensors" });
    const names = [...(await readWeights(bytes)).keys()];
    expect(names).toHaveLength(first.weights.length);
    expect(names).toEqual(expect.arrayContaining(["block/b", "block/b_1", "block_1/dense_1/kernel"]));
    await loadWeights(second, bytes);
    expect(second.predict(x).dataSync()).toEqual(first.predict(x).dataSync());
  });

  it("may be cells", async () => {
    class Walk extends layers.RNNCell {
      readonly stateSizes = [3];
      readonly decay = zeros("decay", [3]);
      override step(now: Tensor, [h]: readonly Tensor[]) {
        const next = ops.add(ops.multiply(h!, this.decay.value), now);
        return { output: next, states: [next] };
      }
    }
    const rnn = built(layers.rnn({ cell: new Walk() }) as Layer);
    const bytes = writeSafetensors(
      new Map([["net.rnn.cell.decay", { shape: [3], values: Float32Array.of(0.5, 2, -1) }]]),
      {},
    );
    await loadWeights(rnn, bytes, pytorch);
    expect([...rnn.weights[0]!.snapshot().dataSync()]).toEqual([0.5, 2, -1]);
    expect([...(await readWeights(await saveWeights(rnn, undefined, { to: "pytorch" }))).keys()]).toEqual([
      "cell.decay",
    ]);
  });
});

describe("a part of a file", () => {
  /** The network with a new head, and none of its own classes. */
  const body = () => {
    const make = () => layers.lstm({ units: 4, returnSequences: true });
    const start = input({ shape: [null, 3] });
    const [left, right] = [make(), make()];
    return model({
      inputs: start,
      outputs: layers
        .dense({ units: 7, name: "top" })
        .apply(layers.subtract().apply([left.apply(start), right.apply(start)])),
    });
  };
  const lstms = /model_state_dict\.\w+\.lstm/;

  it("goes where the map says, and what skip names here keeps its values", async () => {
    const net = body();
    const before = net
      .getLayer("top")
      .getWeights()
      .map((weight) => weight.dataSync());
    const map = { "model_state_dict.encoder.lstm": "lstm", "model_state_dict.decoder.lstm": "lstm_1" };
    await loadWeights(net, file, { ...pytorch, only: lstms, skip: "top", map });
    expectClose(net.getLayer("lstm_1").apply(x), answers.lstm, tolerance.golden);
    expect(
      net
        .getLayer("top")
        .getWeights()
        .map((weight) => weight.dataSync()),
    ).toEqual(before);
  });

  it("is all but what skip names", async () => {
    const block = built(new Block());
    const skip = [
      "optimizer_state_dict",
      "*.encoder.",
      /head/,
      (name: string) => name.endsWith("mixes.0.bias"),
      "mixes.0",
    ];
    await loadWeights(block, file, { ...pytorch, skip: [...skip, /mixes\.0\.weight/] });
    expect(block.mixes[0]!.getWeights()[1]!.dataSync()).toEqual(new Float32Array(4));
    await loadWeights(block, file, { ...pytorch, only: "model_state_dict.decoder" });
    expectClose(block.apply(x), answers.decoder, tolerance.golden);
  });

  it("that could go either way is not guessed", async () => {
    await expect(loadWeights(body(), file, { ...pytorch, only: lstms, skip: "top" })).rejects.toThrow(
      /Several modules of the file fit the layer "lstm"/,
    );
  });

  it("names every tensor that is left over", async () => {
    const loading = loadWeights(lstm(), file, { ...pytorch, only: ["*.decoder.lstm", "*.head", "*.decoder.shifts"] });
    await expect(loading).rejects.toThrow(
      /without a layer: .*shifts" \(0 \(4,\), 1 \(4,\)\).*head" \(bias \(2,\), weight/,
    );
  });

  it.each([
    ["only", { only: "model_state_dict.decodr" }, /only means no tensor of the file[\s\S]*decodr/],
    ["skip", { only: "model_state_dict.decoder.lstm", skip: /dropout/ }, /skip means no tensor[\s\S]*dropout/],
    ["map", { only: "model_state_dict.decoder.lstm", map: { lstm: "" } }, /names a module that the file does not have/],
    ["a function", { only: () => "yes" as never }, /true or false/],
    ["nothing", { only: [] }, /only must be a path/],
    ["a number", { skip: [3 as never] }, /skip must be a path/],
    ["a map of numbers", { map: { a: 3 as never } }, /map must be a record/],
    ["another system", { from: "torch" as never }, /from must be "keras" or "pytorch"/],
  ])("is refused where the filter means nothing: %s", async (_, options, message) => {
    await expect(loadWeights(lstm(), file, { ...pytorch, ...options })).rejects.toThrow(message);
  });

  it("gives single weights other names, there and back", async () => {
    class Gain extends Layer {
      readonly gain = zeros("gain", [4]);
      override call([value]: readonly Tensor[]) {
        return [ops.multiply(value!, this.gain.value)];
      }
    }
    const gain = built(new Gain(), normal([2, 4]));
    const map = { "model_state_dict.encoder.scale": "gain" };
    await loadWeights(gain, file, { ...pytorch, only: Object.keys(map), map });
    const scale = (await readWeights(file)).get(Object.keys(map)[0]!)!;
    expect(gain.gain.snapshot().dataSync()).toEqual(scale.dataSync());
    const bytes = await saveWeights(gain, undefined, { to: "pytorch", map });
    expect([...(await readWeights(bytes)).keys()]).toEqual(Object.keys(map));
    await expect(
      loadWeights(gain, file, {
        ...pytorch,
        only: /encoder\.shifts|encoder\.scale/,
        map: { ...map, "model_state_dict.encoder.shifts.0": "gain" },
      }),
    ).rejects.toThrow(/several tensors of the file to "gain"/);
  });

  it("has names of Keras too", async () => {
    const make = () =>
      sequential([
        input({ shape: [null, 3] }),
        layers.lstm({ units: 4, name: "a" }),
        layers.dense({ units: 2, name: "b" }),
      ]);
    const [from, to] = [make(), make()];
    const tensors = await readWeights(await saveWeights(from, undefined, { format: "safetensors" }));
    const bytes = writeSafetensors(
      new Map(
        [...tensors, ["c/kernel", tensor([1])] as const].map(([name, value]) => [
          `net/part/${name}`,
          { shape: value.shape, values: value.dataSync() as Float32Array },
        ]),
      ),
      {},
    );
    await expect(loadWeights(to, bytes)).rejects.toThrow(/c\/kernel has no place/);
    await loadWeights(to, bytes, { skip: "net/part/c" });
    expect(to.predict(x).dataSync()).toEqual(from.predict(x).dataSync());
    const alone = built(layers.dense({ units: 2 }), normal([1, 4]));
    await loadWeights(alone, bytes, { only: "net/part/b" });
    expect(alone.getWeights()[0]!.dataSync()).toEqual(from.layers[1]!.getWeights()[0]!.dataSync());
    const renamed = sequential([input({ shape: [null, 3] }), layers.lstm({ units: 4, name: "z" })]);
    await loadWeights(renamed, bytes, { only: "net/part/a", map: { "net/part/a": "z" } });
    expect(renamed.weights[1]!.snapshot().dataSync()).toEqual(from.weights[1]!.snapshot().dataSync());
    await loadWeights(to, bytes, { only: "net/part/a", skip: "b" });
    await expect(loadWeights(to, bytes, { map: { d: "a" } })).rejects.toThrow(/names what the file does not have/);
    await expect(loadWeights(to, bytes, { map: { "net/part/a": ["a", "b"] } })).rejects.toThrow(/a list/);
  });
});

describe("tensors", () => {
  const bytesOf = (entries: Record<string, [dtype: string, shape: number[], data: ArrayBuffer]>) => {
    const header: Record<string, unknown> = {};
    let end = 0;
    for (const [name, [dtype, shape, data]] of Object.entries(entries)) {
      header[name] = { dtype, shape, data_offsets: [end, (end += data.byteLength)] };
    }
    const text = new TextEncoder().encode(JSON.stringify(header));
    const bytes = new Uint8Array(8 + text.length + end);
    new DataView(bytes.buffer).setUint32(0, text.length, true);
    bytes.set(text, 8);
    let at = 8 + text.length;
    for (const [, , data] of Object.values(entries)) {
      bytes.set(new Uint8Array(data), at);
      at += data.byteLength;
    }
    return bytes;
  };
  const dense = () => built(layers.dense({ units: 1 }), normal([1, 2]));

  it("without numbers are left where no weight is without them, and named", async () => {
    const bytes = bytesOf({
      "net.weight": ["F32", [1, 2], Float32Array.of(3, -4).buffer],
      "net.bias": ["F32", [1], Float32Array.of(5).buffer],
      "net.nothing": ["F32", [0], new ArrayBuffer(0)],
      other: ["I64", [2, 0], new ArrayBuffer(0)],
    });
    const layer = dense();
    await loadWeights(layer, bytes, pytorch);
    expect(layer.getWeights().map((weight) => [...weight.dataSync()])).toEqual([[3, -4], [5]]);
    expect(warned.mock.calls.flat().join()).toMatch(/without numbers.*"net.nothing" \(0,\), "other" \(2, 0\)/);
    expect((await readWeights(bytes)).get("other")!.shape).toEqual([2, 0]);
  });

  it("of float64 and of wide integers say that they were rounded", async () => {
    const bytes = bytesOf({
      weight: ["F64", [1, 2], Float64Array.of(0.1, -4).buffer],
      bias: ["I64", [1], BigInt64Array.of(2n ** 24n + 1n).buffer],
    });
    const layer = dense();
    await loadWeights(layer, bytes, pytorch);
    expect(layer.getWeights().map((weight) => [...weight.dataSync()])).toEqual([[Math.fround(0.1), -4], [2 ** 24]]);
    expect(warned.mock.calls.flat().join()).toMatch(/float64, int64 were rounded to float32: "weight", "bias"/);
    warned.mockClear();
    const exact = bytesOf({
      weight: ["F16", [1, 2], Uint16Array.of(0x3c00, 0xc000).buffer],
      bias: ["I32", [1], Int32Array.of(7).buffer],
    });
    await loadWeights(layer, exact, pytorch);
    expect(warned).not.toHaveBeenCalled();
  });
});

it("a model's file takes no options about names", async () => {
  const net = sequential([input({ shape: [2] }), layers.dense({ units: 1 })]);
  await expect(loadWeights(net, await saveModel(net), { skip: "dense" })).rejects.toThrow(ConfigError);
  await expect(saveWeights(net, undefined, { too: "pytorch" } as never)).rejects.toThrow(/too/);
});
