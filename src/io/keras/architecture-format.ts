/** What Keras's `model.to_json()` gives: a model without weights, which `loadWeights` brings. */

import { checkModel } from "../../models/check-model.ts";
import type { AnyModel } from "../../models/index.ts";
import { restoreCompile, writeCompile } from "../compile-config.ts";
import type { LoadOptions, ModelFormat, Source } from "../format.ts";
import { isRecord, parseRecord, writeJson } from "../json.ts";
import { ModelReader } from "../keras-json/read-model.ts";
import { dialectOf, refuseKeras1 } from "../keras-json/versions.ts";
import { asKerasObject } from "../options.ts";
import { writeModel } from "./write-model.ts";

function sniff(head: Uint8Array): boolean {
  const start = new TextDecoder().decode(head).trimStart();
  return start.startsWith("{") && /"class_name"\s*:/.test(start) && /"(config|layers)"\s*:/.test(start);
}

async function read(source: Source, options: LoadOptions): Promise<AnyModel> {
  const json = parseRecord(new TextDecoder().decode(await source.bytes()), source.name);
  const object = asKerasObject(json, source.name);
  refuseKeras1(json.keras_version, object.config, source.name);
  // Keras 3 names modules instead of its version
  const reader = new ModelReader(dialectOf(json.keras_version, json.module === undefined ? 2 : 3), options);
  const model = reader.readModel(object);
  if (options.compile !== false && isRecord(json.compile_config)) restoreCompile(model, json.compile_config);
  return model;
}

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

/** A model as Keras's JSON, without weights. */
export const architectureFormat: ModelFormat = { name: "keras-json", sniff, read };
