/** `tf.models`: models from JSON. */
export { loadLayersModel, modelFromJSON } from "../io/layers-models.ts";
