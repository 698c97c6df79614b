/** Training and predicting on more than one process or machine, by engines that exist. For Node. */
export type {
  EndEvent,
  EpochEvent,
  ErrorEvent,
  JobEvent,
  LostEvent,
  SavedEvent,
  StartEvent,
  StepEvent,
  WarningEvent,
} from "./events.ts";
export { Job, type JobResult } from "./job.ts";
export type { Finding, JobState } from "./launchers/launcher.ts";
export type { LocalOptions } from "./launchers/local.ts";
export type { ClusterTrainOptions, LauncherOptions, TrainingData } from "./options.ts";
export { attach, check, train } from "./train.ts";
