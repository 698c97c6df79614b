/** A folder that one process at a time writes to. */
import { nodeModule, nodeProcess } from "../platform.ts";
import { ConfigError, IoError } from "../tensor/index.ts";
import { makeFolder } from "./make-folder.ts";
import { hasEnded, hostName, type Owner, thisProcess } from "./owner.ts";
import { checkPath } from "./read.ts";

/** How often a holder shows that it is alive, and how long one on another host may be silent, in ms. */
const BEAT = 1000;
const PATIENCE = 8000;

interface Mark extends Owner {
  hostname: string;
  since: string;
  key: string;
}

/** Locks of this process, by path. */
const held = new Map<string, FolderLock>();

/**
 * Locks a folder for this process. The lock of a process that has ended is taken over: on this host at once; on another
 * host after it has been silent for some seconds.
 * @throws ConfigError that names the holder; Node's error when the folder cannot be written to
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  checkPath(folder);
  makeFolder(folder);
  const path = pathOf(folder);
  for (;;) {
    const lock = FolderLock.take(path, folder);
    if (lock) return lock;
    const found = read(path);
    if (found !== undefined) await awaitEnd(path, folder, found);
  }
}

/** Releases every lock of this process, which is about to end. */
export function releaseLocks(): void {
  for (const lock of [...held.values()]) lock.release();
}

/** Releases the lock of a folder, if this process holds it. */
export function releaseFolder(folder: string): void {
  if (nodeModule("node:fs").existsSync(folder)) held.get(pathOf(folder))?.release();
}

const pathOf = (folder: string) => nodeModule("node:path").join(nodeModule("node:fs").realpathSync(folder), ".lock");

export class FolderLock {
  private readonly beat: NodeJS.Timeout;

  private constructor(
    private readonly path: string,
    private readonly folder: string,
    private readonly content: string,
    private readonly descriptor: number,
  ) {
    if (held.size === 0) nodeProcess()?.once("exit", releaseLocks);
    held.set(path, this);
    this.beat = setInterval(() => this.show(), BEAT);
    this.beat.unref();
  }

  /** Creates the lock, unless it exists. */
  static take(path: string, folder: string): FolderLock | undefined {
    const mark: Mark = {
      ...thisProcess(),
      hostname: hostName(),
      since: new Date().toISOString(),
      key: crypto.randomUUID(),
    };
    const content = JSON.stringify(mark);
    try {
      const descriptor = nodeModule("node:fs").openSync(path, "wx");
      nodeModule("node:fs").writeSync(descriptor, content);
      return new FolderLock(path, folder, content, descriptor);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined;
      throw error;
    }
  }

  /** Shows that this process is alive. */
  private show(): void {
    try {
      nodeModule("node:fs").futimesSync(this.descriptor, new Date(), new Date());
    } catch {
      // the next write will report what is wrong with the disk
    }
  }

  /** To be called before each write. @throws IoError when another process has taken over the folder */
  check(): void {
    const now = read(this.path);
    if (now === this.content) {
      this.show();
      return;
    }
    if (now !== undefined || held.get(this.path) !== this) {
      throw new IoError({
        what: `Another process writes to ${this.folder} now.`,
        received: now && holder(now),
        hint: "it assumed that this process had ended, since it was silent for some seconds",
      });
    }
    // a folder that was emptied by hand is still this process's
    makeFolder(nodeModule("node:path").dirname(this.path));
    nodeModule("node:fs").writeFileSync(this.path, this.content);
  }

  release(): void {
    if (held.get(this.path) !== this) return;
    held.delete(this.path);
    if (held.size === 0) nodeProcess()?.off("exit", releaseLocks);
    clearInterval(this.beat);
    nodeModule("node:fs").closeSync(this.descriptor);
    if (read(this.path) === this.content) nodeModule("node:fs").rmSync(this.path, { force: true });
  }
}

/** Waits until a lock is gone or was removed. @throws ConfigError when its holder is alive */
async function awaitEnd(path: string, folder: string, found: string): Promise<void> {
  const mark = parsed(found);
  let ended = mark && hasEnded(mark);
  const before = beats(path);
  for (const begin = Date.now(); ended === undefined; ) {
    if (read(path) !== found) return;
    if (beats(path) !== before) ended = false;
    else if (Date.now() - begin > PATIENCE) ended = true;
    else await new Promise((go) => setTimeout(go, 100));
  }
  if (ended) return takeAway(path, found);
  throw new ConfigError({
    what: `The folder ${folder} is in use.`,
    expected: "a folder that no other training writes to",
    received: holder(found),
    hint: "wait until that has ended, or choose another folder",
  });
}

/**
 * Two processes may find the same stale lock: only the one that moved it away removes it, and puts a new one back that
 * it moved by mistake.
 */
function takeAway(path: string, found: string): void {
  const aside = `${path}.${crypto.randomUUID().slice(0, 8)}`;
  try {
    nodeModule("node:fs").renameSync(path, aside);
  } catch {
    return;
  }
  if (read(aside) !== found) {
    try {
      nodeModule("node:fs").linkSync(aside, path);
    } catch {
      // a third process was quicker
    }
  }
  nodeModule("node:fs").rmSync(aside, { force: true });
}

function read(path: string): string | undefined {
  try {
    return nodeModule("node:fs").readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

const beats = (path: string) => nodeModule("node:fs").statSync(path, { throwIfNoEntry: false })?.mtimeMs;

function parsed(content: string): Mark | undefined {
  try {
    const mark = JSON.parse(content) as Mark;
    return Number.isInteger(mark.pid) && mark.pid > 0 && typeof mark.host === "string" ? mark : undefined;
  } catch {
    return undefined;
  }
}

function holder(content: string): string {
  const mark = parsed(content);
  if (!mark) return "a lock whose holder is not known";
  return `process ${mark.pid}${mark.pid === nodeProcess()?.pid ? ", this one," : ""} on ${mark.hostname || "a host without a name"}, since ${mark.since}`;
}
