/** The result of Keras's `model.to_json()`: a model without weights, which `loadWeights` can add. */

import type { AnyModel } from "../../models/index.ts";
import { restoreCompile } from "../compile-config.ts";
import type { LoadOptions, ModelFormat, Source } from "../format.ts";
import { isRecord, parseRecord } from "../json.ts";
import { ModelReader } from "../keras-json/read-model.ts";
import { dialectOf, refuseKeras1 } from "../keras-json/versions.ts";
import { asKerasObject } from "../layer-options.ts";

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

/** A model as Keras's JSON, without weights. */
export const architectureFormat: ModelFormat = { name: "keras-json", read };
