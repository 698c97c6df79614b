/** Ending training when it no longer helps. */
import { type Complete, type Declared, takes, warn } from "../../tensor/index.ts";
import { readArgs } from "../read-args.ts";
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

const earlyStoppingArgs = {
  monitor: takes.withDefault(takes.text, "val_loss"),
  minDelta: 0,
  patience: takes.withDefault(takes.nonNegativeInteger, 0),
  verbose: takes.withDefault(takes.either(takes.finiteNumber, takes.flag) as takes.Check<number>, 0),
  mode: takes.withDefault(takes.text as takes.Check<"auto" | "min" | "max">, "auto"),
  baseline: takes.finiteNumber,
  restoreBestWeights: false,
} satisfies Declared<EarlyStoppingCallbackArgs>;

/** Stops training when a number has stopped improving. */
export class EarlyStopping extends Callback {
  private readonly args: Complete<EarlyStoppingCallbackArgs, typeof earlyStoppingArgs>;
  private readonly rises: boolean;
  private wait = 0;
  private stoppedEpoch = 0;
  private best = 0;
  private bestWeights: Tensor[] | undefined;

  /** @throws ConfigError for options that are not valid */
  constructor(args: EarlyStoppingCallbackArgs | null = {}) {
    super();
    this.args = readArgs("earlyStopping", args, earlyStoppingArgs);
    const { monitor, mode } = this.args;
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
    const { monitor, minDelta, patience, restoreBestWeights } = this.args;
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
