/** AdamW. */
import { Adam, type AdamOptions } from "./adam.ts";

/** Adam that takes `weightDecay`, default 0.004, times rate of each weight away before its step (Loshchilov & Hutter 2019). */
export class AdamW extends Adam {
  override readonly className = "AdamW";

  constructor(options: AdamOptions = {}) {
    super({ ...options, weightDecay: options?.weightDecay ?? 0.004 }, "adamw");
  }
}
