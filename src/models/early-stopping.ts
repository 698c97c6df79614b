/** Ending training when it no longer helps. */
import { ConfigError, checkOptionNames, type Tensor } from "../tensor/index.ts";
import type { Callback } from "./callback.ts";
import type { AnyModel, Logs } from "./model.ts";

export interface EarlyStoppingOptions {
  /** Which number to watch. Default "val_loss". */
  monitor?: string;
  /** A change smaller than this is no improvement. Default 0. */
  minDelta?: number;
  /** How many epochs without improvement to wait for. Default 0. */
  patience?: number;
  /** 1: say when training is stopped and weights restored. Default 0. */
  verbose?: 0 | 1;
  /** Whether less or more is better; "auto" tells by the name. Default "auto". */
  mode?: "auto" | "min" | "max";
  /** Waiting starts over only after an improvement that also beats this. */
  baseline?: number | null;
  /** Put back the weights of the best epoch at the end. Default false: keep the last. */
  restoreBestWeights?: boolean;
  /** Epochs to let pass first. Default 0. */
  startFromEpoch?: number;
  /** Where messages go. Default console.log. */
  print?: (line: string) => void;
}

const defaults = {
  monitor: "val_loss",
  minDelta: 0,
  patience: 0,
  verbose: 0,
  mode: "auto",
  baseline: null,
  restoreBestWeights: false,
  startFromEpoch: 0,
  print: (line: string) => console.log(line),
} satisfies EarlyStoppingOptions;

const moreIsBetter = /(^|_)(acc|accuracy|auc|precision|recall|similarity|f1_score|r2_score|iou)$/;

/** Stops training when a number has stopped improving; see {@link earlyStopping}. */
export class EarlyStopping implements Callback {
  readonly config: Required<EarlyStoppingOptions>;
  private readonly sign: 1 | -1;
  private wait = 0;
  private best: number | undefined;
  private bestEpoch = 0;
  private bestWeights: Tensor[] | undefined;
  private stoppedEpoch: number | undefined;
  private warned = false;

  constructor(options: EarlyStoppingOptions = {}) {
    checkOptionNames("earlyStopping", options, Object.keys(defaults));
    const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
    this.config = { ...defaults, ...given } as Required<EarlyStoppingOptions>;
    const { mode, monitor } = this.config;
    if (!["auto", "min", "max"].includes(mode)) {
      throw new ConfigError({
        what: "earlyStopping: unknown mode.",
        expected: "auto, min or max",
        received: String(mode),
      });
    }
    this.sign = mode === "max" || (mode === "auto" && moreIsBetter.test(monitor)) ? 1 : -1;
  }

  onTrainBegin(): void {
    this.wait = 0;
    this.best = undefined;
    this.bestEpoch = 0;
    this.bestWeights = undefined;
    this.stoppedEpoch = undefined;
  }

  onEpochEnd(epoch: number, logs: Logs, model: AnyModel): void {
    const { monitor, startFromEpoch, restoreBestWeights, baseline, patience } = this.config;
    const current = logs[monitor];
    if (current === undefined) this.warn(Object.keys(logs));
    if (current === undefined || epoch < startFromEpoch) return;
    // weights are kept from the start, so that even a run without any improvement has some to restore
    if (restoreBestWeights && !this.bestWeights) this.keep(epoch, model);
    this.wait++;
    if (this.improves(current, this.best)) {
      this.best = current;
      this.bestEpoch = epoch;
      if (restoreBestWeights) this.keep(epoch, model);
      if (baseline === null || this.improves(current, baseline)) this.wait = 0;
      return;
    }
    if (this.wait < patience || epoch === 0) return;
    this.stoppedEpoch = epoch;
    model.stopTraining = true;
  }

  onTrainEnd(_logs: Logs, model: AnyModel): void {
    const { verbose, print } = this.config;
    if (this.stoppedEpoch !== undefined && verbose) print(`Epoch ${this.stoppedEpoch + 1}: early stopping`);
    if (!this.bestWeights) return;
    if (verbose) print(`Restoring model weights from the end of the best epoch: ${this.bestEpoch + 1}.`);
    model.setWeights(this.bestWeights);
  }

  private keep(epoch: number, model: AnyModel): void {
    this.bestWeights = model.getWeights();
    this.bestEpoch = epoch;
  }

  private improves(value: number, reference: number | undefined): boolean {
    return reference === undefined || (value - reference) * this.sign > Math.abs(this.config.minDelta);
  }

  private warn(names: readonly string[]): void {
    if (!this.warned)
      console.warn(`earlyStopping watches "${this.config.monitor}", but there is only ${names.join(", ")}.`);
    this.warned = true;
  }
}

/**
 * Stops training when a number has not improved for more than `patience` epochs.
 * @throws ConfigError for an unknown option or mode
 */
export function earlyStopping(options?: EarlyStoppingOptions): EarlyStopping {
  return new EarlyStopping(options);
}
