/** A smaller learning rate when training stops improving. */
import { type Declared, readOptions, takes } from "../../../tensor/index.ts";
import type { AnyModel } from "../../model.ts";
import type { Callback } from "../callback.ts";
import type { Logs } from "../logs.ts";
import { Monitor, type MonitorOptions, monitorOptions, tellingOptions } from "./monitor.ts";
import { trainedOptimizer } from "./optimizer-of.ts";

/** Options of `callbacks.reduceLROnPlateau`: what to watch, how patient to be, and how far to reduce the learning rate. */
export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** What the learning rate is multiplied by, below 1. Default 0.1. */
  factor?: number | undefined;
  /** How many epochs without improvement to wait for. Default 10. */
  patience?: number | undefined;
  /** A change smaller than this is no improvement. Default 0.0001. */
  minDelta?: number | undefined;
  /** Epochs to ignore after each reduction. Default 0. */
  cooldown?: number | undefined;
  /** The learning rate never falls below this. Default 0. */
  minLr?: number | undefined;
  /** 1: print when the learning rate is reduced. Default 0. */
  verbose?: 0 | 1 | undefined;
  /** Receives messages. Default console.log. */
  print?: ((line: string) => void) | undefined;
}

const plateauOptions = {
  ...monitorOptions,
  ...tellingOptions,
  factor: takes.withDefault(
    takes.check<number>(
      "a number of 0 or more, below 1",
      (value) => typeof value === "number" && value >= 0 && value < 1,
    ),
    0.1,
  ),
  patience: takes.withDefault(takes.nonNegativeInteger, 10),
  minDelta: 1e-4,
  cooldown: takes.withDefault(takes.nonNegativeInteger, 0),
  minLr: takes.withDefault(takes.nonNegativeNumber, 0),
} satisfies Declared<ReduceLROnPlateauOptions>;

/** Reduces the learning rate; see {@link reduceLROnPlateau}. */
export class ReduceLROnPlateau implements Callback {
  /** All options with their values. */
  readonly config: Required<ReduceLROnPlateauOptions>;
  private readonly monitor: Monitor;
  private state = fresh();

  constructor(options: ReduceLROnPlateauOptions = {}) {
    this.config = readOptions("reduceLROnPlateau", options, plateauOptions);
    this.monitor = new Monitor("reduceLROnPlateau", this.config, this.config.minDelta);
  }

  getState(): State {
    return { ...this.state };
  }

  setState(state: unknown): void {
    this.state = { ...(state as State) };
  }

  onTrainBegin(): void {
    this.state = fresh();
  }

  onEpochEnd(epoch: number, logs: Logs, model: AnyModel): void {
    const { factor, patience, cooldown, minLr, verbose, print } = this.config;
    const optimizer = trainedOptimizer(model, "reduceLROnPlateau");
    logs.learning_rate = optimizer.learningRate;
    const current = this.monitor.read(logs);
    if (current === undefined) return;
    const { state } = this;
    if (state.cooling > 0) {
      state.cooling--;
      state.wait = 0;
    }
    if (this.monitor.improves(current, state.best)) {
      state.best = current;
      state.wait = 0;
      return;
    }
    if (state.cooling > 0) return;
    state.wait++;
    if (state.wait < patience || optimizer.learningRate <= minLr) return;
    optimizer.learningRate = Math.max(optimizer.learningRate * factor, minLr);
    state.cooling = cooldown;
    state.wait = 0;
    if (verbose) print(`Epoch ${epoch + 1}: the learning rate is reduced to ${optimizer.learningRate}.`);
  }
}

/** What a checkpoint keeps of this callback. */
interface State {
  /** The best value so far. Absent before the first. */
  best: number | undefined;
  /** Epochs since the best value. */
  wait: number;
  /** Epochs left to ignore after a reduction. */
  cooling: number;
}

function fresh(): State {
  return { best: undefined, wait: 0, cooling: 0 };
}

/**
 * Multiplies the learning rate by `factor` when a number has not improved for `patience` epochs, by Keras's rules. The
 * rate in use is added to the epoch's numbers as `learning_rate`.
 * @throws ConfigError for an unknown option or mode, or a factor of 1 or more; in training, for a rate that follows a schedule
 */
export function reduceLROnPlateau(options?: ReduceLROnPlateauOptions): ReduceLROnPlateau {
  return new ReduceLROnPlateau(options);
}
