/** The walk over epochs: batches, callbacks, logs. Where batches come from, `fit` and `fitDataset` say. */
import { EventLoop } from "../../models/event-loop.ts";
import { alone } from "../../models/running.ts";
import type { Samples } from "../../models/samples.ts";
import { compiledObjective } from "../../models/training/objective.ts";
import {
  type BaseCallback,
  CallbackList,
  History,
  type Logs,
  type Params,
  registeredCallbacks,
  type TrainedModel,
} from "../callbacks/index.ts";
import { Means, type Numbers, trainOn } from "./steps.ts";
import type { Trained } from "./trained.ts";

/** The batches of one epoch, and what to measure after it. */
export interface EpochSource {
  /** The number of the epoch to begin with. */
  readonly first: number;
  /** How many batches an epoch has, where that is known. */
  readonly steps?: number;
  /** Whether the user counted the batches of an epoch, so that fewer are an end before time. */
  readonly isCounted?: boolean;
  /** Whether callbacks receive a batch's number and size before training on it. */
  readonly saysBatch?: boolean;
  /** The batches of the next epoch. */
  batches(): Iterable<Samples> | AsyncIterable<Samples>;
  /** The numbers of the validation. */
  validate?(): Promise<Numbers>;
}

/** What a training is to do. */
export interface Plan extends Params {
  epochs: number;
}

/** One training. */
export class Epochs {
  private readonly history = new History();
  private readonly list: CallbackList;
  private readonly labels: readonly string[];

  constructor(
    private readonly model: Trained,
    callbacks: readonly BaseCallback[],
    private readonly plan: Plan,
  ) {
    const verbosity = Number(plan.verbose ?? 1);
    this.list = new CallbackList([...registeredCallbacks(verbosity), ...callbacks, this.history]);
    this.labels = model.logNames;
  }

  /** Trains. @param still whether nothing else may run in between */
  run(still: boolean, source: EpochSource): Promise<History> {
    return alone(this.model.core, "fit", () => this.walk(still, source));
  }

  private async walk(still: boolean, source: EpochSource): Promise<History> {
    const { model, plan, labels } = this;
    const { core } = model;
    const validated = labels.map((name) => `val_${name}`);
    const metrics = [...labels, ...(source.validate ? validated : [])];
    this.list.begin(model as TrainedModel, { ...plan, metrics });
    model.history = this.history;
    const loop = new EventLoop();
    core.seedWeights(undefined);
    await this.call((callback) => callback.onTrainBegin({}));
    core.stopTraining = false;
    for (let epoch = source.first; epoch < plan.epochs && !core.stopTraining; epoch++) {
      await this.call((callback) => callback.onEpochBegin(epoch, {}));
      const means = new Means();
      let batch = 0;
      for await (const samples of source.batches()) {
        const logs: Logs = source.saysBatch ? { batch, size: samples.size } : {};
        await this.call((callback) => callback.onBatchBegin(batch, logs));
        Object.assign(logs, { batch, size: samples.size });
        const numbers = trainOn(model, samples);
        means.add(numbers, samples.size);
        Object.assign(logs, byName(labels, numbers));
        await this.call((callback) => callback.onBatchEnd(batch, logs));
        batch++;
        if (!still) await loop.turn();
        if (core.stopTraining) break;
      }
      // an epoch that ended early is not measured
      const stopped = (core.stopTraining || source.isCounted) && batch !== source.steps;
      const measured = source.validate && !stopped ? byName(validated, await source.validate()) : {};
      const logs = { ...measured, ...byName(labels, means.values) };
      await this.call((callback) => callback.onEpochEnd(epoch, logs));
    }
    compiledObjective(core, "fit").optimizer.finalize();
    await this.call((callback) => callback.onTrainEnd({}));
    return this.history;
  }

  private call(hook: (callback: BaseCallback) => unknown): Promise<void> {
    return this.list.call(this.model as TrainedModel, hook);
  }
}

const byName = (names: readonly string[], numbers: Numbers): Logs =>
  Object.fromEntries(numbers.map((each, i) => [names[i] ?? `${i}`, each]));
