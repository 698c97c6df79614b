/** Slurm: writes the batch script, submits it, and follows the queue and the log; here or on a login node. */

import { type Complete, type Declared, takes } from "../../tensor/index.ts";
import { type Host, here, lastLine, must, quoted } from "../hosts.ts";
import { checkPython } from "../python.ts";
import type { Finding, Handle, JobState, Launcher } from "./launcher.ts";
import { beforeStart, fetchFrom, hostOf, type PlacedHandle, placedOptions, placeOn, readerOn } from "./placed.ts";

/** Options of the launcher `slurm`. */
export interface SlurmOptions {
  /** A batch job of Slurm's. */
  type: "slurm";
  /** Nodes. Default 1. */
  nodes?: number | undefined;
  /** Processes on each node. Default 1. */
  processesPerNode?: number | undefined;
  /** The node to submit from, as ssh knows it. Default this machine. */
  login?: string | undefined;
  /** What reaches it. Default ssh, which waits 10 seconds for a host. */
  ssh?: string | undefined;
  /** A folder that all nodes see. Default the job's own, which then must be seen by all. */
  storage?: string | undefined;
  /** The nodes' Python. Default python3. */
  python?: string | undefined;
  /** How often processes that died are started again, from their last checkpoint. Default 3. */
  restarts?: number | undefined;
  /** Options of sbatch as they are, such as "--partition=gpu" or "--gres=gpu:1". */
  sbatch?: readonly string[] | undefined;
}

/** What {@link SlurmOptions} take. */
export const slurmOptions = {
  ...placedOptions,
  type: takes.required(takes.oneOf("slurm")),
  nodes: takes.withDefault(takes.positiveInteger, 1),
  processesPerNode: takes.withDefault(takes.positiveInteger, 1),
  login: takes.text,
  storage: takes.text,
  sbatch: takes.listOf(
    takes.check<string>(
      "an option of sbatch, such as --partition=gpu",
      (given) => typeof given === "string" && /^--?\w[^\n]*$/.test(given),
    ),
  ),
} satisfies Declared<SlurmOptions>;

/** Ends with 127, and says which, unless the commands of Slurm that start a job and follow it are there. */
const isThere =
  "for each in sbatch sinfo squeue; do command -v $each > /dev/null || { echo $each >&2; exit 127; }; done";

interface SlurmHandle extends PlacedHandle {
  id?: string;
}

/** How a job runs by Slurm. */
export class SlurmLauncher implements Launcher {
  readonly processes: number;
  readonly interval = 1;
  readonly isHere = false;
  readonly asked = undefined;
  private readonly host: Host;

  constructor(private readonly options: Complete<SlurmOptions, typeof slurmOptions>) {
    const { nodes, processesPerNode, login, ssh } = options;
    this.processes = nodes * processesPerNode;
    this.host = login === undefined ? here : hostOf(login, ssh);
  }

