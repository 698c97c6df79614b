/** Models behind addresses of the web. */
import { ConfigError, IoError } from "../../index.ts";
import { nodeProcess } from "../../platform.ts";
import { concatenateArrayBuffers, getModelArtifactsInfoForJSON, modelJSON } from "./artifacts.ts";
import type { IOHandler, LoadOptions, ModelArtifacts, ModelJSON } from "./types.ts";

/** Whether an address is of the web; in a page one without a scheme is. */
export const isHTTPScheme = (url: string): boolean => /^https?:\/\//i.test(url) || !nodeProcess();

/** A handler of a `model.json` on the web: `load` fetches it and the files beside it, `save` posts both files. */
export function http(path: string, options: LoadOptions = {}): IOHandler {
  const { fetchFunc = (url: string, init?: RequestInit) => fetch(url, init), requestInit, onProgress } = options;
  if (typeof path !== "string" || path === "") {
    throw new ConfigError({ what: "http needs the address of a model.json.", received: String(path) });
  }
  const get = async (url: string) => {
    const response = await fetchFunc(url, requestInit);
    if (response.ok) return response;
    throw new IoError({ what: `${url} could not be fetched.`, received: `status ${response.status}` });
  };
  return {
    async save(artifacts) {
      const body = new FormData();
      const json = JSON.stringify(modelJSON(artifacts, ["./model.weights.bin"]));
      body.append("model.json", new Blob([json], { type: "application/json" }), "model.json");
      if (artifacts.weightData) {
        const weights = new Blob([concatenateArrayBuffers(artifacts.weightData)], { type: "application/octet-stream" });
        body.append("model.weights.bin", weights, "model.weights.bin");
      }
      const response = await fetchFunc(path, { method: "POST", ...requestInit, body });
      if (!response.ok)
        throw new IoError({ what: `${path} did not take the model.`, received: `status ${response.status}` });
      return { modelArtifactsInfo: getModelArtifactsInfoForJSON(artifacts), responses: [response] };
    },
    async load(): Promise<ModelArtifacts> {
      const { weightsManifest = [], ...json } = (await (await get(path)).json()) as ModelJSON;
      const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
      const paths = weightsManifest.flatMap((group) => group.paths);
      const shards: ArrayBuffer[] = [];
      for (const [i, each] of paths.entries()) {
        shards.push(await (await get(await addressOf(path, each, options))).arrayBuffer());
        onProgress?.((i + 1) / paths.length);
      }
      return { ...json, weightSpecs, weightData: concatenateArrayBuffers(shards) };
    },
  };
}
/** The older name of {@link http}. */
export const browserHTTPRequest = http;

/** The address of a file of weights. */
async function addressOf(model: string, path: string, options: LoadOptions): Promise<string> {
  const { weightPathPrefix, weightUrlConverter } = options;
  if (weightUrlConverter) return weightUrlConverter(path);
  const [bare, query] = model.split("?") as [string, string | undefined];
  const prefix = weightPathPrefix ?? bare.slice(0, bare.lastIndexOf("/") + 1);
  return prefix + path.replace(/^(\.\/)+/, "") + (query === undefined ? "" : `?${query}`);
}
