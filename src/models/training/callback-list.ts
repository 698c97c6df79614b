/** The callbacks of one run, as one. */
import { ConfigError, nearestName, shown } from "../../tensor/index.ts";
import type { AnyModelLayer } from "../model-layer.ts";
import { type Callback, type CallbackSpec, type HookModel, hooks } from "./callback.ts";
import type { CheckpointOptions } from "./checkpoint.ts";
import type { Logs } from "./logs.ts";

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
  private readonly model: HookModel;

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
    this.model = model as HookModel;
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
