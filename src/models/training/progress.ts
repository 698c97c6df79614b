/** The progress of training, as Keras shows it: a progress bar on a terminal, a line per epoch elsewhere. */
import { nodeProcess } from "../../platform.ts";
import { type Declared, takes, visibleLine } from "../../tensor/index.ts";
import type { Callback } from "./callback.ts";
import type { Logs } from "./logs.ts";

/** Options for what a run prints. */
export interface ProgressOptions {
  /** 0: nothing; 1 (and "auto"): a bar on a terminal, else a line per epoch; 2: a short line per epoch. */
  verbose?: 0 | 1 | 2 | "auto" | undefined;
  /** Receives the text instead of standard output or the console. */
  write?: ((text: string) => void) | undefined;
}

export const progressOptions = {
  verbose: takes.check<0 | 1 | 2 | "auto">('0, 1, 2 or "auto"', (value) => [0, 1, 2, "auto"].includes(value)),
  write: takes.callable,
} satisfies Declared<ProgressOptions>;

/** Width of the bar in cells, and the minimum time between two updates in milliseconds. */
const WIDTH = 20;
const INTERVAL = 50;

/** "auto" as a number. */
export function resolveVerbose(verbose: ProgressOptions["verbose"] = "auto"): 0 | 1 | 2 {
  return verbose === "auto" ? 1 : verbose;
}

/** One bar, from its first step to its last. */
export class ProgressBar {
  private readonly verbose: 0 | 1 | 2;
  private readonly write: (text: string) => void;
  private readonly moves: boolean;
  private readonly start = performance.now();
  private afterFirst: number | undefined;
  private perStep = 0;
  private drawn = Number.NEGATIVE_INFINITY;
  private width = 0;
  current = 0;

  constructor(
    options: ProgressOptions,
    /** Total steps; undefined if not known. */
    private total: number | undefined,
  ) {
    this.verbose = resolveVerbose(options.verbose);
    this.write = options.write ?? standardOutput;
    this.moves = this.verbose === 1 && options.write === undefined && isTerminal();
  }

  /** Shows that `current` steps are done. */
  update(current: number, logs: Logs): void {
    const now = performance.now();
    this.current = current;
    // the first step is left out of the estimate: it builds and warms up
    this.perStep =
      this.afterFirst === undefined ? (now - this.start) / current : (now - this.afterFirst) / (current - 1);
    this.afterFirst ??= now;
    if (!this.moves || now - this.drawn < INTERVAL) return;
    this.drawn = now;
    const left = this.total === undefined ? "?" : formatRemaining((this.perStep * (this.total - current)) / 1000);
    this.draw(left, logs, "");
  }

  /** Shows the end, and whatever `remark` says about it. */
  finish(logs: Logs, remark = ""): void {
    this.total ??= this.current;
    if (this.verbose === 0) return;
    const elapsed = `${((performance.now() - this.start) / 1000).toFixed(0)}s`;
    if (this.verbose === 1) this.draw(elapsed, logs, `${remark}\n`);
    else this.write(`${this.count()} - ${elapsed} -${formatPerStep(this.perStep)}${formatLogs(logs)}${remark}\n`);
  }

  private draw(time: string, logs: Logs, end: string): void {
    const filled = Math.floor((WIDTH * this.current) / (this.total ?? Math.max(this.current, 1)));
    const [count, done, rest] = [this.count(), "━".repeat(filled), "━".repeat(WIDTH - filled)];
    const info = `${formatPerStep(this.perStep)}${formatLogs(logs)}`;
    const plain = `${count} ${done}${rest} ${time}${info}`;
    if (!this.moves) {
      this.write(plain + end);
      return;
    }
    const bar = `${bold(count)} ${filled > 0 ? green(done) : ""}${white(rest)} ${bold(time)}${info}`;
    const back = `${"\b".repeat(this.width)}\r`;
    this.write(back + bar + " ".repeat(Math.max(0, this.width - plain.length)) + end);
    this.width = plain.length;
  }

  private count(): string {
    const total = String(this.total ?? "?");
    return `${String(this.current).padStart(total.length)}/${total}`;
  }
}

/** Shows the progress of `fit`. */
export class ProgressLogger implements Callback {
  private bar: ProgressBar;
  private readonly verbose: 0 | 1 | 2;
  private hasWarned = false;

  constructor(
    private readonly options: ProgressOptions,
    private readonly epochs: number,
    private steps: number | undefined,
  ) {
    this.verbose = resolveVerbose(options.verbose);
    this.bar = new ProgressBar(options, steps);
  }

  onEpochBegin(epoch: number): void {
    if (this.verbose && this.epochs > 1) (this.options.write ?? standardOutput)(`Epoch ${epoch + 1}/${this.epochs}\n`);
    this.bar = new ProgressBar(this.options, this.steps);
  }

  onTrainBatchEnd(batch: number, logs: Logs): void {
    this.bar.update(batch + 1, logs);
  }

  onEpochEnd(_epoch: number, logs: Logs): void {
    // one epoch of a dataset tells the length of the next
    this.steps ??= this.bar.current;
    const warns = Number.isNaN(logs.loss) && !this.hasWarned;
    this.hasWarned ||= warns;
    this.bar.finish(logs, warns ? " - the loss is not a number: try a smaller learning rate, or clipnorm" : "");
  }
}

/** A number as Keras prints it: four decimals, in scientific form up to 0.001. */
export function formatValue(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Math.abs(value) > 1e-3) return value.toFixed(4);
  return value.toExponential(4).replace(/e([+-])(\d)$/, "e$10$2");
}

function formatLogs(logs: Logs): string {
  return Object.entries(logs)
    .map(([name, value]) => ` - ${visibleLine(name)}: ${formatValue(value)}`)
    .join("");
}

function formatPerStep(milliseconds: number): string {
  if (milliseconds >= 1000 || milliseconds === 0) return ` ${(milliseconds / 1000).toFixed(0)}s/step`;
  if (milliseconds >= 1) return ` ${milliseconds.toFixed(0)}ms/step`;
  return ` ${(milliseconds * 1000).toFixed(0)}us/step`;
}

function formatRemaining(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60), whole % 60];
  if (seconds > 3600) return `${hours}:${two(minutes % 60)}:${two(rest)}`;
  return seconds > 60 ? `${minutes}:${two(rest)}` : `${whole}s`;
}

const bold = (text: string) => `\x1b[1m${text}\x1b[0m`;
const green = (text: string) => `\x1b[32m${text}\x1b[0m`;
const white = (text: string) => `\x1b[37m${text}\x1b[0m`;

const output = () => nodeProcess()?.stdout;
const isTerminal = () => output()?.isTTY === true;

function standardOutput(text: string): void {
  const stream = output();
  // as console.log: a reader that has gone ends no training, and one listener hears of many lines
  if (stream?.write)
    stream.write(text, (error) => error && !stream.listenerCount("error") && stream.once("error", () => {}));
  else console.log(text.replace(/\n$/, ""));
}
