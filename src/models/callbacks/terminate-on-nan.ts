/** Ending training that has gone astray. */
import { checkOptions, takes } from "../../tensor/index.ts";
import type { Callback } from "../callback.ts";

/** Stops training after the first batch whose loss is not finite. */
export function terminateOnNaN(options: { print?: (line: string) => void } = {}): Callback {
  checkOptions("terminateOnNaN", options, { print: takes.callable });
  const { print = console.log } = options;
  return {
    onTrainBatchEnd(batch, logs, model) {
      const { loss } = logs;
      if (loss === undefined || Number.isFinite(loss)) return;
      print(`Batch ${batch}: the loss is ${loss}; training ends.`);
      model.stopTraining = true;
    },
  };
}
