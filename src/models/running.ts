/** One run of a model at a time: two would mix their steps, or their metrics. */
import { ConfigError } from "../tensor/index.ts";
import type { Objective } from "./objective.ts";

/** What runs: `fit` or `evaluate`. */
export interface Running {
  /** The name of the method that runs. */
  readonly what: string;
  /** While it waits for a callback, the model may be asked: evaluated, say, or given other weights. */
  inCallback: boolean;
  /** Whether epochs end with a validation. */
  validates?: boolean;
}

/** A model, as far as its runs go. */
interface Runs {
  readonly name: string;
  readonly objective: Objective | undefined;
  running: Running | undefined;
}

const trains = new Set(["fit", "trainOnBatch", "compile"]);

/** @throws ConfigError when something runs that `wanted` would mix with */
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

/** Does some work as the only one on the model; what was gathered before, by the `fit` whose callback this is, stays. */
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
