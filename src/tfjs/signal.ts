/** `tf.signal`: windows and pieces of signals. */
import { absent } from "./absent.ts";

export { frame, hammingWindow, hannWindow } from "./ops/filling.ts";
/** Refused: its result is complex. */
export const stft = /* @__PURE__ */ absent("signal.stft", 'ops.stft of "recurve" gives real and imaginary parts');
