/** The process that a lock or a draft belongs to, and whether it still runs. */
import { nodeModule, nodeProcess } from "../platform.ts";

/** Identifies a process, and tells it from a later one with the same number and from those of other hosts and containers. */
export interface Owner {
  pid: number;
  /** When it started, in the system's own units; empty where the system does not say. */
  started: string;
  /** A number for the host, and on it the container. */
  host: string;
}

/** This process. */
export function thisProcess(): Owner {
  return ownerOf(nodeProcess()?.pid ?? 0);
}

/** Another process of this host. */
export function ownerOf(pid: number): Owner {
  return { pid, started: startOf(pid), host: hostNumber() };
}

/** Whether a process has ended; undefined where that cannot be told. */
export function hasEnded({ pid, started, host }: Owner): boolean | undefined {
  if (host !== hostNumber()) return undefined;
  try {
    nodeProcess()?.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs as another user
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return true;
  }
  const now = startOf(pid);
  if (started === "" || now === "") return undefined;
  return started !== now;
}

/** Field 22 of Linux's /proc/<pid>/stat; the second one, a name in parentheses, may hold anything. */
function startOf(pid: number): string {
  try {
    const fields = nodeModule("node:fs").readFileSync(`/proc/${pid}/stat`, "utf8");
    return fields.slice(fields.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

/** The host's name; empty without permission to read it (Deno without `--allow-sys`). */
export function hostName(): string {
  try {
    return nodeModule("node:os").hostname();
  } catch {
    return "";
  }
}

/** The name of a host that has none: other processes cannot be identified there. */
let nameless: string | undefined;

function hostNumber(): string {
  const host = hostName() || (nameless ??= crypto.randomUUID());
  let container = "";
  try {
    container = nodeModule("node:fs").readlinkSync("/proc/self/ns/pid");
  } catch {
    // not Linux
  }
  let hash = 0x811c9dc5;
  for (const character of host + container) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
