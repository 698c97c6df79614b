/** Training on a cluster: what is checked here, what is written for the hosts, how it begins or goes on. */
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { variableOf, withoutDrawing } from "../autodiff/variable.ts";
import { makeFolder } from "../files/make-folder.ts";
import { loadModel, modelToJSON, saveModel } from "../io/index.ts";
import { snakeCase } from "../io/names.ts";
import { checkModel } from "../models/check-model.ts";
import type { AnyModel } from "../models/index.ts";
import { checkShapes } from "../models/read-samples.ts";
import { defaultBatchSize } from "../models/take-rows.ts";
import { type Batches, type BatchSource, isBatches } from "../models/training/epoch-batches.ts";
import { planFit } from "../models/training/fit-plan.ts";
import { compiledObjective } from "../models/training/objective.ts";
import { BackendError, ConfigError, randomSeed, readOptions, shown } from "../tensor/index.ts";
import { Job } from "./job.ts";
import { type JobRecord, jobName, readRecord, resultFile, takeFolder, workFolder, writeRecord } from "./job-folder.ts";
import { type Finding, throwUnlessFine } from "./launchers/launcher.ts";
import { type ClusterTrainOptions, launcherOf, stoppingOf, type TrainingData, trainOptions } from "./options.ts";
import { checkTravels, identityOf, inexact, type Plan, stoppingPlan } from "./plan.ts";
import { trainingPackages } from "./python.ts";
import { scriptFile } from "./scripts.ts";
import { type DataList, digestOf, writePasses, writeShards } from "./shards.ts";

/** Where the data of a training begin. */
const beginning = { epoch: 0, seed: 0, epochStart: 0, skip: 0 };

/** What hosts run. */
const scripts = ["train", "step", "world", "data", "figures", "losses", "tell"].map((name) => `recurve_${name}.py`);

/**
 * Trains a compiled model in several processes, here or on other machines, to the losses and weights of `fit`. All that may be wrong
 * is said before anything is sent. In a folder whose job was interrupted, the same call goes on from the last checkpoint.
 *
 * Of a dataset, the first pass is sent, whose rows are every epoch's; with `passes: "all"` one for each epoch.
 * @returns the job, which runs: `job.events()` tells how it goes, `job.result()` gives the trained model
 * @throws ConfigError, ShapeError for data and options as `fit`, for parts that cannot be sent, for a folder that is taken;
 *   FormatError for layers that no file holds; IoError for hosts that lack something
 */
export async function train(model: AnyModel, data: TrainingData, options: ClusterTrainOptions = {}): Promise<Job> {
  checkModel("cluster.train", model);
  const { launcher: where, output, ...rest } = readOptions("cluster.train", options, trainOptions);
  const launcher = launcherOf(where);
  const stopping = stoppingOf(options.callbacks);
  compiledObjective(model, "cluster.train");
  const sources = sourcesOf(model, data, options);
  checkTravels(model);
  const folder = output ?? join("cluster", model.name);
  if (existsSync(resultFile(folder)) || readRecord(folder)?.kind === "predict") throw finished(folder);
  const lock = await takeFolder(folder);
  try {
    const found = readRecord(folder);
    if (found && (await new Job(folder, found).state()) !== "over") throw running(folder);
    throwUnlessFine(await launcher.check(trainingPackages));
    const seed = options.seed ?? model.config.seed;
    const work = workFolder(folder);
    const parts = [modelToJSON(model), seed, sources.identity, rest.initialEpoch];
    const identity = identityOf([...parts, ...(await contentsOf(sources))]);
    const isSame = found?.identity === identity && existsSync(join(work, "plan.json"));
    if (found && !(isSame && (await beginsWith(model, join(work, "model.keras"))))) throw another(folder);
    const begun = isSame ? (JSON.parse(readFileSync(join(work, "plan.json"), "utf8")) as Plan) : undefined;
    const plan = begun ?? (await write(model, sources, work, seed));
    const batchSize = plan.batchSize;
    Object.assign(plan, {
      job: identity,
      epochs: rest.epochs,
      initialEpoch: rest.initialEpoch,
      stepsPerEpoch: rest.stepsPerEpoch,
      validationBatchSize: rest.validationBatchSize ?? batchSize,
      validationSteps: rest.validationSteps,
      validationFreq: rest.validationFreq,
      checkpoint: { everySteps: rest.checkpointEverySteps },
      device: rest.device,
      earlyStopping: stopping && stoppingPlan(stopping),
    });
    makeFolder(work);
    for (const name of scripts) copyFileSync(scriptFile(name), join(work, name));
    writeFileSync(join(work, "plan.json"), `${JSON.stringify(plan, null, 2)}\n`);
    const name = jobName(found, identity);
    const placed = await launcher.place(work, name);
    const handle = await launcher.start(placed, ["recurve_train.py", "plan.json"]);
    const warnings = [...inexact(model, batchSize, launcher.processes), ...unmeasured(model)];
    const record: JobRecord = {
      kind: "train",
      launcher: where,
      handle,
      identity,
      name,
      names: namesOf(model),
      warnings,
    };
    await writeRecord(folder, record);
    return new Job(folder, record);
  } finally {
    lock.release();
  }
}

