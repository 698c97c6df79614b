/** Ready-made callbacks, as `callbacks.*` shows them. */
export type { Callback, CallbackSpec } from "../callback.ts";
export { type BackupAndRestoreOptions, backupAndRestore } from "./backup-and-restore.ts";
export { type CsvLoggerOptions, csvLogger } from "./csv-logger.ts";
export { EarlyStopping, type EarlyStoppingOptions, earlyStopping } from "./early-stopping.ts";
export { lambdaCallback } from "./lambda-callback.ts";
export { type LearningRateSchedulerOptions, learningRateScheduler } from "./learning-rate-scheduler.ts";
export { type ModelCheckpointOptions, modelCheckpoint } from "./model-checkpoint.ts";
export {
  ReduceLROnPlateau,
  type ReduceLROnPlateauOptions,
  reduceLROnPlateau,
} from "./reduce-lr-on-plateau.ts";
export { swapEMAWeights } from "./swap-ema-weights.ts";
export { type TensorBoardOptions, tensorBoard } from "./tensor-board.ts";
export { terminateOnNaN } from "./terminate-on-nan.ts";
