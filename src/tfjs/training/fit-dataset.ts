/** `fitDataset` and `evaluateDataset`: batches that come one by one. */
import * as core from "../../index.ts";
import type { Samples } from "../../models/samples.ts";
import { type Complete, type Declared, shown, takes } from "../../tensor/index.ts";
import { type CallbacksArg, callbackList, type History, type YieldEveryOptions } from "../callbacks/index.ts";
import { type Args, readArgs } from "../read-args.ts";
import { Epochs } from "./epochs.ts";
import { aVerbosity, aYield, factorsByClass } from "./fit.ts";
import { type ClassWeights, type Data, samplesOf } from "./read.ts";
import { Means, measure, type Numbers, testOn } from "./steps.ts";
import type { Trained } from "./trained.ts";

/** What gives batches one by one: what `next()` resolves to is `{ value, done }`. */
export interface BatchIterator {
  /** The next batch. */
  next(): Promise<{ value: any; done?: boolean }>;
}
/** A source of batches: a dataset of `tf.data`, or an object like one. */
export interface BatchDataset {
  /** The number of batches, where it is known. */
  readonly size?: number | null;
  /** Begins at the first batch. */
  iterator(): Promise<BatchIterator>;
}

/** Options of `fitDataset`. */
export interface ModelFitDatasetArgs<_T = unknown> {
  /** Number of the epoch to end before. */
  epochs: number;
  /** Batches per epoch; the next epoch continues where this one ended. By default an epoch is the whole dataset. */
  batchesPerEpoch?: number | null;
  /** Number of the epoch to begin with. Default 0. */
  initialEpoch?: number | null;
  /** Taken as TensorFlow.js's; nothing is printed. */
  verbose?: 0 | 1 | 2 | boolean | null;
  /** Callbacks, or records of functions. Default none. */
  callbacks?: CallbacksArg;
  /** What to measure on after each epoch: `[x, y]`, or a dataset of batches. */
  validationData?: readonly [Data, Data] | readonly [Data, Data, Data] | BatchDataset | null;
  /** Samples measured together, where `validationData` is `[x, y]`. Default 32. */
  validationBatchSize?: number | null;
  /** Batches to measure on, where `validationData` is a dataset. Default all. */
  validationBatches?: number | null;
  /** A factor for the loss of each class. */
  classWeight?: ClassWeights | null;
  /** How often the page may draw. Default "auto". */
  yieldEvery?: YieldEveryOptions | null;
}

const fitDatasetArgs = {
  epochs: takes.required(takes.positiveInteger),
  batchesPerEpoch: takes.positiveInteger,
  initialEpoch: takes.withDefault(takes.nonNegativeInteger, 0),
  verbose: aVerbosity,
  callbacks: takes.anything,
  validationData: takes.check<any>(
    "[x, y], or a dataset",
    (given) => Array.isArray(given) || typeof given?.iterator === "function",
  ),
  validationBatchSize: takes.withDefault(takes.positiveInteger, 32),
  validationBatches: takes.positiveInteger,
  classWeight: factorsByClass,
  yieldEvery: takes.withDefault(aYield, "auto"),
} satisfies Declared<Args<ModelFitDatasetArgs>>;

/** See {@link LayersModel.fitDataset}. */
export async function fitDataset(model: Trained, data: BatchDataset, given: ModelFitDatasetArgs): Promise<History> {
  const args = readArgs("fitDataset", given, fitDatasetArgs);
  checkDataset("fitDataset", data);
  const { batchesPerEpoch, classWeight } = args;
  const known = data.size ?? undefined;
  const steps = batchesPerEpoch ?? (known !== undefined && Number.isFinite(known) ? known : undefined);
  const validate = validation(model, args);
  const epochs = new Epochs(model, callbackList(args.callbacks, args.yieldEvery), {
    epochs: args.epochs,
    // here TensorFlow.js tells callbacks none
    initialEpoch: null,
    samples: null,
    steps: steps ?? null,
    batchSize: null,
    verbose: args.verbose ?? 1,
    doValidation: validate !== undefined,
  });
  let running: BatchIterator | undefined;
  return epochs.run(args.yieldEvery === "never", {
    first: args.initialEpoch,
    ...(steps !== undefined && { steps }),
    ...(validate && { validate }),
    saysBatch: true,
    isCounted: Boolean(batchesPerEpoch),
    async *batches() {
      if (!batchesPerEpoch || !running) running = await data.iterator();
      yield* take(running, batchesPerEpoch, "fitDataset", (each) => readBatch(model, each, { classWeight }));
    },
  });
}

