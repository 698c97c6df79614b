/** Which parts of a model's training a file of a format does not hold. */
import type { AnyModel } from "../models/index.ts";
import type { FormatName } from "./format.ts";
import { keptTraining, type TrainingPart, trainingParts } from "./kept-training.ts";
import { trainingOf } from "./tfjs/training.ts";

/** What a file of this format leaves out of how the model was compiled, or of what was kept of that. */
export function leftOutOf(model: AnyModel, format: FormatName | undefined): readonly TrainingPart[] {
  const kept = keptTraining(model);
  if (!model.objective && !kept) return [];
  // what is kept of a file of TensorFlow.js is what Recurve could not read, and only Keras's files keep what they had
  const isForeign = kept !== undefined && (kept.form === "keras-2" || format === "tfjs");
  if (isForeign || format === "onnx" || format === "safetensors") return trainingParts;
  if (format === "keras-weights") return ["loss", "metrics"];
  return format === "tfjs" ? trainingOf(model).leftOut : [];
}
