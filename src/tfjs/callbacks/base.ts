/** Callbacks: objects whose methods `fit` calls during training. */
import type { LayersModel } from "../models/layers-model.ts";
import type { Tensor } from "../tensors/index.ts";

/** The model in training, as callbacks see it. */
export type TrainedModel = LayersModel;
/** Numbers by name. */
export type Logs = Record<string, number>;
/** How often training yields to the page: after every batch, every epoch, a number of milliseconds, or never. */
export type YieldEveryOptions = "auto" | "batch" | "epoch" | "never" | number;
/** The parameters of a training. */
export type Params = Record<string, number | string | boolean | number[] | string[] | boolean[] | null | undefined>;

/** The class of all callbacks. Each method is awaited. */
export class BaseCallback {
  /** Data to measure on after each epoch; null where there are none. */
  validationData: Tensor | Tensor[] = null as unknown as Tensor;
  /** The parameters of the training: `epochs`, `steps`, `batchSize`, `metrics` ... */
  params!: Params;

  /** Receives the parameters before the training. */
  setParams(params: Params): void {
    this.params = params;
  }
  /** Receives the model before the training. */
  setModel(_model: LayersModel): void {}
  /** Before the first epoch. */
  async onTrainBegin(_logs?: Logs): Promise<void> {}
  /** After the last epoch. */
  async onTrainEnd(_logs?: Logs): Promise<void> {}
  /** Before an epoch, whose number counts from 0. */
  async onEpochBegin(_epoch: number, _logs?: Logs): Promise<void> {}
  /** After an epoch; logs have its loss and metrics, those of the validation with `val_` in front. */
  async onEpochEnd(_epoch: number, _logs?: Logs): Promise<void> {}
  /** Before a batch, whose number counts from 0 in each epoch; logs have `batch` and `size`. */
  async onBatchBegin(_batch: number, _logs?: Logs): Promise<void> {}
  /** After a batch; logs have `batch`, `size` and the batch's own loss and metrics. */
  async onBatchEnd(_batch: number, _logs?: Logs): Promise<void> {}
}

/** A callback with access to the model; your own class may extend it. `this.model.stopTraining = true` ends the training. */
export class Callback extends BaseCallback {
  /** The model in training. */
  model: LayersModel = null as unknown as LayersModel;

  override setModel(model: LayersModel): void {
    this.model = model;
  }
}
