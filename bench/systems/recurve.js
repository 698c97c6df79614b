/** Recurve, from the build in dist/. Threads and wide kernels are set through the environment, as users can. */
import { readFileSync } from "node:fs";
import * as recurve from "../../dist/node/index.js";
import { recurveMakers } from "../makers/recurve.js";
import { serve } from "./serve.js";

const { diagnose, layers, loadModel, noGrad, optimizers, sequential, tensor } = recurve;
const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

await serve({
  version: `${version} with ${diagnose().kernels} kernels`,

  ...recurveMakers(recurve),

  /** The network of `recurve tour`. */
  fit({ rows, time, vocabulary, embedding, units, batchSize, learningRate, inputs, targets, weights }) {
    const model = sequential({
      layers: [
        layers.embedding({ inputDim: vocabulary, outputDim: embedding, maskZero: true, inputShape: [time] }),
        layers.lstm({ units, returnSequences: true }),
        layers.dense({ units: vocabulary, activation: "softmax" }),
      ],
    });
    model.compile({
      optimizer: optimizers.adam({ learningRate, clipnorm: 1, epsilon: 1e-14 }),
      loss: "sparseCategoricalCrossentropy",
    });
    model.setWeights(weights.map(({ shape, values }) => tensor(values, shape)));
    const lesson = (from, to) =>
      [inputs, targets].map((ids) => tensor(ids.slice(from * time, to * time), [to - from, time]));
    const whole = lesson(0, rows);
    return {
      async losses(batches) {
        const losses = [];
        for (let i = 0; i < batches; i++) {
          const { loss } = await model.trainOnBatch(...lesson(i * batchSize, (i + 1) * batchSize));
          losses.push(loss);
        }
        return losses;
      },
      fit: () => model.fit(...whole, { epochs: 1, batchSize, shuffle: false, verbose: 0 }),
    };
  },

  async model({ file, x, y, loss, random }) {
    const model = await loadModel(file);
    model.compile({ optimizer: optimizers.adam({ epsilon: 1e-14 }), loss });
    const [inputs, goal] = [x, y].map(({ shape, values }) => tensor(values, shape));
    return {
      forward: () => noGrad(() => model.predictOnBatch(inputs).dataSync()),
      train: async () => (await model.trainOnBatch(inputs, goal)).loss,
      compared: (losses) => (random ? [] : losses),
    };
  },
});
