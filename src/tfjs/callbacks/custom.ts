/** A callback from functions. */
import { ConfigError } from "../../index.ts";
import { checkIsRecord } from "../../tensor/index.ts";
import { BaseCallback, type Logs, type YieldEveryOptions } from "./base.ts";

/** Functions that `fit` calls during training; each is awaited. */
export interface CustomCallbackArgs {
  /** Before the first epoch. */
  onTrainBegin?: ((logs?: Logs) => void | Promise<void>) | null;
  /** After the last epoch. */
  onTrainEnd?: ((logs?: Logs) => void | Promise<void>) | null;
  /** Before an epoch, whose number counts from 0. */
  onEpochBegin?: ((epoch: number, logs?: Logs) => void | Promise<void>) | null;
  /** After an epoch, with its loss and metrics. */
  onEpochEnd?: ((epoch: number, logs?: Logs) => void | Promise<void>) | null;
  /** Before a batch. */
  onBatchBegin?: ((batch: number, logs?: Logs) => void | Promise<void>) | null;
  /** After a batch, with its own loss and metrics. */
  onBatchEnd?: ((batch: number, logs?: Logs) => void | Promise<void>) | null;
  /** Before each yield to the page; see `yieldEvery`. */
  onYield?: ((epoch: number, batch: number, logs: Logs) => void | Promise<void>) | null;
  /** A replacement for the engine's clock, in milliseconds. */
  nowFunc?: (() => number) | null;
  /** A replacement for `tf.nextFrame`, which waits for the page to draw. */
  nextFrameFunc?: (() => Promise<void> | void) | null;
}

/** Milliseconds between two yields of "auto". */
const AUTO = 125;

/** A callback from functions; your own class may extend it. */
export class CustomCallback extends BaseCallback {
  private readonly yieldEvery: YieldEveryOptions;
  private epoch = 0;
  private lastYield: number;

  /** @throws ConfigError when `onYield` would never be called */
  constructor(
    private readonly args: CustomCallbackArgs,
    yieldEvery?: YieldEveryOptions | null,
  ) {
    super();
    checkIsRecord("CustomCallback", args);
    this.yieldEvery = yieldEvery === "auto" || !yieldEvery ? AUTO : yieldEvery;
    this.lastYield = this.nowFunc();
    if (this.yieldEvery === "never" && args.onYield) {
      throw new ConfigError({
        what: 'onYield would never be called, as yieldEvery is "never".',
        hint: "leave one of both out",
      });
    }
  }

  override async onTrainBegin(logs?: Logs): Promise<void> {
    await this.args.onTrainBegin?.(logs);
  }
  override async onTrainEnd(logs?: Logs): Promise<void> {
    await this.args.onTrainEnd?.(logs);
  }
  override async onEpochBegin(epoch: number, logs?: Logs): Promise<void> {
    this.epoch = epoch;
    await this.args.onEpochBegin?.(epoch, logs);
  }
  override async onEpochEnd(epoch: number, logs?: Logs): Promise<void> {
    await this.args.onEpochEnd?.(epoch, logs);
    if (this.yieldEvery === "epoch") await this.nextFrame();
  }
  override async onBatchBegin(batch: number, logs?: Logs): Promise<void> {
    await this.args.onBatchBegin?.(batch, logs);
  }
  override async onBatchEnd(batch: number, logs: Logs = {}): Promise<void> {
    await this.args.onBatchEnd?.(batch, logs);
    if (this.yieldEvery === "batch") await this.nextFrame();
    else if (typeof this.yieldEvery === "number") await this.maybeWait(this.epoch, batch, logs);
  }

  /** Calls `onYield` and yields to the page, if the last time was long enough ago. */
  async maybeWait(epoch: number, batch: number, logs: Logs): Promise<void> {
    const now = this.nowFunc();
    if (now - this.lastYield < (this.yieldEvery as number)) return;
    this.lastYield = now;
    await this.args.onYield?.(epoch, batch, logs);
    await this.nextFrame();
  }

  /** The clock, in milliseconds: that of the arguments, or the engine's. */
  get nowFunc(): () => number {
    return this.args.nowFunc ?? (() => performance.now());
  }
  /** What waits for the page to draw: that of the arguments, or the engine's. */
  get nextFrameFunc(): () => Promise<void> | void {
    return this.args.nextFrameFunc ?? (() => new Promise<void>((resolve) => setTimeout(resolve)));
  }
  private async nextFrame(): Promise<void> {
    await this.nextFrameFunc();
  }
}
