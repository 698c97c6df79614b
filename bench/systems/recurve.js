/**
 * Recurve, from the build in dist/. Threads and wide kernels are asked for by the environment, as a user may. Predictions run in
 * `noGrad`, as PyTorch's do, which copies their numbers once: out of the kernels' memory.
 */
import { readFileSync } from "node:fs";
import { diagnose, layers, loadModel, noGrad, optimizers, sequential, tensor } from "../../dist/node/index.js";
import { serve } from "./serve.js";

function weightsOf({ cell, D, H, width, kernel, recurrent, bias }) {
  return [
    tensor(kernel, [D, width]),
    tensor(recurrent, [H, width]),
    tensor(bias, cell === "gru" ? [2, width] : [width]),
  ];
}

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

await serve({
  version: `${version} with ${diagnose().kernels} kernels`,

  layer(given) {
    const { cell, B, T, D, H, x, target } = given;
    const model = sequential({ layers: [layers[cell]({ units: H, returnSequences: true, inputShape: [T, D] })] });
    model.compile({ optimizer: optimizers.adam({ epsilon: 1e-14 }), loss: "meanSquaredError" });
    model.setWeights(weightsOf(given));
    const [input, goal] = [tensor(x, [B, T, D]), tensor(target, [B, T, H])];
    return {
      forward: () => noGrad(() => model.predictOnBatch(input).dataSync()),
      train: async () => (await model.trainOnBatch(input, goal)).loss,
    };
  },

  step(given) {
    const { cell, B, D, H, x } = given;
    const layer = layers[cell]({ units: H, returnSequences: true, inputShape: [null, D] });
    const model = sequential({ layers: [layer] });
    model.setWeights(weightsOf(given));
    const stepper = model.stream({ batch: B });
    const inputs = Array.from({ length: x.length / (B * D) }, (_, i) => x.slice(i * B * D, (i + 1) * B * D));
    return { step: (i) => stepper.step(inputs[i]) };
  },

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
