/** Ready-made callbacks, as `callbacks.*` shows them. */
export type { Callback, CallbackSpec } from "./callback.ts";
export { type BackupAndRestoreOptions, backupAndRestore } from "./callbacks/backup-and-restore.ts";
export { type CsvLoggerOptions, csvLogger } from "./callbacks/csv-logger.ts";
export { EarlyStopping, type EarlyStoppingOptions, earlyStopping } from "./callbacks/early-stopping.ts";
export { lambdaCallback } from "./callbacks/lambda-callback.ts";
export { type LearningRateSchedulerOptions, learningRateScheduler } from "./callbacks/learning-rate-scheduler.ts";
export { type ModelCheckpointOptions, modelCheckpoint } from "./callbacks/model-checkpoint.ts";
export {
  ReduceLROnPlateau,
  type ReduceLROnPlateauOptions,
  reduceLROnPlateau,
} from "./callbacks/reduce-lr-on-plateau.ts";
export { swapEMAWeights } from "./callbacks/swap-ema-weights.ts";
export { type TensorBoardOptions, tensorBoard } from "./callbacks/tensor-board.ts";
export { terminateOnNaN } from "./callbacks/terminate-on-nan.ts";
