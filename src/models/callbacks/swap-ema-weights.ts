/** Evaluating with averaged weights while training goes on with its own. */
import { ASGD } from "../../optimizers/asgd.ts";
import { GroupedOptimizer } from "../../optimizers/groups.ts";
import type { Optimizer } from "../../optimizers/index.ts";
import { ConfigError, type Tensor } from "../../tensor/index.ts";
import type { Callback } from "../callback.ts";
import { trainedOptimizer } from "./optimizer-of.ts";

/**
 * Puts the averages that the optimizer keeps (`useEma`, or `asgd`) in place of the weights during each validation and
 * evaluation; training then goes on with the weights themselves. When `fit` ends, the averages are the weights with or without it.
 * @throws ConfigError when training begins, where the optimizer keeps no averages
 * @see Keras 3.15, `SwapEMAWeights` with `swap_on_epoch=False`
 */
export function swapEMAWeights(): Callback {
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
