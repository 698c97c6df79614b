/** Keras's callback for training that may be interrupted, over the checkpoint of `fit`. */
import { checkOption, readOptions, takes } from "../../../tensor/index.ts";
import type { Callback } from "../callback.ts";
import { removeCheckpoint } from "../checkpoint-file.ts";
import { modelCheckpointOptions } from "./model-checkpoint.ts";

/** Options of `callbacks.backupAndRestore`: where to save training, and how often. */
export interface BackupAndRestoreOptions {
  /** Save at the end of each epoch, or after every so many batches. Default "epoch". */
  saveFreq?: "epoch" | number | undefined;
  /** Remove the checkpoint when training is complete. Default true. */
  deleteCheckpoint?: boolean | undefined;
}

/**
 * Saves the state of training in a folder, and resumes from there when the same program is started again: `fit`'s
 * option `checkpoint`, with Keras's name and defaults. Weights, optimizer, callbacks and random numbers continue to the
 * same bits. Needs a file system.
 * @throws ConfigError for an option that is not valid; in training, the errors of `checkpoint`
 */
export function backupAndRestore(backupDir: string, options: BackupAndRestoreOptions = {}): Callback {
  checkOption("backupAndRestore", "backupDir", backupDir, takes.path);
  const { saveFreq, deleteCheckpoint } = readOptions("backupAndRestore", options, {
    saveFreq: modelCheckpointOptions.saveFreq,
    deleteCheckpoint: true,
  });
  return {
    checkpoint: { dir: backupDir, ...(saveFreq === "epoch" ? { everyEpochs: 1 } : { everySteps: saveFreq }) },
    async onTrainEnd() {
      if (deleteCheckpoint) await removeCheckpoint(backupDir);
    },
  };
}
