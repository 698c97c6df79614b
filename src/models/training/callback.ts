/** The contract of callbacks, and the list of callbacks of one run. */
import { ConfigError, nearestName, shown } from "../../tensor/index.ts";
import type { AnyModel } from "../model.ts";
import type { AnyModelLayer } from "../model-layer.ts";
import type { CheckpointOptions } from "./checkpoint.ts";
import type { Logs } from "./logs.ts";

/** A hook: it may be async, and training waits for it. */
type Hook<Args extends unknown[]> = (...args: [...Args, logs: Logs, model: AnyModel]) => void | Promise<void>;

/**
 * Any object with some of these methods. Each is awaited; `logs` holds the numbers and may be added to, and the model
 * is the last argument: set `model.stopTraining = true` to end training.
 *
 * Order in `fit`: train begin, (epoch begin, (train batch begin, train batch end)*, test begin, (test batch begin, test
 * batch end)*, test end, epoch end)*, train end.
 */
export interface Callback {
  /** Before the first epoch of `fit`. */
  onTrainBegin?: Hook<[]> | undefined;
  /** After the last epoch of `fit`. */
  onTrainEnd?: Hook<[]> | undefined;
  /** Before an epoch, whose number counts from 0. */
  onEpochBegin?: Hook<[epoch: number]> | undefined;
  /** After an epoch; logs have its loss and metrics, those of the validation with `val_` in front. */
  onEpochEnd?: Hook<[epoch: number]> | undefined;
  /** Before a batch of training, whose number counts from 0 in each epoch. */
  onTrainBatchBegin?: Hook<[batch: number]> | undefined;
  /** After a batch of training; logs have the means of the epoch so far. */
  onTrainBatchEnd?: Hook<[batch: number]> | undefined;
  /** Before an evaluation, within `fit` before a validation. */
  onTestBegin?: Hook<[]> | undefined;
  /** After an evaluation; logs have its loss and metrics. */
  onTestEnd?: Hook<[]> | undefined;
  /** Before a batch of an evaluation, whose number counts from 0. */
  onTestBatchBegin?: Hook<[batch: number]> | undefined;
  /** After a batch of an evaluation; logs have the means so far. */
  onTestBatchEnd?: Hook<[batch: number]> | undefined;
  /** Asks `fit` to save and resume from here, as its option `checkpoint` does. */
  readonly checkpoint?: CheckpointOptions | undefined;
  /** Its state for a checkpoint: plain values and typed arrays. */
  getState?(): unknown;
  /** Restores the result of {@link getState}, after train begin. */
  setState?(state: unknown): void;
}

/** A callback, or a function that is called at the end of each epoch. */
export type CallbackSpec = Callback | NonNullable<Callback["onEpochEnd"]>;

/** The names of the hooks. */
export const hooks: readonly string[] = [
  "onTrainBegin",
  "onTrainEnd",
  "onEpochBegin",
  "onEpochEnd",
  "onTrainBatchBegin",
  "onTrainBatchEnd",
  "onTestBegin",
  "onTestEnd",
  "onTestBatchBegin",
  "onTestBatchEnd",
];

/** Names that other libraries have for hooks. */
const otherNames: Readonly<Record<string, string>> = {
  onbatchbegin: "onTrainBatchBegin",
  onbatchend: "onTrainBatchEnd",
};

/** @throws ConfigError for a method whose name resembles a hook's but is none: it would never be called */
function checkHooks(callback: Callback): void {
  for (let part: object = callback; part && part !== Object.prototype; part = Object.getPrototypeOf(part)) {
    for (const name of Object.getOwnPropertyNames(part)) {
      const { value } = Object.getOwnPropertyDescriptor(part, name)!;
      if (typeof value !== "function" || !/^on[A-Z_]/.test(name) || hooks.includes(name)) continue;
      const near = otherNames[name.toLowerCase().replaceAll("_", "")] ?? nearestName(name, hooks);
      throw new ConfigError({
        what: `Unknown hook of a callback "${name}": it would never be called.`,
        expected: `one of ${hooks.join(", ")}`,
        received: `"${name}"`,
        hint: near && `did you mean "${near}"?`,
      });
    }
  }
}

/** Calls each hook of several callbacks, one after the other. */
export class CallbackList implements Required<Omit<Callback, "checkpoint" | "getState" | "setState">> {
  private readonly list: readonly Callback[];
  private readonly model: AnyModel;

  /** @param after are called after the others  @throws ConfigError for anything that is neither an object nor a function */
  constructor(specs: readonly CallbackSpec[], model: AnyModelLayer, after: readonly Callback[] = []) {
    if (!Array.isArray(specs)) throw wrongCallback("a list of callbacks", specs);
    const own = specs.map((spec): Callback => {
      if (typeof spec === "function") return { onEpochEnd: spec };
      if (spec === null || typeof spec !== "object") throw wrongCallback("an object with hooks, or a function", spec);
      checkHooks(spec);
      return spec;
    });
    this.list = [...own, ...after];
    this.model = model as AnyModel;
  }

  /** The checkpoint that one of them asks for. */
  get checkpoint(): CheckpointOptions | undefined {
    return this.list.find(({ checkpoint }) => checkpoint)?.checkpoint;
  }

  onTrainBegin(logs: Logs) {
    return this.each((callback) => callback.onTrainBegin?.(logs, this.model));
  }
  onTrainEnd(logs: Logs) {
    return this.each((callback) => callback.onTrainEnd?.(logs, this.model));
  }
  onEpochBegin(epoch: number, logs: Logs) {
    return this.each((callback) => callback.onEpochBegin?.(epoch, logs, this.model));
  }
  onEpochEnd(epoch: number, logs: Logs) {
    return this.each((callback) => callback.onEpochEnd?.(epoch, logs, this.model));
  }
  onTrainBatchBegin(batch: number, logs: Logs) {
    return this.each((callback) => callback.onTrainBatchBegin?.(batch, logs, this.model));
  }
  onTrainBatchEnd(batch: number, logs: Logs) {
    return this.each((callback) => callback.onTrainBatchEnd?.(batch, logs, this.model));
  }
  onTestBegin(logs: Logs) {
    return this.each((callback) => callback.onTestBegin?.(logs, this.model));
  }
  onTestEnd(logs: Logs) {
    return this.each((callback) => callback.onTestEnd?.(logs, this.model));
  }
  onTestBatchBegin(batch: number, logs: Logs) {
    return this.each((callback) => callback.onTestBatchBegin?.(batch, logs, this.model));
  }
  onTestBatchEnd(batch: number, logs: Logs) {
    return this.each((callback) => callback.onTestBatchEnd?.(batch, logs, this.model));
  }

  /** The state of each, in order. */
  getState(): unknown[] {
    return this.list.map((callback) => callback.getState?.());
  }
  setState(states: readonly unknown[]): void {
    for (const [i, callback] of this.list.entries()) if (states[i] !== undefined) callback.setState?.(states[i]);
  }

  private async each(call: (callback: Callback) => void | Promise<void> | undefined): Promise<void> {
    const { running } = this.model;
    for (const callback of this.list) {
      if (running) running.inCallback = true;
      try {
        const pending = call(callback);
        if (pending) await pending;
      } finally {
        if (running) running.inCallback = false;
      }
    }
  }
}

function wrongCallback(expected: string, received: unknown): ConfigError {
  return new ConfigError({ what: "This is not a callback.", expected, received: shown(received) });
}
