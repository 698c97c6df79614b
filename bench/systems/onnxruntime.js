/** ONNX Runtime, native or as WebAssembly. */
import { onnxMakers } from "../makers/onnxruntime.js";
import { onnxLayer } from "./onnx-layer.js";
import { serve } from "./serve.js";

const [kind] = process.argv.slice(2);
const threads = Number(process.env.BENCH_THREADS ?? 1);
const ort = await import(kind === "web" ? "onnxruntime-web" : "onnxruntime-node");
if (kind === "web") Object.assign(ort.env.wasm, { numThreads: threads });

const start = (given, states) =>
  ort.InferenceSession.create(onnxLayer(given, { states }), {
    executionProviders: [kind === "web" ? "wasm" : "cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });

await serve({ version: ort.env.versions.common, ...onnxMakers(ort, start) });