/** The job of a folder, to be followed again. @throws IoError where there is none */
export function attach(folder: string): Job {
  if (typeof folder !== "string")
    throw new ConfigError({ what: "attach takes the folder of a job.", received: shown(folder) });
  return Job.of(folder);
}

/** What a launcher needs and whether it is there. @throws ConfigError for an unknown launcher */
export async function check(launcher: ClusterTrainOptions["launcher"] = "local"): Promise<Finding[]> {
  return launcherOf(launcher).check(trainingPackages);
}

/** Data, read and checked, or a place where hosts find them. */
interface Source {
  train: BatchSource | string;
  validation: BatchSource | string | undefined;
  /** Whether the data come as batches of their own. */
  isStream: boolean;
  /** Whether validation data do. */
  isMeasuredInBatches: boolean;
  /** The epochs whose passes are sent as they come, where that is more than the first. */
  epochs: readonly number[] | undefined;
  batchSize: number | undefined;
  shuffle: boolean;
  identity: unknown;
}

function sourcesOf(model: AnyModel, data: TrainingData, options: ClusterTrainOptions): Source {
  const { batchSize, shuffle, stepsPerEpoch, validationData, classWeight, allowNaN, validationSplit } = options;
  const { passes, epochs = 1, initialEpoch = 0 } = options;
  const validationPath = typeof validationData === "string" ? validationData : undefined;
  if (typeof data === "string") {
    const refused = Object.entries({ classWeight, allowNaN, validationSplit }).find(([, value]) => value !== undefined);
    if (refused) throw forSamples(refused[0], "a folder of shards");
    if (validationData !== undefined && validationPath === undefined)
      throw forSamples("validationData in memory", "a folder of shards");
    const plain = { batchSize: batchSize ?? defaultBatchSize, shuffle: shuffle ?? true };
    if (passes === "all") throw ofDatasets("a folder of shards");
    for (const folder of [data, validationPath]) if (folder !== undefined) checkShards(model, folder);
    const none = { isStream: false, isMeasuredInBatches: false, epochs: undefined };
    return { train: data, validation: validationPath, ...none, ...plain, identity: [data, plain] };
  }
  const isStream = isBatches(data);
  if (!isStream && passes === "all") throw ofDatasets("samples in memory");
  if (passes === "all" && shuffle) throw forSamples("shuffle", 'passes: "all"');
  if (isStream && stepsPerEpoch !== undefined) throw forSamples("stepsPerEpoch", "a dataset");
  const [x, y, sampleWeight] = isStream ? [data] : partsOf(data, "The data");
  const held =
    validationData === undefined || typeof validationData === "string" ? undefined : validationOf(validationData);
  const plan = planFit(model, x as never, y as never, {
    ...(batchSize !== undefined && { batchSize }),
    ...(!isStream && { shuffle: false, sampleWeight: sampleWeight as never }),
    classWeight,
    allowNaN,
    validationSplit,
    validationData: held as never,
  });
  const { samples, batchSize: actual } = plan.training.plan as { samples?: number; batchSize?: number };
  const order = shuffle ?? !isStream;
  return {
    train: plan.training,
    validation: validationPath ?? plan.validation,
    isStream,
    isMeasuredInBatches: isBatches(held),
    epochs: passes === "all" ? Array.from({ length: epochs - initialEpoch }, (_, i) => initialEpoch + i) : undefined,
    batchSize: actual,
    shuffle: order,
    identity: [samples, actual, order, stepsPerEpoch, ...(passes === "all" ? [epochs] : [])],
  };
}

/** What samples in memory hold, in short: a job that goes on has those that were sent. */
async function contentsOf({ train, validation, isStream, isMeasuredInBatches }: Source): Promise<string[]> {
  const held = [isStream ? undefined : train, isMeasuredInBatches ? undefined : validation];
  return Promise.all(held.map((each) => (typeof each === "object" ? digestOf(each.batches(beginning)) : "")));
}

/** Whether a model would be trained from the weights of a file; those that are not drawn yet may be any. */
async function beginsWith(model: AnyModel, file: string): Promise<boolean> {
  const { weights } = await loadModel(file);
  const sent = weights.map((weight) => weight.value.dataSync());
  return withoutDrawing(() =>
    model.weights.every((weight, i) => {
      const { value } = weight;
      return variableOf(value) !== weight || value.dataSync().every((each, at) => Object.is(each, sent[i]![at]));
    }),
  );
}

function validationOf(given: Exclude<TrainingData, string>): Batches | readonly unknown[] {
  return isBatches(given) ? (given as Batches) : partsOf(given, "validationData").filter((part) => part !== undefined);
}

function partsOf(given: unknown, what: string): readonly unknown[] {
  if (Array.isArray(given) && (given.length === 2 || given.length === 3)) return given;
  if (typeof given === "object" && given !== null && "x" in given && "y" in given) {
    const { x, y, sampleWeight } = given as { x: unknown; y: unknown; sampleWeight?: unknown };
    return [x, y, sampleWeight];
  }
  throw new ConfigError({
    what: `${what} of cluster.train are not what it takes.`,
    expected: "{ x, y, sampleWeight? }, [x, y, sampleWeight?], a dataset of batches, or a folder of shards",
    received: shown(given),
  });
}

