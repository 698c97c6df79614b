/** The result of `fit`: the numbers of every epoch. */
import { BaseCallback, type Logs } from "./base.ts";

/** The record of a training. */
export class History extends BaseCallback {
  /** The epochs that ran, counted from 0. */
  epoch: number[] = [];
  /** Each number's value after each epoch: `loss`, metrics, and the same with `val_` for validation. */
  history: Record<string, number[]> = {};

  override async onTrainBegin(): Promise<void> {
    this.epoch = [];
    this.history = {};
  }
  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      if (!Object.hasOwn(this.history, name)) this.history[name] = [];
      this.history[name]!.push(value);
    }
  }
  /** Resolves at once: the numbers are there. */
  async syncData(): Promise<void> {}
}
