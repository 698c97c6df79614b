/** What functions that take a model say of anything else. */
import { ConfigError, shown } from "../tensor/index.ts";
import { Model } from "./model.ts";

/** @throws ConfigError for anything that is not a model */
export function checkModel(owner: string, model: unknown): void {
  if (model instanceof Model) return;
  throw new ConfigError({
    what: `${owner} takes a model.`,
    expected: "what model(), sequential() or loadModel() give",
    received: shown(model),
  });
}
