/** Artifacts: joined, measured, cut into weights, and as the files that hold them. */
import * as core from "../../index.ts";
import { readFloats, type StoredType, storedNumbers } from "../../io/stored-numbers.ts";
import { storedTypes } from "../../io/tfjs/manifest.ts";
import { checkIsRecord, checkOption, joinBytes, plainBytes, sizeOf, tagOf, takes } from "../../tensor/index.ts";
import { chained, type Tensor } from "../tensors/index.ts";
import { jsonText, someBytes, someSpecs } from "./checks.ts";
import type {
  ModelArtifacts,
  ModelArtifactsInfo,
  ModelJSON,
  WeightData,
  WeightsManifestConfig,
  WeightsManifestEntry,
} from "./types.ts";

/** Bytes as one buffer. */
export function concatenateArrayBuffers(buffers: WeightData | readonly ArrayBufferView[]): ArrayBuffer {
  checkOption("concatenateArrayBuffers", "buffers", buffers, someBytes);
  const list = [buffers].flat();
  return list.length === 1 && tagOf(list[0]) === "ArrayBuffer"
    ? (list[0] as ArrayBuffer)
    : joinBytes(list.map(plainBytes)).buffer;
}

const lengthOf = (value: unknown) => new TextEncoder().encode(jsonText(value, "A model") ?? "").length;

/** Information on a saved model: when it was saved, and the sizes of its parts. */
export function getModelArtifactsInfoForJSON(artifacts: ModelArtifacts): ModelArtifactsInfo {
  checkIsRecord("getModelArtifactsInfoForJSON", artifacts);
  const { modelTopology, weightSpecs, weightData } = artifacts;
  if (tagOf(modelTopology) === "ArrayBuffer") {
    throw new core.ConfigError({ what: "The topology of a layers model is JSON.", received: "an ArrayBuffer" });
  }
  return {
    dateSaved: new Date(),
    modelTopologyType: "JSON",
    modelTopologyBytes: lengthOf(modelTopology),
    weightSpecsBytes: lengthOf(weightSpecs),
    weightDataBytes: weightData === undefined ? 0 : concatenateArrayBuffers(weightData).byteLength,
  };
}

const aManifest = /* @__PURE__ */ takes.check<WeightsManifestConfig>(
  "a list of groups { paths, weights }",
  (value) => Array.isArray(value) && value.every((group) => Array.isArray(group?.weights)),
);

/** The weights of all groups, one after the other. */
export function getWeightSpecs(manifest: WeightsManifestConfig): WeightsManifestEntry[] {
  checkOption("getWeightSpecs", "manifest", manifest, aManifest);
  return manifest.flatMap(({ weights }) => weights);
}

/** The content of `model.json` for artifacts whose weights are in files with these paths. */
export function modelJSON({ weightSpecs = [], weightData: _, ...json }: ModelArtifacts, paths: string[]): ModelJSON {
  return { ...json, modelTopology: json.modelTopology!, weightsManifest: [{ paths, weights: weightSpecs }] };
}

/** Artifacts from `model.json`, with a function that reads its files of weights. */
export async function getModelArtifactsForJSON(
  json: ModelJSON,
  loadWeights: (manifest: WeightsManifestConfig) => Promise<[WeightsManifestEntry[], WeightData]>,
): Promise<ModelArtifacts> {
  checkIsRecord("getModelArtifactsForJSON", json);
  checkOption("getModelArtifactsForJSON", "loadWeights", loadWeights, takes.callable);
  const { weightsManifest, ...rest } = json;
  if (weightsManifest === undefined || weightsManifest === null) return rest;
  checkOption("getModelArtifactsForJSON", "weightsManifest", weightsManifest, aManifest);
  const loaded = await loadWeights(weightsManifest);
  checkOption("getModelArtifactsForJSON", "what loadWeights gives", loaded, takes.listOf(takes.anything, 2));
  const [weightSpecs, weightData] = loaded as [WeightsManifestEntry[], WeightData];
  return { ...rest, weightSpecs, weightData };
}
/** {@link getModelArtifactsForJSON} at once, with the weights and their values as they are; both or neither. */
export function getModelArtifactsForJSONSync(
  json: ModelJSON,
  weightSpecs?: WeightsManifestEntry[],
  weightData?: WeightData,
): ModelArtifacts {
  checkIsRecord("getModelArtifactsForJSONSync", json);
  const { weightsManifest, ...rest } = json;
  if (weightsManifest === undefined || weightsManifest === null) return rest;
  checkOption("getModelArtifactsForJSONSync", "weightSpecs", weightSpecs, takes.required(someSpecs));
  checkOption("getModelArtifactsForJSONSync", "weightData", weightData, takes.required(someBytes));
  return { ...rest, weightSpecs: weightSpecs!, weightData: weightData! };
}

