/** torchrun on this machine: as many processes as asked for, started again when one dies. */
import { spawn } from "node:child_process";
import { closeSync, cpSync, existsSync, fstatSync, openSync, readSync, rmSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { hasEnded, type Owner, ownerOf } from "../../files/owner.ts";
import { type Complete, type Declared, takes } from "../../tensor/index.ts";
import { here } from "../hosts.ts";
import { checkPython } from "../python.ts";
import { type Finding, type Handle, type JobState, type Launcher, processesOptions } from "./launcher.ts";
import { aStoreForEachStart } from "./torchrun.ts";

/** Options of the launcher `local`. */
export interface LocalOptions {
  /** torchrun on this machine. */
  type: "local";
  /** Processes that train together. Default 2. */
  processes?: number | undefined;
  /** The Python to use. Default that of the variable RECURVE_PYTHON, else python3. */
  python?: string | undefined;
  /** How often a job whose process died is started again, from its last checkpoint. Default 3. */
  restarts?: number | undefined;
}

/** What {@link LocalOptions} take. */
export const localOptions = {
  ...processesOptions,
  type: takes.required(takes.oneOf("local")),
  python: takes.text,
} satisfies Declared<LocalOptions>;

interface LocalHandle {
  folder: string;
  /** The process that watches the others. */
  owner?: Owner;
  /** Where in the log the last start stands. */
  logFrom?: number;
}

/** How a job runs on this machine. */
export class LocalLauncher implements Launcher {
  readonly processes: number;
  readonly interval = 0.2;
  readonly isHere = true;
  readonly asked: number;
  private readonly python: string;
  private readonly restarts: number;

  constructor({ processes, python, restarts }: Complete<LocalOptions, typeof localOptions>) {
    this.asked = processes;
    this.processes = processes;
    this.python = python ?? process.env.RECURVE_PYTHON ?? "python3";
    this.restarts = restarts;
  }

  async check(packages: readonly string[]): Promise<Finding[]> {
    return [await checkPython(here, this.python, packages)];
  }

  async place(folder: string): Promise<Handle> {
    return { folder };
  }

  async start(placed: Handle, command: readonly string[], apart = false): Promise<Handle> {
    const { folder } = placed as unknown as LocalHandle;
    rmSync(join(folder, "failed.json"), { force: true });
    const log = openSync(join(folder, "log.txt"), "a");
    const logFrom = fstatSync(log).size;
    const torchrun = ["-m", "torch.distributed.run", "--nnodes=1", `--nproc-per-node=${this.processes}`];
    const meet = ["--rdzv-backend=c10d", "--rdzv-endpoint=127.0.0.1:0", "--rdzv-id=recurve", "--local-addr=127.0.0.1"];
    const together = [...torchrun, ...meet, `--max-restarts=${this.restarts}`];
    const args = apart ? command : [...together, ...command];
    const env = { ...process.env, ...aStoreForEachStart, GLOO_SOCKET_IFNAME: loopback(), PYTHONUNBUFFERED: "1" };
    const child = spawn(this.python, args, { cwd: folder, detached: true, stdio: ["ignore", log, log], env });
    closeSync(log);
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.unref();
    return { folder, owner: ownerOf(child.pid!), logFrom };
  }

  async state(handle: Handle): Promise<JobState> {
    const { owner } = handle as unknown as LocalHandle;
    return owner && hasEnded(owner) !== true ? "running" : "over";
  }

  reader(handle: Handle): () => Promise<Uint8Array> {
    const { folder, logFrom = 0 } = handle as unknown as LocalHandle;
    let at = logFrom;
    return async () => {
      const piece = new Uint8Array(2 ** 18);
      const path = join(folder, "log.txt");
      // where the folder was removed, nothing more comes, and the job says that it left no log
      if (!existsSync(path)) return piece.subarray(0, 0);
      const file = openSync(path, "r");
      try {
        const length = readSync(file, piece, 0, piece.length, at);
        at += length;
        return piece.subarray(0, length);
      } finally {
        closeSync(file);
      }
    };
  }

  async stop(handle: Handle): Promise<void> {
    const { owner } = handle as unknown as LocalHandle;
    if (owner && hasEnded(owner) !== true) process.kill(owner.pid, "SIGTERM");
  }

  async fetch(handle: Handle, names: readonly string[], folder: string): Promise<boolean> {
    const { folder: from } = handle as unknown as LocalHandle;
    if (!names.every((name) => existsSync(join(from, name)))) return false;
    for (const name of names) cpSync(join(from, name), join(folder, name));
    return true;
  }
}

/** What this machine calls the way to itself. */
function loopback(): string {
  const found = Object.entries(networkInterfaces()).find(([, all]) =>
    all?.some(({ address }) => address === "127.0.0.1"),
  );
  return found?.[0] ?? "lo";
}
