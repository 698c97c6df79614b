/** What a model was made for, as its metadata tell. */
import type { AnyModel } from "../models/index.ts";
import { FormatError } from "../tensor/index.ts";

/** The metadata of a model for a task. @throws FormatError when it was made for something else */
export function checkTask(model: AnyModel, task: string): Readonly<Record<string, unknown>> {
  if (model.metadata.task === task) return model.metadata;
  throw new FormatError({
    what: `The model "${model.name}" is no ${task}.`,
    expected: `metadata with the task "${task}"`,
    received: model.metadata.task === undefined ? "no task" : `the task ${JSON.stringify(model.metadata.task)}`,
  });
}
