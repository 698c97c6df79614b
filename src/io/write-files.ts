/** Files replaced in one step: written beside their place, forced to the disk, then renamed. */
import { findNodeModule, nodeModule } from "../platform.ts";
import { BackendError, ConfigError } from "../tensor/index.ts";
import type { Written } from "./format.ts";
import { checkInside } from "./source.ts";

/**
 * Writes the file at `target` (path "" in `files`) and those beside it, the target last: until then an older model there
 * is whole, as long as its files have other names.
 * @throws ConfigError when there is no file system; BackendError when it fails, with nothing left behind
 */
export async function writeFiles(target: string | URL, files: Written): Promise<void> {
  const [fs, { basename, dirname, join }, { fileURLToPath }] = nodeModules(target);
  const path = target instanceof URL || /^file:/i.test(target) ? fileURLToPath(target) : target;
  const folder = dirname(path);
  const suffix = `.${crypto.randomUUID().slice(0, 8)}.tmp`;
  const moves = [...files]
    .sort(([a], [b]) => Number(a === "") - Number(b === ""))
    .map(([name, bytes]) => {
      const place = name === "" ? path : join(folder, checkInside(name));
      return { place, draft: join(dirname(place), `.${basename(place)}${suffix}`), bytes };
    });
  try {
    for (const { place, draft, bytes } of moves) {
      await fs.mkdir(dirname(place), { recursive: true });
      await writeThrough(fs, draft, bytes);
    }
    for (const { place, draft } of moves) await fs.rename(draft, place);
    await flushFolder(fs, folder);
  } catch (error) {
    for (const { draft } of moves) await fs.rm(draft, { force: true });
    throw new BackendError({ what: `${path} could not be written.`, received: (error as Error).message });
  }
}

function nodeModules(target: string | URL) {
  const fs = findNodeModule("node:fs/promises");
  if (!fs) {
    throw new ConfigError({
      what: "There is no file system to write to.",
      expected: "no target, to be given the bytes",
      received: String(target),
      hint: "const bytes = await saveModel(model)",
    });
  }
  return [fs, nodeModule("node:path"), nodeModule("node:url")] as const;
}

/** A new file, on the disk when this ends. */
async function writeThrough(fs: typeof import("node:fs/promises"), path: string, bytes: Uint8Array): Promise<void> {
  const handle = await fs.open(path, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Forces the renaming itself to the disk, where the system lets a folder be opened. */
async function flushFolder(fs: typeof import("node:fs/promises"), folder: string): Promise<void> {
  const handle = await fs.open(folder, "r").catch(() => undefined);
  try {
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}
