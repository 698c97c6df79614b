/** A learning rate that is set epoch by epoch. */
import { ConfigError, readOptions, shown } from "../../../tensor/index.ts";
import type { Callback } from "../callback.ts";
import { tellingOptions } from "./monitor.ts";
import { trainedOptimizer } from "./optimizer-of.ts";

/** Options of `callbacks.learningRateScheduler`: whether it prints. */
export interface LearningRateSchedulerOptions {
  /** 1: print the rate of each epoch. Default 0. */
  verbose?: 0 | 1 | undefined;
  /** Receives messages. Default console.log. */
  print?: ((line: string) => void) | undefined;
}

/**
 * Sets the learning rate at the beginning of each epoch; it is added to the epoch's numbers as `learning_rate`.
 * @param schedule returns the rate for the epoch's number, counted from 0, and the current rate
 * @throws ConfigError for an unknown option; in training, for a rate that is not finite or follows a schedule of its own
 */
export function learningRateScheduler(
  schedule: (epoch: number, rate: number) => number,
  options: LearningRateSchedulerOptions = {},
): Callback {
  if (typeof schedule !== "function") {
    throw new ConfigError({
      what: "learningRateScheduler takes a function.",
      expected: "(epoch, rate) => the new rate",
      received: shown(schedule),
    });
  }
  const { verbose, print } = readOptions("learningRateScheduler", options, tellingOptions);
  return {
    onEpochBegin(epoch, _logs, model) {
      const optimizer = trainedOptimizer(model, "learningRateScheduler");
      optimizer.learningRate = schedule(epoch, optimizer.learningRate);
      if (verbose) print(`Epoch ${epoch + 1}: the learning rate is ${optimizer.learningRate}.`);
    },
    onEpochEnd(_epoch, logs, model) {
      logs.learning_rate = trainedOptimizer(model, "learningRateScheduler").learningRate;
    },
  };
}
