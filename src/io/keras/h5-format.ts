/** `.h5`: a whole model in one HDF5 file, as Keras 2 wrote it and Keras 3 still does. */
import type { AnyModel } from "../../models/index.ts";
import { FormatError } from "../../tensor/index.ts";
import { writeCompile } from "../compile-config.ts";
import { type Group, openHdf5 } from "../containers/hdf5/file.ts";
import { GroupToWrite, writeHdf5 } from "../containers/hdf5/write.ts";
import type { CompleteSaveOptions, LoadOptions, ModelFormat, Source, Written } from "../format.ts";
import { type JsonRecord, parseRecord, writeJson } from "../json.ts";
import { keptCompilation, takeTraining } from "../kept-training.ts";
import { isOfOwnClass } from "../keras-json/own-model.ts";
import { ModelReader } from "../keras-json/read-model.ts";
import { dialectOf, refuseKeras1 } from "../keras-json/versions.ts";
import { asKerasObject } from "../layer-options.ts";
import { stateIn } from "./kept-state.ts";
import { KERAS_VERSION } from "./keras-format.ts";
import { readOldOptimizer, readOldWeights, textsOf, writeOldOptimizer, writeOldWeights } from "./old-layout.ts";
import { ownPart, writeOwnPart } from "./own-part.ts";
import { assign, fitting } from "./state.ts";
import { writeModel } from "./write-model.ts";

async function read(source: Source, options: LoadOptions): Promise<AnyModel> {
  const root = openHdf5(await source.bytes(), source.name);
  const config = textOf(root, "model_config") ?? "";
  const weights = root.group("model_weights");
  if (!weights) {
    throw new FormatError({ what: `${source.name} holds no weights.`, expected: "the group model_weights" });
  }
  const own = ownPart(recordOf(root, "recurve", source.name));
  const version = textOf(root, "keras_version") ?? textOf(weights, "keras_version");
  const object = asKerasObject(parseRecord(config, `model_config of ${source.name}`), "model_config");
  refuseKeras1(version, object.config, source.name);
  // the oldest ones do not say
  const dialect = dialectOf(version, 2);
  const reader = new ModelReader(dialect, options, own.keepMasks);
  const model = reader.readModel(object, own.seed);
  const training = recordOf(root, "training_config", source.name) ?? own.compile;
  if (training) {
    const { optimizer_config, ...rest } = training;
    const compileConfig = optimizer_config === undefined ? training : { optimizer: optimizer_config, ...rest };
    const form = dialect === 3 ? "keras-h5" : "keras-2";
    const group = root.group("optimizer_weights");
    const names = group && textsOf(group, "weight_names");
    const order = (each: AnyModel) => reader.layersOf(each);
    const compilation = { form, compileConfig, own: own.compile } as const;
    await takeTraining(model, options.compile, compilation, order, () => stateIn(group, names));
  }
  const found = await readOldWeights(weights, reader.layersOf(model), true);
  // Keras 2 lists an optimizer's state in other orders
  const state =
    dialect === 3 ? await fitting(() => readOldOptimizer(root.group("optimizer_weights"), model, reader)) : [];
  assign(model, [...found, ...state]);
  return model;
}

async function write(model: AnyModel, { includeOptimizer }: CompleteSaveOptions): Promise<Written> {
  if (isOfOwnClass(model)) {
    throw new FormatError({
      what: `An .h5 file cannot hold the model "${model.name}", which is of a class of your own.`,
      expected: "what sequential() and model() make, as in Keras",
      received: model.className,
      hint: "a .keras file can",
    });
  }
  const root = new GroupToWrite();
  root.attributes.set("keras_version", KERAS_VERSION);
  root.attributes.set("backend", "tensorflow");
  const { class_name, config } = writeModel(model);
  root.attributes.set("model_config", writeJson({ class_name, config }));
  const { objective } = model;
  const kept = includeOptimizer ? keptCompilation(model, "keras-h5") : undefined;
  root.attributes.set("recurve", writeJson(writeOwnPart(model, includeOptimizer, kept?.own)));
  const compiled = objective ? writeCompile(objective, { dialect: 3 }) : kept?.compileConfig;
  if (compiled && includeOptimizer) {
    const { optimizer = null, ...rest } = compiled;
    root.attributes.set("training_config", writeJson({ ...rest, optimizer_config: optimizer }));
  }
  writeOldWeights(root.group("model_weights"), model);
  if (includeOptimizer) writeOldOptimizer(root, model);
  return new Map([["", writeHdf5(root)]]);
}

/** An attribute of text. */
function textOf(root: Group, name: string): string | undefined {
  const [value] = root.attribute(name) ?? [];
  return typeof value === "string" ? value : undefined;
}

function recordOf(root: Group, name: string, file: string): JsonRecord | undefined {
  const text = textOf(root, name);
  return text === undefined ? undefined : parseRecord(text, `${name} of ${file}`);
}

/** The `.h5` format of whole models. */
export const h5Format: ModelFormat = {
  name: "keras-h5",
  recognizes: (bytes, name) => openHdf5(bytes, name).attribute("model_config") !== undefined,
  read,
  write,
};
