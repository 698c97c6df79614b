/** torchrun on hosts that ssh reaches: one on each, which meet at the first. */

import { type Complete, type Declared, takes } from "../../tensor/index.ts";
import { type Host, lastLine, must, quoted } from "../hosts.ts";
import { checkPython } from "../python.ts";
import type { Finding, Handle, JobState, Launcher } from "./launcher.ts";
import { beforeStart, fetchFrom, hostOf, type PlacedHandle, placedOptions, placeOn, readerOn } from "./placed.ts";
import { aStoreForEachStart } from "./torchrun.ts";

/** Options of the launcher `ssh`. */
export interface SshOptions {
  /** torchrun on a list of hosts. */
  type: "ssh";
  /** The hosts as ssh knows them; they meet at the first. */
  hosts: readonly string[];
  /** A folder that all hosts see at this path. */
  storage: string;
  /** Processes on each host. Default 1. */
  processesPerHost?: number | undefined;
  /** The address at which the other hosts reach the first. Default its name. */
  meet?: string | undefined;
  /** The port there. Default 29400. */
  port?: number | undefined;
  /** What reaches a host: the host and a line of the shell's come behind. Default ssh, which waits 10 seconds for a host. */
  ssh?: string | undefined;
  /** The hosts' Python. Default python3. */
  python?: string | undefined;
  /** How often processes that died are started again, from their last checkpoint. Default 3. */
  restarts?: number | undefined;
}

const aListOfHosts = takes.check<readonly string[]>(
  "a list of the names of hosts",
  (given) =>
    Array.isArray(given) &&
    given.length > 0 &&
    given.every((each) => typeof each === "string" && /^[^-\s]\S*$/.test(each)),
);

/** What {@link SshOptions} take. */
export const sshOptions = {
  ...placedOptions,
  type: takes.required(takes.oneOf("ssh")),
  hosts: takes.required(aListOfHosts),
  storage: takes.required(takes.text),
  processesPerHost: takes.withDefault(takes.positiveInteger, 1),
  meet: takes.text,
  port: takes.withDefault(takes.integerFrom(1, 65_535), 29400),
} satisfies Declared<SshOptions>;

interface SshHandle extends PlacedHandle {
  command?: readonly string[];
  /** Whether its processes need not meet. */
  apart?: boolean;
  /** What tells this start from others. */
  mark?: string;
}

/** Looks without an answer from any host after which following the job ends. */
const MOST_UNANSWERED = 30;

/** How a job runs on a list of hosts. */
export class SshLauncher implements Launcher {
  readonly processes: number;
  readonly interval = 1;
  readonly isHere = false;
  readonly asked = undefined;
  private readonly hosts: readonly Host[];
  private revived = 0;
  private unanswered = 0;
  /** The hosts that did not answer the last look. */
  private silent: readonly string[] = [];

  constructor(private readonly options: Complete<SshOptions, typeof sshOptions>) {
    const { hosts, processesPerHost, ssh } = options;
    this.hosts = hosts.map((name) => hostOf(name, ssh));
    this.processes = hosts.length * processesPerHost;
  }

  async check(packages: readonly string[]): Promise<Finding[]> {
    const { storage, python } = this.options;
    const mark = `.recurve-${process.pid}-${Date.now()}`;
    const findings: Finding[] = [];
    for (const [i, host] of this.hosts.entries()) {
      const reached = await host.run("true");
      if (reached.code !== 0) {
        findings.push({
          name: host.name,
          isFine: false,
          what: `${host.name} cannot be reached.`,
          received: lastLine(reached.stderr) || `exit code ${reached.code}`,
          hint: "ssh must connect to it from here without a password; --ssh names another command",
        });
        continue;
      }
      findings.push(await checkPython(host, python, packages));
      const path = quoted(`${storage}/${mark}`);
      const look = i === 0 ? `mkdir -p ${quoted(storage)} && touch ${path}` : `test -e ${path}`;
      const { code } = await host.run(look);
      const name = `storage on ${host.name}`;
      const hint = "name with --storage a folder that all hosts see";
      const wrong =
        i === 0
          ? `${storage} cannot be written to on ${host.name}.`
          : `${storage} on ${host.name} is not that of ${this.hosts[0]!.name}.`;
      findings.push(
        code === 0 ? { name, isFine: true, what: `${storage} is seen` } : { name, isFine: false, what: wrong, hint },
      );
    }
    await this.hosts[0]?.run(`rm -f ${quoted(`${storage}/${mark}`)}`);
    return findings;
  }

  place(folder: string, name: string): Promise<Handle> {
    return placeOn(this.hosts[0]!, folder, name, this.options.storage) as Promise<unknown> as Promise<Handle>;
  }

  async start(placed: Handle, command: readonly string[], apart = false): Promise<Handle> {
    const { folder } = placed as unknown as SshHandle;
    const logFrom = await beforeStart(
      this.hosts[0]!,
      folder,
      this.hosts.map((_, i) => `log-${i}.txt`),
    );
    const mark = String(Date.now());
    const handle = { folder, logFrom, command, apart, mark };
    for (const i of this.hosts.keys()) await this.startOn(i, handle);
    return handle;
  }

