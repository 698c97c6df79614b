/** Models in a page's IndexedDB, in the stores that TensorFlow.js uses. */
import { ConfigError, IoError } from "../../index.ts";
import { checkOption } from "../../tensor/index.ts";
import { concatenateArrayBuffers, getModelArtifactsInfoForJSON } from "./artifacts.ts";
import { aPath } from "./checks.ts";
import type { IOHandler, ModelArtifacts, ModelArtifactsInfo } from "./types.ts";

const DATABASE = "tensorflowjs";
const MODELS = "models_store";
const INFOS = "model_info_store";

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function open(): Promise<IDBDatabase> {
  const { indexedDB } = globalThis as { indexedDB?: IDBFactory };
  if (!indexedDB) {
    throw new ConfigError({
      what: "There is no IndexedDB here.",
      expected: "a page",
      hint: "file:// keeps models in folders",
    });
  }
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    for (const name of [MODELS, INFOS]) {
      if (!request.result.objectStoreNames.contains(name))
        request.result.createObjectStore(name, { keyPath: "modelPath" });
    }
  };
  return settled(request);
}

/** Does some work on both stores; all of it is kept, or nothing. */
async function within<T>(
  mode: IDBTransactionMode,
  work: (models: IDBObjectStore, infos: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open();
  try {
    const transaction = database.transaction([MODELS, INFOS], mode);
    const ended = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    const [result] = await Promise.all([
      settled(work(transaction.objectStore(MODELS), transaction.objectStore(INFOS))),
      ended,
    ]);
    return result;
  } finally {
    database.close();
  }
}

const missing = (path: string) => new IoError({ what: `In IndexedDB there is no model "${path}".` });

/** The handler of a path in IndexedDB. */
export function indexedDBStorage(path: string): IOHandler {
  checkOption("indexeddb://", "the path", path, aPath);
  return {
    async save(artifacts) {
      const { weightData = new ArrayBuffer(0) } = artifacts;
      const modelArtifacts = { ...artifacts, weightData: concatenateArrayBuffers(weightData) };
      const modelArtifactsInfo = getModelArtifactsInfoForJSON(modelArtifacts);
      await within("readwrite", (models, infos) => {
        infos.put({ modelPath: path, modelArtifactsInfo });
        return models.put({ modelPath: path, modelArtifacts });
      });
      return { modelArtifactsInfo };
    },
    async load() {
      const found = await within("readonly", (models) => models.get(path));
      if (found) return (found as { modelArtifacts: ModelArtifacts }).modelArtifacts;
      throw missing(path);
    },
  };
}
/** The handler of a path in IndexedDB. */
export const browserIndexedDB = indexedDBStorage;

/** The models in IndexedDB. */
export async function indexedModels(): Promise<Record<string, ModelArtifactsInfo>> {
  const all = (await within("readonly", (_, infos) => infos.getAll())) as {
    modelPath: string;
    modelArtifactsInfo: ModelArtifactsInfo;
  }[];
  return Object.fromEntries(all.map(({ modelPath, modelArtifactsInfo }) => [modelPath, modelArtifactsInfo]));
}

/** Takes a model out of IndexedDB. */
export async function removeIndexedModel(path: string): Promise<ModelArtifactsInfo> {
  const info = (await indexedModels())[path];
  if (!info) throw missing(path);
  await within("readwrite", (models, infos) => {
    models.delete(path);
    return infos.delete(path);
  });
  return info;
}
