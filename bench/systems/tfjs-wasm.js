/** TensorFlow.js with its wasm backend on one thread. Its GRU has no resetAfter. */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { serve } from "./worker.js";

const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs");
const wasm = require("@tensorflow/tfjs-backend-wasm");

wasm.setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm"))}/`);
wasm.setThreadsCount(1);
await tf.setBackend("wasm");
await tf.ready();

await serve(
  `TensorFlow.js ${tf.version.tfjs} wasm`,
  (cell, [B, T, D, H], { x, kernel, recurrent, bias, target, width }) => {
    if (cell === "gru") return undefined;
    const options = {
      units: H,
      returnSequences: true,
      inputShape: [T, D],
      recurrentInitializer: "zeros",
      kernelInitializer: "zeros",
    };
    if (cell === "lstm") options.recurrentActivation = "sigmoid";
    const layer = tf.layers[cell](options);
    const model = tf.sequential({ layers: [layer] });
    model.compile({ optimizer: tf.train.adam(0.001), loss: "meanSquaredError" });
    layer.setWeights([tf.tensor2d(kernel, [D, width]), tf.tensor2d(recurrent, [H, width]), tf.tensor1d(bias)]);
    const [input, goal] = [tf.tensor3d(x, [B, T, D]), tf.tensor3d(target, [B, T, H])];
    return {
      forward: () => tf.tidy(() => model.predict(input, { batchSize: B }).dataSync()),
      train: async () => {
        const loss = await model.trainOnBatch(input, goal);
        return loss;
      },
    };
  },
);
