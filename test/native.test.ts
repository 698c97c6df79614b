/** Machine code gives the bits of WebAssembly: over all layers, and through training with dropout. Needs `npm run build:native`. */
import { afterAll, describe, expect, it } from "vitest";
import {
  diagnose,
  type InitOptions,
  init,
  layers,
  sequential,
  setRandomSeed,
  type Tensor,
  tensor,
} from "../src/index.ts";
import type { AnyModel } from "../src/models/index.ts";
import { graphModels } from "./graph-models.ts";
import { layerModels } from "./layer-models.ts";
import { normal } from "./numbers.ts";

const usual: InitOptions = { native: false, wide: false, threads: 1 };
init({ native: true });
const { kernels, obstacles } = diagnose();
const isHere = kernels === "native";
if (!isHere)
  console.warn(
    `SKIPPED: the native level's bits (${obstacles.native}); npm run build:native, then .ci/native runs these`,
  );
afterAll(() => init(usual));

/** All that `make` gives, at a level. */
async function at<T>(options: InitOptions, make: () => Promise<T>): Promise<T> {
  init(options);
  expect(diagnose().kernels === "native").toBe(options.native === true);
  setRandomSeed(12);
  return make();
}

const bitsOf = (tensors: readonly Tensor[]) =>
  tensors.map((x) => [...new Uint32Array(Float32Array.from(x.dataSync()).buffer)]);

async function trained(model: AnyModel, inputs: readonly Tensor[], steps: number, targets?: Tensor) {
  const before = model.predict([...inputs] as never) as Tensor;
  model.compile({ optimizer: "adam", loss: targets ? "sparseCategoricalCrossentropy" : "meanSquaredError" });
  const y = targets ?? tensor(normal([...before.shape], 9).dataSync(), before.shape);
  const history: number[] = [];
  for (let i = 0; i < steps; i++) {
    const { history: one } = await model.fit([...inputs] as never, y as never, {
      epochs: 1,
      batchSize: 64,
      verbose: 0,
    });
    history.push(...(one.loss as number[]));
  }
  return { bits: bitsOf([before, ...model.getWeights(), model.predict([...inputs] as never) as Tensor]), history };
}

describe.skipIf(!isHere)("every layer", () => {
  it.each(Object.entries({ ...layerModels, ...graphModels }))("%s", async (_, make) => {
    const run = async () => {
      const { model, inputs } = make();
      return trained(model, inputs, 2);
    };
    expect(await at({ native: true, threads: 1 }, run)).toEqual(await at(usual, run));
  });
});

describe.skipIf(!isHere)("a hundred training steps with dropout", () => {
  const [rows, time, words] = [32, 12, 50];
  const ids = Int32Array.from({ length: rows * time }, (_, i) => (i * 7919) % words);
  const labels = Int32Array.from({ length: rows }, (_, i) => (i * 31) % words);
  const drop = { dropout: 0.2, recurrentDropout: 0.1, returnSequences: true };
  const run = () =>
    trained(
      sequential({
        layers: [
          layers.embedding({ inputDim: words, outputDim: 40 }),
          layers.bidirectional({ layer: layers.lstm({ units: 48, ...drop }) }),
          layers.conv1d({ filters: 33, kernelSize: 3, activation: "relu" }),
          layers.layerNormalization(),
          layers.gru({ units: 64, returnSequences: true, dropout: 0.2 }),
          layers.dropout({ rate: 0.3 }),
          layers.simpleRNN({ units: 20 }),
          layers.dense({ units: words, activation: "softmax" }),
        ],
        seed: 5,
      }),
      [tensor(ids, [rows, time], "int32")],
      100,
      tensor(labels, [rows], "int32"),
    );

  it("gives the same bits with one thread and with two", async () => {
    const wanted = await at(usual, run);
    expect(wanted.history.at(-1)).toBeLessThan(wanted.history[0]!);
    expect(await at({ native: true, threads: 1 }, run)).toEqual(wanted);
    expect(await at({ native: true, threads: 2 }, run)).toEqual(wanted);
  }, 120_000);
});

describe.skipIf(!isHere)("a large prediction, whose inputs are projected step by step", () => {
  const cells = {
    simpleRNN: (units: number, returnSequences = false) => layers.simpleRNN({ units, returnSequences }),
    lstm: (units: number, returnSequences = false) => layers.lstm({ units, returnSequences }),
    gru: (units: number, returnSequences = false) => layers.gru({ units, returnSequences }),
  };
  it.each(Object.entries(cells))("by %s, of all steps in both directions and of the last of many", async (_, cell) => {
    const run = async () => {
      const masking = layers.masking({ inputShape: [90, 5] });
      const all = sequential([masking, layers.bidirectional({ layer: cell(48, true) })], { seed: 3 });
      const x = normal([40, 90, 5], 4);
      const masked = tensor(
        Float32Array.from(x.dataSync(), (value, i) => (i % 37 < 10 ? 0 : value)),
        x.shape,
      );
      // the hidden states of all steps would reach outside the memory
      const last = sequential([cell(32)], { seed: 3 });
      return bitsOf([all.predict(masked), last.predict(normal([64, 6000, 1], 5))]);
    };
    expect(await at({ native: true, threads: 1 }, run)).toEqual(await at(usual, run));
  });
});
