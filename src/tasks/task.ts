/** What a model was made for, as its metadata tell. */
import type { AnyModel } from "../models/index.ts";
import { ConfigError, FormatError, shown } from "../tensor/index.ts";

/** The metadata of a model for a task. @throws FormatError when it was made for something else */
export function checkTask(model: AnyModel, task: string): Readonly<Record<string, unknown>> {
  const metadata = (model as AnyModel | undefined)?.metadata;
  if (metadata?.task === task) return metadata;
  if (!metadata) {
    throw new ConfigError({ what: `There is no ${task} in this.`, expected: "a model", received: shown(model) });
  }
  throw new FormatError({
    what: `The model "${model.name}" is no ${task}.`,
    expected: `metadata with the task "${task}"`,
    received: metadata.task === undefined ? "no task" : `the task ${shown(metadata.task)}`,
  });
}
