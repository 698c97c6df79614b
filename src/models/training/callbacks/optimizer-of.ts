/** The optimizer of a callback's model. */
import type { Optimizer } from "../../../optimizers/index.ts";
import type { AnyModel } from "../../model.ts";
import { compiledObjective } from "../objective.ts";

/** @throws ConfigError when the model is not compiled */
export function trainedOptimizer(model: AnyModel, wanted: string): Optimizer {
  return compiledObjective(model, wanted).optimizer;
}
