/** Training: the plan, resuming an interrupted run, and the epochs. */
import { randomSeed } from "../../tensor/index.ts";
import type { AnyModelLayer } from "../model-layer.ts";
import type { ModelData, ModelTargets } from "../samples.ts";
import { CallbackList } from "./callback-list.ts";
import { Checkpoint } from "./checkpoint.ts";
import type { Batches } from "./epoch-batches.ts";
import { runEpochs } from "./epochs.ts";
import type { FitOptions } from "./fit-options.ts";
import { type FitPlan, planFit } from "./fit-plan.ts";
import { History } from "./history.ts";
import type { Logs } from "./logs.ts";
import { ProgressLogger, resolveVerbose } from "./progress.ts";

/** See {@link Model.fit}. */
export async function fitModel(
  model: AnyModelLayer,
  x: ModelData | Batches,
  y: ModelTargets | undefined,
  options: FitOptions,
): Promise<History> {
  const plan = planFit(model, x, y, options);
  const { objective, training, epochs } = plan;
  if (model.running) model.running.validates = plan.validation !== undefined;
  const seed = options.seed ?? model.config.seed ?? randomSeed();
  model.seedWeights(options.seed);

  const history = new History({ verbose: resolveVerbose(options.verbose), epochs, steps: training.steps });
  const progress = new ProgressLogger(options, epochs, training.steps);
  const callbacks = new CallbackList(options.callbacks ?? [], model, [progress, history]);
  model.stopTraining = false;
  const checkpoint = checkpointOf(model, plan, options, callbacks);
  await callbacks.onTrainBegin({});
  const beginning = { seed, epoch: plan.initialEpoch, batch: 0, epochStart: objective.steps, logs: {} };
  const from = (await checkpoint?.resume()) ?? beginning;
  checkpoint?.watch();
  let logs: Logs;
  try {
    logs = await runEpochs({ model, plan, callbacks, progress, checkpoint, signal: options.signal }, from);
  } finally {
    checkpoint?.release();
  }
  objective.optimizer.finalize();
  await callbacks.onTrainEnd(logs);
  return history;
}

/** The checkpoint of this training, with what must be the same for it to resume. */
function checkpointOf(
  model: AnyModelLayer,
  { objective, training, initialEpoch, truncate }: FitPlan,
  options: FitOptions,
  callbacks: CallbackList,
): Checkpoint | undefined {
  const wanted = options.checkpoint ?? callbacks.checkpoint;
  if (wanted === undefined) return undefined;
  return new Checkpoint(wanted, model, objective, callbacks, {
    ...training.plan,
    initialEpoch,
    truncate,
    seed: options.seed,
    weights: model.weights.map(({ shape }) => shape.join(" ")).join(", "),
    optimizer: objective.optimizer.className,
    callbacks: options.callbacks?.length ?? 0,
  });
}
