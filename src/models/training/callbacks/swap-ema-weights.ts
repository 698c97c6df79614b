/** Evaluates with averaged weights while training continues with the others. */
import { ASGD } from "../../../optimizers/asgd.ts";
import { GroupedOptimizer } from "../../../optimizers/groups.ts";
import type { Optimizer } from "../../../optimizers/index.ts";
import { ConfigError, readOptions, type Tensor } from "../../../tensor/index.ts";
import type { Callback } from "../callback.ts";
import { trainedOptimizer } from "./optimizer-of.ts";

/**
 * Replaces the weights by the optimizer's averages (`useEma`, or `asgd`) during each validation and evaluation;
 * training then continues with the weights themselves. When `fit` ends, the averages are the weights with or without
 * it.
 * @throws ConfigError when training begins, if the optimizer keeps no averages
 * @see Keras 3.15, `SwapEMAWeights` with `swap_on_epoch=False`
 */
export function swapEMAWeights(options: Record<string, never> = {}): Callback {
  readOptions("swapEMAWeights", options, {});
  let kept: readonly Tensor[] | undefined;
  return {
    onTrainBegin(_logs, model) {
      const optimizer = trainedOptimizer(model, "swapEMAWeights");
      if (keepsAverages(optimizer)) return;
      throw new ConfigError({
        what: "swapEMAWeights: the optimizer keeps no averages of the weights.",
        expected: "an optimizer with useEma: true, or optimizers.asgd",
        received: optimizer.className,
      });
    },
    onTestBegin(_logs, model) {
      kept = model.getWeights();
      trainedOptimizer(model, "swapEMAWeights").finalize();
    },
    onTestEnd(_logs, model) {
      if (kept) model.setWeights(kept);
      kept = undefined;
    },
  };
}

function keepsAverages(optimizer: Optimizer): boolean {
  if (optimizer instanceof GroupedOptimizer) return optimizer.optimizers.some(keepsAverages);
  return optimizer instanceof ASGD || optimizer.config.useEma;
}
