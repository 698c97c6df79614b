/** Ends training that has diverged. */
import { readOptions, takes } from "../../../tensor/index.ts";
import type { Callback } from "../callback.ts";

/** Stops training after the first batch whose loss is not finite. */
export function terminateOnNaN(options: { print?: (line: string) => void } = {}): Callback {
  const { print } = readOptions("terminateOnNaN", options, {
    print: takes.withDefault<(line: string) => void>(takes.callable, console.log),
  });
  return {
    onTrainBatchEnd(batch, logs, model) {
      const { loss } = logs;
      if (loss === undefined || Number.isFinite(loss)) return;
      print(`Batch ${batch}: the loss is ${loss}; training ends.`);
      model.stopTraining = true;
    },
  };
}
