/** Folders given instead of model files: what they contain, and how to make one file from them in Python. */
import { nodeModule } from "../platform.ts";
import { FormatError } from "../tensor/index.ts";

/** Forms in which a model is a folder, by a file in it. */
const forms: readonly (readonly [file: string, form: string, hint: string])[] = [
  [
    "saved_model.pb",
    "a SavedModel of TensorFlow",
    'in Python, save the model that it was made from: model.save("model.keras")',
  ],
  ["config.json", "an unpacked .keras archive", "in the folder: zip -0 ../model.keras *"],
];

/** @throws FormatError for a folder that holds a model; nothing for files, and folders of other things */
export function refuseFolder(path: string | URL, name: string): void {
  const { existsSync, statSync } = nodeModule("node:fs");
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const { join } = nodeModule("node:path");
  const { fileURLToPath } = nodeModule("node:url");
  const folder = path instanceof URL ? fileURLToPath(path) : path;
  const form = forms.find(([file]) => existsSync(join(folder, file)));
  if (!form) return;
  throw new FormatError({
    what: `${name} is a folder.`,
    expected: "a file: .keras, .h5, .onnx, or model.json of TensorFlow.js",
    received: form[1],
    hint: form[2],
  });
}
