/** The files of a model, replaced atomically: {@link replaceFiles} with the names of the format. */

import { replaceFiles } from "../files/replace.ts";
import { writing } from "../files/writing.ts";
import { findNodeModule, nodeModule } from "../platform.ts";
import { ConfigError, isA, shown } from "../tensor/index.ts";
import type { Written } from "./format.ts";
import { checkInside } from "./source.ts";

/**
 * Writes the file at `target` (path "" in `files`) and those beside it, the target last: until then an older model there
 * is whole, as long as its files have other names. A pipe or a device is written to.
 * @throws ConfigError when there is no file system; IoError when it fails, with nothing left behind
 */
export async function writeFiles(target: string | URL, files: Written): Promise<void> {
  if (!findNodeModule("node:fs")) {
    throw new ConfigError({
      what: "There is no file system to write to.",
      expected: "no target, to get the bytes",
      received: shown(target),
      hint: "const bytes = await saveModel(model)",
    });
  }
  const { dirname, join } = nodeModule("node:path");
  const isAddress = isA("URL", target) || /^file:/i.test(target);
  const path = isAddress ? nodeModule("node:url").fileURLToPath(target) : target;
  const wanted = [...files]
    .sort(([a], [b]) => Number(a === "") - Number(b === ""))
    .map(([name, bytes]) => ({
      path: name === "" ? path : join(dirname(path), checkInside(name)),
      bytes,
    }));
  await writing(path, () => replaceFiles(wanted));
}
