/** What of a PyTorch file goes where: a part of it, other names, tensors of other types. The file is real PyTorch's (make.py). */
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  ConfigError,
  input,
  Layer,
  layers,
  loadWeights,
  model,
  ops,
  readWeights,
  saveModel,
  saveWeights,
  sequential,
  type Tensor,
  tensor,
} from "../src/index.ts";
import { writeSafetensors } from "../src/io/safetensors/container.ts";
import { expectClose, normal } from "./numbers.ts";
import { answers, Block, built, file, lstm, x, zeros } from "./pytorch-block.ts";
import { tolerance } from "./tolerance.ts";

const pytorch = { from: "pytorch" } as const;

const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
afterEach(() => warned.mockClear());

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
