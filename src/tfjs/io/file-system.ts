/** Models in folders: `model.json` and `weights.bin`. */
import { ConfigError } from "../../index.ts";
import { parseRecord } from "../../io/json.ts";
import { sourceOf } from "../../io/source.ts";
import { writeFiles } from "../../io/write-files.ts";
import { checkOption, shown, takes } from "../../tensor/index.ts";
import { concatenateArrayBuffers, getModelArtifactsInfoForJSON, modelJSON } from "./artifacts.ts";
import { weightsOf } from "./checks.ts";
import type { IOHandler, ModelArtifacts } from "./types.ts";

/** A handler of a folder, `file://folder`, to save to; and of a `model.json` to load from. */
export function fileSystem(url: string): IOHandler {
  const path = pathOf(url);
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

/** @throws ConfigError for what is no path */
function pathOf(url: string): string {
  checkOption("fileSystem", "path", url, takes.text);
  const path = /^file:\/\//i.test(url) ? decoded(url.slice("file://".length)) : url;
  if (path) return path;
  throw new ConfigError({
    what: "This is not a path for models.",
    expected: "such as file://folder",
    received: shown(url),
  });
}

function decoded(path: string): string | undefined {
  try {
    return decodeURI(path);
  } catch {
    return undefined;
  }
}

/** Artifacts from a `model.json` and the files beside it. */
export async function artifactsFrom(source: ReturnType<typeof sourceOf>): Promise<ModelArtifacts> {
  const whole = parseRecord(new TextDecoder().decode(await source.bytes()), source.name);
  const { weightsManifest: _, ...json } = whole;
  const { paths, weightSpecs } = weightsOf(whole);
  const shards: Uint8Array[] = [];
  for (const path of paths) shards.push(await source.sibling(path.replace(/^(\.\/)+/, "")));
  return {
    ...json,
    weightSpecs,
    weightData: concatenateArrayBuffers(shards),
  };
}