/** Writes data and model, whose weights are those that `fit` would begin with. */
async function write(model: AnyModel, source: Source, work: string, seed: number | undefined): Promise<Plan> {
  rmSync(work, { recursive: true, force: true });
  const put = async (given: BatchSource | string, name: string, epochs: readonly number[] | undefined) => {
    if (typeof given === "string") return { path: given, list: listedIn(given) };
    const into = join(work, name);
    const isStream = source.isStream && name === "train";
    if (!epochs) return { path: name, written: await writeShards(given.batches(beginning), into, name, isStream) };
    const passes = epochs.map((epoch) => given.batches({ ...beginning, epoch }));
    return { path: name, written: await writePasses(passes, into, name, epochs[0]!) };
  };
  const train = await put(source.train, "train", source.epochs);
  const validation =
    source.validation && (await put(source.validation, "validation", source.isMeasuredInBatches ? [0] : undefined));
  const chosen = seed ?? randomSeed();
  model.seedWeights(seed);
  await saveModel(model, join(work, "model.keras"), { format: "keras" });
  return {
    model: "model.keras",
    outputs: model.outputNames,
    train: train.path,
    ...(validation && { validation: validation.path }),
    batchSize: source.batchSize ?? train.written!.batchSize,
    shuffle: source.shuffle,
    seed: chosen,
    stepsDone: model.objective!.steps,
  } as Plan;
}

/** The list of a folder of shards, where it can be seen from here. @throws ConfigError when it is no such folder */
function listedIn(folder: string): DataList | undefined {
  if (!existsSync(folder)) return undefined;
  const path = join(folder, "data.json");
  const list = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as DataList) : undefined;
  if (list && !list.passes) return list;
  if (list)
    throw new ConfigError({
      what: `${folder} holds the batches of each epoch of another job.`,
      expected: "shards of rows, which every epoch cuts into batches",
      hint: "cluster.writeData writes them from a dataset",
    });
  throw new ConfigError({
    what: `${folder} is not a folder of shards.`,
    expected: "one that cluster.writeData has made, with a data.json",
    received: "a folder without data.json",
  });
}

/** Shards that can be seen from here must hold what the model takes. @throws ConfigError, ShapeError as `fit` */
function checkShards(model: AnyModel, folder: string): void {
  const list = listedIn(folder);
  const shapes = list?.tensors
    .filter(({ name }) => name.startsWith("x"))
    .map(({ shape = [] }) => [list.rows, ...shape]);
  if (!shapes) return;
  const graph = model.prepare(shapes);
  if (graph.inputs.length !== shapes.length) {
    throw new ConfigError({
      what: `The shards in ${folder} are not for the inputs of this model.`,
      expected: `${graph.inputs.length}: ${model.inputNames.join(", ")}`,
      received: String(shapes.length),
    });
  }
  checkShapes(model, graph, shapes);
}

/** Metrics that Keras lacks, which are not measured. */
function unmeasured(model: AnyModel): string[] {
  const names = compiledObjective(model, "cluster.train").metricNames;
  const of = (end: RegExp) => names.find((name) => end.test(name));
  const [perplexity, pinball] = [of(/perplexity$/), of(/pinball$/)];
  return [
    ...(perplexity
      ? [`${perplexity}: Keras has no such metric, and it is not measured; it is the exponential of the loss.`]
      : []),
    ...(pinball ? [`${pinball}: Keras has no such metric, and it is not measured.`] : []),
  ];
}

/** Recurve's names of losses and metrics by those of Keras. */
function namesOf(model: AnyModel): Record<string, string> {
  const { metricNames } = compiledObjective(model, "cluster.train");
  return Object.fromEntries(metricNames.map((name) => [name.split("_").map(snakeCase).join("_"), name]));
}

function forSamples(what: string, given: string): ConfigError {
  return new ConfigError({
    what: `cluster.train: ${what} is for samples in memory.`,
    expected: "data that are made as they should be",
    received: `${what} and ${given}`,
  });
}

function ofDatasets(given: string): ConfigError {
  return new ConfigError({
    what: 'cluster.train: passes: "all" is for a dataset, which is read anew for each epoch.',
    received: given,
  });
}

function finished(folder: string): ConfigError {
  return new ConfigError({
    what: `The folder ${folder} holds a finished job.`,
    expected: "a new folder, or one of a job that was interrupted",
    hint: "choose another with output, or remove it",
  });
}

function running(folder: string): BackendError {
  return new BackendError({
    what: `The job in ${folder} runs already.`,
    hint: `recurve cluster attach ${folder} follows it, recurve cluster stop ${folder} ends it`,
  });
}

function another(folder: string): ConfigError {
  return new ConfigError({
    what: `The job in ${folder} is another one.`,
    expected: "the same model, data and options as before",
    hint: "choose another folder with output, or remove it",
  });
}
