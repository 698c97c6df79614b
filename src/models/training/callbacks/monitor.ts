/** Watching one number of the logs: which way is better, and what counts as an improvement. */
import { type Declared, takes, warn } from "../../../tensor/index.ts";
import type { Logs } from "../logs.ts";

/** Options of every callback that watches a number. */
export interface MonitorOptions {
  /** The number to watch. Default "val_loss". */
  monitor?: string | undefined;
  /** Whether less or more is better; "auto" decides by the name. Default "auto". */
  mode?: "auto" | "min" | "max" | undefined;
}

export const monitorOptions = {
  monitor: takes.withDefault(takes.text, "val_loss"),
  mode: takes.withDefault(takes.oneOf("auto", "min", "max"), "auto"),
} satisfies Declared<MonitorOptions>;

/** The options of callbacks that print what they do. */
export const tellingOptions = {
  verbose: takes.withDefault(
    takes.check<0 | 1>("0 or 1", (value) => value === 0 || value === 1),
    0,
  ),
  print: takes.withDefault<(line: string) => void>(takes.callable, (line) => console.log(line)),
};

const moreIsBetter = /(^|_)(acc|accuracy|auc|precision|recall|similarity|f1_score|r2_score|iou)$/;

/** 1 if more is better, -1 if less is. */
export function directionOf({ mode, monitor }: Required<MonitorOptions>): 1 | -1 {
  return mode === "max" || (mode === "auto" && moreIsBetter.test(monitor)) ? 1 : -1;
}

/** Reads the watched number and compares it with the best one so far. */
export class Monitor {
  private readonly sign: 1 | -1;
  private warned = false;

  constructor(
    private readonly owner: string,
    private readonly config: Required<MonitorOptions>,
    private readonly minDelta = 0,
  ) {
    this.sign = directionOf(config);
  }

  /** The watched number; warns once where there is none. */
  read(logs: Logs): number | undefined {
    const current = logs[this.config.monitor];
    if (current === undefined && !this.warned) {
      warn(`${this.owner} watches "${this.config.monitor}", but there is only ${Object.keys(logs).join(", ")}.`);
      this.warned = true;
    }
    return current;
  }

  /** Whether a value is better than a reference by more than `minDelta`; any value is better than none. */
  improves(value: number, reference: number | undefined): boolean {
    return reference === undefined || (value - reference) * this.sign > Math.abs(this.minDelta);
  }
}
