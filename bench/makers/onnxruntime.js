/** ONNX Runtime's layers and steps, from the package as a process or a page has it. */
import { turn } from "../samples.js";

/**
 * Inference only. Layers read (time, batch, features); inputs are given that way, and turning the outputs is not timed.
 * @param ort the package
 * @param start a session for a case, whose states the step keeps itself
 */
export function onnxMakers(ort, start) {
  return {
    async layer(given) {
      const { B, T, D, H, x } = given;
      const session = await start(given, false);
      const feeds = { X: new ort.Tensor("float32", turn(x, [B, T, D]), [T, B, D]) };
      return {
        forward: async () => (await session.run(feeds)).Y.data,
        inOrder: (output) => turn(output, [T, B, H]),
      };
    },

    async step(given) {
      const { cell, B, D, H, x } = given;
      const session = await start(given, true);
      const part = (i) => new ort.Tensor("float32", x.slice(i * B * D, (i + 1) * B * D), [1, B, D]);
      const inputs = Array.from({ length: x.length / (B * D) }, (_, i) => part(i));
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
  };
}
