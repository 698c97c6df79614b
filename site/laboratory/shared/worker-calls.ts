/** Calls from a page to its worker: each may tell of its progress, and can be stopped. */

type Request = { id: number; name: string; args: unknown[] } | { id: number; stop: true };
type Reply =
  | { id: number; progress: unknown }
  | { id: number; result: unknown }
  | { id: number; error: { name: string; message: string } };

/** What a worker can be asked for. The last argument is how it tells of progress and hears that it shall stop. */
export type Handlers = Readonly<Record<string, (...args: any[]) => unknown>>;

/** How a handler and its caller stay in touch. */
export interface Line<P = never> {
  tell(progress: P): void;
  readonly signal: AbortSignal;
  /** Lets messages in; to be awaited now and then, or nobody can stop the work. */
  breathe(): Promise<void>;
}

/** What went wrong in a worker. */
export class WorkerError extends Error {
  constructor({ name, message }: { name: string; message: string }) {
    super(message);
    this.name = name;
  }
}

/** On Chinese pages the sentences of an error that have Chinese are in it. */
async function inPageLanguage(error: { name: string; message: string }): Promise<{ name: string; message: string }> {
  if (!globalThis.document?.documentElement.lang.startsWith("zh")) return error;
  const { messageInChinese } = await import("../../../src/cli/chinese/index.ts");
  return { ...error, message: messageInChinese(error.message) };
}

interface Port {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

/** The worker's side: answers calls by these handlers. */
export function answerCalls(handlers: Handlers, port: Port = globalThis as unknown as Port): void {
  const open = new Map<number, AbortController>();
  port.addEventListener("message", async ({ data }: MessageEvent<Request>) => {
    if ("stop" in data) {
      open.get(data.id)?.abort();
      return;
    }
    const { id, name, args } = data;
    const controller = new AbortController();
    open.set(id, controller);
    const line: Line<unknown> = {
      tell: (progress) => port.postMessage({ id, progress } satisfies Reply),
      signal: controller.signal,
      breathe,
    };
    try {
      const result = await handlers[name]!(...args, line);
      port.postMessage({ id, result } satisfies Reply);
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      port.postMessage({ id, error: { name, message } } satisfies Reply);
    } finally {
      open.delete(id);
    }
  });
}

/** Gives the worker's queue of messages its turn. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

type WithoutLine<A extends unknown[]> = A extends [...infer Rest, Line<any>] ? Rest : A;
type Progress<A extends unknown[]> = A extends [...unknown[], Line<infer P>] ? P : never;

/** The page's side of a worker that answers by the handlers of type H. */
export class WorkerCalls<H extends Handlers> {
  private count = 0;
  private readonly open = new Map<
    number,
    { resolve(result: unknown): void; reject(error: Error): void; tell?: (progress: any) => void }
  >();

  constructor(private readonly worker: Worker) {
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.receive(data));
    worker.addEventListener("error", (event) => {
      const message = event.message || "The worker could not be loaded.";
      for (const call of this.open.values()) call.reject(new WorkerError({ name: "WorkerError", message }));
      this.open.clear();
    });
  }

  /** Asks for something; `signal` asks to stop, and the handler decides what it then gives. */
  call<K extends keyof H & string>(
    name: K,
    args: WithoutLine<Parameters<H[K]>>,
    options: { tell?: (progress: Progress<Parameters<H[K]>>) => void; signal?: AbortSignal } = {},
  ): Promise<Awaited<ReturnType<H[K]>>> {
    const id = this.count++;
    options.signal?.addEventListener("abort", () => this.worker.postMessage({ id, stop: true } satisfies Request));
    return new Promise((resolve, reject) => {
      this.open.set(id, {
        resolve: resolve as (result: unknown) => void,
        reject,
        ...(options.tell && { tell: options.tell }),
      });
      this.worker.postMessage({ id, name, args } satisfies Request);
    });
  }

  /** Ends the worker. */
  close(): void {
    this.worker.terminate();
    this.open.clear();
  }

  private receive(reply: Reply): void {
    const call = this.open.get(reply.id);
    if (!call) return;
    if ("progress" in reply) {
      call.tell?.(reply.progress);
      return;
    }
    this.open.delete(reply.id);
    if ("error" in reply) void inPageLanguage(reply.error).then((error) => call.reject(new WorkerError(error)));
    else call.resolve(reply.result);
  }
}
