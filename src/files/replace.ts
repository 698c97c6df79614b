/**
 * Replacing files atomically: written beside their place, flushed to disk, then renamed. A symbolic link stays, its
 * target is replaced; pipes and devices are written to and never replaced.
 */
import type { Stats } from "node:fs";
import { nodeModule, nodeProcess } from "../platform.ts";
import { makeFolder } from "./make-folder.ts";
import { hasEnded, thisProcess } from "./owner.ts";
import { checkPath } from "./read.ts";

export interface FileToWrite {
  path: string;
  bytes: Uint8Array;
}

interface Draft {
  place: string;
  draft: string;
  bytes: Uint8Array;
  /** The file that is replaced. */
  old?: Stats;
}

/** How much of a file's name its draft repeats, so that even the longest name has a draft. */
const NAME = 60;
const DAY = 86_400_000;

/**
 * Writes files in order; until the last is written, its older version stays whole. Drafts that killed processes left in
 * the folders are removed.
 * @throws ConfigError where there is no file system, and for an empty path; otherwise Node's error, with nothing left behind
 */
export async function replaceFiles(files: readonly FileToWrite[]): Promise<void> {
  const fs = nodeModule("node:fs/promises");
  const { dirname } = nodeModule("node:path");
  const drafts: Draft[] = [];
  try {
    for (const { path, bytes } of files) {
      checkPath(path);
      const place = await placeOf(path);
      if (place.stream !== undefined) {
        await writeStream(place.stream, bytes);
        continue;
      }
      makeFolder(dirname(place.path));
      const draft = { place: place.path, draft: draftOf(place.path), bytes, old: place.old };
      drafts.push(draft);
      await writeDraft(draft);
    }
    for (const { place, draft } of drafts) await fs.rename(draft, place);
  } catch (error) {
    for (const { draft } of drafts) await fs.rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
  for (const folder of new Set(drafts.map(({ place }) => dirname(place)))) {
    await flushFolder(folder);
    await sweep(folder);
  }
}

/** A file's place after all links, with its current state; or a pipe, device or open descriptor. */
type Place = { path: string; old?: Stats; stream?: undefined } | { stream: string | number };

async function placeOf(given: string): Promise<Place> {
  const fs = nodeModule("node:fs/promises");
  const { dirname, resolve } = nodeModule("node:path");
  let path = resolve(given);
  for (let links = 0; ; links++) {
    if (links > 40) throw new Error(`ELOOP: too many symbolic links, ${given}`);
    // /dev/stdout and the like: an open file of this process, which is not ours to replace
    const descriptor = /^\/(?:proc\/(?:self|thread-self|\d+)|dev)\/fd\/(\d+)$/.exec(path);
    if (descriptor && !path.startsWith("/proc/")) return { stream: Number(descriptor[1]) };
    if (descriptor) {
      const isOwn = /^\/proc\/(self|thread-self)\//.test(path) || path.startsWith(`/proc/${nodeProcess()?.pid}/`);
      return { stream: isOwn ? Number(descriptor[1]) : path };
    }
    const target = await fs.readlink(path).catch(() => undefined);
    if (target === undefined) break;
    path = resolve(dirname(path), target);
  }
  const old = await fs.stat(path).catch(() => undefined);
  if (!old) return { path };
  if (old.isDirectory()) throw new Error(`EISDIR: ${path} is a folder`);
  if (!old.isFile()) return { stream: path };
  // not fs.access, for which Deno needs the user's number
  await (await fs.open(path, "r+")).close();
  return { path: await fs.realpath(path), old };
}

async function writeStream(stream: string | number, bytes: Uint8Array): Promise<void> {
  const fs = nodeModule("node:fs");
  if (typeof stream === "string") {
    const handle = await fs.promises.open(stream, fs.constants.O_WRONLY);
    try {
      await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
    return;
  }
  for (let at = 0; at < bytes.length; ) {
    try {
      at += fs.writeSync(stream, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      // the pipe is full: wait for its reader
      await new Promise((go) => setTimeout(go, 5));
    }
  }
}

/** Writes a new file and flushes it to disk, with the permissions of the one that it will replace. */
async function writeDraft({ draft, bytes, old }: Draft): Promise<void> {
  const handle = await nodeModule("node:fs/promises").open(draft, "wx");
  try {
    await handle.writeFile(bytes);
    if (old) {
      // only an administrator may change the owner
      await handle.chown(old.uid, old.gid).catch(() => undefined);
      await handle.chmod(old.mode & 0o7777);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Flushes the renaming to disk, where the system can open a folder. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await nodeModule("node:fs/promises")
    .open(folder, "r")
    .catch(() => undefined);
  try {
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}

/** The name of a draft contains its owner, so that others know when nobody will finish it. */
function draftOf(place: string): string {
  const { basename, dirname, join } = nodeModule("node:path");
  const { pid, started, host } = thisProcess();
  const name = [...basename(place)].slice(0, NAME).join("");
  const mark = [host, pid, started, crypto.randomUUID().slice(0, 8)].join("-");
  return join(dirname(place), `.${name}.${mark}.tmp`);
}

/** Removes drafts whose process has ended; those of other hosts after a day. */
async function sweep(folder: string): Promise<void> {
  const fs = nodeModule("node:fs/promises");
  for (const name of await fs.readdir(folder).catch(() => [])) {
    const [, host, pid, started] = /\.([0-9a-f]{8})-(\d+)-(\d*)-[0-9a-f]{8}\.tmp$/.exec(name) ?? [];
    if (!name.startsWith(".") || host === undefined) continue;
    const path = nodeModule("node:path").join(folder, name);
    const ended = hasEnded({ host, pid: Number(pid), started: started! });
    const age = Date.now() - ((await fs.stat(path).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (ended || (ended === undefined && age > DAY)) await fs.rm(path, { force: true }).catch(() => undefined);
  }
}
