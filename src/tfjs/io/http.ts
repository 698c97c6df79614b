/** Models at web addresses. */
import { parseRecord } from "../../io/json.ts";
import { nodeProcess } from "../../platform.ts";
import { checkOption, readOptions, takes, unknownWarned } from "../../tensor/index.ts";
import { answerOf } from "../fetch.ts";
import { concatenateArrayBuffers, getModelArtifactsInfoForJSON, modelJSON } from "./artifacts.ts";
import { aPath, loadOptions, weightsOf } from "./checks.ts";
import type { IOHandler, LoadOptions, ModelArtifacts } from "./types.ts";

/** Whether an address is of the web; in a page one without a scheme is. */
export function isHTTPScheme(url: string): boolean {
  checkOption("isHTTPScheme", "url", url, takes.text);
  return /^https?:\/\//i.test(url) || !nodeProcess();
}

/** A handler of a `model.json` on the web: `load` fetches it and the files beside it, `save` posts both files. */
export function http(path: string, given: LoadOptions | null = {}): IOHandler {
  checkOption("http", "the address of a model.json", path, aPath);
  const options: LoadOptions = given ?? {};
  readOptions("http", unknownWarned(options), loadOptions);
  const { fetchFunc, requestInit, onProgress } = options;
  const get = (url: string) => answerOf(url, requestInit, fetchFunc);
  return {
    async save(artifacts) {
      const body = new FormData();
      const json = JSON.stringify(modelJSON(artifacts, ["./model.weights.bin"]));
      body.append("model.json", new Blob([json], { type: "application/json" }), "model.json");
      if (artifacts.weightData) {
        const weights = new Blob([concatenateArrayBuffers(artifacts.weightData)], { type: "application/octet-stream" });
        body.append("model.weights.bin", weights, "model.weights.bin");
      }
      const response = await answerOf(path, { method: "POST", ...requestInit, body }, fetchFunc);
      return { modelArtifactsInfo: getModelArtifactsInfoForJSON(artifacts), responses: [response] };
    },
    async load(): Promise<ModelArtifacts> {
      const whole = parseRecord(await (await get(path)).text(), path);
      const { weightsManifest: _, ...json } = whole;
      const { paths, weightSpecs } = weightsOf(whole);
      const shards: ArrayBuffer[] = [];
      for (const [i, each] of paths.entries()) {
        // an answer is half of a file, its bytes are the other half
        const response = await get(await addressOf(path, each, options));
        onProgress?.((i + 0.5) / paths.length);
        shards.push(await response.arrayBuffer());
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
  if (weightUrlConverter) {
    const address = await weightUrlConverter(path);
    checkOption("weightUrlConverter", "what it gives", address, aPath);
    return address;
  }
  const [bare, query] = model.split("?") as [string, string | undefined];
  const prefix = weightPathPrefix ?? bare.slice(0, bare.lastIndexOf("/") + 1);
  return prefix + path.replace(/^(\.\/)+/, "") + (query === undefined ? "" : `?${query}`);
}