  /** Starts torchrun on a host, which leaves its number and, in the end, its exit code in the folder. */
  private async startOn(i: number, { folder, command = [], apart, mark }: SshHandle): Promise<void> {
    const { hosts, processesPerHost, python, restarts, port } = this.options;
    const meet = this.options.meet ?? addressOf(hosts[0]!);
    // torchrun takes the host's own name for its address, which others may not know
    const local =
      i === 0
        ? quoted(meet)
        : `$(ip -o route get ${quoted(meet)} 2>/dev/null | grep -o 'src [^ ]*' | cut -d' ' -f2 || hostname)`;
    const torchrun = [
      python,
      "-m",
      "torch.distributed.run",
      `--nnodes=${hosts.length}`,
      `--nproc-per-node=${processesPerHost}`,
      "--rdzv-backend=c10d",
      `--rdzv-endpoint=${meet}:${port}`,
      `--rdzv-id=recurve-${mark}`,
      // torchrun does not see by itself that an address is its own
      `--rdzv-conf=is_host=${Number(i === 0)},join_timeout=${process.env.RECURVE_TIMEOUT ?? 600}`,
      `--max-restarts=${restarts}`,
    ];
    const together = `${torchrun.map(quoted).join(" ")} --local-addr=${local} ${command.map(quoted).join(" ")}`;
    const run = apart ? this.sideBySide(i, command) : together;
    const { RECURVE_TIMEOUT } = process.env;
    const env = { PYTHONUNBUFFERED: "1", ...aStoreForEachStart, ...(RECURVE_TIMEOUT && { RECURVE_TIMEOUT }) };
    const set = Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`);
    const inner = `cd ${quoted(folder)}; echo $$ > agent-${i}.pid; export ${set.join(" ")}; ${run} >> log-${i}.txt 2>&1 & child=$!; trap "kill -TERM $child" TERM; wait $child; code=$?; while kill -0 $child 2>/dev/null; do wait $child; code=$?; done; echo $code > agent-${i}.code`;
    await must(
      this.hosts[i]!,
      `cd ${quoted(folder)} && rm -f agent-${i}.* && (setsid sh -c ${quoted(inner)} < /dev/null > /dev/null 2>&1 &) && for try in $(seq 100); do [ -s agent-${i}.pid ] && exit 0; sleep 0.1; done; exit 1`,
      "torchrun cannot be started.",
    );
  }

  /** A line that runs the processes of a host which need not meet: nothing of torch is needed for them. */
  private sideBySide(i: number, command: readonly string[]): string {
    const { processesPerHost: count, python } = this.options;
    const script = [python, "-u", ...command].map(quoted).join(" ");
    const each = `RANK=$((${i * count} + n)) WORLD_SIZE=${this.processes} LOCAL_WORLD_SIZE=${count} ${script} & pids="$pids $!"`;
    const all = `for n in $(seq 0 ${count - 1}); do ${each}; done; trap 'kill $pids' TERM; code=0; for pid in $pids; do wait $pid || code=$?; done; exit $code`;
    return `sh -c ${quoted(all)}`;
  }

  /** Looks at torchrun on every host. Where it is gone without an exit code, the host was lost, and may be there again. */
  async state(handle: Handle): Promise<JobState> {
    const { folder } = handle as unknown as SshHandle;
    const looks = await Promise.all(
      this.hosts.map((host, i) =>
        host.run(
          `cd ${quoted(folder)} 2>/dev/null && if [ -e agent-${i}.code ]; then echo over; elif kill -0 $(cat agent-${i}.pid 2>/dev/null) 2>/dev/null; then echo runs; else echo lost; fi`,
        ),
      ),
    );
    const states = looks.map(({ stdout }) => stdout.toString("utf8").trim());
    this.silent = this.options.hosts.filter((_, i) => states[i] === "");
    // the way to all of them may be down for a while; the job goes on
    this.unanswered = this.silent.length < states.length ? 0 : this.unanswered + 1;
    if (this.unanswered > 0 && this.unanswered <= MOST_UNANSWERED) return "running";
    // a host that does not answer may come back, and torchrun on the others waits for it
    const runs = states.filter((state) => state === "runs").length;
    if (runs === 0 || !states.includes("lost") || this.revived >= this.options.restarts) {
      return runs > 0 ? "running" : "over";
    }
    // torchrun may still count on the one that is gone: all begin anew, from the last checkpoint
    this.revived++;
    await this.kill(folder);
    const mark = `${(handle as unknown as SshHandle).mark}-${this.revived}`;
    for (const i of this.hosts.keys()) await this.startOn(i, { ...(handle as unknown as SshHandle), mark });
    return "running";
  }

  private async kill(folder: string): Promise<void> {
    const line = (i: number) => `cd ${quoted(folder)} && kill -s KILL -- -$(cat agent-${i}.pid)`;
    await Promise.all(this.hosts.map((host, i) => host.run(line(i))));
  }

  reader(handle: Handle): () => Promise<Uint8Array> {
    const read = readerOn(this.hosts[0]!, handle as unknown as SshHandle);
    return async () => {
      const silent = this.silent.join(", ");
      const bytes = await read();
      if (bytes.length > 0 || !silent || (await this.state(handle)) !== "over") return bytes;
      const gone = {
        event: "error",
        kind: "gone",
        what: `No answer comes from ${silent} any more.`,
        hint: "once it does, recurve cluster attach follows a job that runs; the same train command resumes from the last checkpoint",
      };
      return new TextEncoder().encode(`@recurve ${JSON.stringify(gone)}\n`);
    };
  }

  async stop(handle: Handle): Promise<void> {
    const { folder } = handle as unknown as SshHandle;
    await Promise.all(
      this.hosts.map((host, i) => host.run(`cd ${quoted(folder)} && kill -TERM $(cat agent-${i}.pid)`)),
    );
  }

  async fetch(handle: Handle, names: readonly string[], folder: string): Promise<boolean> {
    for (const host of this.hosts)
      if (await fetchFrom(host, handle as unknown as SshHandle, names, folder)) return true;
    return false;
  }
}

/** A host's name without its user. */
const addressOf = (host: string) => host.replace(/^.*@/, "");
