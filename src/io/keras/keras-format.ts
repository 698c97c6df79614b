/** `.keras`: a zip archive of the model's JSON and an HDF5 file of its weights, since Keras 3. */
import type { AnyModel } from "../../models/index.ts";
import { writeCompile } from "../compile-config.ts";
import { utf8 } from "../containers/cursor.ts";
import { openHdf5 } from "../containers/hdf5/file.ts";
import { writeHdf5 } from "../containers/hdf5/write.ts";
import { writeZip, Zip } from "../containers/zip.ts";
import type { CompleteSaveOptions, LoadOptions, ModelFormat, Source, Written } from "../format.ts";
import { isRecord, type JsonRecord, MAX_JSON, parseRecord, writeJson } from "../json.ts";
import { keptCompilation, takeTraining } from "../kept-training.ts";
import { ModelReader } from "../keras-json/read-model.ts";
import { dialectOf } from "../keras-json/versions.ts";
import { bringVocabularies } from "../keras-json/vocabulary-assets.ts";
import { asKerasObject } from "../layer-options.ts";
import { stateIn } from "./kept-state.ts";
import { ownPart, writeOwnPart } from "./own-part.ts";
import { assign, fitting, readOptimizer, readWeights, writeState } from "./state.ts";
import { writeModel } from "./write-model.ts";

/** The version of Keras that these files are written for. */
export const KERAS_VERSION = "3.15.1";

async function read(source: Source, options: LoadOptions): Promise<AnyModel> {
  const zip = new Zip(await source.bytes(), source.name);
  const config = parseRecord(utf8(await zip.read("config.json", MAX_JSON)), `config.json of ${source.name}`);
  const metadata = zip.names.includes("metadata.json")
    ? parseRecord(utf8(await zip.read("metadata.json", MAX_JSON)), `metadata.json of ${source.name}`)
    : {};
  const own = ownPart(metadata.recurve);
  // TensorFlow 2.12 to 2.15 write such archives of Keras 2
  const dialect = dialectOf(metadata.keras_version, 3);
  const root = openHdf5(await zip.read("model.weights.h5"), `model.weights.h5 of ${source.name}`);
  await bringVocabularies(config, zip, root);
  const reader = new ModelReader(dialect, options, own.keepMasks);
  const model = reader.readModel(asKerasObject(config, "config.json"), own.seed);
  const order = (each: AnyModel) => reader.layersOf(each);
  const { compile_config: compileConfig = own.compile } = config;
  const form = dialect === 3 ? "keras" : "keras-2";
  const compilation = isRecord(compileConfig) ? ({ form, compileConfig, own: own.compile } as const) : undefined;
  await takeTraining(model, options.compile, compilation, order, () => stateIn(root.group("optimizer")));
  const weights = await readWeights(root, model, order);
  Object.assign(model.metadata, own.metadata);
  const state = dialect === 3 ? await fitting(() => readOptimizer(root, model, order)) : [];
  assign(model, [...weights, ...state]);
  return model;
}

async function write(model: AnyModel, { includeOptimizer }: CompleteSaveOptions): Promise<Written> {
  const { objective } = model;
  const kept = includeOptimizer ? keptCompilation(model, "keras") : undefined;
  const compile_config = includeOptimizer && objective ? writeCompile(objective, { dialect: 3 }) : kept?.compileConfig;
  const config: JsonRecord = { ...writeModel(model), ...(compile_config && { compile_config }) };
  const metadata = {
    keras_version: KERAS_VERSION,
    date_saved: new Date().toISOString().slice(0, 19).replace("T", "@"),
    recurve: writeOwnPart(model, includeOptimizer, kept?.own),
  };
  const text = (value: JsonRecord) => new TextEncoder().encode(writeJson(value));
  const bytes = await writeZip({
    "metadata.json": text(metadata),
    "config.json": text(config),
    "model.weights.h5": writeHdf5(writeState(model, includeOptimizer)),
  });
  return new Map([["", bytes]]);
}

/** The `.keras` format. */
export const kerasFormat: ModelFormat = { name: "keras", read, write };
