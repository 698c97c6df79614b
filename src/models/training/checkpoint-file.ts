/** The file of a checkpoint, replaced atomically: whatever happens, the last good one stays whole. */
import { type FolderLock, lockFolder, releaseFolder } from "../../files/lock.ts";
import { readFailure } from "../../files/read.ts";
import { replaceFiles } from "../../files/replace.ts";
import { findNodeModule, nodeModule } from "../../platform.ts";
import { ConfigError, FormatError, IoError } from "../../tensor/index.ts";

const FILE = "training.checkpoint";
/** Changes when the content does. */
const VERSION = 1;

/** The content of the checkpoint in this folder, exact to the last bit; undefined where there is none. */
export async function readCheckpoint(folder: string): Promise<unknown> {
  const { fs, join, v8 } = nodeModules();
  const path = join(folder, FILE);
  let bytes: Uint8Array;
  try {
    bytes = await fs.readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw readFailure(path, error as Error);
  }
  try {
    const { version, content } = v8.deserialize(bytes) as { version: number; content: unknown };
    if (version === VERSION) return content;
  } catch {
    // reported below, as a different version is
  }
  throw new FormatError({
    what: `${path} is not a checkpoint that can be read.`,
    expected: "a file that fit wrote, by this version of the library, in the same engine",
    hint: "remove it to start again, or choose another folder",
  });
}

/**
 * Locks the folder for this process, and checks that it is writable before hours of training, not after. @throws
 * IoError when it is not; ConfigError when another training writes to it
 */
export async function lockCheckpoint(folder: string): Promise<FolderLock> {
  nodeModules();
  try {
    return await lockFolder(folder);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new IoError({
      what: `No checkpoint can be written into ${folder}; training has not begun.`,
      received: (error as Error).message,
      cause: error,
      hint: "choose a folder that can be written to",
    });
  }
}

/** Replaces the file atomically. @throws IoError, with the last good one in place */
export async function writeCheckpoint(folder: string, content: unknown): Promise<void> {
  const { join, v8 } = nodeModules();
  const path = join(folder, FILE);
  try {
    await replaceFiles([{ path, bytes: v8.serialize({ version: VERSION, content }) }]);
  } catch (error) {
    throw new IoError({
      what: `The checkpoint ${path} could not be written; the last one, if any, is still there.`,
      received: (error as Error).message,
      cause: error,
      hint: "make room or choose a folder that can be written to, and run the same program again to resume",
    });
  }
}

/** Removes the checkpoint, if there is one. */
export async function removeCheckpoint(folder: string): Promise<void> {
  const { fs, join } = nodeModules();
  await fs.rm(join(folder, FILE), { force: true });
  releaseFolder(folder);
  // a folder with other content stays
  await fs.rmdir(folder).catch(() => undefined);
}

function nodeModules() {
  if (!findNodeModule("node:fs")) {
    throw new ConfigError({ what: "fit: a checkpoint needs a file system.", hint: "leave checkpoint out in a page" });
  }
  return { fs: nodeModule("node:fs/promises"), join: nodeModule("node:path").join, v8: nodeModule("node:v8") };
}
