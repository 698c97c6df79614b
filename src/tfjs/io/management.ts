/** The models that this page keeps: listed, removed, copied, moved. */
import { ConfigError } from "../../index.ts";
import { checkOption, takes } from "../../tensor/index.ts";
import { indexedModels, removeIndexedModel } from "./indexed-db.ts";
import { localModels, removeLocalModel } from "./local-storage.ts";
import { loadHandler, saveHandler } from "./router.ts";
import type { ModelArtifactsInfo } from "./types.ts";

/** Every model in local storage and IndexedDB, by its address. */
export async function listModels(): Promise<Record<string, ModelArtifactsInfo>> {
  const { localStorage, indexedDB } = globalThis as { localStorage?: unknown; indexedDB?: unknown };
  const local = localStorage ? localModels() : {};
  const indexed = indexedDB ? await indexedModels() : {};
  const withScheme = (scheme: string, models: Record<string, ModelArtifactsInfo>) =>
    Object.entries(models).map(([path, info]) => [`${scheme}://${path}`, info] as const);
  return Object.fromEntries([...withScheme("localstorage", local), ...withScheme("indexeddb", indexed)]);
}

/**
 * Removes a model, and returns the information on it. @throws ConfigError for another place than the page's stores;
 * IoError where there is none
 */
export async function removeModel(url: string): Promise<ModelArtifactsInfo> {
  checkOption("removeModel", "url", url, takes.text);
  const [, scheme, path] = /^([a-z]+):\/\/(.*)$/i.exec(url) ?? [];
  if (scheme?.toLowerCase() === "localstorage") return removeLocalModel(path!);
  if (scheme?.toLowerCase() === "indexeddb") return removeIndexedModel(path!);
  throw notRemoved(url);
}
const notRemoved = (url: string) =>
  new ConfigError({
    what: "Models are removed from a page's own stores.",
    expected: "localstorage:// or indexeddb://",
    received: url,
  });

/** Copies a model from one address to another. */
export async function copyModel(sourceURL: string, destURL: string): Promise<ModelArtifactsInfo> {
  return carry(sourceURL, destURL, false);
}
/** Moves a model from one address to another. */
export async function moveModel(sourceURL: string, destURL: string): Promise<ModelArtifactsInfo> {
  return carry(sourceURL, destURL, true);
}

async function carry(from: string, to: string, removes: boolean): Promise<ModelArtifactsInfo> {
  checkOption("copyModel", "sourceURL", from, takes.text);
  checkOption("copyModel", "destURL", to, takes.text);
  if (from === to) throw new ConfigError({ what: "The model is there already.", received: from });
  if (removes && !/^(localstorage|indexeddb):\/\//i.test(from)) throw notRemoved(from);
  const { load } = loadHandler(from, {});
  const { save } = saveHandler(to);
  if (!load) throw new ConfigError({ what: "No model can be loaded from here.", received: from });
  if (!save) throw new ConfigError({ what: "No model can be saved here.", received: to });
  const { modelArtifactsInfo } = await save(await load());
  if (removes) await removeModel(from);
  return modelArtifactsInfo;
}
