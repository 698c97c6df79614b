/** What a job is to do, decided and checked here before anything is written or sent. */
import { createHash } from "node:crypto";
import { modelToJSON } from "../io/index.ts";
import { camelCase, snakeCase } from "../io/names.ts";
import { resolveLoss } from "../losses/by-name.ts";
import type { LossSpec } from "../losses/index.ts";
import type { AnyModel } from "../models/index.ts";
import { layersWithin } from "../models/stateful.ts";
import type { EarlyStopping } from "../models/training/callbacks/early-stopping.ts";
import { directionOf } from "../models/training/callbacks/monitor.ts";
import { compiledObjective } from "../models/training/objective.ts";
import { ConfigError } from "../tensor/index.ts";

/** `plan.json`, as `recurve_train.py` reads it. Paths are relative to its folder, or whole. */
export interface Plan {
  /** What must be the same for a training to go on. */
  job: string;
  model: string;
  /** The names of the model's outputs. */
  outputs: readonly string[];
  train: string;
  validation?: string;
  batchSize: number;
  epochs: number;
  initialEpoch: number;
  stepsPerEpoch?: number;
  stepsDone: number;
  shuffle: boolean;
  seed: number;
  validationBatchSize: number;
  validationSteps?: number;
  validationFreq: number;
  checkpoint: { everySteps?: number };
  earlyStopping?: Record<string, unknown>;
  device: "auto" | "cpu";
}

/** @throws ConfigError for what no file can take along */
export function checkTravels(model: AnyModel): void {
  const { options } = compiledObjective(model, "cluster.train");
  const refuse = (what: string, hint: string) => {
    throw new ConfigError({ what, expected: "layers, losses and optimizers of Recurve's own", hint });
  };
  if (options.trainStep ?? options.testStep ?? model.trainStep ?? model.testStep)
    refuse("A training step of your own cannot be sent to other machines.", "train with fit");
  if (model.stateful)
    refuse(
      "A stateful model carries states from batch to batch, and batches are shared out.",
      "leave stateful out to train; weights fit either way",
    );
  const texts = model.inputs.findIndex(({ dtype }) => dtype === "string");
  if (texts >= 0)
    refuse(
      `The input "${model.inputNames[texts]}" takes texts, which only Recurve reads.`,
      "make numbers of the texts first, and send the model behind them",
    );
  // so Keras's files name what is not Keras's
  const written = modelToJSON(model);
  const [, own] = /"registered_name": ?"Custom>([^"]+)"/.exec(written) ?? [];
  const [, option] = /"recurve_config": ?\{"(\w+)"/.exec(written) ?? [];
  if (option !== undefined)
    refuse(`Keras has no option ${camelCase(option)}, and the hosts would train without it.`, "train with fit");
  if (own !== undefined) refuse(`The class ${own} is your own, and the hosts do not have it.`, "train with fit");
  for (const spec of lossesOf(options.loss)) {
    if (typeof spec === "function") continue; // saving refuses it by name
    const { name, reduction, readsMask } = resolveLoss(spec);
    if (reduction === "none") refuse(`The loss "${name}" is not reduced to one number.`, 'choose reduction: "sum"');
    if (readsMask) refuse(`The loss "${name}" reads masks in a way that Keras does not.`, "train with fit");
  }
}

function lossesOf(loss: unknown): LossSpec[] {
  if (loss === undefined || loss === null) return [];
  if (typeof loss === "string" || typeof loss === "function" || "values" in (loss as object) === true) {
    if (typeof loss !== "object" || typeof (loss as { values: unknown }).values === "function")
      return [loss as LossSpec];
  }
  return Object.values(loss as object).flatMap(lossesOf);
}

/** What will not be as on one machine, a sentence each. */
export function inexact(model: AnyModel, batchSize: number, processes: number): string[] {
  const layers = layersWithin(model);
  const named = (kinds: RegExp) => [
    ...new Set(layers.filter(({ className }) => kinds.test(className)).map(({ name }) => name)),
  ];
  const draws = layers
    .filter(({ config }) => ["dropout", "recurrentDropout"].some((name) => Number((config as never)[name]) > 0))
    .map(({ name }) => name);
  const found: string[] = [];
  const normalized = named(/^BatchNormalization$/);
  if (normalized.length > 0 && processes > 1)
    found.push(`${normalized.join(", ")}: each process normalizes by its own part of a batch, not by all of it.`);
  const random = [...new Set([...named(/Dropout|Noise/), ...draws])];
  if (random.length > 0) found.push(`${random.join(", ")}: dropout and noise are drawn by other numbers than in fit.`);
  const differing = layers
    .filter(({ className, config }) => {
      const { padding } = config as { padding?: string };
      return /Spectrogram$/.test(className) || (/^AveragePooling/.test(className) && padding === "same");
    })
    .map(({ name }) => name);
  if (differing.length > 0)
    found.push(
      `${[...new Set(differing)].join(", ")}: Keras on torch computes spectrograms, and means of windows that reach over an edge, in another way than fit.`,
    );
  if (batchSize < processes)
    found.push(`Batches of ${batchSize} leave some of the ${processes} processes without work.`);
  return found;
}

/** The watch of early stopping as the plan holds it. */
export function stoppingPlan({ config }: EarlyStopping): Record<string, unknown> {
  const { monitor, minDelta, patience, baseline, restoreBestWeights, startFromEpoch } = config;
  const rest = { sign: directionOf(config), minDelta, patience, baseline, restoreBestWeights, startFromEpoch };
  return { monitor: monitor.split("_").map(snakeCase).join("_"), ...rest };
}

/** A short name for a training: the same for the same model, data and options. */
export function identityOf(parts: unknown): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
