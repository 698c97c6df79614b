/** What counts in losses and metrics: masks, weights of samples and of classes. */
import { describe, expect, test } from "vitest";
import { expectNumbers } from "../../test/numbers.ts";
import { isClose, tolerance } from "../../test/tolerance.ts";
import { dense, embedding, gru, input, lstm, masking, repeatVector } from "../layers/index.ts";
import { ctcDecode } from "../ops/index.ts";
import { adam, sgd } from "../optimizers/index.ts";
import { type Tensor, tensor } from "../tensor/index.ts";
import { model } from "./functional.ts";
import { sequential } from "./sequential.ts";

const quiet = { verbose: 0 } as const;

describe("masks and weights", () => {
  const masked = (lossWeights?: number) => {
    const x = input({ shape: [2, 1] });
    const outputs = dense({ units: 1, kernelInitializer: "ones", useBias: false }).apply(
      masking({ maskValue: -1 }).apply(x),
    );
    const made = model({ inputs: x, outputs });
    made.compile({ loss: "mse", metrics: ["mse"], weightedMetrics: ["mse"], lossWeights });
    return made;
  };
  const [x, y] = [
    [
      [[1], [1]],
      [[3], [-1]],
    ],
    [
      [[0], [0]],
      [[0], [0]],
    ],
  ];

  test("labels without times are learned with CTC, the mask saying which steps there are", async () => {
    // one step of each class, then padding
    const steps = [1, 2, 3].map((k) => Array.from({ length: 5 }, (_, t) => (t < 3 ? [t === 0 ? k : 4 - k] : [-1])));
    const labels = tensor(
      [
        [1, 3],
        [2, 2],
        [3, 1],
      ],
      [3, 2],
      "int32",
    );
    const reader = sequential({
      layers: [
        masking({ maskValue: -1, inputShape: [5, 1] }),
        gru({ units: 12, returnSequences: true }),
        dense({ units: 4 }),
      ],
      seed: 1,
    });
    reader.compile({ optimizer: adam({ learningRate: 0.05 }), loss: "ctc", metrics: ["ctc"] });
    const { history } = await reader.fit(tensor(steps), labels, { epochs: 60, ...quiet });
    expect(history.loss!.at(-1)!).toBeLessThan(0.1);
    expect(isClose(history.ctc!.at(-1)!, history.loss!.at(-1)!, tolerance.training)).toBe(true);
    const { decoded } = ctcDecode(reader.predict(tensor(steps)) as Tensor, { sequenceLengths: [3, 3, 3] });
    expect((decoded.arraySync() as number[][][])[0]!.map((row) => row.slice(0, 2))).toEqual(labels.arraySync());
  });

  test("a masked loss is averaged over valid steps of each batch first, as in Keras", async () => {
    expect((await masked().evaluate(x, y, { batchSize: 1, ...quiet })).loss).toBe(5);
    expectNumbers((await masked().evaluate(x, y, { batchSize: 2, ...quiet })).loss!, 11 / 3, tolerance.pointwise);
  });

  test("weights are per sample or per step, and count in weighted metrics only", async () => {
    const perStep = await masked().evaluate(x, y, {
      sampleWeight: [
        [1, 0],
        [2, 5],
      ],
      ...quiet,
    });
    expectNumbers(perStep.loss!, (1 + 18) / 3, tolerance.pointwise);
    expectNumbers(perStep.mse!, 11 / 3, tolerance.pointwise);
    expectNumbers(perStep.weighted_mse!, 19 / 3, tolerance.pointwise);
    const perSample = await masked().evaluate(x, y, { sampleWeight: [2, 1], ...quiet });
    expectNumbers(perSample.loss!, (2 + 2 + 9) / 3, tolerance.pointwise);
  });

  test("class weights are found by label, class number or one-hot, also step by step", async () => {
    const weighted = async (
      loss: "sparseCategoricalCrossentropy" | "categoricalCrossentropy",
      y: number[] | number[][],
    ) => {
      const chain = sequential({ layers: [dense({ units: 2, kernelInitializer: "zeros", activation: "softmax" })] });
      chain.compile({ loss });
      return (await chain.fit([[1], [1]], y, { classWeight: { 0: 1, 1: 3 }, ...quiet })).history.loss![0]!;
    };
    expectNumbers(await weighted("sparseCategoricalCrossentropy", [0, 1]), 2 * Math.LN2, tolerance.pointwise);
    expectNumbers(await weighted("sparseCategoricalCrossentropy", [[0], [1]]), 2 * Math.LN2, tolerance.pointwise);
    expectNumbers(
      await weighted("categoricalCrossentropy", [
        [1, 0],
        [0, 1],
      ]),
      2 * Math.LN2,
      tolerance.pointwise,
    );

    const steps = sequential({
      layers: [repeatVector({ n: 2 }), dense({ units: 2, kernelInitializer: "zeros", activation: "softmax" })],
    });
    steps.compile({ loss: "sparseCategoricalCrossentropy" });
    const { history } = await steps.fit(
      [[1], [1]],
      [
        [0, 1],
        [1, 1],
      ],
      { classWeight: { 1: 3 }, ...quiet },
    );
    expectNumbers(history.loss![0]!, 2.5 * Math.LN2, tolerance.pointwise);
  });

  test("padding under a mask changes neither loss nor gradients", async () => {
    const make = () => {
      const chain = sequential({
        seed: 4,
        layers: [
          embedding({ inputDim: 5, outputDim: 3, maskZero: true }),
          lstm({ units: 2, returnSequences: true }),
          dense({ units: 5, activation: "softmax" }),
        ],
      });
      chain.compile({ optimizer: sgd(), loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
      return chain;
    };
    const [short, padded] = [make(), make()];
    const shortLogs = await short.trainOnBatch([[1, 2]], [[2, 3]]);
    const paddedLogs = await padded.trainOnBatch([[1, 2, 0, 0]], [[2, 3, 4, 4]]);
    expect(isClose(paddedLogs.loss!, shortLogs.loss!, tolerance.float32)).toBe(true);
    expect(paddedLogs.accuracy).toBe(shortLogs.accuracy);
    for (const [i, weight] of padded.getWeights().entries()) {
      const wanted = short.getWeights()[i]!.dataSync();
      const differs = weight.dataSync().findIndex((value, j) => !isClose(value, wanted[j]!, tolerance.float32));
      expect(differs).toBe(-1);
    }
  });
});
