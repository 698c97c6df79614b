/**
 * Reading whole files. A pipe or device without an end would be read for ever, so only regular files are read, and
 * streams that the caller names as such: `/dev/stdin`, `/dev/fd/3`.
 */
import type { FileHandle } from "node:fs/promises";
import { nodeModule } from "../platform.ts";
import { ConfigError, FormatError, IoError, joinBytes, takes } from "../tensor/index.ts";

/** The most that is read from a stream, whose length is not known: 512 MiB. */
const MOST_OF_STREAM = 2 ** 29;

const isStreamByName = (path: string | URL) => /^\/(dev\/stdin|(dev|proc\/self)\/fd\/\d+)$/.test(String(path));

/** @throws ConfigError for an empty path or address */
export function checkPath(path: string): void {
  if (takes.path.accepts(path)) return;
  throw new ConfigError({
    what: "The path is empty.",
    expected: "that of a file or folder",
    received: JSON.stringify(path),
  });
}

/** @throws IoError for anything but a regular file, or a stream by its name; ConfigError for an empty path */
export function checkRegular(path: string | URL, name = String(path)): void {
  checkPath(String(path));
  const found = statusOf(path);
  if (!found || found.isFile() || isStreamByName(path)) return;
  throw new IoError({
    what: `${name} is not a regular file.`,
    expected: "a file with an end",
    received: found.isDirectory() ? "a folder" : found.isFIFO() ? "a pipe" : "a device or socket",
    hint: found.isDirectory() ? "give a file in it" : "give it as standard input: /dev/stdin",
  });
}

/** The file's metadata. Undefined on an error, which reading the file will raise again. */
function statusOf(path: string | URL) {
  try {
    return nodeModule("node:fs").statSync(path);
  } catch {
    return undefined;
  }
}

/** The bytes of a file, or of standard input for "-", at once. @throws IoError when they cannot be read */
export function readNow(path: string, hint: string): Uint8Array {
  const name = path === "-" ? "standard input" : path;
  if (path !== "-") checkRegular(path);
  try {
    return new Uint8Array(nodeModule("node:fs").readFileSync(path === "-" ? 0 : path));
  } catch (error) {
    throw readFailure(name, error as Error, hint);
  }
}

/** What is thrown for a file that is not there, or that the system does not let be read. */
export function readFailure(name: string, cause: NodeJS.ErrnoException, hint?: string): IoError {
  return cause.code === "ENOENT"
    ? new IoError({ what: `There is no file ${name}.`, expected: "an existing file", cause, hint })
    : new IoError({ what: `${name} could not be read.`, received: cause.message, cause, hint });
}

/** The bytes of a file. @throws IoError when it is no regular file; FormatError when it is longer than `most`; Node's error */
export async function readWhole(path: string | URL, most: number, name = String(path)): Promise<Uint8Array> {
  checkRegular(path, name);
  const file = await nodeModule("node:fs/promises").open(path, "r");
  try {
    const found = await file.stat();
    checkLength(found.size, most, name);
    if (!found.isFile()) return await readStream(file, name);
    const bytes = await file.readFile();
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } finally {
    await file.close();
  }
}

async function readStream(file: FileHandle, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const part = new Uint8Array(2 ** 18);
    const { bytesRead } = await file.read(part, 0, part.length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
    checkLength(length, MOST_OF_STREAM, name);
    parts.push(part.subarray(0, bytesRead));
  }
  return joinBytes(parts);
}

/** @throws FormatError when a length exceeds the limit */
export function checkLength(length: number, most: number, name: string): void {
  if (length <= most) return;
  throw new FormatError({
    what: `${name} is too large.`,
    expected: `at most ${most} bytes`,
    received: `${length} bytes`,
  });
}
