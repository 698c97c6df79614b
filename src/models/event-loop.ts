/** Long work on one thread, without blocking what else the thread has to do. */

/** How long work goes on before others get a turn, in milliseconds. */
const TURN = 50;

/** Lets the event loop run every now and then. */
import { takes } from "../tensor/index.ts";

/** What ends a training or an evaluation. */
export const aSignal = /* @__PURE__ */ takes.check<AbortSignal>(
  "an AbortSignal",
  (value) => typeof value?.throwIfAborted === "function",
);

export class EventLoop {
  private since = performance.now();

  constructor(private readonly signal?: AbortSignal) {}

  /**
   * Gives timers, input and drawing a turn, if the last one was long enough ago.
   * @throws the signal's reason when it is aborted
   */
  async turn(): Promise<void> {
    this.signal?.throwIfAborted();
    if (performance.now() - this.since < TURN) return;
    await macrotask();
    this.since = performance.now();
    this.signal?.throwIfAborted();
  }
}

/** Resolves behind the tasks that wait already; a message is quicker than a browser's clamped timer. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
