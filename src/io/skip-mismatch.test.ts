/** `loadWeights(..., { skipMismatch: true })`: what fits is read, the rest keeps its values and is named. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { input, layers, loadWeights, model, saveWeights, sequential, type Tensor } from "../index.ts";

/** A frame around a nested backbone, with a head of so many units. */
function framed(units: number, hidden = 3) {
  const x = input({ shape: [null, 2] });
  const backbone = sequential({
    layers: [
      input({ shape: [null, 2] }),
      layers.bidirectional({ layer: layers.gru({ units: hidden }), name: "both" }),
      layers.dense({ units: 4, name: "middle" }),
    ],
    name: "backbone",
  });
  const normalized = layers.batchNormalization({ name: "norm" }).apply(backbone.apply(x));
  return model({ inputs: x, outputs: layers.dense({ units, name: "head" }).apply(normalized) });
}
const values = (tensors: readonly Tensor[]) => tensors.map((tensor) => tensor.arraySync());
const told: string[] = [];

beforeEach(() => {
  told.length = 0;
  vi.spyOn(console, "warn").mockImplementation((text: string) => void told.push(text));
});
afterEach(() => void vi.restoreAllMocks());

describe.each(["keras-weights", "keras-h5", "safetensors"] as const)("%s", (format) => {
  it("reads all layers but the head", async () => {
    const file = await saveWeights(framed(5), undefined, { format });
    const [before, wanted] = [framed(2), framed(5)];
    await loadWeights(wanted, file);
    const head = values(before.getLayer("head").getWeights());
    await expect(loadWeights(before, file)).rejects.toThrow(/fit|shape/);
    expect(told).toEqual([]);
    await loadWeights(before, file, { skipMismatch: true });
    for (const name of ["backbone", "norm"])
      expect(values(before.getLayer(name).getWeights())).toEqual(values(wanted.getLayer(name).getWeights()));
    expect(values(before.getLayer("head").getWeights())).toEqual(head);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/skipped what does not fit[^"]*"head" \([^"]*\(4, 2\)[^"]*$/);
  });

  it("says nothing where all fits, and takes true or false", async () => {
    const file = await saveWeights(framed(5), undefined, { format });
    await loadWeights(framed(5), file, { skipMismatch: true });
    expect(told).toEqual([]);
    await expect(loadWeights(framed(5), file, { skipMismatch: "yes" as never })).rejects.toThrow(/true or false/);
  });
});

it("leaves a layer whole, also within a model inside", async () => {
  for (const format of ["keras-weights", "safetensors"] as const) {
    const source = framed(5, 2);
    const target = framed(5, 3);
    const inner = () => (target.getLayer("backbone") as ReturnType<typeof sequential>).getLayer("both");
    const before = values(inner().getWeights());
    told.length = 0;
    await loadWeights(target, await saveWeights(source, undefined, { format }), { skipMismatch: true });
    expect(values(inner().getWeights())).toEqual(before);
    expect(values(target.getLayer("head").getWeights())).toEqual(values(source.getLayer("head").getWeights()));
    expect(told[0]).toMatch(/"backbone\/both" .*"backbone\/middle"/);
  }
});

it("skips layers that the file does not have, and tells of names that have no place", async () => {
  const small = sequential({ layers: [layers.dense({ units: 3, inputShape: [2], name: "a" })] });
  const large = sequential({
    layers: [layers.dense({ units: 3, inputShape: [2], name: "a" }), layers.dense({ units: 1, name: "b" })],
  });
  for (const format of ["keras-weights", "safetensors"] as const) {
    told.length = 0;
    await loadWeights(large, await saveWeights(small, undefined, { format }), { skipMismatch: true });
    expect(values(large.getLayer("a").getWeights())).toEqual(values(small.getWeights()));
    expect(told[0]).toContain('"b"');
  }
  told.length = 0;
  await loadWeights(small, await saveWeights(large, undefined, { format: "safetensors" }), { skipMismatch: true });
  expect(told[0]).toMatch(/"b\/kernel" \(the model has no such weight\)/);
  const torch = await saveWeights(small, undefined, { format: "safetensors", to: "pytorch" });
  await expect(loadWeights(small, torch, { from: "pytorch", skipMismatch: true })).rejects.toThrow(/Keras's names/);
});
