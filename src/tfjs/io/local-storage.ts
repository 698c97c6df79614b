/** Models in a page's local storage, under the keys that TensorFlow.js uses. */
import { ConfigError, FormatError, IoError } from "../../index.ts";
import { checkOption } from "../../tensor/index.ts";
import { concatenateArrayBuffers, getModelArtifactsInfoForJSON } from "./artifacts.ts";
import { aPath, keptJson } from "./checks.ts";
import type { IOHandler, ModelArtifacts, ModelArtifactsInfo } from "./types.ts";

const ROOT = "tensorflowjs_models";
const keysOf = (path: string) => ({
  info: `${ROOT}/${path}/info`,
  topology: `${ROOT}/${path}/model_topology`,
  weightSpecs: `${ROOT}/${path}/weight_specs`,
  weightData: `${ROOT}/${path}/weight_data`,
  modelMetadata: `${ROOT}/${path}/model_metadata`,
});

/** @throws ConfigError where there is none, as in Node */
function storage(): Storage {
  const { localStorage } = globalThis as { localStorage?: Storage };
  if (localStorage && typeof localStorage.getItem === "function") return localStorage;
  throw new ConfigError({
    what: "There is no local storage here.",
    expected: "a page",
    hint: "file:// keeps models in folders",
  });
}

/** The handler of a path in local storage. */
export function localStorageOf(path: string): IOHandler {
  checkOption("localstorage://", "the path", path, aPath);
  const keys = keysOf(path);
  return {
    async save(artifacts) {
      const { modelTopology, weightSpecs, weightData = new ArrayBuffer(0), ...metadata } = artifacts;
      const held = storage();
      const info = getModelArtifactsInfoForJSON(artifacts);
      try {
        held.setItem(keys.info, JSON.stringify(info));
        held.setItem(keys.topology, JSON.stringify(modelTopology));
        held.setItem(keys.weightSpecs, JSON.stringify(weightSpecs ?? []));
        held.setItem(keys.weightData, toBase64(concatenateArrayBuffers(weightData)));
        held.setItem(keys.modelMetadata, JSON.stringify(metadata));
      } catch (error) {
        for (const key of Object.values(keys)) held.removeItem(key);
        throw new IoError({
          what: `Local storage did not take the model "${path}".`,
          received: (error as Error).message,
          hint: "indexeddb:// takes larger models",
        });
      }
      return { modelArtifactsInfo: info };
    },
    async load(): Promise<ModelArtifacts> {
      const held = storage();
      const read = (key: string) => {
        const text = held.getItem(key);
        if (text !== null) return text;
        throw new IoError({ what: `In local storage there is no model "${path}".`, received: `nothing under ${key}` });
      };
      const metadata = held.getItem(keys.modelMetadata);
      return {
        ...(metadata ? keptJson<ModelArtifacts>(metadata, keys.modelMetadata) : {}),
        modelTopology: keptJson(read(keys.topology), keys.topology),
        weightSpecs: keptJson(read(keys.weightSpecs), keys.weightSpecs),
        weightData: fromBase64(read(keys.weightData), keys.weightData),
      };
    },
  };
}

/** The handler of a path in local storage. */
export const browserLocalStorage = localStorageOf;

/** The models in local storage. */
export function localModels(): Record<string, ModelArtifactsInfo> {
  const held = storage();
  const found: Record<string, ModelArtifactsInfo> = {};
  for (let i = 0; i < held.length; i++) {
    const key = held.key(i)!;
    if (!key.startsWith(`${ROOT}/`) || !key.endsWith("/info")) continue;
    const info = keptJson<ModelArtifactsInfo>(held.getItem(key)!, key);
    found[key.slice(ROOT.length + 1, -"/info".length)] = { ...info, dateSaved: new Date(info.dateSaved) };
  }
  return found;
}

/** Takes a model out of local storage. */
export function removeLocalModel(path: string): ModelArtifactsInfo {
  const info = localModels()[path];
  if (!info) throw new IoError({ what: `In local storage there is no model "${path}".` });
  for (const key of Object.values(keysOf(path))) storage().removeItem(key);
  return info;
}

function toBase64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function fromBase64(text: string, key: string): ArrayBuffer {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
  } catch (error) {
    throw new FormatError({ what: `${key} of local storage is not base64.`, cause: error });
  }
}
