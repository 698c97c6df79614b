/** Long work on one thread that does not block the event loop. */

/** How long work runs before it yields to the event loop, in milliseconds. */
const TURN = 50;

/** Yields to the event loop now and then. */
import { takes } from "../tensor/index.ts";

/** The signal that ends a training or an evaluation. */
export const aSignal = /* @__PURE__ */ takes.check<AbortSignal>(
  "an AbortSignal",
  (value) => typeof value?.throwIfAborted === "function",
);

export class EventLoop {
  private since = performance.now();

  constructor(private readonly signal?: AbortSignal) {}

  /**
   * Lets timers, input and drawing run, if the last time was long enough ago.
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

/** Resolves after the waiting tasks; a message is faster than a browser's clamped timer. */
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
