/** The options for where a job runs. */
import type { LauncherOptions } from "../../cluster/index.ts";
import { localOptions } from "../../cluster/launchers/local.ts";
import { rayOptions } from "../../cluster/launchers/ray.ts";
import { slurmOptions } from "../../cluster/launchers/slurm.ts";
import { sshOptions } from "../../cluster/launchers/ssh.ts";
import { launcherNames, trainOptions } from "../../cluster/options.ts";
import { declareFlags, type FlagsOf, likeUnset } from "../options.ts";

export const launcherFlags = declareFlags({
  launcher: {
    value: "<name>",
    about: "the system that places and starts the processes",
    choices: launcherNames,
    default: trainOptions.launcher.default,
  },
  processes: {
    value: "<n>",
    about: "processes that train together, on each node or host",
    number: localOptions.processes,
    told: `${slurmOptions.processesPerNode.default}; local, ray: ${localOptions.processes.default}`,
  },
  restarts: {
    value: "<n>",
    about: "how often processes that died are started again",
    ...likeUnset(localOptions.restarts),
  },
  python: {
    value: "<path>",
    about: "the Python to use; local: that of RECURVE_PYTHON",
    told: `${sshOptions.python.default}; ray: ${rayOptions.python.default}`,
  },
  address: { value: "<url>", about: "ray: its dashboard; default RAY_API_SERVER_ADDRESS, or http://127.0.0.1:8265" },
  cpus: { value: "<n>", about: "ray: processors of each process", ...likeUnset(rayOptions.cpusPerProcess) },
  gpus: { value: "<n>", about: "ray: GPUs of each process", ...likeUnset(rayOptions.gpusPerProcess) },
  storage: { value: "<folder>", about: "ray, slurm, ssh: a folder that all hosts see" },
  nodes: { value: "<n>", about: "slurm: nodes", ...likeUnset(slurmOptions.nodes) },
  login: { value: "<host>", about: "slurm: the node to submit from, through ssh; default this machine" },
  sbatch: { value: "<option...>", about: "slurm: options of sbatch, such as --sbatch=--partition=gpu" },
  hosts: { value: "<name...>", about: "ssh: the hosts; they meet at the first" },
  meet: { value: "<address>", about: "ssh: the address of the first host for the others; default its name" },
  port: { value: "<n>", about: "ssh: the port there", ...likeUnset(sshOptions.port) },
  ssh: { value: "<command>", about: "slurm, ssh: the command that connects to a host; default ssh" },
});

/** Their values. */
export type LauncherFlags = FlagsOf<typeof launcherFlags>;

const perHost = { local: "processes", ray: "processes", slurm: "processesPerNode", ssh: "processesPerHost" } as const;

/** The launcher that they describe; it rejects options of other launchers. */
export function launcherFrom(flags: LauncherFlags): LauncherOptions {
  const { launcher: type, processes, restarts, python, address, cpus, gpus, storage } = flags;
  const { nodes, login, sbatch, hosts, meet, port, ssh } = flags;
  const all = {
    [perHost[type]]: processes,
    restarts,
    python,
    storage,
    address,
    cpusPerProcess: cpus,
    gpusPerProcess: gpus,
    nodes,
    login,
    sbatch,
    hosts,
    meet,
    port,
    ssh,
  };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  return { type, ...Object.fromEntries(given) } as LauncherOptions;
}
