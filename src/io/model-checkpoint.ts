/** Keras's callback that saves the model during training. */

import type { AnyModel } from "../models/index.ts";
import type { Callback } from "../models/training/callback.ts";
import * as models from "../models/training/callbacks/model-checkpoint.ts";
import { ConfigError, checkOption, FormatError, shown, takes } from "../tensor/index.ts";
import { formatOfPath } from "./find-format.ts";
import { saveModel, saveWeights } from "./save-model.ts";

/** Options of `callbacks.modelCheckpoint`: when to save, and what. */
export interface ModelCheckpointOptions extends Omit<models.ModelCheckpointOptions, "save"> {
  /** Save only the weights, as `.weights.h5`, `.h5` or `.safetensors`. Default false: the whole model. */
  saveWeightsOnly?: boolean | undefined;
  /** Your own function to write the model instead of `saveModel` or `saveWeights`. */
  save?: models.ModelCheckpointOptions["save"] | undefined;
}

/**
 * Saves the model during training: `modelCheckpoint({ filepath: "best.keras", saveBestOnly: true })`, or as in Python with the
 * path before the options. With your own loss or metric, which no file can hold, there is a warning before training,
 * and the model is saved without its compilation.
 *
 * `filepath` may hold `{epoch}`, counted from 1, and the epoch's numbers, with digits as in `{epoch:02d}-{val_loss:.2f}`.
 * @throws ConfigError for an option that is not valid; when training begins, for a placeholder that training will not fill;
 *   FormatError for a model that the file cannot hold
 */
export function modelCheckpoint(options: ModelCheckpointOptions & { filepath: string }): Callback;
/** As in Python: the path, then the options. */
export function modelCheckpoint(filepath: string, options?: ModelCheckpointOptions): Callback;
export function modelCheckpoint(
  first: string | (ModelCheckpointOptions & { filepath: string }),
  second: ModelCheckpointOptions = {},
): Callback {
  const { filepath, ...options } = typeof first === "string" ? { filepath: first, ...second } : (first ?? {});
  const { saveWeightsOnly = false, save: own, ...rest } = options;
  if (own !== undefined) checkOption("modelCheckpoint", "save", own, takes.callable);
  checkOption("modelCheckpoint", "saveWeightsOnly", saveWeightsOnly, takes.flag);
  if (typeof filepath !== "string" || filepath === "") {
    throw new ConfigError({
      what: "modelCheckpoint needs a filepath.",
      expected: 'for example { filepath: "best.keras" }',
      received: shown(filepath),
    });
  }
  if (!own) checkEnding(filepath, saveWeightsOnly);
  let includeOptimizer = true;
  const write = (model: AnyModel, path: string) =>
    saveWeightsOnly ? saveWeights(model, path) : saveModel(model, path, { includeOptimizer });
  const callback = models.modelCheckpoint(filepath, { ...rest, save: own ?? write });
  return {
    ...callback,
    async onTrainBegin(logs, model) {
      await callback.onTrainBegin?.(logs, model);
      if (own || saveWeightsOnly || !model.built) return;
      includeOptimizer = true;
      const format = formatOfPath(filepath);
      try {
        await saveModel(model, undefined, { format });
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        await saveModel(model, undefined, { format, includeOptimizer: false });
        includeOptimizer = false;
        console.warn(`modelCheckpoint saves the model without its compilation. ${error.message}`);
      }
    },
  };
}

/** @throws ConfigError for a path whose ending is that of no format, or of the other kind of file */
function checkEnding(filepath: string, saveWeightsOnly: boolean): void {
  const format = formatOfPath(filepath);
  const isWeights = format === "keras-weights" || format === "safetensors";
  if (format !== undefined && (format === "keras-h5" || isWeights === saveWeightsOnly)) return;
  throw new ConfigError({
    what: `The filepath of modelCheckpoint does not end as a file of ${saveWeightsOnly ? "weights" : "a model"} does.`,
    expected: saveWeightsOnly ? ".weights.h5, .h5 or .safetensors" : ".keras, .h5, .onnx or model.json",
    received: filepath,
    hint: isWeights ? "with saveWeightsOnly: true the weights alone are saved" : undefined,
  });
}
