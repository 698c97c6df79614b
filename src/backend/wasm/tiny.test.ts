/** Gradients that vanish over time end in zeros, not in denormal numbers, with which processors are some fifty times slower. */
import { beforeAll, describe, expect, it } from "vitest";
import {
  initializers,
  layers,
  ops,
  optimizers,
  setBackend,
  type Tensor,
  tensor,
  Variable,
  valueAndGrad,
} from "../../index.ts";
import type { Layer } from "../../layers/index.ts";

const SMALLEST_NORMAL = 2 ** -126;
const denormals = (values: Tensor) =>
  [...values.dataSync()].filter((value) => value !== 0 && Math.abs(value) < SMALLEST_NORMAL).length;
const wave = (size: number, scale: number) =>
  Float32Array.from({ length: size }, (_, i) => scale * Math.sin(3 * i + 1));

beforeAll(() => setBackend("wasm"));

describe("what is far below any effect is zero", () => {
  const cell = { units: 8, recurrentInitializer: initializers.randomNormal({ stddev: 0.1, seed: 1 }) };
  it.each<[string, () => Layer<1>]>([
    ["LSTM", () => layers.lstm(cell)],
    ["GRU", () => layers.gru(cell)],
    ["SimpleRNN", () => layers.simpleRNN(cell)],
  ])("in the gradient of 600 steps of %s from a loss on the last", (_, make) => {
    const layer = make();
    const x = tensor(wave(2 * 600 * 3, 0.5), [2, 600, 3]);
    const { grad } = valueAndGrad((input: Tensor) => ops.sum(layer.apply(input) as Tensor))(x);
    expect(denormals(grad)).toBe(0);
    const sizes = [...grad.dataSync()].map(Math.abs);
    expect(sizes.at(-1)!).toBeGreaterThan(1e-6);
    expect(Math.min(...sizes)).toBe(0);
  });
  it("in products", () => {
    const tiny = tensor(wave(8 * 16, 1e-31), [8, 16]);
    expect(denormals(ops.matmul(tiny, tensor(wave(16 * 9, 1e-8), [16, 9])))).toBe(0);
    expect([...ops.matmul(tensor([[1e-29]]), tensor([[1]])).dataSync()]).toEqual([Math.fround(1e-29)]);
    expect([...ops.matmul(tensor([[Number.NaN]]), tensor([[1]])).dataSync()]).toEqual([Number.NaN]);
  });
  it("in the slots of optimizers", () => {
    for (const optimizer of [
      optimizers.adam({ amsgrad: true }),
      optimizers.sgd({ momentum: 0.9 }),
      optimizers.rmsprop({ momentum: 0.9, centered: true }),
    ]) {
      const weight = new Variable({ name: "w", shape: [11], initialize: () => wave(11, 1) });
      optimizer.build([weight]);
      for (let i = 0; i < 3; i++) optimizer.apply([weight], [tensor(wave(11, 1e-21))]);
      for (const slot of optimizer.variables) if (slot instanceof Variable) expect(denormals(slot.value)).toBe(0);
    }
  });
});
