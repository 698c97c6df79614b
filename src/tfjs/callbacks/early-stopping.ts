/** Ending training when it no longer helps. */
import { checkIsRecord, readOptions, takes, unknownWarned, warn } from "../../tensor/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { Callback, type Logs } from "./base.ts";

/** Options of `tf.callbacks.earlyStopping`: what to watch, and how patient to be. */
export interface EarlyStoppingCallbackArgs {
  /** The number to watch. Default "val_loss". */
  monitor?: string;
  /** A change smaller than this is no improvement. Default 0. */
  minDelta?: number;
  /** How many epochs without improvement end the training. Default 0: the first one. */
  patience?: number;
  /** 1: print when training was stopped. Default 0. */
  verbose?: number;
  /** Whether less or more is better; "auto": more, if the name contains "acc". */
  mode?: "auto" | "min" | "max";
  /** The value to beat. */
  baseline?: number;
  /** Restore the weights of the best epoch at the end; not in TensorFlow.js. Default false. */
  restoreBestWeights?: boolean;
}

/** Stops training when a number has stopped improving. */
export class EarlyStopping extends Callback {
  private readonly args: EarlyStoppingCallbackArgs;
  private readonly rises: boolean;
  private wait = 0;
  private stoppedEpoch = 0;
  private best = 0;
  private bestWeights: Tensor[] | undefined;

  /** @throws ConfigError for options that are not valid */
  constructor(args: EarlyStoppingCallbackArgs | null = {}) {
    super();
    if (args !== null) checkIsRecord("earlyStopping", args);
    this.args = Object.fromEntries(Object.entries(args ?? {}).filter(([, value]) => value !== null));
    readOptions("earlyStopping", unknownWarned(this.args), {
      monitor: takes.text,
      minDelta: takes.finiteNumber,
      patience: takes.nonNegativeInteger,
      verbose: takes.either(takes.finiteNumber, takes.flag) as takes.Check<number>,
      mode: takes.text as takes.Check<"auto" | "min" | "max">,
      baseline: takes.finiteNumber,
      restoreBestWeights: takes.flag,
    });
    const { monitor = "val_loss", mode = "auto" } = this.args;
    const isKnown = ["auto", "min", "max"].includes(mode);
    if (!isKnown) warn(`earlyStopping: there is no mode "${mode}"; "auto" is taken.`);
    this.rises = mode === "max" || (mode !== "min" && monitor.includes("acc"));
  }

  override async onTrainBegin(): Promise<void> {
    this.wait = 0;
    this.stoppedEpoch = 0;
    this.bestWeights = undefined;
    this.best = this.args.baseline ?? (this.rises ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
  }

  override async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    const { monitor = "val_loss", minDelta = 0, patience = 0, restoreBestWeights } = this.args;
    const current = logs[monitor];
    if (current === undefined) {
      console.warn(`Metric for EarlyStopping ${monitor} is not available. Available metrics are: ${Object.keys(logs)}`);
      return;
    }
    const gain = this.rises ? current - this.best : this.best - current;
    if (gain > Math.abs(minDelta)) {
      this.best = current;
      this.wait = 0;
      if (restoreBestWeights) this.bestWeights = this.model.getWeights().map((each) => each.clone());
      return;
    }
    if (++this.wait < patience) return;
    this.stoppedEpoch = epoch;
    this.model.stopTraining = true;
  }

  override async onTrainEnd(): Promise<void> {
    if (this.stoppedEpoch > 0 && this.args.verbose) console.log(`Epoch ${this.stoppedEpoch}: early stopping.`);
    if (this.bestWeights) this.model.setWeights(this.bestWeights);
  }
}

/** Stops training after `patience` epochs in which a number did not improve. */
export function earlyStopping(args?: EarlyStoppingCallbackArgs | null): EarlyStopping {
  return new EarlyStopping(args);
}
