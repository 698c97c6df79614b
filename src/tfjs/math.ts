/** `tf.math`. */
export { confusionMatrix } from "./ops/choosing.ts";
