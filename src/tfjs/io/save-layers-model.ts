/** Models as artifacts: what `model.save` does. */
import * as core from "../../index.ts";
import type { JsonRecord } from "../../io/json.ts";
import { writeTopology } from "../../io/tfjs/write-topology.ts";
import { readOptions, shown, unknownWarned } from "../../tensor/index.ts";
import { namedVariables } from "../layers/variables.ts";
import { concatenateArrayBuffers, decodeWeights, encodeWeights } from "./artifacts.ts";
import { saveHandler } from "./router.ts";
import { type Compiled, optimizerState, trainingConfigOf } from "./training-config.ts";
import type { IOHandler, ModelArtifacts, SaveConfig, SaveResult, WeightsManifestConfig } from "./types.ts";

/** A model as far as saving knows it. */
export interface Saved extends Compiled {
  /** Notes of the user's. */
  getUserDefinedMetadata(): Record<string, NonNullable<unknown>>;
}

/** The topology of a model in the form of files. */
export function topologyOf(model: core.Model<any>): JsonRecord {
  return writeTopology(model);
}

/** A model as artifacts. */
export async function artifactsOf(
  model: Saved,
  { includeOptimizer = false, trainableOnly }: SaveConfig,
): Promise<ModelArtifacts> {
  const files = await core.saveModel(model.core, undefined, { format: "tfjs", includeOptimizer: false });
  const [[, bytes], ...shards] = [...files] as [[string, Uint8Array], ...[string, Uint8Array][]];
  const json = JSON.parse(new TextDecoder().decode(bytes)) as Required<ModelArtifacts> & {
    weightsManifest: WeightsManifestConfig;
  };
  const { weightsManifest, ...rest } = json;
  const all = {
    specs: weightsManifest.flatMap(({ weights }) => weights),
    data: concatenateArrayBuffers(shards.map(([, shard]) => shard)),
  };
  const { specs, data } = trainableOnly ? await trainableOf(model, all) : all;
  const metadata = model.getUserDefinedMetadata();
  const trainingConfig = includeOptimizer ? trainingConfigOf(model) : undefined;
  const state = trainingConfig && (await encodeWeights(optimizerState(model), "optimizer"));
  return {
    ...rest,
    weightSpecs: [...specs, ...(state?.specs ?? [])],
    weightData: concatenateArrayBuffers([new Uint8Array(data), new Uint8Array(state?.data ?? [])]),
    ...(trainingConfig && { trainingConfig }),
    ...(Object.keys(metadata).length > 0 && { userDefinedMetadata: metadata }),
  };
}

type Weights = Awaited<ReturnType<typeof encodeWeights>>;

/** The weights without those that training does not change. */
function trainableOf({ core: model }: Saved, { specs, data }: Weights): Promise<Weights> {
  const trained = new Set(model.trainableWeights);
  const names = new Set(namedVariables(model).flatMap(([variable, name]) => (trained.has(variable) ? [name] : [])));
  return encodeWeights(
    Object.entries(decodeWeights(data, specs)).flatMap(([name, tensor]) => (names.has(name) ? [{ name, tensor }] : [])),
  );
}

/** See {@link LayersModel.save}. */
export async function saveLayersModel(
  model: Saved,
  to: string | IOHandler,
  config: SaveConfig = {},
): Promise<SaveResult> {
  const complete = readOptions("save", unknownWarned(config), { trainableOnly: false, includeOptimizer: false });
  const handler = typeof to === "string" ? saveHandler(to) : to;
  if (typeof handler?.save === "function") return handler.save(await artifactsOf(model, complete));
  throw new core.ConfigError({
    what: "save: this address cannot hold models.",
    expected: "an address such as file://, or a handler with a method save",
    received: shown(to),
  });
}
