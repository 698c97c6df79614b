/** What `fit` returns: the numbers of every epoch. */

import { own, setOwn } from "../../tensor/index.ts";
import type { Callback } from "./callback.ts";
import type { Logs } from "./logs.ts";

/** The record of a training run. */
export class History implements Callback {
  /** The values after each epoch: `loss`, metrics, and the same with `val_` for validation. */
  readonly history: Record<string, number[]> = {};
  /** The epochs that ran, counted from 0. */
  readonly epoch: number[] = [];

  /** @param params the planned number of epochs, and steps per epoch if known */
  constructor(readonly params: Readonly<{ verbose: 0 | 1 | 2; epochs: number; steps: number | undefined }>) {}

  getState(): unknown {
    return { epoch: [...this.epoch], history: structuredClone(this.history) };
  }

  setState(state: unknown): void {
    const { epoch, history } = state as Pick<History, "epoch" | "history">;
    this.epoch.splice(0, this.epoch.length, ...epoch);
    for (const [name, values] of Object.entries(history)) setOwn(this.history, name, values);
  }

  onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs))
      setOwn(this.history, name, [...(own(this.history, name) ?? []), value]);
  }
}
