/** ONNX Runtime Web in a page. */
import { onnxMakers } from "../makers/onnxruntime.js";
import * as ort from "../node_modules/onnxruntime-web/dist/ort.wasm.min.mjs";
import { bytesOf, serve, threads } from "./serve.js";

Object.assign(ort.env.wasm, { numThreads: threads, wasmPaths: "/bench/node_modules/onnxruntime-web/dist/" });

const start = async () =>
  ort.InferenceSession.create(await bytesOf("/model.onnx"), { executionProviders: ["wasm"], logSeverityLevel: 3 });

serve({ version: ort.env.versions.common, ...onnxMakers(ort, start) });
