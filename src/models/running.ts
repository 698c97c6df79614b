/** One run of a model at a time: two would mix their steps, or their metrics. */
import { ConfigError } from "../tensor/index.ts";
import type { Objective } from "./training/objective.ts";

/** A run in progress: `fit` or `evaluate`. */
export interface Running {
  /** The name of the method that runs. */
  readonly what: string;
  /** While it waits for a callback, the model may be used: evaluated, say, or given other weights. */
  inCallback: boolean;
  /** Whether epochs end with a validation. */
  validates?: boolean;
}

/** The part of a model that tracks its run. */
interface Runs {
  readonly name: string;
  readonly objective: Objective | undefined;
  running: Running | undefined;
}

const trains = new Set(["fit", "trainOnBatch", "compile"]);

/** @throws ConfigError when a run is in progress that `wanted` would interfere with */
export function checkFree(model: Runs, wanted: string): void {
  const { running } = model;
  if (!running || (running.inCallback && !trains.has(wanted))) return;
  throw new ConfigError({
    what: `${wanted} cannot begin while ${running.what} runs on the model "${model.name}".`,
    expected: "one at a time",
    received: `${wanted} ${running.inCallback ? "in a callback of" : "beside"} ${running.what}`,
    hint: running.inCallback ? "let fit end first" : `await model.${running.what}(...) first`,
  });
}

/** Runs something exclusively on the model; accumulated values of an outer `fit`, in whose callback this happens, are kept. */
export async function alone<T>(model: Runs, what: string, work: () => Promise<T>): Promise<T> {
  checkFree(model, what);
  const { running: before, objective } = model;
  const gathered = before && objective?.getState();
  model.running = { what, inCallback: false };
  try {
    return await work();
  } finally {
    model.running = before;
    if (gathered) objective?.setState(gathered);
  }
}
