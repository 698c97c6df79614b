/** Training and predicting on more than one process or machine, by engines that exist. For Node. */

export { type ModelServer, type ServeOptions, serve } from "../serving/server.ts";
export type {
  EndEvent,
  EpochEvent,
  ErrorEvent,
  FileEvent,
  FilesEvent,
  JobEvent,
  LostEvent,
  PredictedEvent,
  SavedEvent,
  StartEvent,
  StepEvent,
  WarningEvent,
} from "./events.ts";
export { Job, type JobResult } from "./job.ts";
export type { Finding, JobState } from "./launchers/launcher.ts";
export type { LocalOptions } from "./launchers/local.ts";
export type { RayOptions } from "./launchers/ray.ts";
export type { SlurmOptions } from "./launchers/slurm.ts";
export type { SshOptions } from "./launchers/ssh.ts";
export type { ClusterTrainOptions, LauncherOptions, TrainingData } from "./options.ts";
export { type ClusterPredictOptions, predict } from "./predict.ts";
export { type ShardedData, type ShardOptions, shard, writeData } from "./shard.ts";
export { attach, check, train } from "./train.ts";
