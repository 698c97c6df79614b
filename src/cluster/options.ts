/** What trainings on a cluster take. */

import type { ModelData, ModelTargets } from "../models/index.ts";
import type { CallbackSpec } from "../models/training/callback.ts";
import { EarlyStopping } from "../models/training/callbacks/early-stopping.ts";
import type { Batches } from "../models/training/epoch-batches.ts";
import { type FitOptions, fitOptions } from "../models/training/fit-options.ts";
import { ConfigError, type Declared, readOptions, shown, takes, unknownName } from "../tensor/index.ts";
import type { Launcher } from "./launchers/launcher.ts";
import { LocalLauncher, type LocalOptions, localOptions } from "./launchers/local.ts";
import { RayLauncher, type RayOptions, rayOptions } from "./launchers/ray.ts";
import { SlurmLauncher, type SlurmOptions, slurmOptions } from "./launchers/slurm.ts";
import { SshLauncher, type SshOptions, sshOptions } from "./launchers/ssh.ts";

/** Samples with targets and, if any, weights; batches as a dataset gives them; or a folder of shards that all hosts see. */
export type TrainingData =
  | Readonly<{ x: ModelData; y: ModelTargets; sampleWeight?: ModelTargets }>
  | readonly [x: ModelData, y: ModelTargets, sampleWeight?: ModelTargets]
  | Batches
  | string;

/** Where a job runs: the name of a launcher with its options. */
export type LauncherOptions = LocalOptions | RayOptions | SlurmOptions | SshOptions;

/** Options of `cluster.train`. */
export interface ClusterTrainOptions
  extends Pick<
    FitOptions,
    | "batchSize"
    | "epochs"
    | "initialEpoch"
    | "stepsPerEpoch"
    | "shuffle"
    | "seed"
    | "classWeight"
    | "allowNaN"
    | "validationSplit"
    | "validationBatchSize"
    | "validationSteps"
  > {
  /**
   * Of a dataset, which passes are sent: "first" is one, whose rows are every epoch's, in batches of one size; "all" is one for each epoch,
   * as `fit` would read them, in batches of any sizes and lengths. Default "first".
   */
  passes?: "first" | "all" | undefined;
  /** Where it runs. Default torchrun on this machine, two processes. */
  launcher?: LauncherOptions | LauncherOptions["type"] | undefined;
  /** The folder of the job, in which an interrupted one goes on. Default `cluster/` and the model's name. */
  output?: string | undefined;
  /** What to measure on after each epoch, in the forms of the data. */
  validationData?: TrainingData | undefined;
  /** Measure after every so many epochs. Default 1. */
  validationFreq?: number | undefined;
  /** Only `callbacks.earlyStopping(...)`: others cannot be sent. */
  callbacks?: readonly CallbackSpec[] | undefined;
  /** Save after so many steps. Default after each epoch. */
  checkpointEverySteps?: number | undefined;
  /** "auto" uses GPUs where there are. Default "auto". */
  device?: "auto" | "cpu" | undefined;
}

/** What {@link ClusterTrainOptions} take. */
export const trainOptions = {
  batchSize: fitOptions.batchSize,
  epochs: fitOptions.epochs,
  initialEpoch: fitOptions.initialEpoch,
  stepsPerEpoch: fitOptions.stepsPerEpoch,
  shuffle: fitOptions.shuffle,
  seed: fitOptions.seed,
  classWeight: fitOptions.classWeight,
  allowNaN: fitOptions.allowNaN,
  validationSplit: fitOptions.validationSplit,
  validationBatchSize: fitOptions.validationBatchSize,
  validationSteps: fitOptions.validationSteps,
  passes: takes.withDefault(takes.oneOf("first", "all"), "first"),
  launcher: takes.withDefault(takes.anything, "local"),
  output: takes.path,
  validationData: takes.anything,
  validationFreq: takes.withDefault(takes.positiveInteger, 1),
  callbacks: takes.list,
  checkpointEverySteps: takes.positiveInteger,
  device: takes.withDefault(takes.oneOf("auto", "cpu"), "auto"),
} satisfies Declared<ClusterTrainOptions>;

const makers: Readonly<Record<LauncherOptions["type"], (given: any) => Launcher>> = {
  local: (given) => new LocalLauncher(readOptions("the launcher local", given, localOptions)),
  ray: (given) => new RayLauncher(readOptions("the launcher ray", given, rayOptions)),
  slurm: (given) => new SlurmLauncher(readOptions("the launcher slurm", given, slurmOptions)),
  ssh: (given) => new SshLauncher(readOptions<SshOptions, typeof sshOptions>("the launcher ssh", given, sshOptions)),
};

/** The names of launchers. */
export const launcherNames = Object.keys(makers) as LauncherOptions["type"][];

/** The launcher of a name or of options. @throws ConfigError for one that is not there, or options that it does not take */
export function launcherOf(given: unknown): Launcher {
  if (typeof given !== "string" && (typeof given !== "object" || given === null || Array.isArray(given))) {
    throw new ConfigError({
      what: "The launcher is not valid.",
      expected: `a name (${launcherNames.join(", ")}), or { type: name, ...options }`,
      received: shown(given),
    });
  }
  const options = (typeof given === "string" ? { type: given } : given) as { type: string };
  const { type } = options;
  if (typeof type !== "string" || !Object.hasOwn(makers, type)) throw unknownName("launcher", type, launcherNames);
  return makers[type as LauncherOptions["type"]](options);
}

/** The early stopping among callbacks. @throws ConfigError for any other callback, which runs in this process alone */
export function stoppingOf(callbacks: readonly CallbackSpec[] | undefined): EarlyStopping | undefined {
  const [first, ...more] = callbacks ?? [];
  const other = more[0] ?? (first instanceof EarlyStopping ? undefined : first);
  if (other === undefined) return first as EarlyStopping | undefined;
  throw new ConfigError({
    what: "A callback cannot be sent to other machines.",
    expected: "none, or one callbacks.earlyStopping(...)",
    received: (other as object | null)?.constructor?.name ?? shown(other),
    hint: "job.events() reports every epoch; a schedule of the learning rate belongs to the optimizer",
  });
}
