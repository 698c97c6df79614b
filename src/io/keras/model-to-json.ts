/** Writes what Keras's `model.to_json()` gives. */

import { checkModel } from "../../models/check-model.ts";
import type { AnyModel } from "../../models/index.ts";
import { writeCompile } from "../compile-config.ts";
import { writeJson } from "../json.ts";
import { writeModel } from "./write-model.ts";

/**
 * A model without its weights as the JSON that Keras's `model.to_json()` gives: what it is made of, and where it is compiled
 * the arguments of `compile`. `loadModel` and Keras's `model_from_json` make it again.
 * @throws FormatError for what no file can hold, such as a function of your own
 */
export function modelToJSON(model: AnyModel): string {
  checkModel("modelToJSON", model);
  const compile_config = model.objective && writeCompile(model.objective, { dialect: 3 });
  return writeJson({ ...writeModel(model), ...(compile_config && { compile_config }) });
}
