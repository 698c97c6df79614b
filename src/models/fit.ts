/** Training: epochs of batches, with everything that happens around them. */
import { type Checks, ConfigError, checkOptions, randomSeed, takes } from "../tensor/index.ts";
import { type Batches, type BatchSource, isBatches, SamplesSource, StreamSource } from "./batch-source.ts";
import { CallbackList, type CallbackSpec } from "./callback.ts";
import { Checkpoint, type CheckpointOptions } from "./checkpoint.ts";
import { evaluateSource } from "./evaluate.ts";
import { aSignal, EventLoop } from "./event-loop.ts";
import { History } from "./history.ts";
import { type Logs, sortedLogs, validationLogs } from "./logs.ts";
import type { AnyModelLayer } from "./model-layer.ts";
import { compiledObjective, type Objective } from "./objective.ts";
import { ProgressLogger, type ProgressOptions, progressChecks, resolveVerbose } from "./progress.ts";
import { readSamples } from "./read-samples.ts";
import { type BatchOptions, batchChecks, type ModelData, type ModelTargets, type Samples } from "./samples.ts";
import { batchSizeFor, takeSamples } from "./take-rows.ts";
import { trainStep } from "./train-step.ts";
import { planWindows, trainInWindows } from "./truncate.ts";

/** What `fit` takes. */
export interface FitOptions extends BatchOptions, ProgressOptions {
  /** Samples of one step. Default 32. */
  batchSize?: number | undefined;
  /** Number of the epoch to end before. Default 1. */
  epochs?: number | undefined;
  /** Number of the epoch to begin with. Default 0. */
  initialEpoch?: number | undefined;
  /** Callbacks whose hooks are called on the way, in this order. Default none. */
  callbacks?: readonly CallbackSpec[] | undefined;
  /** Share of the samples, the last ones, to measure on instead of training on. */
  validationSplit?: number | undefined;
  /** What to measure on after each epoch: samples, or batches; takes the place of `validationSplit`. */
  validationData?:
    | readonly [ModelData, ModelTargets]
    | readonly [ModelData, ModelTargets, ModelTargets]
    | Batches
    | undefined;
  /** Samples measured together. Default `batchSize`. */
  validationBatchSize?: number | undefined;
  /** Batches to measure on, if not all. */
  validationSteps?: number | undefined;
  /** Measure after every so many epochs, or after the epochs listed, counted from 1. Default 1. */
  validationFreq?: number | readonly number[] | undefined;
  /** Put the samples in a new order before each epoch. Default true, for a stateful model false. */
  shuffle?: boolean | undefined;
  /** Fixes initial weights that are not drawn yet, shuffling and dropout. Default the model's seed, else random. */
  seed?: number | undefined;
  /** Steps of an epoch, if not all; of batches that come one by one the next epoch goes on where this one ended. */
  stepsPerEpoch?: number | undefined;
  /**
   * Walks each batch's sequences in windows of so many time steps. Recurrent layers carry their states from window to
   * window, gradients end at the border, and the optimizer steps after each window, so that memory holds one window,
   * however long the sequences are (truncated backpropagation through time). Each batch starts afresh. Targets without a
   * time axis are learned from the last window alone.
   */
  truncate?: number | undefined;
  /**
   * A folder in which the whole state of training is saved now and then. The same program started again goes on from
   * there, to the same bits as without an interruption. Ctrl-C ends the step and saves. Needs a file system.
   */
  checkpoint?: string | CheckpointOptions | undefined;
  /** Ends training after the running batch; the promise is rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
}

const fitChecks: Checks<FitOptions> = {
  ...batchChecks,
  ...progressChecks,
  batchSize: takes.positiveInteger,
  epochs: takes.nonNegativeInteger,
  initialEpoch: takes.nonNegativeInteger,
  callbacks: takes.anything,
  validationSplit: takes.fraction,
  validationData: takes.iterable,
  validationBatchSize: takes.positiveInteger,
  validationSteps: takes.positiveInteger,
  validationFreq: takes.either(takes.positiveInteger, takes.listOf(takes.positiveInteger)),
  shuffle: takes.flag,
  seed: takes.seed,
  stepsPerEpoch: takes.positiveInteger,
  truncate: takes.positiveInteger,
  checkpoint: takes.anything,
  signal: aSignal,
};

/** See {@link Model.fit}. */
export async function fitModel(
  model: AnyModelLayer,
  x: ModelData | Batches,
  y: ModelTargets | undefined,
  options: FitOptions,
): Promise<History> {
  checkOptions("fit", options, fitChecks);
  const { epochs = 1, initialEpoch = 0, signal, truncate } = options;
  const objective = compiledObjective(model, "fit");
  const { training, validation } = isBatches(x)
    ? fromBatches(model, objective, x, options)
    : fromSamples(model, objective, x, y, options);
  const { steps } = training;
  if (model.running) model.running.validates = validation !== undefined;
  let seed = options.seed ?? model.config.seed ?? randomSeed();
  model.seedWeights(options.seed);

  const history = new History({ verbose: resolveVerbose(options.verbose), epochs, steps });
  const progress = new ProgressLogger(options, epochs, steps);
  const callbacks = new CallbackList(options.callbacks ?? [], model, [progress, history]);
  const eventLoop = new EventLoop(signal);
  model.stopTraining = false;
  let logs: Logs = {};
  const wanted = options.checkpoint ?? callbacks.checkpoint;
  const checkpoint =
    wanted === undefined
      ? undefined
      : new Checkpoint(wanted, model, objective, callbacks, {
          ...{ ...training.plan, initialEpoch, truncate },
          seed: options.seed,
          weights: model.weights.map(({ shape }) => shape.join(" ")).join(", "),
          optimizer: objective.optimizer.className,
          callbacks: options.callbacks?.length ?? 0,
        });
  await callbacks.onTrainBegin({});
  let from = await checkpoint?.resume();
  if (from) ({ seed, logs } = from);
  checkpoint?.watch();
  try {
    for (let epoch = from?.epoch ?? initialEpoch; epoch < epochs && !model.stopTraining; epoch++) {
      let batch = from?.batch ?? 0;
      const epochStart: number = batch > 0 ? from!.epochStart : objective.steps;
      if (batch > 0) progress.onEpochBegin(epoch);
      else {
        objective.reset();
        await callbacks.onEpochBegin(epoch, {});
      }
      from = undefined;
      for await (const rows of training.batches({ epoch, seed, epochStart, skip: batch })) {
        await callbacks.onTrainBatchBegin(batch, {});
        if (truncate === undefined) trainStep(model, objective, rows, seed);
        else trainInWindows(model, objective, rows, seed, planWindows(model, rows, truncate));
        await callbacks.onTrainBatchEnd(batch, objective.logs());
        batch++;
        if (batch !== steps) await checkpoint?.afterStep({ seed, epoch, batch, epochStart, logs });
        await eventLoop.turn();
        if (model.stopTraining) break;
      }
      logs = sortedLogs(objective.logs());
      if (validation && isDue(epoch, options.validationFreq ?? 1)) {
        Object.assign(logs, validationLogs(await evaluateSource(model, objective, validation, { callbacks, signal })));
      }
      await callbacks.onEpochEnd(epoch, logs);
      const position = { seed, epoch: epoch + 1, batch: 0, epochStart: objective.steps, logs };
      if (epoch + 1 === epochs || model.stopTraining) await checkpoint?.save(position);
      else await checkpoint?.afterStep(position);
    }
  } finally {
    checkpoint?.release();
  }
  objective.optimizer.finalize();
  await callbacks.onTrainEnd(logs);
  return history;
}

interface Sources {
  training: BatchSource;
  validation?: BatchSource;
}

/** Samples in memory: all are checked before anything changes. */
function fromSamples(
  model: AnyModelLayer,
  objective: Objective,
  x: ModelData,
  y: ModelTargets | undefined,
  options: FitOptions,
): Sources {
  const { shuffle = !model.stateful, stepsPerEpoch, truncate } = options;
  const { training, held } = split(readSamples(model, x, y, options), options);
  objective.checkTargets(training);
  if (truncate !== undefined) planWindows(model, training, truncate);
  const batchSize = batchSizeFor(model, options.batchSize, training.size);
  return {
    training: new SamplesSource(training, batchSize, { shuffle, stepsPerEpoch }),
    validation: held ? measured(model, objective, held, options) : validationOf(model, objective, options),
  };
}

/** Batches that come one by one have their size, order and weights already. */
function fromBatches(model: AnyModelLayer, objective: Objective, data: Batches, options: FitOptions): Sources {
  for (const name of ["batchSize", "shuffle", "validationSplit", "sampleWeight"] as const) {
    if (options[name] === undefined) continue;
    throw new ConfigError({
      what: `fit: ${name} is for samples in memory.`,
      expected: "batches that are made as they shall be",
      received: `${name} and a dataset`,
    });
  }
  const { classWeight, allowNaN, stepsPerEpoch: steps, initialEpoch } = options;
  return {
    training: new StreamSource(model, objective, data, { classWeight, allowNaN, steps, initialEpoch }),
    validation: validationOf(model, objective, options),
  };
}

function validationOf(model: AnyModelLayer, objective: Objective, options: FitOptions): BatchSource | undefined {
  const { validationData, validationSteps: steps, allowNaN } = options;
  if (!validationData) return undefined;
  if (isBatches(validationData)) return new StreamSource(model, objective, validationData, { allowNaN, take: steps });
  const [x, y, sampleWeight] = validationData;
  return measured(model, objective, readSamples(model, x, y, { sampleWeight, allowNaN }), options);
}

function measured(model: AnyModelLayer, objective: Objective, samples: Samples, options: FitOptions): BatchSource {
  objective.checkTargets(samples);
  const { validationBatchSize = options.batchSize, validationSteps: stepsPerEpoch } = options;
  return new SamplesSource(samples, batchSizeFor(model, validationBatchSize, samples.size), { stepsPerEpoch });
}

/** See {@link Model.trainOnBatch}. */
export async function trainOnBatch(
  model: AnyModelLayer,
  x: ModelData,
  y: ModelTargets,
  options: BatchOptions,
): Promise<Logs> {
  checkOptions("trainOnBatch", options, batchChecks);
  const objective = compiledObjective(model, "trainOnBatch");
  const samples = readSamples(model, x, y, options);
  objective.checkTargets(samples);
  objective.reset();
  trainStep(model, objective, samples, model.config.seed);
  return objective.logs();
}

/** The samples to train on, and with `validationSplit` the last ones to measure on. */
function split(
  samples: Samples,
  { validationSplit = 0, validationData }: FitOptions,
): { training: Samples; held?: Samples } {
  if (validationSplit === 0 || validationData) return { training: samples };
  const at = Math.floor(samples.size * (1 - validationSplit));
  if (at > 0 && at < samples.size) {
    return { training: takeSamples(samples, 0, at), held: takeSamples(samples, at, samples.size) };
  }
  throw new ConfigError({
    what: "validationSplit leaves nothing to train on, or nothing to measure on.",
    expected: "a fraction that leaves at least one sample on either side",
    received: `${validationSplit} of ${samples.size} samples`,
  });
}

function isDue(epoch: number, frequency: number | readonly number[]): boolean {
  return typeof frequency === "number" ? (epoch + 1) % frequency === 0 : frequency.includes(epoch + 1);
}
