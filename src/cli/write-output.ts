/** Files that commands leave where `--output`, `--plot` or `--report` says. */
import { writeFiles } from "../io/write-files.ts";

/** Replaces a file by text or bytes; a pipe or a device is written to. @throws IoError, with the old file as it was */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  await writeFiles(path, new Map([["", bytes]]));
}
