/** `fit`: epochs of batches from samples in memory, with TensorFlow.js's callbacks and logs. */
import * as core from "../../index.ts";
import type { Samples } from "../../models/samples.ts";
import { takeSamples } from "../../models/take-rows.ts";
import { compiledObjective } from "../../models/training/objective.ts";
import { type Declared, takes } from "../../tensor/index.ts";
import { type CallbacksArg, callbackList, type History, type YieldEveryOptions } from "../callbacks/index.ts";
import { type Args, readArgs } from "../read-args.ts";
import { Epochs } from "./epochs.ts";
import { type ClassWeights, type Data, samplesOf } from "./read.ts";
import { measure } from "./steps.ts";
import type { Trained } from "./trained.ts";

/** Options of `fit`. */
export interface ModelFitArgs {
  /** Samples of one step. Default 32. */
  batchSize?: number | null;
  /** Number of the epoch to end before. Default 1. */
  epochs?: number | null;
  /** Taken as TensorFlow.js's; nothing is printed. */
  verbose?: 0 | 1 | 2 | boolean | null;
  /** Callbacks, or records of functions. Default none. */
  callbacks?: CallbacksArg;
  /** Share of the samples, the last ones, to measure on instead of training on. */
  validationSplit?: number | null;
  /** What to measure on after each epoch; takes the place of `validationSplit`. */
  validationData?: readonly [Data, Data] | readonly [Data, Data, Data] | null;
  /** Put the samples, or with "batch" whole batches, in a new order before each epoch. Default true. */
  shuffle?: boolean | "batch" | null;
  /** A factor for the loss of each class; of several outputs a list or record. */
  classWeight?: ClassWeights | null;
  /** A factor for the loss of each sample. */
  sampleWeight?: Data | null;
  /** Number of the epoch to begin with. Default 0. */
  initialEpoch?: number | null;
  /** Steps of an epoch, if not all. */
  stepsPerEpoch?: number | null;
  /** Batches to measure on, if not all. */
  validationSteps?: number | null;
  /** How often the page may draw. Default "auto". */
  yieldEvery?: YieldEveryOptions | null;
}

/** How often a training may give way. */
export const aYield = takes.check<any>(
  '"auto", "batch", "epoch", "never" or milliseconds',
  (given) =>
    given === null || (typeof given === "number" && given >= 0) || ["auto", "batch", "epoch", "never"].includes(given),
);
/** What tells how much to print. */
export const aVerbosity = takes.check<any>("0, 1, 2 or a boolean", (given) =>
  [0, 1, 2, true, false, null].includes(given),
);
/** A factor for the loss of each class. */
export const factorsByClass = takes.check<any>(
  "factors by class, in a list or record",
  (given) =>
    typeof given === "object" &&
    given !== null &&
    Object.values(given).every((each) => typeof each === "number" || (typeof each === "object" && each !== null)),
);
const fitArgs = {
  batchSize: takes.withDefault(takes.positiveInteger, 32),
  epochs: takes.withDefault(takes.nonNegativeInteger, 1),
  verbose: aVerbosity,
  callbacks: takes.anything,
  validationSplit: takes.fraction,
  validationData: takes.iterable,
  shuffle: takes.withDefault(takes.either(takes.flag, takes.oneOf("batch")), true),
  classWeight: factorsByClass,
  sampleWeight: takes.anything,
  initialEpoch: takes.withDefault(takes.nonNegativeInteger, 0),
  stepsPerEpoch: takes.positiveInteger,
  validationSteps: takes.positiveInteger,
  yieldEvery: takes.withDefault(aYield, "auto"),
} satisfies Declared<Args<ModelFitArgs>>;

/** See {@link LayersModel.fit}. */
export async function fit(model: Trained, x: Data, y: Data, given: ModelFitArgs): Promise<History> {
  const args = readArgs("fit", given, fitArgs);
  const { batchSize, epochs: end, initialEpoch: first, shuffle } = args;
  const objective = compiledObjective(model.core, "fit");
  const { training, held } = split(samplesOf(model, x, y, args), args);
  objective.checkTargets(training);
  const validation = validationOf(model, args) ?? held;
  const steps = Math.min(args.stepsPerEpoch ?? Number.POSITIVE_INFINITY, Math.ceil(training.size / batchSize));
  const epochs = new Epochs(model, callbackList(args.callbacks, args.yieldEvery), {
    epochs: end,
    initialEpoch: first,
    samples: training.size,
    steps: args.stepsPerEpoch ?? null,
    batchSize,
    verbose: args.verbose ?? 1,
    doValidation: validation !== undefined,
  });
  const measured = validation && firstBatches(validation, args.validationSteps, batchSize);
  const random = new core.Random(core.randomSeed());
  return epochs.run(args.yieldEvery === "never", {
    first,
    steps,
    *batches() {
      const order = orderOf(training.size, batchSize, shuffle, random);
      for (let batch = 0; batch < steps; batch++) {
        const begin = batch * batchSize;
        yield takeSamples(training, begin, Math.min(begin + batchSize, training.size), order);
      }
    },
    ...(measured && { validate: async () => measure(model, measured, batchSize) }),
  });
}

function orderOf(size: number, batchSize: number, shuffle: boolean | "batch", random: core.Random) {
  if (!shuffle) return undefined;
  if (shuffle !== "batch") return random.permutation(size);
  const order: number[] = [];
  for (const batch of random.permutation(Math.ceil(size / batchSize))) {
    for (let i = batch * batchSize; i < Math.min(size, (batch + 1) * batchSize); i++) order.push(i);
  }
  return Int32Array.from(order);
}

function validationOf(model: Trained, { validationData }: ModelFitArgs): Samples | undefined {
  if (!validationData) return undefined;
  const [x, y, sampleWeight] = validationData;
  if ((validationData.length === 2 || validationData.length === 3) && y !== undefined) {
    return samplesOf(model, x, y, { sampleWeight });
  }
  throw new core.ConfigError({
    what: "fit: validationData is not valid.",
    expected: "[x, y] or [x, y, sampleWeight]",
    received: `a list of ${validationData.length}`,
  });
}

function firstBatches(samples: Samples, steps: number | null | undefined, batchSize: number): Samples {
  return steps ? takeSamples(samples, 0, Math.min(steps * batchSize, samples.size)) : samples;
}

/** The samples to train on, and with `validationSplit` the last ones to measure on. */
function split(
  samples: Samples,
  { validationSplit, validationData }: ModelFitArgs,
): { training: Samples; held?: Samples } {
  if (!validationSplit || validationData) return { training: samples };
  const at = Math.floor(samples.size * (1 - validationSplit));
  if (at > 0 && at < samples.size) {
    return { training: takeSamples(samples, 0, at), held: takeSamples(samples, at, samples.size) };
  }
  throw new core.ConfigError({
    what: "validationSplit leaves nothing to train on, or nothing to measure on.",
    expected: "a fraction that leaves at least one sample on either side",
    received: `${validationSplit} of ${samples.size} samples`,
  });
}
