/**
 * ONNX Runtime, native or as WebAssembly: inference only. Its layers read (time, batch, features); inputs are given that way,
 * and turning the outputs is not timed.
 */
import { onnxLayer } from "./onnx-layer.js";
import { serve } from "./serve.js";

const [kind] = process.argv.slice(2);
const threads = Number(process.env.BENCH_THREADS ?? 1);
const ort = await import(kind === "web" ? "onnxruntime-web" : "onnxruntime-node");
if (kind === "web") Object.assign(ort.env.wasm, { numThreads: threads });

const start = (bytes) =>
  ort.InferenceSession.create(bytes, {
    executionProviders: [kind === "web" ? "wasm" : "cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });

/** (a, b, c) to (b, a, c). */
function turn(values, [a, b, c]) {
  const turned = new Float32Array(values.length);
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++) turned.set(values.subarray((i * b + j) * c, (i * b + j + 1) * c), (j * a + i) * c);
  return turned;
}

await serve({
  version: ort.env.versions.common,

  async layer(given) {
    const { B, T, D, H, x } = given;
    const session = await start(onnxLayer(given, { states: false }));
    const feeds = { X: new ort.Tensor("float32", turn(x, [B, T, D]), [T, B, D]) };
    return {
      forward: async () => (await session.run(feeds)).Y.data,
      inOrder: (output) => turn(output, [T, B, H]),
    };
  },

  async step(given) {
    const { cell, B, D, H, x } = given;
    const session = await start(onnxLayer(given, { states: true }));
    const inputs = Array.from(
      { length: x.length / (B * D) },
      (_, i) => new ort.Tensor("float32", x.slice(i * B * D, (i + 1) * B * D), [1, B, D]),
    );
    const zero = () => new ort.Tensor("float32", new Float32Array(B * H), [1, B, H]);
    const feeds = { initial_h: zero(), ...(cell === "lstm" ? { initial_c: zero() } : {}) };
    return {
      async step(i) {
        feeds.X = inputs[i];
        const { Y_h, Y_c } = await session.run(feeds);
        feeds.initial_h = Y_h;
        if (Y_c) feeds.initial_c = Y_c;
        return Y_h.data;
      },
    };
  },
});