/** What comes next. @throws ConfigError where an iterator of the user's own gives something else */
async function nextOf(from: BatchIterator, where: string): Promise<{ value: any; done?: boolean }> {
  const next = typeof from?.next === "function" ? await from.next() : undefined;
  if (typeof next === "object" && next !== null) return next;
  throw new core.ConfigError({
    what: `${where}: the dataset gives no batches.`,
    expected: "next() with { value, done }",
    received: shown(next),
  });
}

/** Reads the next batches; warns when there are fewer than requested. */
async function* take(
  from: BatchIterator,
  count: number | null | undefined,
  where: string,
  read: (batch: unknown) => Samples,
): AsyncGenerator<Samples> {
  for (let taken = 0; taken < (count ?? Number.POSITIVE_INFINITY); taken++) {
    const { value, done } = await nextOf(from, where);
    if (!done && value !== null && value !== undefined) yield read(value);
    if (!done) continue;
    if (count)
      console.warn(
        `${where}: the dataset ran out of data after ${taken} of ${count} batches; repeat() makes it longer.`,
      );
    return;
  }
}

function validation(
  model: Trained,
  {
    validationData: given,
    validationBatches,
    validationBatchSize,
  }: Complete<Args<ModelFitDatasetArgs>, typeof fitDatasetArgs>,
): (() => Promise<Numbers>) | undefined {
  if (!given) return undefined;
  if (!isList(given)) return () => measureDataset(model, given, validationBatches);
  const { length }: readonly unknown[] = given;
  if (length !== 2 && length !== 3) {
    throw new core.ConfigError({
      what: "fitDataset: validationData is not valid.",
      expected: "[x, y], [x, y, sampleWeight] or a dataset",
      received: `a list of ${length}`,
    });
  }
  const [x, y, sampleWeight] = given;
  const samples = samplesOf(model, x, y, { sampleWeight });
  return async () => measure(model, samples, validationBatchSize);
}

const isList = (given: unknown): given is readonly [Data, Data, Data?] => Array.isArray(given);

/** Options of `evaluateDataset`. */
export interface ModelEvaluateDatasetArgs {
  /** Batches to measure on. Default all. */
  batches?: number | null;
  /** Taken as TensorFlow.js's; nothing is printed. */
  verbose?: 0 | 1 | boolean | null;
}

/** The loss and the metrics over the batches of a dataset. */
export async function evaluateDataset(
  model: Trained,
  data: BatchDataset | BatchIterator,
  args: ModelEvaluateDatasetArgs,
): Promise<Numbers> {
  const { batches } = readArgs("evaluateDataset", args, { batches: takes.positiveInteger, verbose: aVerbosity });
  return measureDataset(model, data, batches);
}

async function measureDataset(model: Trained, data: BatchDataset | BatchIterator, count?: number | null) {
  if (!isIterator(data)) checkDataset("evaluateDataset", data);
  const iterator = isIterator(data) ? data : await data.iterator();
  const means = new Means();
  for await (const samples of take(iterator, count, "evaluateDataset", (each) => readBatch(model, each, {}))) {
    means.add(testOn(model, samples), samples.size);
  }
  if (means.samples > 0) return means.values;
  throw new core.ConfigError({ what: "evaluateDataset: the dataset gave no batch.", expected: "one batch or more" });
}

const isIterator = (data: unknown): data is BatchIterator => typeof (data as BatchIterator | null)?.next === "function";

function checkDataset(where: string, data: unknown): void {
  if (typeof (data as BatchDataset | null)?.iterator === "function") return;
  throw new core.ConfigError({
    what: `${where} takes a dataset.`,
    expected: "what tf.data gives, or an object with a method iterator()",
    received: shown(data),
  });
}

function readBatch(model: Trained, batch: any, options: { classWeight?: ClassWeights | null | undefined }): Samples {
  const [x, y] = Array.isArray(batch) ? batch : [batch?.xs, batch?.ys];
  if (x !== undefined && y !== undefined) return samplesOf(model, x, y, options);
  throw new core.ConfigError({
    what: "The dataset returned something that is not a batch.",
    expected: "{ xs, ys }",
    received: shown(batch),
    hint: "dataset.batch(32) makes batches of samples { xs, ys }",
  });
}
