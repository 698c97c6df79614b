/** TensorFlow.js's wasm backend in a page. */
import { tfjsMakers } from "../makers/tfjs.js";
import { serve, threads } from "./serve.js";

const packages = "/bench/node_modules/@tensorflow";

/** A classic script, which leaves its names in the window. */
const loadScript = (src) =>
  new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement("script"), { src, onload: resolve, onerror: reject }));
  });

await loadScript(`${packages}/tfjs/dist/tf.min.js`);
await loadScript(`${packages}/tfjs-backend-wasm/dist/tf-backend-wasm.min.js`);
const { tf } = window;
tf.wasm.setWasmPaths(`${packages}/tfjs-backend-wasm/dist/`);
tf.wasm.setThreadsCount(threads);
await tf.setBackend("wasm");
await tf.ready();

serve({ version: tf.version.tfjs, ...tfjsMakers(tf) });
