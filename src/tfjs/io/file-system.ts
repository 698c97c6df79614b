/** Models in folders: `model.json` and `weights.bin`. */
import { sourceOf } from "../../io/source.ts";
import { writeFiles } from "../../io/write-files.ts";
import { concatenateArrayBuffers, getModelArtifactsInfoForJSON, modelJSON } from "./artifacts.ts";
import type { IOHandler, ModelArtifacts, ModelJSON } from "./types.ts";

/** A handler of a folder, `file://folder`, to save to; and of a `model.json` to load from. */
export function fileSystem(url: string): IOHandler {
  const path = /^file:\/\//i.test(url) ? decodeURI(url.slice("file://".length)) : url;
  return {
    async save(artifacts) {
      const { weightData = new ArrayBuffer(0) } = artifacts;
      const json = JSON.stringify(modelJSON(artifacts, ["./weights.bin"]));
      await writeFiles(
        `${path.replace(/\/$/, "")}/model.json`,
        new Map([
          ["", new TextEncoder().encode(json)],
          ["weights.bin", new Uint8Array(concatenateArrayBuffers(weightData))],
        ]),
      );
      return { modelArtifactsInfo: getModelArtifactsInfoForJSON(artifacts) };
    },
    load: () => artifactsFrom(sourceOf(path)),
  };
}

/** Artifacts from a `model.json` and the files beside it. */
export async function artifactsFrom(source: ReturnType<typeof sourceOf>): Promise<ModelArtifacts> {
  const { weightsManifest, ...json } = JSON.parse(new TextDecoder().decode(await source.bytes())) as ModelJSON;
  const paths = (weightsManifest ?? []).flatMap((group) => group.paths);
  const shards: Uint8Array[] = [];
  for (const path of paths) shards.push(await source.sibling(path.replace(/^(\.\/)+/, "")));
  return {
    ...json,
    weightSpecs: (weightsManifest ?? []).flatMap(({ weights }) => weights),
    weightData: concatenateArrayBuffers(shards),
  };
}
