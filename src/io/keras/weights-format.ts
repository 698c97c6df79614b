/** Keras's files of weights: `.weights.h5`, the older `.h5`, and the weights of a whole model in either of its formats. */
import type { AnyModel } from "../../models/index.ts";
import { FormatError } from "../../tensor/index.ts";
import { type Group, openHdf5 } from "../containers/hdf5/file.ts";
import { GroupToWrite, writeHdf5 } from "../containers/hdf5/write.ts";
import { Zip } from "../containers/zip.ts";
import type { CompleteSaveWeightsOptions, LoadWeightsOptions, Source, WeightsFormat } from "../format.ts";
import { refuseKeras1 } from "../keras-json/versions.ts";
import { oldOrder, ownOrder } from "../keras-json/weights-layout.ts";
import { Misfits } from "../misfits.ts";
import { listWeights } from "./list-weights.ts";
import { readOldWeights, writeOldWeights } from "./old-layout.ts";
import { assign, fitting, readOptimizer, readWeights, writeState } from "./state.ts";

async function loadArchive(model: AnyModel, source: Source, options: LoadWeightsOptions): Promise<void> {
  const zip = new Zip(await source.bytes(), source.name);
  await loadGroup(model, openHdf5(await zip.read("model.weights.h5"), source.name), options);
}

async function loadHdf5(model: AnyModel, source: Source, options: LoadWeightsOptions): Promise<void> {
  await loadGroup(model, openHdf5(await source.bytes(), source.name), options);
}

/** The group with the weights in the layout of Keras 2. */
function oldGroup(root: Group): Group | undefined {
  const isOld = (root.attribute("layer_names") ?? root.attribute("layer_names0")) !== undefined;
  return root.group("model_weights") ?? (isOld ? root : undefined);
}

async function loadGroup(model: AnyModel, root: Group, options: LoadWeightsOptions): Promise<void> {
  const misfits = new Misfits(options);
  const old = oldGroup(root);
  if (old) {
    const [version] = old.attribute("keras_version") ?? [];
    refuseKeras1(typeof version === "string" ? version : undefined, undefined, "The file of weights");
    const order = /^2\b/.test(String(version)) ? oldOrder : ownOrder;
    assign(model, await readOldWeights(old, order(model), false, misfits));
    misfits.tell();
    return;
  }
  if (root.names.length > 0 && !root.names.some((name) => /^(layers|vars|_layer_checkpoint_dep)/.test(name))) {
    throw new FormatError({
      what: "The HDF5 file holds no weights of Keras.",
      expected: "the group layers, or the attribute layer_names",
      received: root.names.slice(0, 8).join(", "),
    });
  }
  const weights = await readWeights(root, model, ownOrder, misfits);
  assign(model, [...weights, ...(await fitting(() => readOptimizer(root, model, ownOrder)))]);
  misfits.tell();
}

async function save(
  model: AnyModel,
  { includeOptimizer }: CompleteSaveWeightsOptions,
): Promise<Map<string, Uint8Array>> {
  return new Map([["", writeHdf5(writeState(model, includeOptimizer))]]);
}

async function saveOld(model: AnyModel): Promise<Map<string, Uint8Array>> {
  const root = new GroupToWrite();
  writeOldWeights(root, model);
  return new Map([["", writeHdf5(root)]]);
}

const readHdf5 = async (source: Source) => listWeights(openHdf5(await source.bytes(), source.name));

async function readArchive(source: Source) {
  const zip = new Zip(await source.bytes(), source.name);
  return listWeights(openHdf5(await zip.read("model.weights.h5"), source.name));
}

/** `.weights.h5`, of Keras 3. The optimizer's state is part of it, and is restored into a compiled model. */
export const kerasWeightsFormat: WeightsFormat = {
  name: "keras-weights",
  recognizes: (bytes, name) => oldGroup(openHdf5(bytes, name)) === undefined,
  load: loadHdf5,
  save,
  read: readHdf5,
};

/** The weights of a `.keras` archive. */
export const kerasArchiveWeights: WeightsFormat = { name: "keras", load: loadArchive, read: readArchive };

/** `.h5`, of Keras 2. */
export const h5WeightsFormat: WeightsFormat = {
  name: "keras-h5",
  load: loadHdf5,
  save: saveOld,
  read: readHdf5,
};
