/** `tf.models`: models from JSON. */
export { loadLayersModel, modelFromJSON } from "./load.ts";
