/** Ending training that has gone astray. */
import type { Callback } from "../callback.ts";

/** Stops training after the first batch whose loss is not finite. */
export function terminateOnNaN({ print = console.log }: { print?: (line: string) => void } = {}): Callback {
  return {
    onTrainBatchEnd(batch, logs, model) {
      const { loss } = logs;
      if (loss === undefined || Number.isFinite(loss)) return;
      print(`Batch ${batch}: the loss is ${loss}; training ends.`);
      model.stopTraining = true;
    },
  };
}
