import { expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { dataset } from "../data/index.ts";
import { ConfigError, tensor } from "../tensor/index.ts";
import { normalization, rescaling } from "./rescaling.ts";

const rows = [
  [1, 10],
  [2, 30],
  [6, 20],
];

onEachBackend(() => {
  it("has the right gradients", () => {
    checkLayer(rescaling({ scale: [2, -1], offset: 3 }), [normal([2, 3, 2])]);
    checkLayer(normalization({ mean: [0.5, 1], variance: [2, 4] }), [normal([2, 3, 2])]);
  });

  it("learns mean and variance of data, and of their batches", async () => {
    const whole = normalization();
    await whole.adapt(rows);
    expectClose(whole.weights[0]!.value, [3, 20]);
    expectClose(whole.weights[1]!.value, [14 / 3, 200 / 3]);
    expectClose(whole.apply(tensor([[3, 20]])), [[0, 0]]);
    for (const batches of [
      [tensor(rows.slice(0, 2)), tensor(rows.slice(2))],
      dataset(rows).batch(2),
      dataset(rows.map((x) => ({ x, y: 0 }))).batch(2),
    ]) {
      const layer = normalization();
      await layer.adapt(batches);
      for (const i of [0, 1]) expectClose(layer.weights[i]!.value, whole.weights[i]!.value);
    }
    await whole.adapt([[5, 5]]);
    expectClose(whole.weights[0]!.value, [5, 5]);
  });

  it("knows one mean for all, and goes the way back", async () => {
    const one = normalization({ axis: null });
    await one.adapt([[1, 3]]);
    expectClose(one.apply(tensor([[1, 5]])), [[-1, 3]]);
    const back = normalization({ mean: 2, variance: 9, invert: true });
    expectClose(back.apply(tensor([[1, -1]])), [[5, -1]]);
  });
});

it("refuses what does not go together", async () => {
  expect(() => normalization({ mean: [1] })).toThrow(/go together/);
  expect(() => normalization({ mean: [1, 2], variance: [1] })).toThrow(ConfigError);
  expect(() => normalization({ mean: "x" as never, variance: 1 })).toThrow(/nested lists of numbers/);
  expect(() => rescaling({} as never)).toThrow(/scale must be/);
  await expect(normalization({ mean: 0, variance: 1 }).adapt(rows)).rejects.toThrow(/does not learn/);
  await expect(normalization().adapt(dataset<number[]>([]))).rejects.toThrow(/nothing to adapt/);
  const layer = normalization();
  await layer.adapt(rows);
  await expect(layer.adapt([[1, 2, 3]])).rejects.toThrow(/axes of the means/);
});
