/** The check of arguments that must be models. */
import { ConfigError, shown } from "../tensor/index.ts";
import { Model } from "./model.ts";

/** @throws ConfigError for anything that is not a model */
export function checkModel(owner: string, model: unknown): void {
  if (model instanceof Model) return;
  throw new ConfigError({
    what: `${owner} takes a model.`,
    expected: "a model from model(), sequential() or loadModel()",
    received: shown(model),
  });
}
