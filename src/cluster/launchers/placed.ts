/** What launchers on other hosts have in common: a folder that all hosts see, and logs in it. */
import { takes } from "../../tensor/index.ts";
import { bring, type Host, quoted, send, through } from "../hosts.ts";
import { startOptions } from "./launcher.ts";

/** Where a job lies. */
export interface PlacedHandle {
  folder: string;
  /** Where in each log the last start stands. */
  logFrom?: Record<string, number>;
}

/** ssh that does not wait for ever for a host that is gone. */
const patientSsh = "ssh -o ConnectTimeout=10 -o ServerAliveInterval=10";

/** What options of launchers on other hosts take. */
export const placedOptions = {
  ...startOptions,
  ssh: takes.withDefault(takes.text, patientSsh),
  python: takes.withDefault(takes.text, "python3"),
};

/** Most bytes of a log that are read at once. */
const PIECE = 2 ** 18;

/** Another machine by its name. @param ssh the command that reaches it, with its options */
export function hostOf(name: string, ssh: string): Host {
  return through(ssh.split(/\s+/), name);
}

/** Brings files to a host's folder, or leaves them where they are. @param storage the folder that hosts see, where it is not that of the files */
export async function placeOn(host: Host, folder: string, name: string, storage: string | undefined) {
  if (storage === undefined) return { folder };
  const to = `${storage.replace(/\/$/, "")}/recurve-${name}`;
  await send(folder, host, to);
  return { folder: to };
}

/** The sizes of logs, for a start that appends to them; a mistake of the start before is forgotten. */
export async function beforeStart(host: Host, folder: string, logs: readonly string[]) {
  const sizes = logs.map((log) => `wc -c < ${quoted(log)} 2>/dev/null || echo 0`).join("; ");
  const { stdout } = await host.run(`cd ${quoted(folder)} && rm -f failed.json; ${sizes}`);
  const counts = stdout.toString("utf8").trim().split("\n").map(Number);
  return Object.fromEntries(logs.map((log, i) => [log, counts[i] ?? 0]));
}

/** Reads logs on a host, whole lines of each. */
export function readerOn(host: Host, { folder, logFrom = {} }: PlacedHandle): () => Promise<Uint8Array> {
  const at = { ...logFrom };
  return async () => {
    const pieces: Buffer[] = [];
    for (const [log, from] of Object.entries(at)) {
      const path = quoted(`${folder}/${log}`);
      const { stdout } = await host.run(`tail -c +${from + 1} ${path} 2>/dev/null | head -c ${PIECE}`);
      const whole = stdout.subarray(0, stdout.lastIndexOf(10) + 1);
      at[log] = from + whole.length;
      pieces.push(whole);
    }
    return Buffer.concat(pieces);
  };
}

/** Brings files of the job from a host. */
export function fetchFrom(host: Host, { folder }: PlacedHandle, names: readonly string[], to: string) {
  return bring(host, folder, to, names);
}
