/** Layers of TensorFlow.js that are not here; each says so by its name. */
import { ConfigError } from "../../index.ts";

const absent =
  (name: string, hint: string) =>
  (_args?: object): never => {
    throw new ConfigError({ what: `tf.layers.${name} is not there.`, hint });
  };
const images = "images are prepared before the model; the page about TensorFlow.js says what Recurve has instead";

/** Not there: images are prepared before the model. */
export const centerCrop = absent("centerCrop", images);
/** Not there: images are prepared before the model. */
export const resizing = absent("resizing", images);
/** Not there: images are prepared before the model. */
export const randomWidth = absent("randomWidth", images);
/** Not there: `tf.oneHot` makes the same before the model. */
export const categoryEncoding = absent("categoryEncoding", "tf.oneHot(labels, numTokens) before the model");
