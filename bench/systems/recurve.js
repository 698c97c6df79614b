/** Recurve, from the build in dist/. */
import { layers, optimizers, sequential, tensor } from "../../dist/index.js";
import { serve } from "./worker.js";

await serve(
  `Recurve on Node ${process.versions.node}`,
  (cell, [B, T, D, H], { x, kernel, recurrent, bias, target, width }) => {
    const model = sequential({ layers: [layers[cell]({ units: H, returnSequences: true, inputShape: [T, D] })] });
    model.compile({ optimizer: optimizers.adam(), loss: "meanSquaredError" });
    model.setWeights([
      tensor(kernel, [D, width]),
      tensor(recurrent, [H, width]),
      tensor(bias, cell === "gru" ? [2, width] : [width]),
    ]);
    const [input, goal] = [tensor(x, [B, T, D]), tensor(target, [B, T, H])];
    return {
      forward: () => model.predictOnBatch(input).dataSync(),
      train: () => model.trainOnBatch(input, goal),
    };
  },
);