  async check(packages: readonly string[]): Promise<Finding[]> {
    const { nodes, processesPerNode, python, storage } = this.options;
    const asked = await this.host.run(`${isThere}; sinfo -h -N -o '%N %c %T'`);
    if (asked.code !== 0) {
      const wrong =
        asked.code === 127
          ? { what: `${lastLine(asked.stderr)} is not there on ${this.host.name}.` }
          : { what: `Slurm does not answer on ${this.host.name}.`, received: lastLine(asked.stderr) };
      return [{ name: "Slurm", isFine: false, ...wrong, hint: "name a login node with --login" }];
    }
    const rows = asked.stdout
      .toString("utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(" "));
    const usable = new Map(
      rows
        .filter(([, , state]) => !/^(down|drain|fail|unk)/i.test(state ?? ""))
        .map(([name, cpus]) => [name!, Number(cpus)]),
    );
    const large = [...usable.values()].filter((cpus) => cpus >= processesPerNode).length;
    const findings: Finding[] = [
      {
        name: "nodes",
        isFine: large >= nodes,
        what:
          large >= nodes
            ? `${usable.size} of Slurm's nodes can be used, ${nodes} asked for`
            : `Asked for: ${nodes} nodes with ${processesPerNode} processors each; of ${usable.size} that can be used, so many: ${large}.`,
        ...(large < nodes && { hint: "ask for fewer with --nodes or --processes" }),
      },
      await checkPython(this.host, python, packages),
    ];
    if (storage !== undefined) {
      const { code } = await this.host.run(`mkdir -p ${quoted(storage)} && test -w ${quoted(storage)}`);
      const what =
        code === 0 ? `${storage} can be written to` : `${storage} on ${this.host.name} cannot be written to.`;
      findings.push({ name: "storage", isFine: code === 0, what });
    }
    return findings;
  }

  place(folder: string, name: string): Promise<Handle> {
    return placeOn(this.host, folder, name, this.options.storage) as Promise<unknown> as Promise<Handle>;
  }

  async start(placed: Handle, command: readonly string[]): Promise<Handle> {
    const { folder } = placed as unknown as SlurmHandle;
    const logFrom = await beforeStart(this.host, folder, ["log.txt"]);
    const script = this.script(folder, command);
    await must(
      this.host,
      `printf %s ${quoted(script)} > ${quoted(`${folder}/job.sh`)}`,
      "The batch script cannot be written.",
    );
    const said = await must(
      this.host,
      `cd ${quoted(folder)} && sbatch --parsable job.sh`,
      "Slurm does not take the job.",
      "recurve cluster check --launcher slurm tells what is there",
    );
    return { folder, logFrom, id: said.trim().split(";")[0]! };
  }

  private script(folder: string, command: readonly string[]): string {
    const { nodes, processesPerNode, python, restarts, sbatch = [] } = this.options;
    const asked = [
      "--job-name=recurve",
      `--nodes=${nodes}`,
      `--ntasks-per-node=${processesPerNode}`,
      "--output=log.txt",
      "--open-mode=append",
      "--requeue",
      ...sbatch,
    ];
    const run = [python, "-u", ...command].map(quoted).join(" ");
    const unseen = {
      event: "error",
      kind: "storage",
      what: `The folder ${folder} on NODE is not that of the first process.`,
      hint: "keep the job in a folder that all hosts see, at the same path",
    };
    const look = `[ -e "$RECURVE_FOLDER/job.sh" ] || { told=${quoted(JSON.stringify(unseen))}; echo "@recurve \${told/NODE/$SLURMD_NODENAME}"; exit 65; }`;
    const ranks = "RANK=$SLURM_PROCID WORLD_SIZE=$SLURM_NTASKS LOCAL_RANK=$SLURM_LOCALID";
    return `#!/bin/bash
${asked.map((option) => `#SBATCH ${option}`).join("\n")}
first=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)
export MASTER_ADDR=$(scontrol show node "$first" | grep -o 'NodeAddr=[^ ]*' | cut -d= -f2)
export LOCAL_WORLD_SIZE=${processesPerNode} RECURVE_FOLDER=$PWD
srun --ntasks-per-node=1 --ntasks=${nodes} bash -c ${quoted(look)} || exit 65
for try in $(seq 0 ${restarts}); do
  export MASTER_PORT=$((20000 + (SLURM_JOB_ID * 10 + try) % 20000))
  srun --kill-on-bad-exit=1 bash -c ${quoted(`${ranks} exec ${run}`)}
  code=$?
  # done, a mistake that trying again does not mend, asked to stop
  case $code in 0|65|75) exit $code ;; esac
done
exit $code
`;
  }

  async state(handle: Handle): Promise<JobState> {
    const { id } = handle as unknown as SlurmHandle;
    const { code, stdout, stderr } = await this.host.run(`squeue -h -j ${quoted(id ?? "0")} -o %T`);
    // what Slurm says of a job that it has forgotten; when it does not answer at all, the job may well run
    if (code !== 0) return /Invalid job id/i.test(stderr) ? "over" : "running";
    const state = stdout.toString("utf8").trim();
    if (state === "") return "over";
    if (/^(PENDING|CONFIGURING|REQUEUED|SUSPENDED)/.test(state)) return "waiting";
    return /^(RUNNING|COMPLETING|STOPPED|SIGNALING|STAGE_OUT)/.test(state) ? "running" : "over";
  }

  reader(handle: Handle): () => Promise<Uint8Array> {
    return readerOn(this.host, handle as unknown as SlurmHandle);
  }

  async stop(handle: Handle): Promise<void> {
    const { id } = handle as unknown as SlurmHandle;
    // the processes save when they get this; one that waits has nothing to save
    const signal = (await this.state(handle)) === "running" ? "--signal=TERM " : "";
    await must(this.host, `scancel ${signal}${quoted(id!)}`, "Slurm does not stop the job.");
  }

  fetch(handle: Handle, names: readonly string[], folder: string): Promise<boolean> {
    return fetchFrom(this.host, handle as unknown as SlurmHandle, names, folder);
  }
}
