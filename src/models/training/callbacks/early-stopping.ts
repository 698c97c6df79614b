/** Ending training when it no longer helps. */
import {
  type Declared,
  readOptions,
  type Shape,
  type Tensor,
  type TypedArray,
  takes,
  tensor,
} from "../../../tensor/index.ts";
import type { AnyModel } from "../../model.ts";
import type { Callback } from "../callback.ts";
import type { Logs } from "../logs.ts";
import { Monitor, type MonitorOptions, monitorOptions, tellingOptions } from "./monitor.ts";

/** Options of `callbacks.earlyStopping`: what to watch, and how patient to be. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** A change smaller than this is no improvement. Default 0. */
  minDelta?: number | undefined;
  /** How many epochs without improvement to wait for. Default 0. */
  patience?: number | undefined;
  /** 1: print when training is stopped and weights are restored. Default 0. */
  verbose?: 0 | 1 | undefined;
  /** Patience starts over only after an improvement that also beats this. */
  baseline?: number | null | undefined;
  /** Restore the weights of the best epoch at the end. Default false: keep the last. */
  restoreBestWeights?: boolean | undefined;
  /** Epochs to ignore at the start. Default 0. */
  startFromEpoch?: number | undefined;
  /** Receives messages. Default console.log. */
  print?: ((line: string) => void) | undefined;
}

const earlyStoppingOptions = {
  ...monitorOptions,
  ...tellingOptions,
  minDelta: 0,
  patience: takes.withDefault(takes.nonNegativeInteger, 0),
  baseline: takes.byDefaultNull(takes.finiteNumber),
  restoreBestWeights: false,
  startFromEpoch: takes.withDefault(takes.nonNegativeInteger, 0),
} satisfies Declared<EarlyStoppingOptions>;

/** Stops training when a number has stopped improving; see {@link earlyStopping}. */
export class EarlyStopping implements Callback {
  /** All options with their values. */
  readonly config: Required<EarlyStoppingOptions>;
  private readonly monitor: Monitor;
  private wait = 0;
  private best: number | undefined;
  private bestEpoch = 0;
  private bestWeights: Tensor[] | undefined;
  private stoppedEpoch: number | undefined;

  constructor(options: EarlyStoppingOptions = {}) {
    this.config = readOptions("earlyStopping", options, earlyStoppingOptions);
    this.monitor = new Monitor("earlyStopping", this.config, this.config.minDelta);
  }

  getState(): unknown {
    const { wait, best, bestEpoch, bestWeights } = this;
    const weights = bestWeights?.map((weight) => ({ shape: weight.shape, values: weight.dataSync() }));
    return { wait, best, bestEpoch, weights };
  }

  setState(state: unknown): void {
    const { weights, ...numbers } = state as { weights?: { shape: Shape; values: TypedArray }[] };
    Object.assign(this, numbers);
    this.bestWeights = weights?.map(({ shape, values }) => tensor(values, shape));
  }

  onTrainBegin(): void {
    this.wait = 0;
    this.best = undefined;
    this.bestEpoch = 0;
    this.bestWeights = undefined;
    this.stoppedEpoch = undefined;
  }

  onEpochEnd(epoch: number, logs: Logs, model: AnyModel): void {
    const { startFromEpoch, restoreBestWeights, baseline, patience } = this.config;
    const current = this.monitor.read(logs);
    if (current === undefined || epoch < startFromEpoch) return;
    // weights are kept from the start, so that even a run without any improvement has some to restore
    if (restoreBestWeights && !this.bestWeights) this.keep(epoch, model);
    this.wait++;
    if (this.monitor.improves(current, this.best)) {
      this.best = current;
      this.bestEpoch = epoch;
      if (restoreBestWeights) this.keep(epoch, model);
      if (baseline === null || this.monitor.improves(current, baseline)) this.wait = 0;
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
}

/**
 * Stops training when a number has not improved for more than `patience` epochs.
 * @throws ConfigError for an unknown option or mode
 */
export function earlyStopping(options?: EarlyStoppingOptions): EarlyStopping {
  return new EarlyStopping(options);
}
