/** Parts of PyTorch's files: one layer, layers of your own. The file is real PyTorch's (make.py). */
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  ConfigError,
  input,
  type Layer,
  layers,
  loadWeights,
  model,
  ops,
  readWeights,
  saveWeights,
  sequential,
  type Tensor,
} from "../src/index.ts";
import { type NamedArray, writeSafetensors } from "../src/io/safetensors/container.ts";
import { expectClose } from "./numbers.ts";
import { answers, Block, built, file, lstm, Parts, x, zeros } from "./pytorch-block.ts";
import { tolerance } from "./tolerance.ts";

const pytorch = { from: "pytorch" } as const;

const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
afterEach(() => warned.mockClear());

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

  it("is found in an average of models, whose count is no weight", async () => {
    // torch.optim.swa_utils.AveragedModel keeps the model as `module`
    const tensors = new Map([...(await readWeights(file))].filter(([name]) => name.startsWith(`${only}.`)));
    const averaged = [...tensors].map(([name, weight]): [string, NamedArray] => [
      name.replace(only, "module"),
      { shape: weight.shape, values: weight.dataSync() as Float32Array },
    ]);
    const layer = lstm();
    const count: [string, NamedArray] = ["n_averaged", { shape: [], values: Float32Array.of(5) }];
    await loadWeights(layer, writeSafetensors(new Map([count, ...averaged]), {}), pytorch);
    expectClose(layer.apply(x), answers.lstm, tolerance.golden);
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
