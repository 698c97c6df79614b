/** The connection between a page and a worker, whatever kind of worker it is, and how its end is noticed. */
import { BackendError, ConfigError, shown } from "../tensor/index.ts";

/** The events of a page's workers and of message ports. */
interface EventPort {
  /** Sends a message to the other side, as a structured clone. */
  postMessage(message: unknown): void;
  /** Listens for messages and errors. */
  addEventListener(type: string, listener: (event: any) => void): void;
  /** Stops listening. */
  removeEventListener(type: string, listener: (event: any) => void): void;
  /** Message ports deliver nothing before this is called. */
  start?(): void;
}

/** The events of Node's workers. */
interface EmitterPort {
  /** Sends a message to the other side, as a structured clone. */
  postMessage(message: unknown): void;
  /** Listens for messages and errors, in Node's way. */
  on(name: string, listener: (value: any) => void): unknown;
  /** Stops listening. */
  off(name: string, listener: (value: any) => void): unknown;
}

/** One end of a connection: a `Worker` of a page or of Node's worker_threads, a worker's own scope, or a `MessagePort`. */
export type Port = EventPort | EmitterPort;

/**
 * Listens until the function that it gives is called.
 * @param onEnd called when the other side cannot load, fails or ends
 * @throws ConfigError when it is no port
 */
export function listen(port: Port, onMessage: (data: unknown) => void, onEnd: (why: BackendError) => void): () => void {
  const heard = (event: { data: unknown }) => onMessage(event.data);
  const failed = (event: { message?: string; error?: unknown }) => onEnd(workerFailed(event?.error ?? event?.message));
  const unread = () => onEnd(workerFailed("a message that could not be read"));
  const ended = (code?: unknown) =>
    onEnd(workerFailed(typeof code === "number" ? `it ended with code ${code}` : "it ended"));
  const events: Record<string, (event: any) => void> = {
    message: heard,
    error: failed,
    messageerror: unread,
    close: ended,
  };
  const emitted = {
    message: onMessage,
    error: (error: unknown) => onEnd(workerFailed(error)),
    messageerror: unread,
    exit: ended,
  };
  if (typeof (port as EventPort)?.postMessage !== "function") throw noPort(port);
  if (typeof (port as EventPort).addEventListener === "function") {
    const from = port as EventPort;
    for (const [type, listener] of Object.entries(events)) from.addEventListener(type, listener);
    from.start?.();
    return () => {
      for (const [type, listener] of Object.entries(events)) from.removeEventListener(type, listener);
    };
  }
  if (typeof (port as EmitterPort).on !== "function") throw noPort(port);
  const from = port as EmitterPort;
  for (const [name, listener] of Object.entries(emitted)) from.on(name, listener);
  return () => {
    for (const [name, listener] of Object.entries(emitted)) from.off(name, listener);
  };
}

function workerFailed(reason: unknown): BackendError {
  const words =
    reason instanceof Error ? reason.message : reason === undefined ? "no reason that a page can see" : reason;
  return new BackendError({
    what: "The worker failed, or could not be loaded.",
    expected: 'a file that runs: import { serveModel } from "recurve/worker"; serveModel();',
    received: typeof words === "string" ? words : shown(words),
    cause: reason instanceof Error ? reason : undefined,
  });
}

function noPort(port: unknown): ConfigError {
  return new ConfigError({
    what: "This is not a worker.",
    expected: "a Worker of the page or of node:worker_threads, or a MessagePort",
    received: shown(port),
  });
}
