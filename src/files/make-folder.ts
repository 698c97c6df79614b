/** Making folders. */
import { nodeModule } from "../platform.ts";

/**
 * Makes a folder, and those that it lies in, where they are not there. Node's recursive mkdir never returns in folders that take none
 * but say that there is no such file, as /proc does.
 * @throws Node's error where it cannot be made
 */
export function makeFolder(path: string): void {
  const { existsSync, mkdirSync, statSync } = nodeModule("node:fs");
  const isThere = () => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isThere()) return;
  const parent = nodeModule("node:path").dirname(path);
  if (!existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // another process may have been faster
    if (!isThere()) throw error;
  }
}
