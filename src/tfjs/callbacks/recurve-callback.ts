/** A callback of Recurve in a training of `recurve/tfjs`. */
import type { Callback as CoreCallback } from "../../index.ts";
import { Callback, type Logs } from "./base.ts";

/** Calls the hooks of Recurve's names, which are given Recurve's model. */
export class RecurveCallback extends Callback {
  constructor(private readonly inner: CoreCallback) {
    super();
  }
  override async onTrainBegin(logs: Logs = {}): Promise<void> {
    await this.inner.onTrainBegin?.(logs, this.model.core);
  }
  override async onTrainEnd(logs: Logs = {}): Promise<void> {
    await this.inner.onTrainEnd?.(logs, this.model.core);
  }
  override async onEpochBegin(epoch: number, logs: Logs = {}): Promise<void> {
    await this.inner.onEpochBegin?.(epoch, logs, this.model.core);
  }
  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    await this.inner.onEpochEnd?.(epoch, logs, this.model.core);
    if (this.model.core.stopTraining) this.model.stopTraining = true;
  }
  override async onBatchBegin(batch: number, logs: Logs = {}): Promise<void> {
    await this.inner.onTrainBatchBegin?.(batch, logs, this.model.core);
  }
  override async onBatchEnd(batch: number, logs: Logs = {}): Promise<void> {
    await this.inner.onTrainBatchEnd?.(batch, logs, this.model.core);
  }
}
