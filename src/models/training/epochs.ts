/** The epochs of a training: batches, steps, callbacks, validation, and what is saved on the way. */

import { evaluateSource } from "../evaluate.ts";
import { EventLoop } from "../event-loop.ts";
import type { AnyModelLayer } from "../model-layer.ts";
import type { CallbackList } from "./callback-list.ts";
import type { Checkpoint, Position } from "./checkpoint.ts";
import type { FitPlan } from "./fit-plan.ts";
import { type Logs, sortedLogs, validationLogs } from "./logs.ts";
import type { ProgressLogger } from "./progress.ts";
import { trainStep } from "./train-step.ts";
import { planWindows, trainInWindows } from "./truncate.ts";

/** A training in progress. */
export interface Training {
  readonly model: AnyModelLayer;
  readonly plan: FitPlan;
  readonly callbacks: CallbackList;
  readonly progress: ProgressLogger;
  readonly checkpoint: Checkpoint | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Runs epochs from a position, until the last or until a callback stops them. @returns the numbers of the last one */
export async function runEpochs(training: Training, from: Position): Promise<Logs> {
  const { model, plan, checkpoint } = training;
  const eventLoop = new EventLoop(training.signal);
  let position = from;
  while (position.epoch < plan.epochs && !model.stopTraining) {
    position = await runEpoch(training, position, eventLoop);
    if (position.epoch === plan.epochs || model.stopTraining) await checkpoint?.save(position);
    else await checkpoint?.afterStep(position);
  }
  return position.logs;
}

/** Runs an epoch, or the rest of an interrupted one. @returns where the next one begins */
async function runEpoch(
  { model, plan, callbacks, progress, checkpoint, signal }: Training,
  { seed, epoch, batch: done, epochStart: begun, logs: before }: Position,
  eventLoop: EventLoop,
): Promise<Position> {
  const { objective, training, validation, truncate } = plan;
  const epochStart = done > 0 ? begun : objective.steps;
  if (done > 0) progress.onEpochBegin(epoch);
  else {
    objective.reset();
    await callbacks.onEpochBegin(epoch, {});
  }
  let batch = done;
  for await (const rows of training.batches({ epoch, seed, epochStart, skip: done })) {
    await callbacks.onTrainBatchBegin(batch, {});
    if (truncate === undefined) trainStep(model, objective, rows, seed);
    else trainInWindows(model, objective, rows, seed, planWindows(model, rows, truncate));
    await callbacks.onTrainBatchEnd(batch, objective.logs());
    batch++;
    if (batch !== training.steps) await checkpoint?.afterStep({ seed, epoch, batch, epochStart, logs: before });
    await eventLoop.turn();
    if (model.stopTraining) break;
  }
  const logs = sortedLogs(objective.logs());
  if (validation && isDue(epoch, plan.validationFreq)) {
    Object.assign(logs, validationLogs(await evaluateSource(model, objective, validation, { callbacks, signal })));
  }
  await callbacks.onEpochEnd(epoch, logs);
  return { seed, epoch: epoch + 1, batch: 0, epochStart: objective.steps, logs };
}

function isDue(epoch: number, frequency: number | readonly number[]): boolean {
  return typeof frequency === "number" ? (epoch + 1) % frequency === 0 : frequency.includes(epoch + 1);
}
