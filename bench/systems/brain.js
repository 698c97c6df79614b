/**
 * brain.js, forward only and one sequence only: what it calls LSTM keeps no cell state beside the output, so it computes an
 * LSTM's numbers for one step only. Its layer of outputs is set to pass them on.
 */
import { createRequire } from "node:module";
import { serve } from "./serve.js";

const require = createRequire(import.meta.url);
const brain = require("brain.js");

/** Its names of Keras's gates i, f, c, o. */
const names = ["input", "forget", "cellActivation", "output"];

await serve({
  version: require("brain.js/package.json").version,

  layer({ cell, B, T, D, H, width, x, kernel, recurrent, bias }) {
    if (cell !== "lstm" || B > 1) return "it has no such layer, or takes one sequence at a time only";
    const net = new brain.recurrent.LSTMTimeStep({ inputSize: D, hiddenLayers: [H], outputSize: H });
    net.initialize();
    for (let t = 0; t < T; t++) net.bindEquation();
    const [hidden] = net.model.hiddenLayers;
    /** A gate's columns of Keras's matrix (rows, width), as brain.js's matrix (H, rows). */
    const columns = (matrix, rows, gate) =>
      Array.from({ length: H * rows }, (_, i) => matrix[(i % rows) * width + gate * H + Math.floor(i / rows)]);
    for (const [gate, name] of names.entries()) {
      hidden[`${name}Matrix`].weights = columns(kernel, D, gate);
      hidden[`${name}Hidden`].weights = columns(recurrent, H, gate);
      hidden[`${name}Bias`].weights = columns(bias, 1, gate);
    }
    net.model.outputConnector.weights = Array.from({ length: H * H }, (_, i) => Number(i % (H + 1) === 0));
    net.model.output.weights = new Array(H).fill(0);
    const inputs = Array.from({ length: T }, (_, t) => x.slice(t * D, (t + 1) * D));
    return { forward: () => inputs.flatMap((input, t) => [...net.model.equations[t].runInput(input).weights]) };
  },
});
