/** What `fit` decides before it changes anything: the batches for training and for validation. */
import { ConfigError, readOptions } from "../../tensor/index.ts";
import type { AnyModelLayer } from "../model-layer.ts";
import { readSamples } from "../read-samples.ts";
import type { ModelData, ModelTargets, Samples } from "../samples.ts";
import { batchSizeFor, takeSamples } from "../take-rows.ts";
import { type Batches, type BatchSource, isBatches, SamplesSource, StreamSource } from "./epoch-batches.ts";
import { type FitOptions, fitOptions } from "./fit-options.ts";
import { compiledObjective, type Objective } from "./objective.ts";
import { planWindows } from "./truncate.ts";

interface Sources {
  /** The batches to train on. */
  readonly training: BatchSource;
  /** Those for the validation after an epoch. */
  readonly validation?: BatchSource | undefined;
}

/** The plan of a run of `fit`. */
export interface FitPlan extends Sources {
  /** Losses, metrics and optimizer. */
  readonly objective: Objective;
  /** The number of the epoch to begin with. */
  readonly initialEpoch: number;
  /** The number of the epoch to end before. */
  readonly epochs: number;
  /** Time steps per window, if sequences are cut into windows. */
  readonly truncate: number | undefined;
  /** After which epochs to validate. */
  readonly validationFreq: number | readonly number[];
}

/**
 * Reads and checks options and data.
 * @throws ConfigError, ShapeError when model, data and options do not fit together
 */
export function planFit(
  model: AnyModelLayer,
  x: ModelData | Batches,
  y: ModelTargets | undefined,
  options: FitOptions,
): FitPlan {
  const { epochs, initialEpoch, truncate, validationFreq } = readOptions("fit", options, fitOptions);
  const objective = compiledObjective(model, "fit");
  const sources = isBatches(x)
    ? fromBatches(model, objective, x, options)
    : fromSamples(model, objective, x, y, options);
  return { ...sources, objective, initialEpoch, epochs, truncate, validationFreq };
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

/** The batches of a dataset already have their size, order and weights. */
function fromBatches(model: AnyModelLayer, objective: Objective, data: Batches, options: FitOptions): Sources {
  for (const name of ["batchSize", "shuffle", "validationSplit", "sampleWeight"] as const) {
    if (options[name] === undefined) continue;
    throw new ConfigError({
      what: `fit: ${name} is for samples in memory.`,
      expected: "a dataset whose batches are as they should be",
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

/** The samples for training, and with `validationSplit` the last ones for validation. */
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
