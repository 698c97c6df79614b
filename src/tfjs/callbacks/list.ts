/** The callbacks of one training. */
import { ConfigError, type Callback as CoreCallback } from "../../index.ts";
import { shown } from "../../tensor/index.ts";
import { BaseCallback, type Logs, type Params, type TrainedModel, type YieldEveryOptions } from "./base.ts";
import { CustomCallback, type CustomCallbackArgs } from "./custom.ts";
import { RecurveCallback } from "./recurve-callback.ts";

/** The callbacks that `fit` takes: callbacks, or records of functions. Those of Recurve it takes, too. */
export type CallbacksArg = BaseCallback | CustomCallbackArgs | readonly (BaseCallback | CustomCallbackArgs)[] | null;

/** @throws ConfigError for anything but a callback, or one with functions that are never called */
export function callbackList(given: CallbacksArg | undefined, yieldEvery?: YieldEveryOptions | null): BaseCallback[] {
  const list = given === null || given === undefined ? [{}] : [given].flat();
  return list.map((each) => oneOf(each, yieldEvery));
}

const names = /^on(TrainBegin|TrainEnd|EpochBegin|EpochEnd|BatchBegin|BatchEnd|Yield)$/;
const coreNames = /^on(TrainBatch|Test)/;

function oneOf(each: unknown, yieldEvery: YieldEveryOptions | null | undefined): BaseCallback {
  if (each instanceof BaseCallback) return each;
  if (typeof each !== "object" || each === null) {
    throw new ConfigError({
      what: "This is not a callback.",
      expected: "an object of a class that extends tf.Callback, or a record of functions such as onEpochEnd",
      received: shown(each),
    });
  }
  const hooks = hooksOf(each);
  const foreign = hooks.filter((name) => !names.test(name));
  if (foreign.some((name) => coreNames.test(name)) || isOfRecurve(each))
    return new RecurveCallback(each as CoreCallback);
  if (foreign.length === 0) return new CustomCallback(each as CustomCallbackArgs, yieldEvery);
  throw new ConfigError({
    what: `Unknown hook of a callback "${foreign[0]}": it would never be called.`,
    expected: "onTrainBegin, onTrainEnd, onEpochBegin, onEpochEnd, onBatchBegin, onBatchEnd or onYield",
    received: `"${foreign[0]}"`,
  });
}

/** The names of an object's hooks, those of its class among them. */
function hooksOf(each: object): string[] {
  const all: string[] = [];
  for (let part: object = each; part && part !== Object.prototype; part = Object.getPrototypeOf(part)) {
    all.push(...Object.getOwnPropertyNames(part));
  }
  return all.filter((name) => /^on[A-Z]/.test(name));
}

/** Whether an object is of one of Recurve's own classes of callbacks, whose hooks take the model last. */
const isOfRecurve = (each: object) =>
  "config" in each && Object.getPrototypeOf(each) !== Object.prototype && hooksOf(each).length > 0;

/** Calls each method of several callbacks, one after the other. */
export class CallbackList {
  /** The callbacks, in the order in which they are called. */
  readonly callbacks: BaseCallback[];

  constructor(
    callbacks: readonly BaseCallback[] | null = [],
    /** Taken as TensorFlow.js's and without effect. */
    readonly queueLength = 10,
  ) {
    this.callbacks = [...(callbacks ?? [])];
  }

  /** Adds a callback, called after all others. */
  append(callback: BaseCallback): void {
    this.callbacks.push(callback);
  }
  /** Passes the parameters of the training to all. */
  setParams(params: Params): void {
    for (const each of this.callbacks) each.setParams(params);
  }
  /** Passes the model to all. */
  setModel(model: TrainedModel): void {
    for (const each of this.callbacks) each.setModel(model);
  }
  /** Before the first epoch. */
  async onTrainBegin(logs: Logs = {}): Promise<void> {
    for (const each of this.callbacks) await each.onTrainBegin(logs);
  }
  /** After the last epoch. */
  async onTrainEnd(logs: Logs = {}): Promise<void> {
    for (const each of this.callbacks) await each.onTrainEnd(logs);
  }
  /** Before an epoch. */
  async onEpochBegin(epoch: number, logs: Logs = {}): Promise<void> {
    for (const each of this.callbacks) await each.onEpochBegin(epoch, logs);
  }
  /** After an epoch. */
  async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    for (const each of this.callbacks) await each.onEpochEnd(epoch, logs);
  }
  /** Before a batch. */
  async onBatchBegin(batch: number, logs: Logs = {}): Promise<void> {
    for (const each of this.callbacks) await each.onBatchBegin(batch, logs);
  }
  /** After a batch. */
  async onBatchEnd(batch: number, logs: Logs = {}): Promise<void> {
    for (const each of this.callbacks) await each.onBatchEnd(batch, logs);
  }

  /** Passes the parameters of the training and the model to all. */
  begin(model: TrainedModel, params: Params): void {
    this.setParams(params);
    this.setModel(model);
  }
  /** Calls a method of all; meanwhile the model may be used and given weights. */
  async call(model: TrainedModel, hook: (callback: BaseCallback) => unknown): Promise<void> {
    const { running } = model.core;
    for (const each of this.callbacks) {
      if (running) running.inCallback = true;
      try {
        await hook(each);
      } finally {
        if (running) running.inCallback = false;
      }
    }
  }
}

/** The logs for a hook after an epoch or a batch. */
export type { Logs };