const aNamedTensor = /* @__PURE__ */ takes.check<{ name: string; tensor: core.Tensor }>(
  "a tensor with a name",
  (value) => typeof value?.name === "string" && value.tensor instanceof core.Tensor,
);

/** Tensors by name as bytes back to back, and the list of what is in them. */
export async function encodeWeights(
  tensors: Readonly<Record<string, core.Tensor>> | readonly { name: string; tensor: core.Tensor }[],
  group?: "model" | "optimizer",
): Promise<{ data: ArrayBuffer; specs: WeightsManifestEntry[] }> {
  if (group !== undefined) checkOption("encodeWeights", "group", group, takes.oneOf("model", "optimizer"));
  if (!Array.isArray(tensors)) checkIsRecord("encodeWeights", tensors);
  const list = Array.isArray(tensors) ? tensors : Object.entries(tensors).map(([name, tensor]) => ({ name, tensor }));
  checkOption("encodeWeights", "tensors", list, takes.listOf(aNamedTensor));
  const specs = list.map(({ name, tensor: { shape, dtype } }): WeightsManifestEntry => {
    return { name, shape: [...shape], dtype: dtype as "float32", ...(group && { group }) };
  });
  const parts = list.flatMap(({ tensor }) => {
    const values = tensor.dataSync();
    if (tensor.dtype === "string") return textBytes(Array.from(values as unknown as string[]));
    return [tensor.dtype === "bool" ? Uint8Array.from(values) : values];
  });
  return { data: concatenateArrayBuffers(parts as ArrayBufferView[]).slice(0), specs };
}

/** Each text in UTF-8, with the number of its bytes before it. */
function textBytes(texts: readonly string[]): Uint8Array[] {
  return texts.flatMap((text) => {
    const bytes = new TextEncoder().encode(text);
    return [new Uint8Array(Uint32Array.of(bytes.length).buffer), bytes];
  });
}

/** As many texts from the beginning of some bytes, and where they end. @throws ShapeError for too few bytes */
function readTexts(name: string, bytes: Uint8Array, count: number): { texts: string[]; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = 0;
  const texts = Array.from({ length: count }, () => {
    checkEnough(name, end + 4, bytes.length);
    const start = end + 4;
    end = start + view.getUint32(end, true);
    checkEnough(name, end, bytes.length);
    return new TextDecoder().decode(bytes.subarray(start, end));
  });
  return { texts, end };
}

function checkEnough(name: string, expected: number, received: number): void {
  if (expected <= received) return;
  throw new core.ShapeError({
    what: `There are too few bytes for "${name}".`,
    expected: `${expected}`,
    received: `${received}`,
  });
}

function numbersOf(bytes: Uint8Array, type: StoredType): Float32Array | Int32Array {
  if (type !== "I32") return readFloats(bytes, type);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int32Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(4 * i, true));
}

/** The tensors by name of {@link encodeWeights}. @throws ConfigError for a type that is not read; ShapeError for too few bytes */
export function decodeWeights(data: WeightData, specs: readonly WeightsManifestEntry[]): Record<string, Tensor> {
  checkOption("decodeWeights", "specs", specs, someSpecs);
  const bytes = new Uint8Array(concatenateArrayBuffers(data));
  let at = 0;
  const tensors: Record<string, Tensor> = {};
  for (const { name, shape, dtype, quantization } of specs) {
    if (dtype === "string") {
      const { texts, end } = readTexts(name, bytes.subarray(at), sizeOf(shape));
      tensors[name] = chained(core.tensor(texts, shape, "string"));
      at += end;
      continue;
    }
    const kind = quantization?.dtype ?? dtype;
    const type = Object.hasOwn(storedTypes, kind) ? storedTypes[kind] : undefined;
    if (!type)
      throw new core.ConfigError({ what: `The weight "${name}" has a type that is not read.`, received: dtype });
    const size = sizeOf(shape) * storedNumbers[type].size;
    checkEnough(name, at + size, bytes.length);
    const { scale, min = 0 } = quantization ?? {};
    const values = numbersOf(bytes.subarray(at, at + size), type);
    at += size;
    const whole = dtype === "int32" ? Math.round : Number;
    const plain = scale === undefined ? values : values.map((step) => whole(step * scale + min));
    tensors[name] = chained(core.tensor(plain, shape, dtype as core.DType));
  }
  return tensors;
}
