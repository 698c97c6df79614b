/** Models as downloads of a page, and from files that a user chose. */
import { ConfigError } from "../../index.ts";
import { sourceOf } from "../../io/source.ts";
import { checkOption, isBlob, shown, takes } from "../../tensor/index.ts";
import { concatenateArrayBuffers, getModelArtifactsInfoForJSON, modelJSON } from "./artifacts.ts";
import { artifactsFrom } from "./file-system.ts";
import type { IOHandler } from "./types.ts";

/** A handler that lets the page download `NAME.json` and `NAME.weights.bin`. */
export function browserDownloads(fileNamePrefix = "model"): IOHandler {
  checkOption("browserDownloads", "fileNamePrefix", fileNamePrefix, takes.text);
  const name = fileNamePrefix.replace(/^downloads:\/\//, "") || "model";
  return {
    async save(artifacts) {
      if (!globalThis.document) {
        throw new ConfigError({
          what: "There is no page here that could download a model.",
          hint: "file:// keeps models in folders",
        });
      }
      const weights = concatenateArrayBuffers(artifacts.weightData ?? new ArrayBuffer(0));
      const json = JSON.stringify(modelJSON(artifacts, [`./${name}.weights.bin`]));
      download(`${name}.json`, new Blob([json], { type: "application/json" }));
      if (artifacts.weightData)
        download(`${name}.weights.bin`, new Blob([weights], { type: "application/octet-stream" }));
      return { modelArtifactsInfo: getModelArtifactsInfoForJSON(artifacts) };
    },
  };
}

function download(name: string, blob: Blob): void {
  const anchor = document.createElement("a");
  anchor.download = name;
  anchor.href = URL.createObjectURL(blob);
  anchor.dispatchEvent(new MouseEvent("click"));
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
}

/** A handler of files that a user chose: `model.json` first, then the files of weights. */
export function browserFiles(files: readonly File[]): IOHandler {
  checkOption("browserFiles", "files", files, takes.iterable);
  const list = [...files];
  if (list.length > 0 && list.every((file) => isBlob(file))) return { load: () => artifactsFrom(sourceOf(list)) };
  throw new ConfigError({
    what: "browserFiles needs files.",
    expected: "model.json, then the files of weights",
    received: shown(list),
  });
}
