/** TensorFlow.js on its cpu or wasm backend, one thread: it has no more in Node. */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { tfjsMakers } from "../makers/tfjs.js";
import { serve } from "./serve.js";

const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs");
const [backend] = process.argv.slice(2);
if (backend === "wasm") {
  const wasm = require("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(`${dirname(require.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm"))}/`);
}
await tf.setBackend(backend);
await tf.ready();

await serve({ version: tf.version.tfjs, ...tfjsMakers(tf) });
